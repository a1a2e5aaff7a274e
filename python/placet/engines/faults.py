"""What goes wrong where data are read: a file that is gone, a closed connection, a worker that died, said as such."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any

from .._core import DataError, PlacetError

OWN = __name__.partition(".")[0]
#: Where errors come from that may be faults of ours.
NEAR = (OWN, "builtins", "numpy")


@contextmanager
def reading(called: str) -> Iterator[None]:
    """Say of errors of other libraries, of files and of what hands out the data, what could not be read and why."""
    before = sys.exception()
    try:
        yield
    except (PlacetError, MemoryError, Warning):
        raise
    except BaseException as error:
        if _interrupted(error, before):
            raise KeyboardInterrupt from None
        if not _of_the_data(error):
            raise
        kind, said = type(error).__name__, str(error).strip().partition("\n")[0]
        raise DataError(
            f"{called} cannot be read: {kind}{': ' * bool(said)}{said}; check that what they are read from is "
            "there, whole and open, with the same columns of the same types in all parts, and what a filter asks for"
        ) from error


def _interrupted(error: BaseException, before: BaseException | None) -> bool:
    """Whether an error is what Ctrl-C became since then: Spark cleans up and says that its job was cancelled."""
    met = error.__context__
    while met is not None and met is not before and not isinstance(met, KeyboardInterrupt):
        met = met.__context__
    return isinstance(met, KeyboardInterrupt) and met is not before


def _of_the_data(error: BaseException) -> bool:
    """Whether an error is of a library, of a file or of the caller's code, and not of ours."""
    if not isinstance(error, Exception):
        return type(error).__name__ == "PanicException"  # what Polars has of Rust
    library = type(error).__module__.partition(".")[0]
    if library == OWN:  # what asks for rows
        return False
    return isinstance(error, OSError) or library not in NEAR or _raised_in(error.__traceback__) != OWN


def _raised_in(trace: TracebackType | None) -> str:
    """The package of the innermost frame."""
    name: Any = OWN
    while trace is not None:
        name, trace = trace.tb_frame.f_globals.get("__name__", ""), trace.tb_next
    return name.partition(".")[0]
