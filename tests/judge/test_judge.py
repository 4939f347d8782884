"""The judge's process shows what a kernel would, though it is none, and answers whatever a test does to it."""

import re
import subprocess
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from cells import cell
from jupyter_client import AsyncKernelManager
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from examiner.errors import Disturbed
from examiner.notebook.instructor import Truth
from examiner.sandbox.clock import Clock
from examiner.submission.judge_process import Judge
from examiner.wire.messages import Verdict

SHOWN = {
    "nothing": "x = 1",
    "a value": "{'a': [1, 2.5]}",
    "a value that is not to be seen": "1;",
    "printed text": "print('a')\nprint('b', end='')\nprint()",
    "text on the error output": "import sys\nprint('a', file=sys.stderr)",
    "a picture": "import matplotlib.pyplot as plt\nplt.figure(figsize=(1, 1))\nplt.plot([1, 2])\nplt.show()",
    "a picture at the end": "%matplotlib inline\nimport matplotlib.pyplot as plt\n_ = plt.figure(figsize=(1, 1))",
    "what is displayed": "from IPython.display import HTML, display\nprint(1)\ndisplay(HTML('<b>x</b>'))\nprint(2)",
    "what is displayed anew": "h = display(1, display_id='one')\nprint('between')\nh.update(2)",
    "what is taken away": "from IPython.display import clear_output\nprint(1)\nclear_output()\nprint(2)",
    "an error": "def f(x):\n    return 1 / x\n\nprint('before')\nf(0)",
    "an error from another": "try:\n    {}['a']\nexcept KeyError as e:\n    raise ValueError('b') from e",
    "no Python": "def f(:",
    "an interrupt": "raise KeyboardInterrupt",
    "a coroutine": "import asyncio\nawait asyncio.sleep(0)\n'awaited'",
    "a command of the shell": "!echo hello",
    "a magic": "%precision 3\n3.14159",
    "the last value again": "7\n_",
}
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
FILE = re.compile(r"\(\S+, ")


@pytest.fixture
def judge(tmp_path):
    """A judge, whose tests may take 2 seconds of CPU time, or wait as long, of a student who does nothing."""
    idle = subprocess.Popen(["sleep", "10000"])
    execute = SimpleNamespace(
        test_memory=2**29,
        startup_timeout=600,
        call_timeout=1,
        wait_timeout=1,
        grace=1,
        seconds=lambda: 2,
        notes=[],
        truth=Truth({}, {}),
        student=SimpleNamespace(address="nowhere", clock=Clock(idle.pid), look_after=verdict, stop_call=verdict),
    )
    execute.take_note = execute.notes.append
    judge = Judge(execute, str(tmp_path), tmp_path)
    judge.begin(AsyncKernelManager())
    yield judge
    judge.end()
    idle.kill()
    idle.wait()


async def verdict(what, why=""):
    return Verdict("late", f"{what} {why}")


def shown(judge, source):
    """The outputs of a test cell."""
    test = cell(source, "t", 9)
    judge.examine(test, "t")
    return test.outputs


def plain(output):
    """An output without its number and a cell's file name; of a traceback the last line: a kernel quotes other lines,
    not always the right ones.
    """
    output = {key: value for key, value in output.items() if key != "execution_count"}
    if "traceback" in output:
        output["evalue"] = FILE.sub("", output["evalue"])
        output["traceback"] = COLOUR.sub("", "\n".join(output["traceback"])).splitlines()[-1]
    return output


def test_a_test_shows_what_it_would_in_a_kernel(judge):
    judge.execute.seconds = lambda: 60
    notebook = new_notebook(cells=[new_code_cell(source) for source in SHOWN.values()])
    NotebookClient(notebook, allow_errors=True).execute()
    for (name, source), in_kernel in zip(SHOWN.items(), notebook.cells, strict=True):
        found = [plain(output) for output in shown(judge, source)]
        assert found == [plain(output) for output in in_kernel.outputs], name


