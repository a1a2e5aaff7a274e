"""Tables in Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from .. import format as fmt
from ..grid import Grid


def markdown(grid: Grid, title: str, notes: Sequence[str]) -> str:
    """A table of GitHub's kind, numbers flush right, below its title and above its notes."""
    lines = [_line(grid.headings), _line([":--" if left else "--:" for left in grid.left])]
    table = "\n".join([*lines, *map(_line, map(_escaped, grid.cells))])
    return "\n\n".join([*([f"**{_plain(title)}**"] if title else []), table, *map(_plain, notes)])


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _escaped(cells: Sequence[str]) -> list[str]:
    return list(map(_plain, cells))


def _plain(text: str) -> str:
    """A text of the data that is no markup."""
    shown = fmt.shown(text)
    for sign in "\\|*_`<[]":
        shown = shown.replace(sign, "\\" + sign)
    return shown
