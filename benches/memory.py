"""Peak memory of one contender beyond its loaded data, in a process of its own (Linux only)."""

from __future__ import annotations

import ctypes
import gc
import subprocess
import sys
from pathlib import Path

PROC = Path("/proc/self")


def peak_mib(case: str, contender: str, quick: bool) -> float | None:
    """MiB the call needs at its peak beyond what was held before it; None where the system does not tell."""
    if not (PROC / "clear_refs").exists():
        return None
    command = [sys.executable, __file__, case, contender, *(["--quick"] if quick else [])]
    child = subprocess.run(command, capture_output=True, text=True, check=False)
    if child.returncode:
        raise RuntimeError(f"{contender} failed in its own process:\n{child.stderr}")
    return float(child.stdout)


def _status(field: str) -> float:
    line = next(line for line in (PROC / "status").read_text().splitlines() if line.startswith(field))
    return int(line.split()[1]) / 1024


def _measure(case: str, contender: str, quick: bool) -> float:
    import cases

    # A small run first loads the libraries and starts their threads; that is not what the data cost.
    cases.CASES[case](cases.TINY).contenders[contender].prepare()()
    call = cases.CASES[case](cases.QUICK if quick else cases.FULL).contenders[contender].prepare()
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    (PROC / "clear_refs").write_text("5")  # resets the peak to what is held now
    before = _status("VmRSS")
    call()
    return _status("VmHWM") - before


if __name__ == "__main__":
    print(_measure(sys.argv[1], sys.argv[2], "--quick" in sys.argv))
