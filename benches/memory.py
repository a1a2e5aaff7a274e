"""Peak memory of one contender beyond its loaded data, in a process of its own (Linux only)."""

from __future__ import annotations

import ctypes
import gc
import json
import sys
from pathlib import Path

PROC = Path("/proc/self")


def measured() -> bool:
    """Whether this system tells."""
    return (PROC / "clear_refs").exists()


def _status(field: str) -> float:
    line = next(line for line in (PROC / "status").read_text().splitlines() if line.startswith(field))
    return int(line.split()[1]) / 1024


def _measure(case: str, contender: str, size: str) -> float:
    """MiB the call needs at its peak beyond what was held before it."""
    import cases

    # A small run first loads the libraries and starts their threads; that is not what the data cost.
    cases.CASES[case](cases.TINY).contenders[contender].prepare()()
    call = cases.CASES[case](cases.SIZES[size]).contenders[contender].prepare()
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    (PROC / "clear_refs").write_text("5")  # resets the peak to what is held now
    before = _status("VmRSS")
    call()
    return round(_status("VmHWM") - before, 1)


if __name__ == "__main__":
    print(json.dumps(_measure(*sys.argv[1:])))
