"""A submitted file is data: read within limits, and rebuilt against the instructor's notebook."""

import base64
import codecs
import json
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode, from_dict, v4
from nbgrader.coursedir import CourseDirectory
from nbgrader.nbgraderformat import SCHEMA_VERSION
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Bool, Integer

from ..errors import Refused, printable
from ..notebook.cells import name_of, nbgrader
from ..notebook.files import instructor_files
from ..notebook.images import MAX_PICTURE, kind_of
from ..notebook.instructor import Cell, Truth, course_of, source_path, truth

KINDS = ("code", "markdown", "raw")
STRING = rb'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)'
# A list or a dict with no other inside.
FLAT = rb'[\[{](?:[^"\[\]{}]++|' + STRING + rb")*+[\]}]"
# The last repetition is no possessive one: Python before 3.11.5 keeps half of what fails inside of such a group. It is
# bounded, since each round takes memory.
TOKEN = re.compile(STRING + rb"|" + FLAT + rb"(?:\s*+,\s*+" + FLAT + rb"){,1000}|[\[\]{}]", re.DOTALL)
STRINGS = re.compile(STRING, re.DOTALL)
QUOTE = ord('"')
NATIVE = ("python", "python3")
# Where the outputs of a cell are: in the notebook, in its list of cells, in one of them.
IN_A_CELL = 3
MAX_TOKENS = 3_000_000
MAX_VALUES = 1_000_000


def parse(
    data: bytes,
    max_bytes: int = 25_000_000,
    max_cells: int = 2000,
    max_cell: int = 500_000,
    max_depth: int = 100,
    max_file_bytes: int = 60_000_000,
    outputs: bool = False,
) -> NotebookNode:
    """Return the notebook in the bytes `data`: of each cell its type, source and name, and `outputs` where asked for.

    max_bytes, max_depth: of the file without its outputs, which are dropped. max_file_bytes: of the file with them.
    Raises Refused, with a reason for a person, for what is not a notebook within the limits.
    """
    if not data.strip():
        raise Refused("the file is empty")
    if len(data) > max_file_bytes:
        raise Refused(f"the file has {len(data):,} bytes, more than the {max_file_bytes:,} allowed")
    data = data.removeprefix(codecs.BOM_UTF8)
    bare = without_outputs(data, max_depth)
    content = read_json(data if outputs else bare, max_bytes)
    if not isinstance(content, dict) or not {"cells", "worksheets"} & content.keys():
        raise Refused("JSON, but not a notebook: it has no list of cells")
    if content.get("nbformat") != 4:
        version = content.get("nbformat")
        raise Refused(f"nbformat version {version!r:.20}, but 4 is needed. Open it in JupyterLab and save it again")
    if not isinstance(content.get("cells"), list):
        raise Refused("JSON, but not a notebook: it has no list of cells")
    if len(content["cells"]) > max_cells:
        raise Refused(f"the notebook has {len(content['cells']):,} cells, more than {max_cells:,}")
    cells = [parse_cell(cell, n, max_cell) for n, cell in enumerate(content["cells"], 1)]
    metadata = content.get("metadata")
    return v4.new_notebook(cells=cells, metadata=kernel_asked_for(metadata))


def read_json(data: bytes, max_bytes: int) -> Any:
    """Return what the JSON in `data` says. Raises Refused for what is none, and for more than memory should hold."""
    if len(data) > max_bytes:
        raise Refused(f"without its outputs the file has {len(data):,} bytes, more than the {max_bytes:,} allowed")
    if counted(data) > MAX_VALUES:
        raise Refused(f"the file has more than {MAX_VALUES:,} values besides its outputs")
    try:
        return json.loads(data.decode())
    except (ValueError, RecursionError) as error:
        # A decoder's text quotes bytes of the file, and a parser's does not say what it is about.
        about = "it is not in UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)[:100]
        raise Refused(f"not JSON, so not a notebook: {about}. Was the file cut off or edited?") from None


