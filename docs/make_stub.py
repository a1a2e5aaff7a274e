"""Write python/placet/__init__.pyi: every public function with the options, types and words its door gives it."""

import ast
import inspect
import re
import textwrap
from functools import cache
from pathlib import Path

import placet

PACKAGE = Path(placet.__file__).parent
STUB = PACKAGE / "__init__.pyi"
HEAD = '''"""The public functions as type checkers and editors see them, written by `make stub`, held to the module."""

'''
STANDARD = {"Any": "typing", "Literal": "typing", "Mapping": "collections.abc", "Sequence": "collections.abc",
            "Collection": "collections.abc", "Iterable": "collections.abc", "Path": "pathlib",
            "PathLike": "os"}  # fmt: skip
BUILT_IN = {"str", "int", "float", "bool", "list", "tuple", "dict", "None"}


@cache
def tree(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def module_of(path):
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts)


@cache
def definitions():
    """Name → modules that define a class or a type of this name."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in tree(path).body:
            name = getattr(node, "name", None) if isinstance(node, ast.ClassDef) else None
            if isinstance(node, (ast.Assign, ast.AnnAssign)):
                target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
                name = getattr(target, "id", None)
            if name:
                found.setdefault(name, []).append(module_of(path))
    return found


def home(name, function):
    """The module that defines a name of an annotation: that which the function's module means by it, if any."""
    own = function.__module__.removeprefix("placet.")
    for node in tree(PACKAGE.joinpath(*own.split(".")).with_suffix(".py")).body:
        if isinstance(node, ast.ImportFrom) and node.level and name in {alias.name for alias in node.names}:
            base = own.split(".")[: -node.level] if node.level else []
            found = ".".join([*base, *([node.module] if node.module else [])])
            return found if found in definitions().get(name, ()) else definitions()[name][0]
    known = definitions()[name]
    return own if own in known else "types" if "types" in known else known[0]  # options are shared, and so their types


def signature(function, imports):
    lines, annotations, starred = [], [function.__annotations__["return"]], False
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind is parameter.KEYWORD_ONLY and not starred:
            lines.append("*")
            starred = True
        default = "" if parameter.default is parameter.empty else f" = {parameter.default!r}"
        name = f"**{parameter.name}" if parameter.kind is parameter.VAR_KEYWORD else parameter.name
        lines.append(f"{name}: {parameter.annotation}{default}".replace("'", '"'))
        annotations.append(parameter.annotation)
    names = re.findall(r"[A-Za-z_]\w*", re.sub(r"\"[^\"]*\"|'[^']*'", "", " ".join(annotations)))
    for name in set(names) - BUILT_IN:
        imports.add((STANDARD[name], name) if name in STANDARD else (f".{home(name, function)}", name))
    return ",\n".join(f"    {line}" for line in lines), annotations[0]


def stub():
    """The text of the stub."""
    imports, functions, exported = set(), [], []
    for name in sorted(placet.__all__):
        value = getattr(placet, name)
        if inspect.isfunction(value):
            parameters, returns = signature(value, imports)
            doc = textwrap.indent(f'r"""{inspect.getdoc(value)}\n"""', "    ", lambda line: line.strip() != "")
            functions.append(f"def {name}(\n{parameters},\n) -> {returns}:\n{doc}\n")
        elif inspect.ismodule(value):
            exported.append(f"from . import {name} as {name}")
        elif name in placet._HOMES:
            exported.append(f"from .{placet._HOMES[name]} import {name} as {name}")
        else:
            exported.append(f"from ._core import {name} as {name}")
    lines = [f"from {module} import {name}" for module, name in sorted(imports)]
    listed = "".join(f'    "{name}",\n' for name in sorted(placet.__all__))
    return HEAD + "\n".join([*lines, *exported]) + f"\n\n__all__ = [\n{listed}]\n\n" + "\n".join(functions)


if __name__ == "__main__":
    STUB.write_text(stub(), encoding="utf-8")
