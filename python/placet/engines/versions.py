"""The oldest versions of the libraries whose data are read where they are."""

from __future__ import annotations

import re
import sys

from .._core import DataError

#: By the module of a library: what pip calls it, and its oldest version. `pyproject.toml` declares the same.
OLDEST = {
    "polars": ("polars", "1.0"),
    "duckdb": ("duckdb", "1.1"),
    "pyarrow": ("pyarrow", "14"),
    "dask": ("dask[dataframe]", "2024.8"),
    "pyspark": ("pyspark", "4.0"),
    "ibis": ("ibis-framework", "10.0"),
}


def check_version(library: str) -> None:
    """Refuse data of a library that is too old, which would fail somewhere with an error that says nothing of it."""
    called, oldest = OLDEST[library]
    given = str(getattr(sys.modules.get(library), "__version__", ""))
    if given[:1].isdigit() and _numbers(given) < _numbers(oldest):
        raise DataError(
            f"the data are of {library} {given}, and placet reads data of {library} {oldest} or later where they are: "
            f'pip install "{called}>={oldest}"'
        )


def _numbers(version: str) -> list[int]:
    """The first two numbers of a version."""
    return [*(int(number) for number in re.findall(r"\d+", version)), 0][:2]
