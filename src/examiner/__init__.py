"""The examiner, the instructor side: what grades the labs.

In a course's `nbgrader_config.py`, `import examiner` and `examiner.configure(c)` make nbgrader grade through it: on the
command line, in formgrader, and by the `examiner` command (`examiner --help`).
"""

import os
import sys
from pathlib import Path


def configure(c):
    """Set up nbgrader through its own configuration object c, for the command line and formgrader alike."""
    # Here and not above: a student's process loads this package too, and needs none of them.
    from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
    from nbgrader import preprocessors

    from .authoring.checks import DropHiddenTests, WorkOutChecks
    from .feedback.hidden_tests import HideTests
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
        "nbgrader.preprocessors.OverwriteCells",
    ]
    c.Autograde.autograde_preprocessors = [
        "examiner.submission.execute.Execute",
        "nbgrader.preprocessors.IgnorePattern",
        "nbconvert.preprocessors.ClearMetadataPreprocessor",
        "nbgrader.preprocessors.LimitOutput",
        "nbgrader.preprocessors.SaveAutoGrades",
        "nbgrader.preprocessors.AssignLatePenalties",
    ]
    # As nbgrader has them, with two more: the first works out the checks before the solutions go, the last takes out
    # what ClearHiddenTests has emptied.
    c.GenerateAssignment.preprocessors = [
        preprocessors.IncludeHeaderFooter,
        preprocessors.InstantiateTests,
        preprocessors.LockCells,
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
    c.GenerateFeedback.preprocessors = [preprocessors.GetGrades, HideTests, Summarize, CSSHTMLHeaderPreprocessor]
    # The pages that students and graders open show what students wrote.
    c.HTMLExporter.sanitize_html = True
    c.HTMLExporter.filters = {
        "clean_html": "examiner.feedback.clean.clean",
        "markdown2html": "examiner.feedback.clean.markdown",
    }
    # Without this, each kernel prints a warning about its own start, which no instructor can act on.
    c.Execute.extra_arguments = ["--log-level=ERROR"]
