"""Out of core: Parquet files that no memory holds, by every engine, beside what the engine needs to read them.

    python benches/out_of_core.py                     2e8 rows, made in the temporary folder and deleted afterwards
    python benches/out_of_core.py --rows 1e7          fewer, to try the script
    python benches/out_of_core.py --json found.json   the figures for a program

Every call runs in a process of its own, whose peak memory is its largest resident set. It stands beside two yardsticks
of the engine itself: to read the same columns and sum them, and its own aggregation by the same groups, of which the
answer has no errors and no intervals. The least of several runs counts, in turns.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from math import inf
from pathlib import Path
from time import perf_counter
from typing import Any

from parquet_folder import DRIVERS, OUTCOME, REGION, SCALES, STORE, WEIGHT, check_space, make

#: Columns of every task, and the column it is grouped by.
TASKS: dict[str, tuple[list[str], str | None]] = {
    "weighted NPS by region": ([OUTCOME, WEIGHT, REGION], REGION),
    "weighted NPS by 1,000 stores": ([OUTCOME, WEIGHT, STORE], STORE),
    "weighted regression on 7 drivers": ([*SCALES, WEIGHT], None),
    "the same with HC3 errors, two scans": ([*SCALES, WEIGHT], None),
    "LMG of 7 drivers": ([*SCALES, WEIGHT], None),
}
#: Peak memory that is allowed, and time as a multiple of reading and summing.
MOST_MIB, MOST_RATIO = 1024, 2.0


def duckdb(folder: str) -> Any:
    """The files as a relation."""
    import duckdb

    return duckdb.connect().read_parquet(f"{folder}/*.parquet")


def polars(folder: str) -> Any:
    """The files as a lazy frame."""
    import polars as pl

    return pl.scan_parquet(f"{folder}/*.parquet")


def pyarrow(folder: str) -> Any:
    """The files as a dataset."""
    import pyarrow.dataset as ds

    return ds.dataset(folder)


def sum_duckdb(data: Any, columns: list[str]) -> None:
    """Read and sum; of text, the length."""
    data.aggregate(", ".join(f"sum(strlen({c}))" if c == REGION else f"sum({c})" for c in columns)).fetchall()


def sum_polars(data: Any, columns: list[str]) -> None:
    """Read and sum; of text, the length."""
    import polars as pl

    sums = (pl.col(c).str.len_bytes().sum() if c == REGION else pl.col(c).sum() for c in columns)
    data.select(*sums).collect(engine="streaming")


def sum_pyarrow(data: Any, columns: list[str]) -> None:
    """Read and sum; of text, the length."""
    from importlib import import_module

    pc = import_module("pyarrow.compute")  # whose functions are made as it is imported
    total = dict.fromkeys(columns, 0.0)
    for batch in data.to_batches(columns=columns):
        for name in columns:
            total[name] += pc.sum(pc.binary_length(batch[name]) if name == REGION else batch[name]).as_py()


def group_duckdb(data: Any, key: str) -> Any:
    """The weighted NPS by the engine's own aggregation."""
    net = f"({OUTCOME} >= 9)::int - ({OUTCOME} <= 6)::int"
    return data.aggregate(f"{key}, 100 * sum({WEIGHT} * ({net})) / sum({WEIGHT})", key).order(key).fetchall()


def group_polars(data: Any, key: str) -> Any:
    """The weighted NPS by the engine's own aggregation."""
    import polars as pl

    net = (pl.col(OUTCOME) >= 9).cast(pl.Int8) - (pl.col(OUTCOME) <= 6).cast(pl.Int8)
    found = data.group_by(key).agg(100 * (pl.col(WEIGHT) * net).sum() / pl.col(WEIGHT).sum())
    return found.sort(key).collect(engine="streaming").rows()


def group_pyarrow(data: Any, key: str) -> Any:
    """The weighted NPS by the engine's own aggregation."""
    import pyarrow as pa
    import pyarrow.acero as ac
    import pyarrow.compute as pc

    score, weight = pc.field(OUTCOME), pc.field(WEIGHT)
    net = (score >= 9).cast(pa.float64()) - (score <= 6).cast(pa.float64())
    plan = [
        ac.Declaration("scan", ac.ScanNodeOptions(data, columns=[OUTCOME, WEIGHT, key])),
        ac.Declaration("project", ac.ProjectNodeOptions([pc.field(key), weight, weight * net], [key, "w", "net"])),
        ac.Declaration(
            "aggregate",
            ac.AggregateNodeOptions([("w", "hash_sum", None, "w"), ("net", "hash_sum", None, "net")], [key]),
        ),
    ]
    rows = ac.Declaration.from_sequence(plan).to_table().sort_by(key).to_pylist()
    return [(row[key], 100 * row["net"] / row["w"]) for row in rows]


def call(task: str, data: Any) -> list[float]:
    """The figures of placet."""
    import placet

    _, key = TASKS[task]
    if key is not None:
        return placet.nps(data, OUTCOME, by=key, weights=WEIGHT)["estimate"].tolist()
    if task.startswith("LMG"):
        return placet.key_drivers(data, OUTCOME, DRIVERS, weights=WEIGHT, n_resamples=0)["importance"].tolist()
    errors = "HC3" if "HC3" in task else "classical"
    found = placet.regression(data, OUTCOME, DRIVERS, weights=WEIGHT, errors=errors)
    return [*found["estimate"].tolist(), *found["std_error"].tolist()]


