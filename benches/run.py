"""Speed beside the peers: every contender on the same data in one run, in turns, the best time of each.

    python benches/run.py                              all cases
    python benches/run.py --quick                      small data, to try the script
    python benches/run.py --cases nps wls              some of them
    python benches/run.py --json benches/latest.json   the figures for a program

The targets are printed beside the figures and never asserted: a timing is not a test.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from math import inf
from pathlib import Path
from typing import Any

import placet
from cases import CASES, FULL, QUICK
from measure import Case, check, prepare, race
from memory import peak_mib
from placet import _core

PACKAGES = (
    *("numpy", "scipy", "narwhals", "pandas", "polars", "duckdb", "statsmodels", "pingouin", "scikit-learn"),
    *("seminr", "openpls-engine"),
)


def machine() -> dict[str, Any]:
    """What the figures depend on."""
    versions = {"placet": placet.__version__, "python": platform.python_version()}
    for package in PACKAGES:
        try:
            versions[package] = version(package)
        except PackageNotFoundError:
            versions[package] = "not installed"
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "processor": _processor(),
        "processors": os.cpu_count(),
        "placet_threads": _core.thread_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "load": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
        "versions": versions,
    }


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    named = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.processor() or platform.machine()


def measure(key: str, case: Case, rounds: int, quick: bool) -> dict[str, Any]:
    """Times, peaks and targets of one case."""
    calls, missing = prepare(case.contenders)
    once = check(case.contenders, calls)
    times = race(calls, rounds, once)
    del calls  # the data of one process must not crowd out the next
    peaks = {name: peak_mib(key, name, quick) for name in times} if case.memory else {}
    peaks = {name: peak for name, peak in peaks.items() if peak is not None}
    return {
        "case": key,
        "title": case.title,
        "note": case.note,
        "seconds": times,
        "peak_mib": peaks,
        "missing": missing,
        "targets": [{"text": str(t), "met": t.met} for t in case.targets(times, peaks)],
    }


def show(found: dict[str, Any], quick: bool) -> None:
    """One case as a table: times as a multiple of the first contender's, which is placet."""
    times, peaks, width = found["seconds"], found["peak_mib"], 46
    own = next(iter(times.values()), inf)
    print(f"\n{found['title']}\n{'':{width}}{'time':>12}{'ratio':>9}{'  extra memory' if peaks else ''}")
    for name, seconds in times.items():
        peak = f"{peaks[name]:>10.1f} MiB" if name in peaks else ""
        print(f"  {name:{width - 2}}{_time(seconds):>12}{seconds / own:>9.3g}{peak}")
    for name, why in found["missing"].items():
        print(f"  {name:{width - 2}}{why}")
    if found["note"]:
        print(f"  ({found['note']})")
    for target in found["targets"]:
        verdict = "not the size it is meant for" if quick else "pass" if target["met"] else "MISS"
        print(f"  target: {target['text']}: {verdict}")


def _time(seconds: float) -> str:
    scale, unit = next(((f, u) for f, u in ((1, "s"), (1e3, "ms")) if seconds * f >= 0.9995), (1e6, "µs"))
    return f"{seconds * scale:.3g} {unit}"


def main() -> None:
    """Run the cases asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="small data and few turns, to try the script")
    parser.add_argument("--cases", nargs="+", choices=CASES, default=list(CASES), metavar="CASE", help=", ".join(CASES))
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures here as well")
    given = parser.parse_args()
    size = QUICK if given.quick else FULL
    facts = machine()
    print("{date}, {processor}, {processors} processors, {system}, load {load}".format(**facts))
    print(", ".join(f"{name} {number}" for name, number in facts["versions"].items()))
    print("Best of several turns; ratio: time over that of the first line.")
    results = []
    for key in given.cases:
        results.append(measure(key, CASES[key](size), size.rounds, given.quick))
        show(results[-1], given.quick)
        sys.stdout.flush()
    if given.json:
        given.json.write_text(json.dumps({"machine": facts, "quick": given.quick, "cases": results}, indent=2) + "\n")


if __name__ == "__main__":
    main()
