"""nbgrader's preprocessors that use the gradebook, each able to do without: where a worker grades, there is none.

What one would read there is made of the Truth; what one would write is collected in the graded Notebook, and
`batch.record` writes it. Where nbgrader itself grades, they are nbgrader's own. `configure` names them.
"""

from types import SimpleNamespace

from nbgrader import preprocessors
from nbgrader.api import MissingEntry
from nbgrader.preprocessors import NbGraderPreprocessor


class OverwriteCells(preprocessors.OverwriteCells):
    """Puts the instructor's cells back, out of the Truth where there is one."""

    def preprocess(self, nb, resources):
        """Return the notebook with the instructor's sources and checksums."""
        if "examiner" not in resources:
            return super().preprocess(nb, resources)
        self.notebook_id, self.assignment_id = resources["nbgrader"]["notebook"], resources["nbgrader"]["assignment"]
        self.gradebook = _KnownGradebook(resources["examiner"].truth)
        nb, resources = NbGraderPreprocessor.preprocess(self, nb, resources)
        if self.add_missing_cells:
            nb, resources = self.add_missing_grade_cells(nb, resources)
            nb, resources = self.add_missing_task_cells(nb, resources)
        return nb, resources


class _KnownGradebook:
    def __init__(self, truth):
        self.cells = {cell.name: SimpleNamespace(**vars(cell), max_score=cell.points) for cell in truth.cells.values()}

    def find_notebook(self, *_):
        cells = list(self.cells.values())
        return SimpleNamespace(
            source_cells=cells,
            grade_cells=[cell for cell in cells if cell.grade],
            solution_cells=[cell for cell in cells if cell.solution],
            task_cells=[cell for cell in cells if cell.task],
        )

    def find_source_cell(self, name, *_):
        if name not in self.cells:
            raise MissingEntry(name)
        return self.cells[name]

    find_graded_cell = find_source_cell


class SaveAutoGrades(preprocessors.SaveAutoGrades):
    """Writes points and remarks into the gradebook, or collects them."""

    def preprocess(self, nb, resources):
        """Return the notebook as it is."""
        if "collected" not in resources:
            return super().preprocess(nb, resources)
        self.notebook_id = self.assignment_id = self.student_id = None
        grades, comments = {}, {}
        self.gradebook = SimpleNamespace(
            find_grade=lambda cell, *_: grades.setdefault(cell, SimpleNamespace(manual_score=None)),
            find_comment=lambda cell, *_: comments.setdefault(cell, SimpleNamespace()),
            db=SimpleNamespace(commit=lambda: None),
        )
        nb, resources = NbGraderPreprocessor.preprocess(self, nb, resources)
        result = resources["collected"]
        result.scores = {cell: grade.auto_score for cell, grade in grades.items()}
        result.comments = {cell: comment.auto_comment for cell, comment in comments.items()}
        return nb, resources


class AssignLatePenalties(preprocessors.AssignLatePenalties):
    """Takes points from late submissions, or leaves that to `batch.record`, which knows when they came."""

    def preprocess(self, nb, resources):
        """Return the notebook as it is."""
        return (nb, resources) if "collected" in resources else super().preprocess(nb, resources)

    def penalty(self, submission, notebook):
        """Return what a late notebook of the gradebook loses, None for nothing."""
        self.init_plugin()
        lost = self.plugin_inst.late_submission_penalty(
            submission.student_id, notebook.score, submission.total_seconds_late
        )
        return None if lost is None else self._check_late_penalty(notebook, lost)
