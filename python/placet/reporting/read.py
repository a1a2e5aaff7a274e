"""Survey files: CSV and Parquet, gzip too, by whichever data frame library is installed."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from .._core import DataError

CSV = (".csv", ".csv.gz", ".tsv", ".tsv.gz")
PARQUET = (".parquet", ".pq")


def read(path: str | Path) -> Any:
    """Read a file into a data frame of Polars or pandas; the ending tells the kind."""
    path = Path(path)
    name = path.name.lower()
    if not path.is_file():
        raise DataError(f"there is no file {str(path)!r}; check the path")
    if not name.endswith(CSV + PARQUET):
        raise DataError(f"{path.name!r} has an unknown ending; known are {', '.join(CSV + PARQUET)}")
    library = next((candidate for candidate in ("polars", "pandas") if find_spec(candidate)), None)
    if library is None:
        raise ImportError("reading a file needs Polars or pandas: pip install placet[polars]")
    try:
        return _read(import_module(library), library, path, name)
    except ImportError:
        raise
    except Exception as error:  # every library has its own
        reason = next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
        hint = "; save it as UTF-8" if "utf-8" in reason.lower() else ""
        raise DataError(f"cannot read {str(path)!r}: {reason}{hint}") from error


def _read(module: Any, library: str, path: Path, name: str) -> Any:
    if name.endswith(PARQUET):
        return module.read_parquet(path)
    separator = "\t" if ".tsv" in name else ","
    if library == "polars":
        return module.read_csv(path, separator=separator, infer_schema_length=None)
    return module.read_csv(path, sep=separator, low_memory=False)