def test_an_error_shows_the_lines_of_the_test_and_none_of_the_judge(judge):
    traceback = COLOUR.sub("", "\n".join(shown(judge, SHOWN["an error"])[-1].traceback))
    assert "2     return 1 / x" in traceback
    assert "5 f(0)" in traceback
    assert "examiner" not in traceback


def test_text_that_no_file_can_hold_is_shown_all_the_same(judge):
    assert shown(judge, "print(chr(0xD800))")[0].text == "?\n"


def test_a_test_that_prints_without_end_costs_no_memory_without_end(judge):
    from examiner.judge.shell import MOST_PRINTED

    printed = shown(judge, "while True:\n    print('x' * 100_000)")[0].text
    assert 1_000_000 < len(printed) <= MOST_PRINTED


def test_a_test_that_takes_too_long_is_interrupted_and_the_next_one_finds_what_was_bound(judge):
    judge.execute.grace = 60
    assert shown(judge, "x = 3") == []
    names = [output.ename for output in shown(judge, "while True: pass")]
    assert names == ["KeyboardInterrupt", "CellTimeoutError"]
    assert judge.execute.notes == ["t took more than 2 s of CPU time and was stopped"]
    assert shown(judge, "x")[0].data["text/plain"] == "3"


def test_a_test_that_waits_without_end_is_interrupted(judge):
    outputs = shown(judge, "import time\ntime.sleep(10**6)")
    assert [output.ename for output in outputs] == ["KeyboardInterrupt", "CellTimeoutError"]
    assert "t waited for more than 2 s" in outputs[1].evalue


def test_a_test_that_cannot_be_interrupted_is_ended_and_the_next_one_runs(judge):
    stubborn = "import time\nwhile True:\n    try:\n        time.sleep(9)\n    except KeyboardInterrupt: pass"
    assert shown(judge, stubborn)[0].ename == "JudgeDied"
    assert "did not stop" in judge.execute.notes[-1]
    assert shown(judge, "1 + 1")[0].data["text/plain"] == "2"


def test_a_test_that_ends_its_process_costs_its_own_points(judge):
    assert shown(judge, "import os\nos._exit(0)")[0].ename == "JudgeDied"
    assert shown(judge, "1 + 1")[0].data["text/plain"] == "2"


def test_a_test_whose_process_is_killed_costs_nothing_for_the_machine_does_that(judge):
    with pytest.raises(Disturbed, match="memory is short"):
        shown(judge, "import os\nos.kill(os.getpid(), 9)")


def test_an_interrupt_waits_until_a_report_of_trouble_is_told(judge):
    slow = "import signal, threading\nfrom examiner.judge.namespace import tests\n"
    slow += "from examiner.judge.questions import Trouble, hear\n"
    slow += "threading.Timer(0.3, signal.raise_signal, [2]).start()\n"
    slow += (
        "try:\n    hear(tests.questions.owner, Trouble('f'))\nexcept BaseException as e:\n    print(type(e).__name__)"
    )

    async def late(what):
        time.sleep(1)
        return Verdict("late", what)

    judge.execute.student.look_after = late
    assert shown(judge, slow)[0].text == "KeyboardInterrupt\n"
    assert shown(judge, "1 + 1")[0].data["text/plain"] == "2"


def test_where_the_name_of_a_folder_is_too_long_for_a_socket_a_loopback_port_does(judge):
    judge.end()
    judge.folder = f"{judge.folder}/{'long' * 30}"
    Path(judge.folder).mkdir()
    judge.begin(judge.manager)
    assert shown(judge, "1 + 1")[0].data["text/plain"] == "2"


def test_who_does_not_know_the_key_is_not_taken_for_the_judge(judge):
    from examiner.wire import line
    from examiner.wire.messages import Hello

    stranger = line.Talk(line.connect(judge.listening.getsockname(), 5), "00" * 16)
    stranger.tell(Hello(1))
    assert shown(judge, "1 + 1")[0].data["text/plain"] == "2"
    stranger.line.close()
