"""The rules of the house as checks: who may import whom, what an import costs, examples that run."""

import ast
import doctest
import importlib
import inspect
import json
import os
import pkgutil
import random
import re
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import placet
import pytest
from placet import DataError, PlacetError, _core
from placet._core import Moments

PACKAGE = Path(placet.__file__).parent
MODULES = sorted(module.name for module in pkgutil.walk_packages([str(PACKAGE)], "placet."))


def run(script, **environment):
    """Run a script in a fresh interpreter that sees this package; return what it prints."""
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE.parent), **environment}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


# ---- imports ---------------------------------------------------------------------------------------------------------

HEAVY = ("pandas", "polars", "pyarrow", "matplotlib", "narwhals", "scipy", "tqdm")


def test_importing_placet_is_light():
    script = f"""
import sys, placet
print([name for name in {HEAVY!r} if name in sys.modules])
"""
    assert run(script).strip() == "[]"


def test_arrays_need_no_frame_library_and_nothing_needs_a_picture():
    script = f"""
import sys, placet
data = {{"score": [9, 3, 10, 7], "overall": [9, 2, 7, 6], "bills": [1, 2, 2, 1], "key": ["a", "b", "a", "b"]}}
placet.nps(data, "score", by="key").summary()
placet.satisfaction_index(data, {{"bills": 1}}, scale=(1, 10)).to_json()
placet.regression(data, "overall", ["bills"])._repr_html_()
placet.key_drivers(data, "overall", ["bills"], n_resamples=5, progress=False)
print([name for name in {HEAVY!r} if name in sys.modules])
"""
    assert run(script).split() == ["['scipy']"]


@pytest.mark.parametrize("library", ["pandas", "polars", "pyarrow"])
def test_a_frame_brings_no_other_frame_library(library):
    make = {"pandas": "DataFrame", "polars": "DataFrame", "pyarrow": "table"}[library]
    others = sorted({"pandas", "polars", "pyarrow", "matplotlib"} - {library})
    script = f"""
import sys, {library}
frame = {library}.{make}({{"score": [9, 3, 10, 7], "key": ["a", "b", "a", "b"]}})
before = set(sys.modules)  # PyArrow itself looks for pandas
import placet
placet.nps(frame, "score", by="key").to_frame()
print([name for name in {others!r} if name in sys.modules and name not in before])
"""
    assert run(script).strip() == "[]"


# ---- stub and documents ----------------------------------------------------------------------------------------------


def test_the_stub_names_what_the_module_has():
    tree = ast.parse((PACKAGE / "_core.pyi").read_text(encoding="utf-8"))
    listed = next(
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", None) == "__all__"
    )
    defined = {node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))} | {"__version__"}
    assert len(listed) == len(set(listed))
    assert set(listed) == defined == set(_core.__all__)
    assert defined == {name for name in dir(_core) if not name.startswith("__")} | {"__version__"}


def test_every_path_in_the_map_exists():
    root = PACKAGE.parents[1]
    text = (root / "CONTRIBUTING.md").read_text(encoding="utf-8")
    paths = set(re.findall(r"`((?:src|python|tests|docs|benches)/[^`]*)`", text))
    assert len(paths) > 30
    assert sorted(path for path in paths if not (root / path).exists()) == []


def public():
    for owner in (placet, placet.datasets, placet.templates):
        for name in owner.__all__:
            value = getattr(owner, name)
            if inspect.isroutine(value) or inspect.isclass(value):
                yield pytest.param(value, id=name)


@pytest.mark.parametrize("value", list(public()))
def test_public_names_are_documented_with_an_example(value):
    text = inspect.getdoc(value)
    assert text
    assert text.split("\n")[0].endswith((".", ":", ","))
    if inspect.isclass(value) and issubclass(value, BaseException):
        return
    assert "\nExamples\n--------\n" in text
    assert ">>> " in text
    if value in (placet.ScoreCounts, placet.Moments):  # made by functions
        return
    head = text.partition("\nParameters\n----------\n")[2].split("\n\n")[0]
    described = {
        name
        for line in re.findall(r"^\*{0,2}(\w.*?) :|^\*{0,2}(\w[\w, ]*)$", head, re.M)
        for name in re.split(", ", "".join(line))
    }
    assert set(inspect.signature(value).parameters) - {"frame"} <= described
    if inspect.isroutine(value):
        assert "\nReturns\n-------\n" in text
        assert "\nRaises\n------\n" in text or not inspect.signature(value).parameters


