"""Data that stay where they are: what is made of them there, one file an engine, found by the library of the data."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from .engine import Condensed, Copies, Engine, Join, TooManyError, Work, read_for
from .faults import reading
from .names import check_names
from .versions import check_version

__all__ = [
    "Condensed", "Copies", "Engine", "Join", "TooManyError", "Work", "check_names", "of", "of_lazy", "read_for",
    "reading",
]  # fmt: skip

#: Engines by the library of the data; a file is imported when data of its library come.
HOMES = {
    "polars": "polars", "duckdb": "duckdb", "pyarrow": "arrow", "dask": "dask", "pyspark": "spark", "ibis": "ibis",
}  # fmt: skip
#: Packages of which some versions of a library have their data.
PARTS = {"_duckdb": "duckdb", "dask_expr": "dask"}


def of(data: Any) -> Engine | None:
    """The engine of data that are no rows in memory; None where no engine is registered for them."""
    if isinstance(data, Engine):
        return data
    if type(data).__module__.startswith("narwhals") and hasattr(data, "to_native"):
        data = data.to_native()
    library = type(data).__module__.partition(".")[0]
    library = PARTS.get(library, library)
    if library not in HOMES:
        return None
    check_version(library)
    with reading(f"data of {HOMES[library]}"):
        return import_module(f".{HOMES[library]}", __name__).engine_of(data)


def of_lazy(frame: Any) -> Engine:
    """The engine of any lazy frame that narwhals knows."""
    from .lazy import LazyEngine

    return LazyEngine(frame)
