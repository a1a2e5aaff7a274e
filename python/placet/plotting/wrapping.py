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
#: Widths by font, of so many fonts at most.
_KNOWN: dict[Any, dict[str, float]] = {}
MOST_FONTS = 64
#: Share of the limit that words may take as they are measured one by one.
SAFE = 0.985


def measure_of(text: Text) -> Measure:
    """How wide other words would be in the font of a text; what is measured once is known."""
    from matplotlib.text import Text

    figure: Any = text.figure
    font = text.get_fontproperties()
    if len(_KNOWN) > MOST_FONTS:
        _KNOWN.clear()
    known = _KNOWN.setdefault((figure.dpi, font.copy()), {})
    probe = Text(fontproperties=font.copy(), parse_math=False)
    probe.set_figure(figure)

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
    lines = _all_lines(text, limit, measure)
    if most is not None and len(lines) > most:
        lines = _shortened(text, limit, measure, most)
    return "\n".join(lines).replace(UNBROKEN, " ")


def _all_lines(text: str, limit: float, measure: Measure) -> list[str]:
    return [line for part in text.split("\n") for line in _lines(shown(part), limit, measure)]


def _lines(text: str, limit: float, measure: Measure) -> list[str]:
    """Lines of about equal length: as many as the limit needs, then as short as that number allows."""
    limit *= SAFE
    units = _units(text, limit, measure)
    # Between bars, as alone a text is as wide as its ink.
    bars, words = measure("||"), [unit.rstrip(" ") for unit in units]
    space = measure("| |") - bars
    widths = [
        (measure(f"|{word}|") - bars, space * (len(unit) - len(word))) for word, unit in zip(words, units, strict=True)
    ]
    ends = _ends(widths, limit)
    low, high = 0.0, limit
    for _ in range(7 if len(ends) > 1 else 0):
        middle = (low + high) / 2
        tried = _ends(widths, middle)
        if len(tried) > len(ends):
            low = middle
        else:
            ends, high = tried, middle
    return ["".join(units[a:b]).rstrip(" ") for a, b in zip([0, *ends], ends, strict=False)]


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


def _ends(widths: list[tuple[float, float]], limit: float) -> list[int]:
    """Where lines end that are filled with units one after the other; a line takes at least one."""
    ends, wide = [], 0.0
    for i, (own, after) in enumerate(widths):
        if wide and wide + own > limit:
            ends.append(i)
            wide = 0.0
        wide += own + after  # the space counts if something follows it
    return [*ends, len(widths)]


def _shortened(text: str, limit: float, measure: Measure, most: int) -> list[str]:
    """So many lines of a text whose parts, such as item and segment, are all cut to the same length.

    What two spaces set off at the end, such as a base, stays.
    """
    head, _, tail = text.rpartition("  ") if "  " in text else (text, "", "")
    parts = re.split(r"( · |\n)", head)
    low, high = 0, max(map(len, parts))
    best = ["…"]
    while low <= high:
        middle = (low + high) // 2
        cut = "".join(part if len(part) <= max(middle, 3) else part[:middle].rstrip() + "…" for part in parts)
        lines = _all_lines(f"{cut}  {tail}" if tail else cut, limit, measure)
        if len(lines) <= most:
            best, low = lines, middle + 1
        else:
            high = middle - 1
    return best
