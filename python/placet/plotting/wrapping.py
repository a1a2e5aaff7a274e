"""Texts broken into lines that are no wider than the place they have, as the renderer measures them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width

from ..results.format import shown

if TYPE_CHECKING:
    from matplotlib.text import Text

#: A space at which no line is broken.
UNBROKEN = "\N{NO-BREAK SPACE}"
#: Punctuation that belongs to what is before it, and that which belongs to what comes after it.
NO_LINE_START, NO_LINE_END = "，。、！？；：）》」』”’…%）", "（《「『“‘"
#: Width of a text in pixels.
Measure = Callable[[str], float]


def measure_of(text: Text, size: float | None = None) -> Measure:
    """How wide other words would be in the font of a text; in another size if one is given."""
    from matplotlib.text import Text

    figure: Any = text.figure
    probe = Text(fontproperties=text.get_fontproperties().copy(), parse_math=False)
    probe.set_figure(figure)
    if size is not None:
        probe.set_fontsize(size)
    known: dict[str, float] = {}

    def measure(words: str) -> float:
        if words not in known:
            probe.set_text(words)
            known[words] = float(probe.get_window_extent().width) if words.strip() else 0.0
        return known[words]

    return measure


def line_height(text: Text) -> float:
    """Pixels from one line of a text to the next."""
    figure: Any = text.figure
    return 1.22 * float(text.get_fontsize()) * figure.dpi / 72


def broken(text: str, limit: float, measure: Measure, most: int | None = None) -> str:
    """A text of one or more lines, each broken into as few of about equal length as fit the limit; at most so many."""
    lines = [line for part in text.split("\n") for line in _lines(shown(part), limit, measure)]
    if most is not None and len(lines) > most:
        lines = _shortened(lines, most, limit, measure)
    return "\n".join(lines).replace(UNBROKEN, " ")


def _lines(text: str, limit: float, measure: Measure) -> list[str]:
    """Lines of about equal length: as many as the limit needs, then as short as that number allows."""
    if measure(text) <= limit:
        return [text]
    units = _units(text, limit, measure)
    lines = _filled(units, limit, measure)
    low, high = 0.0, limit
    for _ in range(7):
        middle = (low + high) / 2
        tried = _filled(units, middle, measure)
        if len(tried) > len(lines) or max(map(measure, tried)) > limit:
            low = middle
        else:
            lines, high = tried, middle
    return lines


def _units(text: str, limit: float, measure: Measure) -> list[str]:
    """What is not broken: words with the space after them, single characters of scripts that have no spaces.

    A word that is wider than the limit falls into its characters.
    """
    units: list[str] = []
    for word in re.findall(r"[^ ]+ *| +", text):
        wide = any(east_asian_width(c) in "WF" for c in word)
        for part in _runs(word) if wide else [word]:
            units += list(part) if measure(part.rstrip()) > limit else [part]
    return units


def _runs(word: str) -> list[str]:
    """Single wide characters with the punctuation that stays with them, and runs of others, such as a number."""
    return re.findall(rf"[{NO_LINE_END}]*(?:[\u2e80-\uffef]|[^\u2e80-\uffef]+)[{NO_LINE_START}]* *", word) or [word]


def _filled(units: list[str], limit: float, measure: Measure) -> list[str]:
    """Units put into lines one after the other; a line takes at least one."""
    lines, line, wide = [], "", 0.0
    for unit in units:
        own = measure(unit.rstrip(" ")) if unit.strip() else 0.0
        if line and wide + own > limit:
            lines.append(line.rstrip(" "))
            line, wide = "", 0.0
        line += unit
        # Spaces have no extent of their own: what follows is set after them.
        wide += own + (len(unit) - len(unit.rstrip(" "))) * (measure("n n") - 2 * measure("n"))
    return [*lines, line.rstrip(" ")] if line.strip() else lines or [""]


def _shortened(lines: list[str], most: int, limit: float, measure: Measure) -> list[str]:
    """The first lines; what two spaces set off at the end of the last one, such as a base, is kept."""
    tail = lines[-1].rpartition("  ")[2] if "  " in lines[-1] else lines[-1] if lines[-1].startswith("(n") else ""
    tail = f"…  {tail}" if tail and measure(f"…  {tail}") < 0.8 * limit else "…"
    last = lines[most - 1]
    while last and measure(last + tail) > limit:
        last = last[:-1]
    return [*lines[: most - 1], last.rstrip() + tail]
