"""How cost grows with rows, columns, segments and partitions: the slopes that docs/scaling.md reckons with.

    python benches/scaling.py                     half a minute
    python benches/scaling.py --json found.json   the figures for a program

One thread, as a core of a cluster has it: what a worker needs for a row, how large the state is that it sends, and how
long the driver takes to read a state and to merge it.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import process_time
from typing import Any

os.environ.setdefault("PLACET_NUM_THREADS", "1")

import numpy as np
import placet
from placet.survey.reading import read
from placet.survey.scan import Scan

ROWS = 1 << 19
POINTS = 11


def least(call: Callable[[], Any], runs: int = 5) -> float:
    """The least processor seconds of several runs."""
    found = []
    for _ in range(runs):
        start = process_time()
        call()
        found.append(process_time() - start)
    return min(found)


def rows_of(columns: int, segments: int) -> dict[str, Any]:
    """Answers on a scale, weights, and a segment each."""
    rng = np.random.default_rng(columns)
    data: dict[str, Any] = {f"x{j}": rng.integers(0, POINTS, ROWS, dtype=np.int8) for j in range(columns)}
    data["segment"] = np.arange(ROWS, dtype=np.int32) % segments
    data["weight"] = rng.uniform(0.2, 3.0, ROWS)
    return data


def scan_of(columns: int, segments: int) -> tuple[Scan, float]:
    """What a worker makes of a part of the rows, and the seconds it takes."""
    import polars as pl

    survey = placet.Survey(pl.DataFrame(rows_of(columns, segments)).lazy(), weights="weight")
    by = "segment" if segments > 1 else None
    scans: list[Any] = []
    seconds = least(lambda: scans.append(read(survey, [f"x{j}" for j in range(columns)], by=by)), 3)
    return scans[-1].scan, seconds


def moments() -> Iterator[dict[str, Any]]:
    """Regressions, importances and indexes: the state is p² numbers a segment."""
    for columns, segments in [(4, 1), (8, 1), (16, 1), (32, 1), (8, 40), (8, 1000), (8, 4000)]:
        scan, seconds = scan_of(columns, segments)
        state = pickle.dumps(scan)
        yield {
            "kind": "moments", "columns": columns, "segments": segments, "worker_ns_a_row": 1e9 * seconds / ROWS,
            "bytes": len(state), "bytes_a_segment": len(state) / segments,
            "core_bytes_a_segment": sum(len(one.to_bytes()) for one in scan.moments) / segments,
            "read_us": 1e6 * least(lambda state=state: pickle.loads(state)),
            "merge_us": 1e6 * least(lambda scan=scan: Scan.joined(scan, scan)),
        }  # fmt: skip


def counts() -> Iterator[dict[str, Any]]:
    """Scores: the state is one row a point of the scale and segment."""
    for segments in (1, 40, 1000, 10_000):
        data = rows_of(1, segments)
        survey = placet.Survey(data, weights="weight")
        found = placet.score_counts(survey, "x0", by="segment")
        state = found.to_bytes()
        seconds = least(lambda survey=survey: placet.score_counts(survey, "x0", by="segment"))
        yield {
            "kind": "counts", "columns": 1, "segments": segments,
            "worker_ns_a_row": 1e9 * seconds / ROWS,
            "bytes": len(state), "bytes_a_segment": len(state) / segments,
            "core_bytes_a_segment": len(found.counts.to_bytes()) / segments,
            "read_us": 1e6 * least(lambda state=state: placet.ScoreCounts.from_bytes(state)),
            "merge_us": 1e6 * least(lambda found=found: found + found),
        }  # fmt: skip


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures here as well")
    given, found = parser.parse_args(), []
    print(f"{'':9}{'columns':>8}{'segments':>9}{'worker':>12}{'state':>14}{'a segment':>12}{'read':>10}{'merge':>10}")
    for row in (*counts(), *moments()):
        found.append(row)
        print(
            f"{row['kind']:9}{row['columns']:8}{row['segments']:9,}{row['worker_ns_a_row']:9.1f} ns"
            f"{row['bytes']:12,} B{row['bytes_a_segment']:10.0f} B{row['read_us']:7.0f} µs{row['merge_us']:7.0f} µs"
        )
    if given.json:
        kept = {"title": "Scaling", "date": datetime.now(UTC).strftime("%Y-%m-%d"), "rows": found}
        given.json.write_text(json.dumps(kept, indent=2) + "\n")


if __name__ == "__main__":
    main()
