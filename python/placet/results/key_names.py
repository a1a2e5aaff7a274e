"""Key columns that are called like a column of the result: both are there, and the key keeps its name."""

from __future__ import annotations

from collections.abc import Container

#: Stands before the name of such a key inside the package; outside nobody sees it.
ASIDE = "\x1f"


def set_aside(name: str, taken: Container[str]) -> str:
    """The name of a key column that no column of the result has."""
    return ASIDE + name if name in taken else name


def key_name(name: str) -> str:
    """The name that the caller gave."""
    return name.removeprefix(ASIDE)


def public_name(name: str, columns: Container[str]) -> str:
    """The name of a column of a table to a caller: one that a key has it gives up."""
    return f"result_{name}" if ASIDE + name in columns else key_name(name)
