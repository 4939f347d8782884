"""Grade one submission: bytes in, result out. No gradebook, no disk that anybody shares.

So it runs in a local process (`pool`) as on another machine (`cluster`). It is nbgrader's chain of preprocessors as
configured; those that would use the gradebook do without it (`preprocessors`), and `batch.record` writes what they
find.
"""

import os
import traceback

import cloudpickle

from ..errors import Disturbed, Refused
from ..notebook.instructor import Material
from ..processes import parents as warm_parents
from ..sandbox.memory import TOO_LARGE
from .messages import Assignment, Graded, Notebook, Submission
from .strayed import strayed

DIED = "a process that it needed died"
AGAIN = "graded again: "


def grade(assignment: Assignment, submission: Submission, attempts: int = 2) -> Graded:
    """Return the Graded of a submission. Raises nothing that a submission can cause.

    What this machine disturbed, for no fault of the student's, is graded again: so many attempts there are. Where a
    warm parent died, kernels ended with it.
    """
    log = ""
    for _ in range(attempts):
        graded, parents = _graded(assignment, submission)
        if any(parent.died() for parent in parents):
            graded = Graded(reason=DIED, disturbed=True)
        if not graded.disturbed:
            break
        log += f"{AGAIN}{graded.reason}\n"
    graded.log = log + graded.log
    return graded


def _graded(assignment, submission):
    """Return the Graded and the warm parents that its kernels came from."""
    parents = []
    try:
        parents = warm_parents.warm_up(assignment.modules, assignment.bubblewrap)
        chain = cloudpickle.loads(assignment.settings)
        notebooks = {name: _grade(assignment, submission, chain, name) for name in sorted(submission.notebooks)}
        return Graded(notebooks), parents
    except Refused as error:
        return Graded(reason=str(error)), parents
    except (Disturbed, OSError) as error:
        return Graded(reason=f"this machine: {error}", log=traceback.format_exc(), disturbed=True), parents
    except MemoryError:
        return Graded(reason=TOO_LARGE, log=traceback.format_exc()), parents
    except Exception as error:
        last = traceback.format_exception_only(error)[-1].strip()
        return Graded(reason=last.splitlines()[0], log=traceback.format_exc()), parents


def _grade(assignment, submission, chain, name):
    material = Material(assignment.truths[name], assignment.files, submission.files)
    names = {"student": submission.student, "assignment": assignment.name, "notebook": name}
    result = Notebook()
    exporter = chain.exporter(config=chain.config)
    notebook = exporter.read(submission.notebooks[name])
    if not notebook.cells:
        raise Refused("the notebook is empty: it has no cells")
    for steps in (chain.sanitize, chain.autograde):
        resources = {"unique_key": name, "nbgrader": names, "examiner": material, "collected": result}
        result.data = _convert(exporter, notebook, steps, resources)
        if steps is chain.sanitize:
            notebook = exporter.read(result.data)
            result.strayed = strayed(notebook, material.truth)
    result.made, result.learned, result.took = material.made, material.learned, material.took
    return result


def _convert(exporter, notebook, steps, resources):
    """Return the file of the notebook after these preprocessors."""
    exporter._preprocessors = []
    for step in steps:
        exporter.register_preprocessor(step)
    # For kernels, as nbgrader does. It stays: a worker of a cluster grades in several threads, which share it.
    os.environ["NBGRADER_EXECUTION"] = "autograde"
    return exporter.from_notebook_node(notebook, resources=resources)[0].encode()