ENGINES: dict[str, tuple[Callable[..., Any], Callable[..., Any], Callable[..., Any]]] = {
    "duckdb": (duckdb, sum_duckdb, group_duckdb),
    "polars": (polars, sum_polars, group_polars),
    "pyarrow": (pyarrow, sum_pyarrow, group_pyarrow),
}


def child(engine: str, task: str, what: str, folder: str) -> None:
    """Do one thing, and print what it took."""
    (data, read, own), (columns, key) = ENGINES[engine], TASKS[task]
    opened = data(folder)
    import placet  # noqa: F401  so that nobody pays for what all import

    before, start, answer = processor_seconds(), perf_counter(), None
    if what == "read":
        read(opened, columns)
    elif what == "own":
        answer = [net for _, net in own(opened, key)]
    else:
        answer = call(task, opened)
    seconds, cpu = perf_counter() - start, processor_seconds() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    print(json.dumps({"seconds": seconds, "cpu_seconds": cpu, "peak_mib": peak, "answer": answer}))


def processor_seconds() -> float:
    """What this process took of all processors together."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def measured(engine: str, task: str, what: str, folder: Path) -> dict[str, Any]:
    """One thing in a process of its own, which is started by one that holds nothing."""
    command = [sys.executable, __file__, "--child", engine, task, what, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{engine}, {task}, {what} failed:\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def compare(engine: str, task: str, folder: Path, rows: int, rounds: int) -> tuple[dict[str, Any], list[float]]:
    """The least seconds of placet and of the yardsticks, in turns, and the answer."""
    grouped = TASKS[task][1] is not None
    best: dict[str, dict[str, Any]] = {}
    peak = 0.0
    for _ in range(rounds):
        for what in ("read", "placet", *(["own"] if grouped else [])):
            found = measured(engine, task, what, folder)
            peak = max(peak, found["peak_mib"]) if what == "placet" else peak
            if found["seconds"] < best.get(what, {"seconds": inf})["seconds"]:
                best[what] = found
    if grouped:
        check_equal(f"{engine}, {task}", best["placet"]["answer"], best["own"]["answer"])
    seconds, read = best["placet"]["seconds"], best["read"]["seconds"]
    row = {
        "engine": engine, "task": task, "rows": rows, "rows_per_s": rows / seconds, "seconds": seconds,
        "read_seconds": read, "ratio": seconds / read, "own_seconds": best["own"]["seconds"] if grouped else None,
        "cpu_seconds": best["placet"]["cpu_seconds"], "read_cpu_seconds": best["read"]["cpu_seconds"], "peak_mib": peak,
    }  # fmt: skip
    return row, best["placet"]["answer"]


def check_equal(where: str, found: list[float], expected: list[float]) -> None:
    """Refuse figures that differ."""
    off = max((abs(a - b) / max(abs(b), 1e-300) for a, b in zip(found, expected, strict=True)), default=0.0)
    if not off <= 1e-9:
        raise SystemExit(f"{where}: figures differ by {off:.1e}")


def show(row: dict[str, Any]) -> None:
    """One line of the table."""
    own = "" if row["own_seconds"] is None else f"{row['own_seconds']:8.2f} s"
    met = "" if row["ratio"] <= MOST_RATIO and row["peak_mib"] <= MOST_MIB else "  MISS"
    print(
        f"  {row['engine']:9}{row['task']:38}{row['rows_per_s'] / 1e6:8.1f} M/s{row['seconds']:8.2f} s"
        f"{row['read_seconds']:8.2f} s{row['ratio']:8.2f}{own:>10}{row['peak_mib']:8.0f} MiB{met}",
        flush=True,
    )


def machine() -> dict[str, Any]:
    """What the figures depend on."""
    from importlib.metadata import version

    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    named = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return {
        "processor": named[0] if named else platform.machine(),
        "processors": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
        "versions": {name: version(name) for name in ("numpy", *ENGINES)},
    }


def main() -> None:
    """Make the files, measure, delete them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=float, default=2e8, help="how many rows, 2e8 by default")
    parser.add_argument("--rounds", type=int, default=2, help="runs of everything, of which the least counts")
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=list(ENGINES))
    parser.add_argument("--tasks", nargs="+", choices=TASKS, default=list(TASKS), metavar="TASK")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()), help="where the files are made")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures here as well")
    given = parser.parse_args()
    rows = int(given.rows)
    check_space(given.folder, rows)
    found, answers = [], {}
    with tempfile.TemporaryDirectory(prefix="placet-", dir=given.folder) as name:
        folder, start = Path(name), perf_counter()
        # This process stays small: what it starts is held to begin with what it has.
        subprocess.run([sys.executable, __file__, "--make", name, str(rows)], check=True)
        size = sum(file.stat().st_size for file in folder.iterdir()) / 2**30
        print(f"{rows:,} rows × 12 columns, {size:.2f} GiB of Parquet, made in {perf_counter() - start:.0f} s")
        print(f"  {'engine':9}{'task':38}{'rows':>12}{'placet':>10}{'read':>10}{'ratio':>8}{'own':>10}{'peak':>12}")
        for task in given.tasks:
            for engine in given.engines:
                row, answer = compare(engine, task, folder, rows, given.rounds)
                check_equal(f"{engine}, {task}", answer, answers.setdefault(task, answer))
                found.append(row)
                show(row)
    if given.json:
        kept = {"title": "Out of core", "date": datetime.now(UTC).strftime("%Y-%m-%d"), "machine": machine()}
        given.json.write_text(json.dumps({**kept, "rows": found}, indent=2) + "\n")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(*sys.argv[2:])
    elif sys.argv[1:2] == ["--make"]:
        make(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        main()
