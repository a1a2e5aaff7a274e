"""Every measurement has a process of its own: what fails loses nothing else, and nothing is left over from another."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from subprocess import PIPE
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
_RUNNING: set[subprocess.Popen[str]] = set()


class FailedError(Exception):
    """What was run failed, and why."""


def run(script: str, *arguments: str, threads: int | None = None) -> Any:
    """What a script of this folder prints as JSON in its last line, on so many threads."""
    env = {name: value for name, value in os.environ.items() if name not in NOT_PASSED_ON}
    if threads is not None:
        env |= dict.fromkeys(("PLACET_NUM_THREADS", "OPENBLAS_NUM_THREADS"), str(threads))
    command = [sys.executable, str(FOLDER / script), *arguments]
    # A group of its own, since a peer may have processes that would outlive it.
    child = subprocess.Popen(
        command, stdout=PIPE, stderr=PIPE, text=True, env=env, encoding="utf-8", start_new_session=True
    )
    _RUNNING.add(child)
    try:
        out, errors = child.communicate(timeout=LONGEST_SECONDS)
    except BaseException as error:
        _end(child)
        child.communicate()
        if isinstance(error, subprocess.TimeoutExpired):
            raise FailedError(f"took longer than {LONGEST_SECONDS} s") from error
        raise
    finally:
        _RUNNING.discard(child)
    if child.returncode:
        lines = errors.strip().splitlines()
        raise FailedError(f"{lines[-1] if lines else 'no message'} (exit status {child.returncode})")
    return json.loads(out.strip().splitlines()[-1])


def _end(child: subprocess.Popen[str]) -> None:
    """End a process with all that it started."""
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
    child.kill()


def end_all() -> None:
    """End whatever runs."""
    for child in tuple(_RUNNING):
        _end(child)
