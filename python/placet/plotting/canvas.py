"""What all pictures share: axes of the right height, colours, wrapped labels in fonts that have their glyphs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from math import ceil
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Literal, TypeAlias
from weakref import WeakSet

import numpy as np

from ..results.format import shown, width
from .glyphs import draw_every_glyph, drawable

if TYPE_CHECKING:
    from matplotlib.axes import Axes as Axes
    from matplotlib.figure import Figure as Figure
    from matplotlib.text import Text
else:  # matplotlib is imported with the first picture
    Axes = Figure = Text = Any

#: Okabe and Ito's colours, told apart by colour-blind readers; in this order also by lightness in print.
PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#8C8C8C")
MARKERS = "osD^vPX*"
POSITIVE, NEGATIVE, INK = "#0072B2", "#D55E00", "#333333"
#: Rows a picture has room for, and series that it has colours for.
MOST_ROWS, MOST_SERIES = 60, len(PALETTE)
#: Columns (a wide character takes two) after which a label is wrapped.
LABEL_WIDTH, LEGEND_WIDTH, TITLE_WIDTH = 34, 26, 52
#: Where a legend lies.
Place: TypeAlias = Literal["beside", "above"]
#: A space at which no line is broken.
UNBROKEN = "\N{NO-BREAK SPACE}"
#: Punctuation that belongs to the line before it.
NO_LINE_START = "，。、！？；：）》」』”’"
#: Inches: the least width of the axes, and the highest a figure may grow.
LEAST_AXES, HIGHEST = 3.2, 60.0
#: Figures made here, which may be enlarged; those of a user are left as they are.
_OURS: WeakSet[Any] = WeakSet()


def pyplot() -> Any:
    """Return matplotlib's pyplot, or say how to get it."""
    try:
        import matplotlib.pyplot as plt
    except ImportError:
        raise ImportError("a picture needs matplotlib: pip install placet[plot]") from None
    return plt


def axes(ax: Axes | None, rows: float, columns: float = 7.2) -> Axes:
    """Return the given axes, or new ones high enough for `rows` lines."""
    if ax is not None:
        return ax
    figure = pyplot().figure(figsize=(columns, min(1.5 + 0.42 * rows, HIGHEST)), layout="constrained")
    _OURS.add(figure)
    return figure.add_subplot()


def finish(
    ax: Axes, title: str, xlabel: str, labels: Sequence[str], *, grid: bool = True, legend: Place = "beside"
) -> Axes:
    """Label a horizontal picture: one tick a row, from the top down. A legend above it lies under the title."""
    from matplotlib.text import Text

    font = Text().get_fontname()
    ax.set_yticks(np.arange(len(labels)), [drawable(wrapped(label), font) for label in labels])
    ax.set_ylim(len(labels) - 0.4, -0.6)
    box = ax.get_legend() if legend == "above" else None
    heading = ax.set_title(
        "\n".join(wrapped(line, TITLE_WIDTH) for line in title.split("\n")), loc="left", fontweight="bold",
        fontsize=11, pad=None if box is None else 72 * box.get_window_extent().height / ax.figure.dpi + 8,
    )  # fmt: skip
    ax.set_xlabel(wrapped(xlabel, 56))
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)
    lined(ax, "x" if grid else None)
    if ax.figure in _OURS:
        _make_room(ax, heading, legend)
    return ax


def lined(ax: Axes, axis: Literal["x", "y", "both"] | None) -> None:
    """Open axes with pale lines behind what is drawn, and texts that have all their characters."""
    ax.spines[["top", "right"]].set_visible(False)
    if axis:
        ax.grid(axis=axis, color="#DDDDDD", linewidth=0.8)
    ax.set_axisbelow(True)
    draw_every_glyph(ax)


def extent(ax: Axes, *words: Text) -> tuple[float, float, float]:
    """Inches that the rows of a picture need, that some texts are high, and that all of it is wide."""
    inch = ax.figure.dpi
    rows = [label.get_window_extent() for label in ax.get_yticklabels()]
    boxes = [text.get_window_extent() for text in words]
    values = max((text.get_window_extent().width for text in ax.texts), default=0)
    across = max(*(box.width for box in boxes), LEAST_AXES * inch)
    high = (len(rows) + 0.4) * max(0.3, max(box.height for box in rows) / inch + 0.08)
    return high, sum(box.height for box in boxes) / inch, (across + values + max(box.width for box in rows)) / inch


