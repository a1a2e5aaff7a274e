"""A pipeline that keeps statistics and no answers: every night it adds the day to what it kept, and reports.

Two small files a day are all that is kept, however many respondents it has. The same steps are a task of Airflow or
Prefect, or a Python model of dbt, whose table has a column of bytes in place of the files. Run it as it is, with days
that it makes up::

    python examples/nightly.py some_folder
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import placet

DRIVERS = ["network", "billing", "hotline"]


def answers_of(day: int) -> dict[str, np.ndarray]:
    """The answers of a day: here they are drawn, there they are a query or a file, in any library."""
    rng = np.random.default_rng(day)
    n = int(rng.integers(200, 400))
    data = {name: rng.integers(1, 11, n) for name in DRIVERS}
    felt = 0.5 * data["network"] + 0.3 * data["billing"] + 0.2 * data["hotline"] + rng.normal(0, 1.5, n)
    data["recommend"] = np.clip(np.rint(felt), 0, 10).astype(int)
    data["region"] = rng.choice(["North", "South"] if day < 3 else ["North", "South", "West"], n)
    return data | {"weight": rng.uniform(0.5, 2, n)}


def statistics_of(data: dict[str, np.ndarray]) -> list[placet.ScoreCounts | placet.Moments]:
    """What is kept of a day: counts for scores, moments for drivers."""
    return [
        placet.score_counts(data, "recommend", by="region", weights="weight"),
        placet.moments(data, ["recommend", *DRIVERS], by="region", weights="weight"),
    ]


def add(day: int, folder: Path) -> None:
    """Add a day to what is kept, once however often the night is run again: a day has a file of its own."""
    for kept in statistics_of(answers_of(day)):
        place = folder / f"{type(kept).__name__}-{day:03}.bin"
        unfinished = place.with_suffix(".part")
        unfinished.write_bytes(kept.to_bytes())
        unfinished.replace(place)  # whole or not at all


def kept(kind: Any, folder: Path) -> Any:
    """All days together. Damaged bytes and those of a later version are refused."""
    return sum(kind.from_bytes(place.read_bytes()) for place in sorted(folder.glob(f"{kind.__name__}-*.bin")))


def main(folder: Path) -> None:
    """Five nights, and the report of the last."""
    folder.mkdir(parents=True, exist_ok=True)
    for day in range(1, 6):
        add(day, folder)
    counts, moments = kept(placet.ScoreCounts, folder), kept(placet.Moments, folder)
    print(counts, moments, sep="\n", end="\n\n")
    print(placet.nps(counts, by="region", total=True), end="\n\n")
    print(placet.compare(counts, by="region"), end="\n\n")
    print(placet.regression(moments, "recommend", DRIVERS, errors="classical"))


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "kept"))
