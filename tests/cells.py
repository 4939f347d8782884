"""Notebooks of a few cells, as nbgrader's Create Assignment makes them."""

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

KERNELSPEC = {"name": "python3", "display_name": "Python 3", "language": "python"}


def cell(source, name=None, points=None, answer=False, kind="code", **metadata):
    """A cell: of an answer, a test with points, locked if it has only a name, plain without."""
    make = new_code_cell if kind == "code" else new_markdown_cell
    result = make(source, metadata=metadata)
    if name:
        result.metadata.nbgrader = {
            "grade_id": name,
            "grade": points is not None,
            "solution": answer,
            "locked": not answer,
            "task": False,
            "schema_version": 3,
        }
        if points is not None:
            result.metadata.nbgrader["points"] = points
    return result


def answer(name, source):
    return cell(f"### BEGIN SOLUTION\n{source}\n### END SOLUTION", name, answer=True)


def notebook(*cells, **metadata):
    return new_notebook(cells=list(cells), metadata={"kernelspec": KERNELSPEC, **metadata})
