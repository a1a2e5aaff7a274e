"""The private core, called with arguments of all shapes: an answer or an exception, never a panic or an abort.

The arguments are drawn by the types that the stub gives them, now and then of another type altogether.
"""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import placet

CALLS = Path(__file__).with_name("fuzz") / "core_calls.py"


def run(seed: int, calls: int) -> dict[str, int]:
    """Names of the functions that gave an answer, and how often."""
    stub = Path(placet.__file__).with_name("_core.pyi")
    done = subprocess.run(
        [sys.executable, str(CALLS), str(seed), str(calls), str(stub)],
        env=os.environ | {"PLACET_NUM_THREADS": "2"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, (seed, done.returncode, done.stdout[-500:], done.stderr[-1500:])
    return json.loads(done.stdout)


def functions() -> set[str]:
    tree = ast.parse(Path(placet.__file__).with_name("_core.pyi").read_text())
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_no_argument_of_the_core_panics_or_ends_the_process() -> None:
    seed = int(os.environ.get("PLACET_FUZZ_SEED", "1"))
    found = run(seed, int(os.environ.get("PLACET_FUZZ_CALLS", "4000")))
    # Most functions were given arguments that they can use, so that more than their reading was tried.
    answered = {name for name in functions() if found.get(name)}
    assert len(answered) > 0.7 * len(functions()), functions() - answered
