"""What a row costs in Spark, on two cores of this machine: the slopes that docs/scaling.md reckons with.

    python benches/scaling_spark.py                     two minutes, with Java
    python benches/scaling_spark.py --json found.json   the figures for a program

Every call runs on one, two and four files of ten million rows; what is the same for all of them (the start of workers,
the plan) is told apart from what grows with the rows by a straight line.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import placet
from parquet_folder import DRIVERS, OUTCOME, REGION, ROWS_A_FILE, STORE, WEIGHT, check_space, make

FILES = (1, 2, 4)
CORES = 2

Call = Callable[[Any], Any]
CALLS: dict[str, Call] = {
    "read and sum 9 columns": lambda data: data.agg(dict.fromkeys([OUTCOME, *DRIVERS, WEIGHT], "sum")).collect(),
    "weighted NPS by 40 regions of text": lambda data: placet.nps(data, OUTCOME, by=REGION, weights=WEIGHT),
    "weighted NPS by 1,000 stores": lambda data: placet.nps(data, OUTCOME, by=STORE, weights=WEIGHT),
    "weighted regression on 7 drivers": lambda data: _regression(data, "classical"),
    "the same with HC3 errors, two scans": lambda data: _regression(data, "HC3"),
}


def _regression(data: Any, errors: str) -> Any:
    return placet.regression(data, OUTCOME, DRIVERS, weights=WEIGHT, errors=errors)


def session() -> Any:
    """Spark on so many cores, which says nothing."""
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    quiet = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.log.level": "OFF"}
    return SparkSession.builder.master(f"local[{CORES}]").config(map=quiet).getOrCreate()


def slope(spark: Any, folder: Path, call: Call) -> dict[str, float]:
    """Seconds that do not depend on the rows, and nanoseconds of a core a row."""
    files = sorted(map(str, folder.glob("*.parquet")))
    rows, seconds = [count * ROWS_A_FILE for count in FILES], []
    call(spark.read.parquet(files[0]))  # the workers start, the code is compiled
    for count in FILES:
        data, start = spark.read.parquet(*files[:count]), perf_counter()
        call(data)
        seconds.append(perf_counter() - start)
    per_row, fixed = np.polyfit(rows, seconds, 1)
    return {"fixed_s": fixed, "core_ns_a_row": 1e9 * CORES * per_row, "rows": rows[-1], "seconds": seconds[-1]}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures here as well")
    given, found = parser.parse_args(), []
    with tempfile.TemporaryDirectory() as name:
        folder, rows = Path(name), FILES[-1] * ROWS_A_FILE
        check_space(folder, rows)
        make(folder, rows)
        spark = session()
        for what, call in CALLS.items():
            found.append({"call": what, **slope(spark, folder, call)})
            row = found[-1]
            print(
                f"{what:40}{row['rows']:12,} rows{row['seconds']:8.2f} s{row['fixed_s']:8.2f} s +"
                f"{row['core_ns_a_row']:8.1f} ns a row and core"
            )
        spark.stop()
    if given.json:
        kept = {"title": "Scaling in Spark", "date": datetime.now(UTC).strftime("%Y-%m-%d"), "rows": found}
        given.json.write_text(json.dumps(kept, indent=2) + "\n")


if __name__ == "__main__":
    main()
