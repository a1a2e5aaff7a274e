"""Files and functions stay small enough to be read at once."""

import ast
from pathlib import Path

import placet

PACKAGE = Path(placet.__file__).parent
MOST_LINES, MOST_LINES_OF_A_FUNCTION = 350, 60


def sources():
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path.relative_to(PACKAGE), path.read_text(encoding="utf-8")


def test_no_file_is_long():
    lines = {path: len(text.splitlines()) for path, text in sources()}
    assert {path: count for path, count in lines.items() if count > MOST_LINES} == {}


def test_no_function_is_long():
    found = {}
    for path, text in sources():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                body = node.body[1:] if ast.get_docstring(node) is not None else node.body
                if body and node.end_lineno - body[0].lineno >= MOST_LINES_OF_A_FUNCTION:
                    found[f"{path}: {node.name}"] = node.end_lineno - body[0].lineno + 1
    assert found == {}
