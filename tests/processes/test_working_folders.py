"""What is put into a student's folder: names that stay in it and hide nothing."""

import pytest

from examiner.processes import folders

HIDDEN = [
    ".hidden",
    ".ipython/profile_default/startup/00-x.py",
    ".jupyter/jupyter_config.py",
    ".matplotlib/matplotlibrc",
    ".local/lib/python3.11/site-packages/usercustomize.py",
    "a/.b",
    "a/.b/c.py",
    "a/b/.c/d/e.csv",
    "...",
    ".a.csv",
]


@pytest.mark.parametrize("name", ["", ".", "..", "../a", "/etc/a", "a/../b", "a/../../b", *HIDDEN])
def test_a_given_name_that_is_hidden_or_leads_elsewhere_is_refused(name, tmp_path):
    with pytest.raises(ValueError, match="file name"):
        folders.write_files({name: b""}, tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", HIDDEN)
def test_a_folder_with_a_hidden_file_is_refused(name, tmp_path):
    given, scratch = tmp_path / "given", tmp_path / "scratch"
    (given / name).parent.mkdir(parents=True)
    (given / name).write_text("print(1)")
    scratch.mkdir()
    with pytest.raises(ValueError, match="file name"):
        folders.write_files(str(given), scratch)
    assert not list(scratch.iterdir())


def test_an_empty_hidden_folder_is_refused(tmp_path):
    (tmp_path / "given/a/.ipython").mkdir(parents=True)
    with pytest.raises(ValueError, match="file name"):
        folders.write_files(tmp_path / "given", tmp_path / "scratch")


def test_a_link_stays_a_link_and_all_else_is_copied(tmp_path):
    given, scratch = tmp_path / "given", tmp_path / "scratch"
    (given / "a/b").mkdir(parents=True)
    (given / "a/b/c.csv").write_text("1")
    (given / "link").symlink_to("/etc/passwd")
    folders.write_files(given, scratch)
    assert (scratch / "a/b/c.csv").read_text() == "1"
    assert (scratch / "link").is_symlink()