@pytest.mark.parametrize("name", [*MODULES, "placet"])
def test_examples_run(name):
    module = importlib.import_module(name)
    finder = doctest.DocTestFinder(exclude_empty=True)
    found = finder.find(module, module=False) if name == "placet._core" else finder.find(module)
    with np.printoptions(precision=8, threshold=1000, edgeitems=3, linewidth=75, suppress=False, legacy=False):
        for test in found:
            runner = doctest.DocTestRunner(verbose=False, optionflags=doctest.NORMALIZE_WHITESPACE)
            shown = []
            assert runner.run(test, out=shown.append).failed == 0, "".join(shown)


def test_the_examples_are_found():
    names = {"placet.scores.nps", "placet.drivers.importance.key_drivers", "placet._core", "placet.survey.survey"}
    finder = doctest.DocTestFinder()
    for name in names:
        module = importlib.import_module(name)
        tests = finder.find(module, module=False) if name == "placet._core" else finder.find(module)
        assert any(test.examples for test in tests), name


# ---- no panics -------------------------------------------------------------------------------------------------------


def accumulators():
    cells = (np.array([0, 1, 0, 1], dtype=np.int32), 2)
    counts = _core.count_scores(("s", np.array([1, 2, 3, 9]), []), None, cells, 0, 10)
    columns = [("y", np.array([1.0, 2, 5]), []), ("x", np.array([3.0, 2, 9]), [])]
    return counts, _core.accumulate_moments((columns, None, None, "probability"))[0]


def envelope(kind, payload):
    """A byte form with the right length and checksum around any payload."""
    return b"PLCT" + struct.pack("<HBBQI", 2, kind, 0, len(payload), zlib.crc32(payload)) + payload


def use(value):
    """Do with an accumulator what a user may."""
    (value + value).to_json()
    if isinstance(value, Moments):
        _core.regression(value, ["y", "x"], [1], True, "probability")
        _core.lmg(value, ["y", "x"], [1])
    else:
        points = np.arange(value.low, value.high + 1, dtype=float)
        for kind in ("probability", "frequency", "precision"):
            _core.scores(value, points, kind)
            _core.bootstrap_mean(value.n[0].astype(float), np.ones(len(points)), points, (2, 1))
            one = np.zeros(1, dtype=np.uint32), np.ones(1), np.zeros(1)
            _core.linearised_variance(value, points, kind, None, ([0, 1], *one, np.ones(1)))


def test_random_bytes_are_an_error_and_never_a_panic():
    draw = random.Random(6)
    for good in accumulators():
        kind, whole = type(good), good.to_bytes()
        assert envelope(whole[6], whole[20:]) == whole
        assert kind.from_bytes(whole) == good
        for length in range(len(whole)):
            with pytest.raises(DataError, match="not a valid"):
                kind.from_bytes(whole[:length])
        for _ in range(2000):
            with pytest.raises(DataError, match="not a valid"):
                kind.from_bytes(draw.randbytes(draw.randrange(200)))


def test_payloads_that_pass_the_checksum_are_still_checked():
    draw = random.Random(7)
    accepted = 0
    for good in accumulators():
        kind, tag, payload = type(good), good.to_bytes()[6], good.to_bytes()[20:]
        for turn in range(5000):
            damaged = bytearray(payload if turn % 2 else draw.randbytes(draw.randrange(1, 80)))
            for _ in range(draw.randrange(1, 4)):
                damaged[draw.randrange(len(damaged))] = draw.choice([0, 1, 127, 128, 255])
            try:
                use(kind.from_bytes(envelope(tag, bytes(damaged))))
                accepted += 1
            except PlacetError:  # a panic is no PlacetError
                pass
    assert accepted > 100  # most damage within the numbers leaves an accumulator that is merely wrong


def test_json_that_contradicts_itself_is_refused():
    counts, moments = accumulators()
    extreme = [-(2**63), 2**63 - 1, 2**64 - 1, -1, 0, 10**6, 1e300, None, "x", [], [0], [[1]], {}]
    for good in (counts, moments):
        kind, parts = type(good), json.loads(good.to_json())
        assert kind.from_json(good.to_json()) == good
        for name in parts:
            for value in extreme:
                try:
                    use(kind.from_json(json.dumps({**parts, name: value})))
                except PlacetError:
                    continue
        for text in ("", "{}", "[]", "null", "{", '{"low": 0}', "9" * 400):
            with pytest.raises(DataError):
                kind.from_json(text)
