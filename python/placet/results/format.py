"""How numbers and tables look, in a terminal and in a notebook. Rounding happens here and nowhere else."""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time
from html import escape
from typing import Any
from unicodedata import combining, east_asian_width

from ..language import Said, say, speak

#: Headings of the fixed column names that are not the name itself.
HEADINGS = {
    "std_error": "SE",
    "statistic": "t",
    "df": "df",
    "p_value": "p",
    "conf_low": "Low",
    "conf_high": "High",
    "n": "n",
    "n_eff": "n eff.",
    "n_missing": "Missing",
    "share_low": "Low",
    "share_high": "High",
    "standardized": "Std. coef.",
    "vif": "VIF",
}

#: A table of more rows is cut when it is shown; the frame has them all.
MOST_ROWS = 60

#: From here on numbers are written as powers of ten.
HUGE = 1e15
#: With so many decimals or more, small numbers are coefficients and their like, which are not rounded to 0.
FINE = 3

PERCENT = {
    "share", "share_low", "share_high", "promoters", "passives", "detractors", "weight", "loss_rate", "loss_share"
}  # fmt: skip
WHOLE = {"n", "n_missing", "rank", "rank_low", "rank_high", "printed_rank", "level", "row"}
ONE_DECIMAL = {"n_eff", "df"}

