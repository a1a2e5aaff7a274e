"""Key columns that are called like a column of the result: both are there, and the key keeps its name."""

from __future__ import annotations

from collections.abc import Collection, Container

#: Stands before the name of such a key inside the package; outside nobody sees it.
ASIDE = "\x1f"


def set_aside(name: str, taken: Container[str]) -> str:
    """The name of a key column that no column of the result has."""
    return ASIDE + name if name in taken else name


def key_name(name: str) -> str:
    """The name that the caller gave."""
    return name.removeprefix(ASIDE)


def public_name(name: str, keys: Collection[str]) -> str:
    """The name of a column of the result to a caller: one that a key has it gives up."""
    if name in keys or not any(key == ASIDE + name for key in keys):
        return key_name(name)
    return f"result_{name}"
