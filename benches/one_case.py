"""One case in this process, printed as JSON: `processes.run` starts it."""

from __future__ import annotations

import json
import sys
from typing import Any

import memory
import numpy as np
import processes
from cases import CASES, SIZES, family_of
from measure import Case, Samples, Times, check, failure, prepare, race, summary


def measure(key: str, size: str, turns: int) -> dict[str, Any]:
    """Times of all contenders, and why some have none, peak memory, and which targets are met."""
    case = CASES[key](SIZES[size])
    calls, missing = prepare(case.contenders)
    warm = check(case.contenders, calls, missing)
    samples = race(calls, turns, warm)
    calls.clear()  # the data of one process must not crowd out the next
    peaks = _peaks(key, size, case, list(samples))
    times = {name: float(np.median(found)) for name, found in samples.items()}
    return {
        "case": key,
        "family": family_of(key),
        "title": case.title,
        "note": case.note,
        "contenders": [_record(name, case, samples, missing, peaks) for name in case.contenders],
        "targets": _targets(case, times, peaks),
    }


def _peaks(key: str, size: str, case: Case, names: list[str]) -> dict[str, float]:
    """MiB of all but yardsticks; of the first contender only where the data are small, to try it."""
    if not case.memory or not memory.measured():
        return {}
    wanted = [name for name in names if case.contenders[name].role != "limit"]
    return {name: processes.run("memory.py", key, name, size) for name in (wanted if size == "full" else wanted[:1])}


def _targets(case: Case, times: Times, peaks: dict[str, float]) -> list[dict[str, Any]]:
    """What is held against; nothing where placet's own time is missing."""
    if next(iter(case.contenders)) not in times:
        return []
    try:
        return [{"text": str(target), "met": bool(target.met)} for target in case.targets(times, peaks)]
    except (KeyError, ValueError) as error:  # a peer that is not here
        return [{"text": f"not judged: {failure(error)}", "met": None}]


def _record(
    name: str, case: Case, samples: Samples, missing: dict[str, str], peaks: dict[str, float]
) -> dict[str, Any]:
    contender = case.contenders[name]
    found: dict[str, Any] = {"name": name, "role": contender.role, "share": contender.share}
    if name in missing:
        return found | {"missing": missing[name]}
    return found | {"seconds": summary(samples[name])} | ({"peak_mib": peaks[name]} if name in peaks else {})


if __name__ == "__main__":
    chosen, of, most = sys.argv[1:]
    print(json.dumps(measure(chosen, of, int(most))))
