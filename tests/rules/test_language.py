"""Every text that is shown has a translation in every catalogue, with the same fields."""

import ast
from importlib import import_module
from pathlib import Path
from string import Formatter

import placet
import pytest
from placet.language import LANGUAGES

PACKAGE = Path(placet.__file__).parent
#: Dictionaries whose values are headings.
HEADINGS = {"HEADINGS", "_headings"}


def literals(node):
    """The texts that an argument may be: one, or one of two."""
    if isinstance(node, ast.IfExp):
        return literals(node.body) + literals(node.orelse)
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def said(path):
    """Texts that a file gives to `say` and `speak`, and headings."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("say", "speak"):
            yield from literals(node.args[0])
        targets = getattr(node, "targets", [getattr(node, "target", None)])
        if any(isinstance(target, ast.Name) and target.id in HEADINGS for target in targets):
            yield from (text for value in getattr(node.value, "values", []) for text in literals(value))


def joined_by_commas(node):
    """Whether names are joined as English has them."""
    called = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "join"
    return called and isinstance(node.func.value, ast.Constant) and node.func.value.value in (", ", "; ")


OTHERS = [code for code in LANGUAGES if code != "en"]


def fields(text):
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)


@pytest.mark.parametrize("code", OTHERS)
def test_every_text_is_in_the_catalogue(code):
    catalogue = import_module(f"placet.language.{code}").TEXTS
    texts = {text: path.name for path in sorted(PACKAGE.rglob("*.py")) for text in said(path)}
    assert len(texts) > 20
    missing = [f"{file}: {text!r}" for text, file in texts.items() if text not in catalogue]
    assert not missing, "\n".join(missing)


def test_names_in_a_text_are_joined_as_its_language_has_them():
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            spoken = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("say", "speak")
            if spoken and any(map(joined_by_commas, ast.walk(node))):
                found.append(f"{path.relative_to(PACKAGE)}, line {node.lineno}: use enumerated")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("code", OTHERS)
def test_a_translation_has_the_fields_of_its_text(code):
    for text, other in import_module(f"placet.language.{code}").TEXTS.items():
        assert set(fields(other)) <= set(fields(text)), text
        assert other.strip(), text