def enlarge(upper: Axes, ratios: Sequence[float], wide: float, high: float) -> None:
    """Enlarge a figure of two pictures; the layout then puts every text in its place."""
    upper.get_gridspec().set_height_ratios(ratios)  # type: ignore[union-attr]
    figure: Any = upper.figure
    figure.set_size_inches(max(figure.get_size_inches()[0], wide), min(high, HIGHEST))


def _make_room(ax: Axes, heading: Text, where: str) -> None:
    """Enlarge a figure of ours until every text has its place; the layout then puts it there."""
    figure: Any = ax.figure  # one of ours, so no part of another
    inch = figure.dpi
    rows = [label.get_window_extent() for label in ax.get_yticklabels()]
    words = [text.get_window_extent() for text in (heading, ax.xaxis.label)]
    values = [text.get_window_extent().width for text in ax.texts]
    legend = ax.get_legend()
    wide, high = (0, 0) if legend is None else legend.get_window_extent().size
    beside_width, beside_height, above_width, above_height = (
        (wide, high, 0, 0) if where == "beside" else (0, 0, wide, high)
    )
    across = max(*(box.width for box in words), above_width, LEAST_AXES * inch)
    across += max(values, default=0) + max(box.width for box in rows) + beside_width
    # A row needs its label and a gap; above and below are the title, the numbers with their label, and margins.
    down = max((len(rows) + 0.2) * (max(box.height for box in rows) + 0.06 * inch), beside_height)
    down += sum(box.height for box in words) + above_height
    wide, high = figure.get_size_inches()
    figure.set_size_inches(max(wide, across / inch + 0.3), min(max(high, down / inch + 0.6), HIGHEST))


def dots(ax: Axes, series: Mapping[str, tuple[Any, ...]], title: str, *, spread: float = 0.75) -> None:
    """Draw estimates with intervals, one colour and marker a series: name → (estimate, low, high), one entry a row.

    Several series are named in a legend with this title.
    """
    count, drawn = len(series), []
    for i, (estimate, low, high) in enumerate(series.values()):
        offset = (i - (count - 1) / 2) * spread / max(count, 1)
        y = np.arange(len(estimate)) + offset
        colour = PALETTE[i % len(PALETTE)]
        ax.hlines(y, low, high, color=colour, linewidth=1.8)
        marker = MARKERS[i % len(MARKERS)]
        drawn.append(ax.scatter(estimate, y, s=44, color=colour, marker=marker, zorder=3, edgecolor="white"))
    if count > 1:
        legend(ax, title, drawn, list(series))


def beside(ax: Axes, x: float, y: float, text: str, away: float = 6, **how: Any) -> None:
    """Write numbers on the right of a mark, with true minus signs."""
    how = {"textcoords": "offset points", "va": "center", "fontsize": 9, **how}
    ax.annotate(text.replace("-", "−"), (x, y), (away, 0), **how)


def joined(what: str, item: str) -> str:
    """A title in one line if it fits, else what is drawn above the item it is drawn of."""
    return f"{what}: {item}" if width(what) + width(item) <= TITLE_WIDTH - 2 else f"{what}:\n{item}"


def legend_above(ax: Axes, columns: int) -> None:
    """Name what is drawn in one line between the title, which moves up for it, and the axes."""
    ax.legend(
        loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=columns, frameon=False, fontsize=9, handlelength=1.2,
        borderaxespad=0.1, borderpad=0.2, columnspacing=1.4,
    )  # fmt: skip


def legend(ax: Axes, title: str, handles: list[Any], names: list[str]) -> None:
    """Name the series, beside the picture where it hides nothing."""
    # matplotlib leaves out what begins with an underscore, so the names are written afterwards.
    box = ax.legend(
        handles, ["-"] * len(names), title=wrapped(title, LEGEND_WIDTH), frameon=False, loc="upper left",
        bbox_to_anchor=(1.0, 1.0), borderaxespad=0.2,
    )  # fmt: skip
    for text, name in zip(box.get_texts(), names, strict=True):
        text.set_text(wrapped(name, LEGEND_WIDTH))


def wrapped(label: str, columns: int = LABEL_WIDTH) -> str:
    """A label broken into lines of about equal length: at spaces, or anywhere in scripts that have none."""
    label = shown(label)
    lines = ceil(width(label) / columns)
    if lines <= 1:
        return label.replace(UNBROKEN, " ")
    spaced = width(label) < 1.3 * len(label)
    # Room for a word that does not break; a script without spaces breaks exactly.
    text = "\n".join(wrap(label, ceil(len(label) / lines) + (6 if spaced else 0)))
    return re.sub(rf"\n([{NO_LINE_START}]+)", r"\1\n", text).strip().replace(UNBROKEN, " ")
