"""Parquet files, by whichever library is installed: their columns have their types in the file."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

from .._core import DataError
from ..mistakes import MissingLibraryError

LIBRARIES = ("polars", "pyarrow", "pandas")


def read_parquet(file: str, data: Any) -> Any:
    """The data frame of a file that was opened."""
    import narwhals.stable.v2 as nw

    library = next((candidate for candidate in LIBRARIES if find_spec(candidate)), None)
    if library is None:
        raise MissingLibraryError(
            f"{file!r} is a Parquet file, which needs Polars or PyArrow: pip install placet[polars]"
        )
    try:
        return nw.read_parquet(data, backend=library).to_native()  # type: ignore[arg-type]
    except ImportError:
        raise
    except Exception as error:  # every library has its own
        reason = next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
        raise DataError(f"cannot read {file!r}: {reason}") from None
