"""nbgrader's preprocessors that use the gradebook, each able to do without: where a worker grades, there is none.

What one would read there is made of the Truth; what one would write is collected in the graded Notebook, and
`batch.record` writes it. Where nbgrader itself grades, they are nbgrader's own. `configure` names them.
"""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from nbformat import NotebookNode
from nbgrader import preprocessors
from nbgrader.api import Gradebook, MissingEntry, SubmittedAssignment, SubmittedNotebook
from nbgrader.preprocessors import NbGraderPreprocessor

from ..notebook.attempts import answers_file, answers_in, keep_answers, kept_answers, must_look, remark
from ..notebook.cells import label
from ..notebook.diagnoses import diagnoses
from ..notebook.folder import read_file
from ..notebook.instructor import course_of, source_path, truth
from .noted import note_at
from .strayed import strayed
from .timestamp import MAX_TIMESTAMP, TIMESTAMP, parse_timestamp


class OverwriteCells(preprocessors.OverwriteCells):
    """Puts the instructor's cells back, out of the Truth where there is one."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
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
    """Writes points, remarks and what was wrong into the gradebook, or collects them."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Return the notebook as it is."""
        if "collected" not in resources:
            return self.to_gradebook(nb, resources)
        self.notebook_id = self.assignment_id = self.student_id = None
        self.beside = resources["collected"].strayed
        grades: dict[str, SimpleNamespace] = {}
        comments: dict[str, SimpleNamespace] = {}
        self.gradebook = SimpleNamespace(
            find_grade=lambda cell, *_: grades.setdefault(cell, SimpleNamespace(manual_score=None)),
            find_comment=lambda cell, *_: comments.setdefault(cell, SimpleNamespace()),
            db=SimpleNamespace(commit=lambda: None),
        )
        nb, resources = NbGraderPreprocessor.preprocess(self, nb, resources)
        result = resources["collected"]
        result.diagnoses = diagnoses(nb)
        result.scores = {cell: grade.auto_score for cell, grade in grades.items()}
        result.comments = {cell: comment.auto_comment for cell, comment in comments.items()}
        return nb, resources

    def to_gradebook(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Return the notebook as it is, and ask a person only for what changed since somebody graded it."""
        names = resources["nbgrader"]
        found = (names["notebook"], names["assignment"], names["student"])
        file = answers_file(course_of(self), names["assignment"], names["student"])
        self.beside = strayed(nb, truth(resources, source_path(course_of(self), resources)))
        kept, now = kept_answers(file), answers_in(nb, self.beside)
        with Gradebook(names["db_url"]) as gradebook:
            grades = gradebook.find_submission_notebook(*found).grades
            before = {grade.name: (grade.needs_manual_grade, grade.auto_score) for grade in grades}
        nb, resources = super().preprocess(nb, resources)
        with Gradebook(names["db_url"]) as gradebook:
            notebook, again = gradebook.find_submission_notebook(*found), set()
            for grade in notebook.grades:
                if grade.manual_score is not None:
                    needed, auto = before[grade.name]
                    changed = kept.get(names["notebook"], {}).get(grade.name) != now.get(grade.name)
                    needed = must_look(grade.manual_score, needed, (auto, grade.auto_score), changed)
                    grade.needs_manual_grade = needed
                    again |= {grade.name} if needed else set()
            for comment in notebook.comments:
                comment.auto_comment = remark(comment.auto_comment, comment.name in again)
            gradebook.db.commit()
        keep_answers(file, {**kept, names["notebook"]: now})
        note_at(names["db_url"], names["assignment"], names["student"], {names["notebook"]: diagnoses(nb)})
        return nb, resources

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], cell_index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Return the cell as it is, its points and its remark saved; a blank with a text beside it is an answer too."""
        found = super().preprocess_cell(cell, resources, cell_index)
        if label(cell) in self.beside:
            where = (label(cell), self.notebook_id, self.assignment_id, self.student_id)
            grade = self.gradebook.find_grade(*where)
            grade.auto_score, grade.needs_manual_grade = None, True
            self.gradebook.find_comment(*where).auto_comment = None
            self.gradebook.db.commit()
        return found


class AssignLatePenalties(preprocessors.AssignLatePenalties):
    """Takes points from late submissions, or leaves that to `batch.record`, which knows when they came."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Return the notebook as it is."""
        if "collected" in resources:
            return nb, resources
        names = resources["nbgrader"]
        course = course_of(self)
        folder = Path(course.format_path(course.submitted_directory, names["student"], names["assignment"]))
        if (folder / TIMESTAMP).is_file():
            when = parse_timestamp(read_file(folder / TIMESTAMP, MAX_TIMESTAMP + 1))
            with Gradebook(names["db_url"]) as gradebook:
                gradebook.update_or_create_submission(names["assignment"], names["student"], timestamp=when)
        return super().preprocess(nb, resources)

    def penalty(self, submission: SubmittedAssignment, notebook: SubmittedNotebook) -> float | None:
        """Return what a late notebook of the gradebook loses, None for nothing."""
        self.init_plugin()
        lost = self.plugin_inst.late_submission_penalty(
            submission.student_id, notebook.score, submission.total_seconds_late
        )
        return None if lost is None else self._check_late_penalty(notebook, lost)
