"""The oldest versions that are declared are those that the tests are run with."""

import re
import tomllib
from pathlib import Path

import pytest
from placet.engines.versions import OLDEST

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def declared():
    extras = [name for names in PROJECT["optional-dependencies"].values() for name in names]
    listed = [name for name in (*PROJECT["dependencies"], *extras) if not name.startswith("placet[")]
    return dict(re.fullmatch(r"([\w-]+)(?:\[\w+\])?>=([\d.]+)", name).groups() for name in listed)


#: pyreadstat needs a newer narwhals than placet: with the oldest of everything there is no SPSS.
APART = {"pyreadstat"}


def pinned():
    lines = (ROOT / "tests" / "oldest.txt").read_text(encoding="utf-8").splitlines()
    return dict(re.sub(r"\[.*\]", "", line).split("==") for line in lines if "==" in line)


def padded(version):
    return [*map(int, version.split(".")), 0, 0][:3]


@pytest.mark.parametrize("name", sorted(declared().keys() - APART))
def test_the_declared_minimum_is_tested(name):
    assert padded(pinned()[name]) == padded(declared()[name])


def test_what_is_tested_is_declared():
    assert pinned().keys() == declared().keys() - APART


def test_data_of_older_libraries_are_refused():
    oldest = {re.sub(r"\[.*\]", "", called): version for called, version in OLDEST.values()}
    assert oldest == {name: declared()[name] for name in oldest}


def test_the_oldest_python_is_that_of_the_job():
    oldest = PROJECT["requires-python"].removeprefix(">=")
    assert f"OLDEST_PYTHON ?= python{oldest}" in (ROOT / "Makefile").read_text(encoding="utf-8")
