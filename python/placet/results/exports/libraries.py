"""Libraries of data frames that results can be had in."""

from __future__ import annotations

from importlib.util import find_spec

from ... import checks
from ...mistakes import MissingLibraryError

LIBRARIES = ("pandas", "polars", "pyarrow")


def library(name: str | None) -> str | None:
    """A library that is known and installed, or None for that of the data."""
    if name is None:
        return None
    checks.choice("library", name, LIBRARIES)
    if not find_spec(name):
        raise MissingLibraryError(f'library={name!r} is not installed: pip install "placet[{name}]"')
    return name
