"""Tables of the package great_tables."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

from ...frames.build import build
from ...mistakes import MissingLibraryError
from .. import format as fmt
from ..grid import Grid


def great_table(grid: Grid, title: str, notes: Sequence[str]) -> Any:
    """The cells as text in a `great_tables.GT`, with title, notes and alignment."""
    try:
        from great_tables import GT
    except ImportError:
        raise MissingLibraryError("to_gt() needs great_tables: pip install great_tables") from None
    frame = build(grid.texts(), "polars" if find_spec("polars") else "pandas")
    names = grid.unique_headings()
    table = GT(frame)
    for side in ("left", "right"):
        columns = [name for name, left in zip(names, grid.left, strict=True) if left == (side == "left")]
        table = table.cols_align(align=side, columns=columns) if columns else table
    if title:
        table = table.tab_header(title=fmt.shown(title))
    for note in notes:
        table = table.tab_source_note(fmt.shown(note))
    return table
