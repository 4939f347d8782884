"""nbgrader's own tests of autograding give with the examiner what they give without it."""

import subprocess
import sys

import pytest
from courses import ENVIRONMENT

OWN_TESTS = "nbgrader.tests.apps.test_nbgrader_autograde"
CONFIG = """
import logging
import examiner
c = get_config()
examiner.configure(c)
logger = logging.getLogger("examiner")
logger.setLevel(logging.INFO)
if not logger.handlers:
    logger.addHandler(logging.FileHandler({log!r}))
"""


@pytest.mark.slow
def test_nbgraders_own_tests_pass_and_the_examiner_ran_them(tmp_path):
    log = tmp_path / "examiner.log"
    (tmp_path / "nbgrader_config.py").write_text(CONFIG.format(log=str(log)))
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--pyargs", OWN_TESTS],
        cwd=tmp_path,
        env=ENVIRONMENT | {"JUPYTER_CONFIG_PATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert "40 passed, 2 skipped" in done.stdout, done.stdout[-5000:]
    assert len(log.read_text().splitlines()) > 40
