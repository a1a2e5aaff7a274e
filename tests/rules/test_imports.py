"""Who may import whom: a floor uses floors below, nothing runs in circles, every outside library has one home."""

import ast
import pkgutil
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import placet
import pytest

PACKAGE = Path(placet.__file__).parent
MODULES = {"placet", *(module.name for module in pkgutil.walk_packages([str(PACKAGE)], "placet."))}
SOURCES = sorted(MODULES - {"placet._core"})


@cache
def imports(module):
    """Absolute names a module of the package imports, wherever it does so: in functions and for types, too."""
    path = PACKAGE.joinpath(*module.split(".")[1:])
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package.split(".")[: 1 - node.level or None] if node.level else []
            source = ".".join([*base, *([node.module] if node.module else [])])
            found += [f"{source}.{alias.name}" for alias in node.names]
    return found


def known(module):
    """The modules of the package that a module of it imports."""
    names = {name if name in MODULES else name.rpartition(".")[0] for name in imports(module)}
    return (names & MODULES) - {module}


# ---- floors ----------------------------------------------------------------------------------------------------------

#: The floors of the house and of its larger rooms, the lowest first. What stands side by side does not touch.
FLOORS = {
    "placet": (
        "_core",
        "mistakes",
        "checks types progress writing language",
        "engines",
        "frames",
        "results",
        "survey plotting",
        "inference metrics",
        "options",
        "missing",
        "scores index drivers files saved",
        "templates datasets",
        "reporting",
        "__main__",
    ),
    "placet.scores": (
        "options estimation",
        "comparison",
        "over_time planning printed",
        "nps boxes mean_score score distribution gap rank_scores",
    ),
    "placet.index": ("options", "trees weighting", "reliability fuzzy paths"),
    "placet.drivers": (
        "options",
        "model",
        "fits",
        "missing",
        "prepare",
        "standard_errors",
        "regression importance",
        "selection action",
    ),
    "placet.files": ("contents decode cells delimited", "table spreadsheet spss", "read", "read_survey"),
    "placet.results": (
        "format draw key_names order quadrants",
        "table mapping",
        "grid",
        "crosstab plain words exports",
        "exported",
        "shown",
        "result",
        "compared",
        "total scores index drivers workbook",
    ),
    "placet.plotting": (
        "glyphs style wrapping slot rows",
        "legends marks",
        "fitting",
        "canvas",
        "series stacked",
        "found quadrants",
        "scores index drivers",
    ),
}
#: The first picture that is wanted brings the pictures with it, which register how results are drawn.
REGISTRY = ("placet.results.draw", "placet.plotting")


@pytest.mark.parametrize("house", FLOORS)
def test_a_floor_uses_floors_below(house):
    floor = {room: i for i, rooms in enumerate(FLOORS[house]) for room in rooms.split()}
    for module in SOURCES:
        if not module.startswith(f"{house}."):
            continue
        room = module.removeprefix(f"{house}.").split(".")[0]
        assert room in floor, f"{module} stands on no floor"
        for name in known(module):
            if name.startswith(f"{house}.") and (module, name) != REGISTRY:
                other = name.removeprefix(f"{house}.").split(".")[0]
                assert other == room or floor[other] < floor[room], f"{module} imports {name}"


# ---- circles ---------------------------------------------------------------------------------------------------------


def test_no_import_runs_in_a_circle():
    graph = {module: known(module) for module in SOURCES}
    graph[REGISTRY[0]].remove(REGISTRY[1])
    TopologicalSorter(graph).prepare()  # an error names the circle


# ---- outside libraries -----------------------------------------------------------------------------------------------

OUTSIDE = {
    "narwhals": ("frames", "survey", "engines"), "matplotlib": ("plotting", "reporting"), "scipy": ("inference",),
    "tqdm": ("progress",), "python_calamine": ("files",), "pyreadstat": ("files",),
    "pandas": (), "polars": (), "pyarrow": (),
}  # fmt: skip


def test_every_outside_library_has_one_home():
    for module in SOURCES:
        home = module.split(".")[1] if "." in module else "placet"
        for name in imports(module):
            # Signatures of plot methods name what they return, for type checkers only.
            if name in {"matplotlib.axes.Axes", "matplotlib.figure.Figure"} and home == "results":
                continue
            allowed = OUTSIDE.get(name.split(".")[0])
            assert allowed is None or home in allowed, f"{module} imports {name}"
