"""Run the answers and the check blocks of an instructor's notebook, and give each check its slips.

A process of its own does this, which knows neither nbgrader nor nbformat: they take seconds to import.
"""

import ast
import contextlib
import io
import json
import sys
from pathlib import Path
from typing import Any

from descent.check.cases import Check

from .check_blocks import block, without_block
from .slips import slips
from .slips_kept import kept_slips, key_of


def main() -> None:
    """Work out the checks of the cells that come in, and print them, as JSON. Ends with a sentence where one is bad."""
    cells = json.load(sys.stdin)
    namespace, found, complaints = {"__name__": "__main__"}, {}, []
    sources = {grade_id: source for how, grade_id, source in cells if how == "code"}
    kept = kept_slips(Path.cwd())
    with contextlib.redirect_stdout(io.StringIO()):
        for how, grade_id, source in cells:
            try:
                exec(compile(block(source) if how == "check" else source, grade_id, "exec"), namespace)
            except Exception as error:
                raise SystemExit(f"{grade_id} raised {type(error).__name__}: {error}") from error
            if how == "check":
                exercise = grade_id.removesuffix("_check")
                check = vars(namespace["check"]).get(exercise)
                if check is None:
                    raise SystemExit(f"{grade_id}: its block must assign to check.{exercise}")
                try:  # its line: the right answer must pass
                    exec(compile(without_block(source), grade_id, "exec"), namespace)
                except Exception as error:
                    complaints.append(f"{grade_id} calls the right answer wrong: {error}")
                complaints += check.complaints()
                key = with_slips(check, sources[exercise], source, namespace, list(sources.values()), kept)
                found[exercise] = check.encoded() | key | needs(source)
    if complaints:
        raise SystemExit("\n".join(complaints))
    print(json.dumps(found))


def needs(source: str) -> dict[str, list[str]]:
    """Return which functions a check's line hands over beside the answer, as the file says it."""
    names = [
        [arg.id for arg in node.value.args[1:] if isinstance(arg, ast.Name)]
        for node in ast.parse(without_block(source)).body
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
    ]
    return {"needs": names[0]} if names and names[0] else {}


def with_slips(
    check: object, source: str, line: str, namespace: dict[str, Any], sources: list[str], kept: dict[str, str]
) -> dict[str, str]:
    """Give a check of cases the slips in its right answer, those kept if they are of the same; return their key.

    source: of the answer cell. line: of the check's cell. namespace: of the notebook. sources: of all its cells of
    code. kept: {key: the text of slips}.
    """
    if not isinstance(check, Check):
        return {}
    check.needs = needs(line).get("needs", [])
    key = key_of(check, [line, *sources])
    check.slips = kept.get(key) or slips(check, source, namespace, [namespace[name] for name in check.needs])
    return {"slips_of": key}
