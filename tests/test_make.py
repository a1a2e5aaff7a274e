"""The commands of the Makefile, with tools that do nothing but say how they were called."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
COMMANDS = [
    "help", "build", "demo", "test", "test-rust", "test-python", "test-engines", "test-oldest", "lint", "lint-rust",
    "lint-python", "format", "stub", "bench", "gallery", "coverage", "fuzz", "clean",
]  # fmt: skip
TOOL = '#!/bin/sh\necho "$(basename "$0") in $PWD: $VIRTUAL_ENV $*"\n'

pytestmark = pytest.mark.skipif(
    os.name == "nt" or not shutil.which("make"), reason="the commands need make and a shell"
)


@pytest.fixture
def folder(tmp_path):
    """A folder whose path has a space, with the Makefile and tools of its own."""
    folder = tmp_path / "a b"
    tools = [folder / ".venv" / "bin", folder / ".venv-oldest" / "bin", folder / "tools"]
    for place in (*tools, folder / "src", folder / "tests"):
        place.mkdir(parents=True)
    for name in ("Makefile", "pyproject.toml", "Cargo.toml", "Cargo.lock", "tests/oldest.txt"):
        shutil.copy(ROOT / name, folder / name)
    for place, names in zip(tools, ["python maturin ruff pyright", "python", "python3 python3.11 cargo"], strict=True):
        for name in names.split():
            (place / name).write_text(TOOL, encoding="utf-8")
            (place / name).chmod(0o755)
    return folder


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_works_in_a_path_with_a_space(folder, command):
    path = f"{folder / 'tools'}{os.pathsep}{os.environ['PATH']}"
    ran = subprocess.run(
        ["make", command], cwd=folder, capture_output=True, text=True, env={**os.environ, "PATH": path}, check=False
    )
    assert ran.returncode == 0, ran.stderr
    if command == "build":
        assert f"maturin in {folder}: {folder / '.venv'} develop" in ran.stdout


def test_every_command_is_tried():
    targets = (ROOT / "Makefile").read_text(encoding="utf-8").split(".PHONY: ")[1:]
    assert {target.split()[0] for target in targets} == set(COMMANDS)