#: What a label without a character is shown as.
EMPTY = say("(empty)")
#: What a number that is not there is shown as.
MISSING = "-"
#: Signs of ours for terminals that have not all of them.
IN_LETTERS = str.maketrans(
    {
        "²": "2", "χ": "chi", "×": "x", "±": "+/-", "∞": "inf", "…": "...", "●": "*", "·": ".", "≥": ">=", "≤": "<=",
        "–": "-", "−": "-", "↵": "\\n", "\u2003": "  ", "∧": "min", "∨": "max", "⊕": "(+)",
    }
)  # fmt: skip
LINE_BREAK = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")
#: Characters that are obeyed and not shown: controls, marks of direction, invisible ones, halves of characters.
OBEYED = re.compile(
    "[\0-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)

CSS = """
.placet{font:14px/1.45 system-ui,-apple-system,"Segoe UI","Noto Sans","Noto Sans CJK SC","PingFang SC",
"Microsoft YaHei",sans-serif}
.placet table{border-collapse:collapse;margin:.4em 0;font-variant-numeric:tabular-nums}
.placet caption{text-align:left;font-weight:600;padding:.2em 0 .4em}
.placet th{font-weight:600;border-bottom:1.5px solid currentColor;padding:.25em .7em;text-align:right}
.placet td{padding:.2em .7em;text-align:right;border-bottom:1px solid rgba(128,128,128,.25)}
.placet th.l,.placet td.l{text-align:left}
.placet .note{opacity:.75;font-size:.88em;max-width:60em;margin:.2em 0}
"""


def shown(text: str) -> str:
    """A text of the data in one line, as all that is shown goes through: what would be obeyed is written in words."""
    if text.isprintable():
        return text
    return OBEYED.sub(lambda found: ascii(found[0])[1:-1], LINE_BREAK.sub("↵", text).replace("\t", " "))


def shown_lines(text: str) -> str:
    """A text of several lines of ours, as all that is shown goes through."""
    return "\n".join(map(shown, text.split("\n")))


def number(name: str, value: Any, decimals: int) -> str:
    """One cell as text."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return MISSING
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return spoken(value) if isinstance(value, str) else str(value)
    if name == "p_value":
        return "<0.001" if value < 0.001 else f"{value:.3f}"
    if name in PERCENT:
        return minus(f"{100 * value:.1f}") + "%"
    if name in WHOLE:
        return f"{value:,.0f}"
    return minus(_digits(value, 1 if name in ONE_DECIMAL else decimals))


def _digits(value: float, decimals: int) -> str:
    """A number with so many decimals; one that has none of them, or is beyond counting, by its first digits."""
    size = abs(value)
    if HUGE <= size < math.inf or (decimals >= FINE and 0 < size < 10.0**-decimals):
        return f"{value:.3g}"
    return f"{value:,.{decimals}f}"


def heading(name: str, headings: Mapping[str, str]) -> str:
    """The heading of a column: as a class of results has it, as all have it, or its name."""
    return speak(headings.get(name) or HEADINGS.get(name) or name.replace("_", " ").capitalize())


def segment(keys: Iterable[Any]) -> str:
    """The keys of a segment in words.

    A whole number is written as one even where missing keys made it a float, midnight as the day that begins.
    """
    words = [_key(key) for key in keys]
    if EMPTY not in words:
        return " / ".join(words)
    if len(words) == 1:
        return words[0]
    parts = {f"key{i}": word for i, word in enumerate(words)}
    return Said(" / ".join(f"{{{name}}}" for name in parts), parts)


def spoken(words: str) -> str:
    """What was said, in the language of the present call; a text of the data as it is."""
    return speak(words) if isinstance(words, Said) else words


def _key(key: Any) -> str:
    if isinstance(key, float) and key.is_integer():
        return f"{key:.0f}"
    return str(key.date() if isinstance(key, datetime) and key.time() == time() else key) or EMPTY


def alike(labels: Iterable[Any]) -> dict[tuple[type, Any], str]:
    """Words for those labels that would look like another one, such as 1 and "1" or "North" and "North "."""
    looks: dict[str, list[Any]] = {}
    for _, label in dict.fromkeys((type(label), label) for label in labels):
        looks.setdefault(" ".join(shown(_key(label)).split()), []).append(label)
    return {(type(label), label): repr(label) for same in looks.values() if len(same) > 1 for label in same}


def minus(text: str) -> str:
    """A number without a negative zero."""
    return text if text.strip("-0.,") else text.replace("-", "")


def for_terminal(text: str) -> str:
    """The text as the terminal can show it: what its encoding has not is written in letters that every one has."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(IN_LETTERS).encode(encoding, "backslashreplace").decode(encoding)
    except LookupError:  # a terminal that names no encoding known here
        return text.translate(IN_LETTERS)
    return text


def span(numbers: Sequence[int]) -> str:
    """A number, or from the least to the largest."""
    least, most = min(numbers), max(numbers)
    return f"{least:,}" if least == most else speak("{low} to {high}", low=f"{least:,}", high=f"{most:,}")


def left(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[bool]:
    """Which columns hold labels and are set flush left."""
    return [any(isinstance(row[i], str) for row in rows) for i in range(len(columns))]


def width(text: str) -> int:
    """Columns a text takes in a terminal: wide characters take two."""
    if text.isascii():
        return len(text)
    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)


def rest(rows: int, most: int) -> list[str]:
    """Words for the rows that a table leaves out, if any."""
    if rows <= most:
        return []
    return [speak("... and {more:,} more rows; to_frame() has all {rows:,}.", more=rows - most, rows=rows)]


def text_table(headings: Sequence[str], body: Sequence[Sequence[str]], flush_left: Sequence[bool]) -> str:
    """A table for the terminal."""
    headings, body = list(map(shown, headings)), [list(map(shown, row)) for row in body]
    widths = [max([width(h), *(width(row[i]) for row in body)]) for i, h in enumerate(headings)]
    lines = [headings, ["-" * w for w in widths], *body]
    return "\n".join(
        "  ".join(_pad(*cell) for cell in zip(line, widths, flush_left, strict=True)).rstrip() for line in lines
    )


def _pad(text: str, columns: int, flush_left: bool) -> str:
    space = " " * (columns - width(text))
    return text + space if flush_left else space + text


def html(text: str) -> str:
    """A text of the data as a part of a page."""
    return escape(shown(text))


def html_note(text: str) -> str:
    """A paragraph under a table."""
    return f'<p class="note">{html(text)}</p>'


def html_table(caption: str, headings: Sequence[str], body: Sequence[Sequence[str]], flush_left: Sequence[bool]) -> str:
    """A table for a page; every text is escaped."""
    classes = [' class="l"' if l else "" for l in flush_left]  # noqa: E741
    head = "".join(f"<th{c}>{html(h)}</th>" for h, c in zip(headings, classes, strict=True))
    lines = (
        "<tr>" + "".join(f"<td{c}>{html(cell)}</td>" for cell, c in zip(row, classes, strict=True)) + "</tr>"
        for row in body
    )
    return (
        f"<table><caption>{html(caption)}</caption><thead><tr>{head}</tr></thead><tbody>"
        + "".join(lines)
        + "</tbody></table>"
    )
