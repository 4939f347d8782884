"""From the bytes of a submitted file to a notebook, or a reason in one line why not."""

import json
from pathlib import Path

import nbformat
from nbconvert.exporters import NotebookExporter
from nbgrader.api import Gradebook
from nbgrader.nbgraderformat import MetadataValidator, SchemaTooNewError, SchemaTooOldError

from .errors import Refused


def read(raw, grade_ids=None):
    """Return the notebook in `raw`, bytes.

    grade_ids: the ids of the lab's cells, of which at least one must be there.
    Raises Refused where it is not a notebook of nbformat 4, or not one of this lab.
    """
    if not raw.strip():
        raise Refused("the file is empty")
    try:
        content = json.loads(raw.decode("utf-8"))
    except UnicodeDecodeError:
        raise Refused("not a notebook: the file is not text in UTF-8") from None
    except json.JSONDecodeError as error:
        raise Refused(f"not JSON: {error.msg} in line {error.lineno}. Was the file cut off or edited?") from None
    except RecursionError:
        raise Refused("not a notebook: its JSON is nested too deeply") from None
    version = content.get("nbformat") if isinstance(content, dict) else None
    if not isinstance(version, int):
        raise Refused("JSON, but not a notebook: it does not say its nbformat version")
    if version != 4:
        raise Refused(f"nbformat version {version}, but 4 is needed. Open it in JupyterLab and save it again")
    try:
        notebook = nbformat.from_dict(content)
        nbformat.validate(notebook)
    except Exception as error:  # a ValidationError, or what nbformat stumbles over where a field has another type
        raise Refused(f"not a valid notebook: {str(error).splitlines()[0][:200]}") from None
    _check_metadata(notebook, grade_ids)
    return notebook


def _check_metadata(notebook, grade_ids):
    try:
        MetadataValidator().validate_nb(notebook)
    except (SchemaTooOldError, SchemaTooNewError) as error:
        raise Refused(f"nbgrader metadata of another version: {error}") from None
    except Exception as error:  # jsonschema's ValidationError, or a KeyError where fields are missing
        raise Refused(f"nbgrader metadata is damaged: {str(error).splitlines()[0][:200]}") from None
    found = {cell.metadata.get("nbgrader", {}).get("grade_id") for cell in notebook.cells}
    if grade_ids is not None and not found & set(grade_ids):
        raise Refused("without the metadata of this lab: none of its cells is there. Was it made from the template?")


def grade_ids(gradebook, notebook_id, assignment_id):
    """Return the ids of the cells that the gradebook knows of a notebook of an assignment."""
    return {cell.name for cell in gradebook.find_notebook(notebook_id, assignment_id).source_cells}


class SubmissionExporter(NotebookExporter):
    """nbgrader's way of reading a submission (`Autograde.exporter_class`), with `read` before it."""

    def from_filename(self, filename, resources=None, **kwargs):
        nbgrader = resources["nbgrader"]
        with Gradebook(nbgrader["db_url"]) as gradebook:
            ids = grade_ids(gradebook, nbgrader["notebook"], nbgrader["assignment"])
        try:
            read(Path(filename).read_bytes(), ids)
        except Refused as error:
            raise Refused(f"{filename}: {error}") from None
        return super().from_filename(filename, resources, **kwargs)
