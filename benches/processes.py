"""Every measurement has a process of its own: what fails loses nothing else, and nothing is left over from another."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
#: Settings of a workplace that would slow a contender down, or hold threads back: they are not passed on.
NOT_PASSED_ON = (
    "OPENBLAS_CORETYPE",
    "OPENBLAS_NUM_THREADS",
    "OMP_NUM_THREADS",
    "PLACET_NUM_THREADS",
    "POLARS_MAX_THREADS",
)
#: What takes longer is stopped.
LONGEST_SECONDS = 600


class FailedError(Exception):
    """What was run failed, and why."""


def run(script: str, *arguments: str, threads: int | None = None) -> Any:
    """What a script of this folder prints as JSON in its last line, on so many threads."""
    env = {name: value for name, value in os.environ.items() if name not in NOT_PASSED_ON}
    if threads is not None:
        env |= dict.fromkeys(("PLACET_NUM_THREADS", "OPENBLAS_NUM_THREADS"), str(threads))
    command = [sys.executable, str(FOLDER / script), *arguments]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, env=env, timeout=LONGEST_SECONDS, encoding="utf-8"
        )
    except subprocess.TimeoutExpired as error:
        raise FailedError(f"took longer than {LONGEST_SECONDS} s") from error
    if done.returncode:
        lines = done.stderr.strip().splitlines()
        raise FailedError(f"{lines[-1] if lines else 'no message'} (exit status {done.returncode})")
    return json.loads(done.stdout.strip().splitlines()[-1])
