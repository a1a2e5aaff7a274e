"""A survey of any size as a folder of Parquet files: made on the fly, streamed, always the same."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np

OUTCOME, *DRIVERS = SCALES = ("recommend", "network", "hotline", "bills", "shops", "prices", "app", "roaming")
WEIGHT, REGION, STORE, QUARTER = "weight", "region", "store", "quarter"
REGIONS = [f"Region {i:02}" for i in range(1, 41)]
QUARTERS = [f"{year} Q{quarter}" for year in (2024, 2025, 2026) for quarter in (1, 2, 3, 4)]
STORES = 1000

ROW_GROUP, ROWS_A_FILE = 1_000_000, 10_000_000
#: Bytes of a row on the disk, and what is to be left free beside them.
BYTES_A_ROW, SPARE = 20, 1 << 30


def check_space(folder: Path, rows: int) -> None:
    """Refuse more rows than there is room for."""
    needed, free = rows * BYTES_A_ROW + SPARE, shutil.disk_usage(folder).free
    if free < needed:
        raise SystemExit(
            f"{rows:,} rows need {needed / 2**30:.1f} GiB in {folder}, where {free / 2**30:.1f} GiB are free; take "
            "fewer by --rows, or another place by --folder"
        )


def make(folder: Path, rows: int) -> None:
    """Write so many rows, a group of them in memory at a time."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    for start in range(0, rows, ROWS_A_FILE):
        sizes = [min(ROW_GROUP, rows - at) for at in range(start, min(start + ROWS_A_FILE, rows), ROW_GROUP)]
        first = pa.table(_group(start, sizes[0]))
        with pq.ParquetWriter(folder / f"part-{start // ROWS_A_FILE:04}.parquet", first.schema) as file:
            for i, size in enumerate(sizes):
                file.write_table(pa.table(_group(start + i * ROW_GROUP, size)), row_group_size=ROW_GROUP)


def _group(start: int, rows: int) -> dict[str, Any]:
    """Some rows: what drives is partly what all drivers share, and the outcome is made of them."""
    import pyarrow as pa

    rng = np.random.default_rng([16, start])
    shared = rng.integers(0, 11, rows, dtype=np.int8)
    drivers = [
        np.where(rng.integers(0, 10, rows, dtype=np.int8) < 3, shared, rng.integers(0, 11, rows, dtype=np.int8))
        for _ in DRIVERS
    ]
    made = sum((len(DRIVERS) - j) * driver.astype(np.int16) for j, driver in enumerate(drivers)) // 28
    outcome = np.clip(made + rng.integers(-3, 4, rows, dtype=np.int16), 0, 10).astype(np.int8)
    store = rng.integers(0, STORES, rows, dtype=np.int32)
    columns: dict[str, Any] = dict(zip(SCALES, [outcome, *drivers], strict=True))
    columns[WEIGHT] = rng.uniform(0.2, 3.0, rows)
    columns[REGION] = _text(pa, store % len(REGIONS), REGIONS)
    columns[STORE] = store + 1
    columns[QUARTER] = _text(pa, rng.integers(0, len(QUARTERS), rows, dtype=np.int8), QUARTERS)
    return columns


def _text(pa: Any, codes: np.ndarray, labels: list[str]) -> Any:
    """Text as other programs write it: nothing but the file knows that there are few different ones."""
    return pa.DictionaryArray.from_arrays(codes, pa.array(labels)).cast(pa.string())