def counted(data: bytes) -> int:
    """Return how many values the JSON in `data` has, about, or that they are too many; nothing is built of it."""
    texts = values = end = 0
    for text in STRINGS.finditer(data):
        values += data.count(b",", end, text.start())
        texts, end = texts + 1, text.end()
        if max(values, texts // 2) > MAX_VALUES:  # a key and a value
            return values + texts
    return values + data.count(b",", end)


def without_outputs(data: bytes, max_depth: int) -> bytes:
    """Return the JSON of a notebook without the outputs of its cells, in one pass that builds nothing.

    Outputs are neither read nor checked. Raises Refused where the rest is nested more than `max_depth` levels deep.
    """
    kept: list[bytes] = []
    begin, depth, before, inside = 0, 0, None, False
    for count, token in enumerate(TOKEN.finditer(data)):
        if count == MAX_TOKENS:
            raise Refused(f"the file has more than {MAX_TOKENS:,} texts and lists")
        first, last = data[token.start()], data[token.end() - 1]
        if first in b"[{" and depth == IN_A_CELL and _is_key_of(before, token, data):
            kept += data[begin : token.start()], b"[]"
            inside = True
        depth += (first in b"[{") - (last in b"]}" and first != QUOTE)
        if inside and depth == IN_A_CELL:
            begin, inside = token.end(), False
        elif depth > max_depth and not inside:
            raise Refused(f"the file is nested more than {max_depth} levels deep")
        before = token
    return data if inside else b"".join([*kept, data[begin:]])


def _is_key_of(key, token, data):
    """Return whether what begins with `token` is the value of "outputs", the token before it."""
    return key is not None and key[0] == b'"outputs"' and data[key.end() : token.start()].strip() == b":"


def parse_cell(cell: Any, number: int, max_cell: int) -> NotebookNode:
    """Return a clean cell from one of a submitted file. Raises Refused for what is not a cell."""
    kind = cell.get("cell_type") if isinstance(cell, dict) else None
    source = cell.get("source", "") if isinstance(cell, dict) else ""
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(kind, str) or kind not in KINDS or not isinstance(source, str):
        raise Refused(f"cell {number} of the notebook is not a cell that Jupyter knows")
    if len(source) > max_cell:
        raise Refused(f"cell {number} has {len(source):,} characters, more than {max_cell:,}")
    source = source.encode("utf-8", "replace").decode()
    result = new_cell(kind, source, f"cell-{number}")
    metadata = cell.get("metadata")
    known = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    if isinstance(known, dict) and isinstance(known.get("grade_id"), str):
        result.metadata.nbgrader = NotebookNode(known)
    if kind == "markdown" and (pictures := pasted(cell.get("attachments"))):
        result.attachments = pictures
    if kind == "code" and isinstance(cell.get("outputs"), list):  # they were kept
        result.outputs = [from_dict(output) for output in cell["outputs"] if isinstance(output, dict)]
    return result


def pasted(attachments: object) -> NotebookNode:
    """Return the pictures among the attachments of a submitted cell, {name: {kind: base64}}. What is none is dropped,
    and what says that it is of another kind than it is.
    """
    found = NotebookNode()
    for name, item in attachments.items() if isinstance(attachments, dict) else ():
        for kind, text in item.items() if isinstance(item, dict) else ():
            if isinstance(text, str) and len(text) <= 2 * MAX_PICTURE and kind == kind_of(decoded(text)):
                found[name.encode("utf-8", "replace").decode()] = NotebookNode({kind: "".join(text.split())})
    return found


def decoded(text: str) -> bytes:
    """Return what a text in base64 says, nothing if it is none."""
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except ValueError:
        return b""


def new_cell(kind: str, source: str, name: str = "") -> NotebookNode:
    """Return a cell as those of nbformat.v4 are, which are checked one by one: here the notebook is, as a whole."""
    cell = NotebookNode(id=name, cell_type=kind, metadata=NotebookNode(), source=source)
    if kind == "code":
        cell.update(execution_count=None, outputs=[])
    return cell


def kernel_asked_for(metadata: object) -> dict[str, Any]:
    """Return the metadata of a submission that count for anything: the kernel that it names."""
    kernelspec = metadata.get("kernelspec") if isinstance(metadata, dict) else None
    if not isinstance(kernelspec, dict) or not isinstance(kernelspec.get("name"), str):
        return {}
    fields = {key: kernelspec.get(key) for key in ("name", "display_name", "language")}
    return {"kernelspec": {k: v for k, v in fields.items() if isinstance(v, str)}}


def rebuild(submitted: NotebookNode, truth: Truth) -> NotebookNode:
    """Return a notebook of the instructor's cells as the gradebook has them and the student's own.

    An answer cell keeps its place and its source; of one that is there several times the last
    counts, as in nbgrader, and the others become cells of the student's own. Test cells and
    locked cells have the instructor's source; those that were deleted come back. Tests run in the
    instructor's order.

    Raises Refused for a notebook that is not of this assignment.
    """
    belongs(submitted, truth.cells)
    last = {name_of(cell): place for place, cell in enumerate(submitted.cells) if name_of(cell)}
    cells = []
    for place, cell in enumerate(submitted.cells):
        name = name_of(cell)
        if name in truth.cells and last[name] == place:
            cells.append(own_cell(truth.cells[name], cell))
        else:
            cells.append(extra_cell(cell))
    put_back(cells, truth)
    put_tests_in_order(cells, truth)
    for number, cell in enumerate(cells, 1):
        cell.id = f"cell-{number}"
    kernelspec = truth.kernelspec or native_kernel(submitted.metadata)
    return v4.new_notebook(cells=cells, metadata={"kernelspec": kernelspec} if kernelspec else {})


def belongs(submitted: NotebookNode, names: Collection[str]) -> None:
    """Raise Refused unless most of the cells that nbgrader knows of the notebook are the assignment's, `names`.

    Labs share some names of cells. A cell that was deleted says nothing, nor does one without a role.
    """
    named = {name_of(cell): None for cell in submitted.cells if name_of(cell) in names or has_role(cell)}
    foreign = [name for name in named if name not in names]
    if len(foreign) == len(named) and names and submitted.cells:
        raise Refused("without the metadata of this lab: none of its cells is there. Was it made from the template?")
    if 2 * len(foreign) >= len(named) > 0:
        raise Refused(
            f"{len(foreign)} of its {len(named)} cells are not of this lab, {printable(foreign[0])[:40]!r} for one. "
            "Was the notebook of another lab saved under this name?"
        )


def has_role(cell: NotebookNode) -> bool:
    """Return whether a cell has a name, and is one of those that a gradebook keeps."""
    fields = nbgrader(cell)
    return bool(name_of(cell) and any(fields.get(role) for role in ("grade", "solution", "locked", "task")))


def native_kernel(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """Return no kernelspec. Raises Refused if the submission wants a kernel that is not Python's.

    The instructor's notebook names none, so there is no telling what the course runs on.
    """
    name = metadata.get("kernelspec", {}).get("name", "python3")
    if name not in NATIVE:
        raise Refused(f"the notebook asks for the kernel {name!r:.50}; the instructor names none")
    return {}


def extra_cell(cell: NotebookNode) -> NotebookNode:
    """Return a cell of the student's own: its source, and outputs where they were kept."""
    result = new_cell(cell.cell_type, cell.source)
    if cell.cell_type == "code":
        result.outputs = cell.outputs
    return with_pictures(result, cell.get("attachments"))


def own_cell(known: Cell, cell: NotebookNode) -> NotebookNode:
    """Return one of the instructor's cells, with the student's source where that is the answer."""
    source = known.source if known.locked else cell.source
    result = new_cell(known.cell_type, source)
    if known.cell_type == "code" == cell.cell_type:
        result.outputs = cell.outputs
    result.metadata.nbgrader = nbgrader_metadata(known)
    return with_pictures(result, (known.locked and known.pictures) or cell.get("attachments"))


def with_pictures(cell: NotebookNode, pictures: Mapping[str, Any] | None) -> NotebookNode:
    """Return a cell after pasting pictures, if there are any, into its text."""
    if pictures and cell.cell_type == "markdown":
        cell.attachments = from_dict(dict(pictures))
    return cell


def nbgrader_metadata(known: Cell) -> NotebookNode:
    metadata = NotebookNode(
        grade=known.grade,
        grade_id=known.name,
        locked=known.locked,
        schema_version=SCHEMA_VERSION,
        solution=known.solution,
        task=known.task,
        cell_type=known.cell_type,
        checksum=known.checksum,
    )
    if known.points is not None:
        metadata.points = known.points
    return metadata


def put_back(cells: list[NotebookNode], truth: Truth) -> None:
    """Insert the graded and locked cells that are missing.

    A test goes before the next of the instructor's cells, so that an answer that the student wrote
    in a cell of his own comes first; a locked cell goes after the one before. A deleted answer
    cell stays away unless a person grades it: its empty version might undo such an answer.
    """
    order, there = list(truth.cells), {name_of(cell) for cell in cells}
    for number, (name, known) in enumerate(truth.cells.items()):
        graded = known.grade or known.task
        if name in there or (known.solution and not graded):
            continue
        places = {name_of(cell): place for place, cell in enumerate(cells)}
        before = [places[n] for n in order[:number] if n in places]
        after = [places[n] for n in order[number:] if n in places]
        place = before[-1] + 1 if before else 0
        if graded:
            place = next((p for p in after if p >= place), len(cells))
        cell = new_cell(known.cell_type, known.source)
        cell.metadata.nbgrader = nbgrader_metadata(known)
        cells.insert(place, with_pictures(cell, known.pictures))


def put_tests_in_order(cells: list[NotebookNode], truth: Truth) -> None:
    """Let tests change places until they run in the instructor's order.

    A test may show the student's process a right version of an earlier answer (`given`), so no test of that answer may
    follow.
    """
    order = {name: number for number, name in enumerate(truth.cells)}
    known = {name for name, cell in truth.cells.items() if cell.role == "test"}
    places = [place for place, cell in enumerate(cells) if name_of(cell) in known]
    tests = sorted((cells[place] for place in places), key=lambda cell: order[str(name_of(cell))])
    for place, cell in zip(places, tests, strict=True):
        cells[place] = cell


class SubmissionExporter(NotebookExporter):
    """Reads a submitted notebook within limits, in the place of nbconvert's own reading."""

    optimistic_validation = Bool(True, help="Check the notebook once, after all preprocessors.").tag(config=True)
    max_bytes = Integer(25_000_000, help="Bytes that a submitted notebook may have without outputs.").tag(config=True)
    max_file_bytes = Integer(60_000_000, help="Bytes that a submitted notebook may have.").tag(config=True)
    max_cells = Integer(2000, help="Cells that a submitted notebook may have.").tag(config=True)
    max_cell = Integer(500_000, help="Characters that one cell may have.").tag(config=True)
    max_depth = Integer(100, help="Levels that the JSON of a notebook may have.").tag(config=True)

    def from_filename(self, filename: str, resources: dict[str, Any] | None = None, **kw: Any) -> Any:
        """Return the exported notebook and its resources. Raises Refused for what is not a file."""
        if Path(filename).is_symlink() or not Path(filename).is_file():
            raise Refused(f"{filename} is not a file: a link, for one, may lead anywhere")
        try:
            return super().from_filename(filename, resources=resources, **kw)
        except Refused as error:
            raise Refused(f"{filename}: {error}") from None

    def from_file(self, file_stream: Any, resources: dict[str, Any] | None = None, **kw: Any) -> Any:
        """Return the exported notebook and its resources. Raises Refused for a bad file."""
        notebook = self.read(file_stream.buffer.read(self.max_file_bytes + 1))
        return self.from_notebook_node(notebook, resources=resources, **kw)

    def read(self, data: bytes) -> NotebookNode:
        """Return the notebook in these bytes. Raises Refused for what is none within the limits."""
        limits = (self.max_bytes, self.max_cells, self.max_cell, self.max_depth, self.max_file_bytes)
        # A notebook that is not run (nbgrader autograde --no-execute) keeps what it shows.
        return parse(data, *limits, outputs=not self.config.Execute.get("enabled", True))


class Rebuild(NbGraderPreprocessor):
    """Rebuilds a submission against the instructor's notebook, in nbgrader's sanitizing step."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Return the rebuilt notebook. Raises Refused for one that is not of this assignment."""
        material = resources.get("examiner")
        if material:
            return rebuild(nb, material.truth), resources
        remove_copied_links(course_of(self), resources["nbgrader"])
        return rebuild(nb, truth(resources, source_path(course_of(self), resources))), resources


def remove_copied_links(course: CourseDirectory, names: Mapping[str, str]) -> None:
    """Remove from the graded folder what nbgrader copied because a link in the submission leads there.

    It may be any file of the machine; and from the graded folder it goes on to the student, as feedback.
    """
    submitted, graded = (
        Path(course.format_path(folder, names["student"], names["assignment"]))
        for folder in (course.submitted_directory, course.autograded_directory)
    )
    instructors = instructor_files(course, names["assignment"])
    for path in submitted.rglob("*"):
        if path.is_symlink() and path.relative_to(submitted) not in instructors:
            (graded / path.relative_to(submitted)).unlink(missing_ok=True)
