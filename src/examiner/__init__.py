"""The examiner, the instructor side: what grades the labs.

In a course's `nbgrader_config.py`, `import examiner` and `examiner.configure(c)` make nbgrader grade through it: on the
command line, in formgrader, and by the `examiner` command (`examiner --help`).

Theory of operation: the processes, in the order in which a submission meets them. Whose side code runs on is said by
the room that it is in.

1. The coordinator (`batch`): `examiner autograde`. It reads submissions, takes results, and is the only one that
   writes to autograded/ and to the gradebook. It runs no code of a notebook. To each worker it sends the assignment
   once and then one submission at a time, bytes (`submission.messages`), over a pipe, or over Dask.
2. The worker (`submission`): started by the coordinator, one for each job. It parses the submitted file and rebuilds
   it against the instructor's notebook (`intake`), runs the chain of nbgrader's preprocessors, and drives the two
   processes below, cell by cell (`execute`). It holds the hidden tests, no gradebook, and reads what students'
   processes send: plain values and outputs, within limits. Where nbgrader or formgrader grade, their own process is
   the worker.
3. Two warm parents (`processes`), one for kernels and one for judges: started by the worker, or by the coordinator
   for all its workers. They import what notebooks import and fork on request, which comes over a socket; they are
   told of a submission no more than where its folder is. What a parent holds, its forks can read: so it holds no test
   and no submission. Where there is none, both kinds start cold.
4. The guard (`sandbox.guard`): each student's process forks from it. It hands on signals, watches what limits do not,
   kills all that it guards when the worker goes away, and says by its exit status why the student's process ended.
5. The student's process (`processes.confined`, then `wire.student`): a real ipykernel in the sandbox (`sandbox`),
   alone with its scratch folder. It sees no test, no other submission, no network. The worker talks to it in
   Jupyter's protocol over sockets in a private folder (`submission.student_kernel`); the judge asks over one line
   more, `wire.line`. Of this package it has `errors` and `wire` only, and it may have tampered with both.
6. The judge (`judge`): forked for each submission, driven by the worker (`submission.judge_process`) over a line with
   a key. It runs the test cells in an IPython shell and never loads code of a student's. A name that a test reads and
   that is neither its own nor set up by the instructor is looked up in the student's process: plain values come by
   value through a decoder that can build nothing else (`wire.values`), all else as a handle (`judge.answers`), calls
   included. An answer that is slow, or does not come, is reported to the worker, which looks at the clock of the
   student's process (`sandbox.clock`) and sees to that process. What the judge reads is hostile, so it has walls too
   (`sandbox.confine.confine_judge`) and a limit of memory, as the worker has.

Before a class is graded the instructor's own notebook goes the same way (`submission.rehearsal`): what it shows of each
test, `notebook.instructor.Rehearsed`, says where the test is judged and what it may believe, and is kept
(`batch.rehearsal`).

What travels is listed in `wire.messages`. What comes of it all is the graded notebook, its points and remarks, which go
back to the coordinator; the pages that students open are made of them later (`feedback`), and the instructor's of the
whole class (`report`), from what is noted of each submission beside its points (`submission.noted`). `notebook` says
what a notebook says, for all; `authoring` is for those who write labs, and no part of grading.
"""

import os
import sys
from pathlib import Path
from typing import Any


# More than 50 lines: it is one list of settings, and says nothing that another function could.
def configure(c: Any) -> None:
    """Set up nbgrader through its own configuration object c, for the command line and formgrader alike."""
    # Here and not above: a student's process loads this package too, and needs none of them.
    from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
    from nbgrader import preprocessors

    from .authoring.checks import DropHiddenTests, WorkOutChecks
    from .authoring.foresee import Foresee
    from .feedback.fold import Fold
    from .feedback.grading import TEMPLATE, ForGraders
    from .feedback.hidden_tests import HideTests
    from .feedback.page import TEMPLATES
    from .feedback.summary import Summarize

    # nbgrader makes a new gradebook by calling `alembic` by name. A Python that was started by its path has it beside
    # itself, but not in PATH.
    here = str(Path(sys.executable).parent)
    if here not in os.environ["PATH"].split(os.pathsep):
        os.environ["PATH"] = here + os.pathsep + os.environ["PATH"]

    c.Autograde.exporter_class = "examiner.submission.intake.SubmissionExporter"
    # Rebuild gives each cell the instructor's metadata: nbgrader's CheckCellMetadata would find nothing, in a tenth of
    # a second.
    c.Autograde.sanitize_preprocessors = [
        "nbgrader.preprocessors.ClearOutput",
        "examiner.submission.intake.Rebuild",
        "examiner.submission.preprocessors.OverwriteCells",
    ]
    c.Autograde.autograde_preprocessors = [
        "examiner.submission.execute.Execute",
        "nbgrader.preprocessors.IgnorePattern",
        "nbconvert.preprocessors.ClearMetadataPreprocessor",
        "nbgrader.preprocessors.LimitOutput",
        "examiner.submission.preprocessors.SaveAutoGrades",
        "examiner.submission.preprocessors.AssignLatePenalties",
    ]
    # As nbgrader has them, with three more: one warns of what the notebook lacks, one works out the checks before the
    # solutions go, and one takes out what ClearHiddenTests has emptied.
    c.GenerateAssignment.preprocessors = [
        preprocessors.IncludeHeaderFooter,
        preprocessors.InstantiateTests,
        preprocessors.LockCells,
        Foresee,
        WorkOutChecks,
        preprocessors.ClearSolutions,
        preprocessors.ClearOutput,
        preprocessors.CheckCellMetadata,
        preprocessors.ComputeChecksums,
        preprocessors.SaveCells,
        preprocessors.ClearHiddenTests,
        preprocessors.ClearMarkScheme,
        DropHiddenTests,
        preprocessors.ComputeChecksums,
        preprocessors.CheckCellMetadata,
    ]
    c.GenerateFeedback.preprocessors = [preprocessors.GetGrades, HideTests, Fold, Summarize, CSSHTMLHeaderPreprocessor]
    c.GenerateFeedback.exporter_class = "examiner.feedback.page.PageExporter"
    c.PageExporter.template_name = "page"
    c.PageExporter.template_file = "index.html.j2"
    c.PageExporter.extra_template_basedirs = c.PageExporter.extra_template_paths = TEMPLATES
    # formgrader's page of a submission.
    c.HTMLExporter.template_file = TEMPLATE
    c.HTMLExporter.extra_template_paths = TEMPLATES
    c.HTMLExporter.preprocessors = [ForGraders]
    c.ExchangeFactory.release_assignment = "examiner.authoring.exchange.ReleaseKit"
    c.ZipCollectApp.extractor_plugin = "examiner.batch.zip_collect.ArchiveExtractor"
    c.ZipCollectApp.collector_plugin = "examiner.batch.zip_collect.FolderCollector"
    # The pages that students and graders open show what students wrote.
    c.HTMLExporter.sanitize_html = True
    c.HTMLExporter.filters = {
        "clean_html": "examiner.feedback.clean.clean",
        "markdown2html": "examiner.feedback.pictures.markdown",
    }
    # Without this, each kernel prints a warning about its own start, which no instructor can act on.
    c.Execute.extra_arguments = ["--log-level=ERROR"]
