"""What all pictures share: axes of the right height, colours, wrapped labels in fonts that have their glyphs."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from math import ceil
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import numpy as np

from ..results.format import width

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Okabe and Ito's colours, told apart by colour-blind readers; in this order also by lightness in print.
PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#8C8C8C")
MARKERS = "osD^vPX*"
POSITIVE, NEGATIVE, INK = "#0072B2", "#D55E00", "#333333"
#: Columns (a wide character takes two) after which a label is wrapped.
LABEL_WIDTH = 34

CJK_FONTS = (
    "Noto Sans CJK SC", "Noto Sans SC", "Noto Sans CJK JP", "Source Han Sans SC", "Source Han Sans CN", "PingFang SC",
    "Hiragino Sans GB", "Heiti SC", "Songti SC", "Microsoft YaHei", "SimHei", "SimSun", "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei", "Arial Unicode MS", "Droid Sans Fallback", "Noto Serif CJK SC", "Noto Serif CJK JP",
)  # fmt: skip


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
    figure = pyplot().figure(figsize=(columns, min(1.5 + 0.42 * rows, 60)), layout="constrained")
    return figure.add_subplot()


def finish(ax: Axes, title: str, xlabel: str, labels: Sequence[str], *, grid: bool = True) -> Axes:
    """Label a horizontal picture: one tick a row, from the top down."""
    ax.set_yticks(np.arange(len(labels)), [wrapped(label) for label in labels])
    ax.set_ylim(len(labels) - 0.4, -0.6)
    ax.set_title(
        "\n".join(wrapped(line, 46) for line in title.splitlines()), loc="left", fontweight="bold", fontsize=11
    )
    ax.set_xlabel(wrapped(xlabel, 56))
    ax.spines[["top", "right", "left"]].set_visible(False)
    ax.tick_params(axis="y", length=0)
    if grid:
        ax.grid(axis="x", color="#DDDDDD", linewidth=0.8)
    ax.set_axisbelow(True)
    draw_every_glyph(ax)
    return ax


def dots(ax: Axes, series: Mapping[str, tuple[Any, ...]], *, spread: float = 0.6, sizes: float = 44) -> None:
    """Draw estimates with intervals, one colour and marker a series: name → (estimate, low, high), one entry a row."""
    count = len(series)
    for i, (name, (estimate, low, high)) in enumerate(series.items()):
        offset = (i - (count - 1) / 2) * spread / max(count, 1)
        y = np.arange(len(estimate)) + offset
        colour = PALETTE[i % len(PALETTE)]
        ax.hlines(y, low, high, color=colour, linewidth=1.8)
        ax.scatter(
            estimate,
            y,
            s=sizes,
            color=colour,
            marker=MARKERS[i % len(MARKERS)],
            zorder=3,
            label=name,
            edgecolor="white",
        )


def legend(ax: Axes, title: str) -> None:
    """Name the series, below the picture where it hides nothing."""
    handles, names = ax.get_legend_handles_labels()
    if len(names) > 1:
        ax.legend(
            handles, names, title=title, frameon=False, loc="upper left", bbox_to_anchor=(1.0, 1.0), borderaxespad=0.2
        )


def wrapped(label: str, columns: int = LABEL_WIDTH) -> str:
    """A label broken into lines of about equal length: at spaces, or anywhere in scripts that have none."""
    lines = ceil(width(label) / columns)
    if lines <= 1:
        return label
    spaced = width(label) < 1.3 * len(label)
    # Room for a word that does not break; a script without spaces breaks exactly.
    return "\n".join(wrap(label, ceil(len(label) / lines) + (6 if spaced else 0)))


def draw_every_glyph(ax: Axes) -> None:
    """Give every text of the axes fonts that have all its characters."""
    from matplotlib.text import Text

    for text in ax.findobj(Text):
        missing = _missing(text.get_text(), text.get_fontname())
        if not missing:
            continue
        fallback = _font_with(missing)
        if fallback:
            text.set_fontfamily([text.get_fontname(), fallback])
        else:
            _warn_once("".join(sorted(missing))[:12])
            text.set_text("".join("□" if c in missing else c for c in text.get_text()))


def _missing(text: str, font: str) -> frozenset[str]:
    if text.isascii():
        return frozenset()
    return frozenset(c for c in text if ord(c) not in _charmap(font) and not c.isspace())


@lru_cache(maxsize=32)
def _charmap(font: str) -> frozenset[int]:
    from matplotlib.font_manager import findfont, get_font

    return frozenset(get_font(findfont(font)).get_charmap())


def _font_with(characters: Iterable[str]) -> str | None:
    from matplotlib.font_manager import fontManager

    installed = {entry.name for entry in fontManager.ttflist}
    wanted = {ord(c) for c in characters}
    for name in CJK_FONTS:
        if name in installed and wanted <= _charmap(name):
            return name
    return None


@lru_cache(maxsize=1)
def _warn_once(characters: str) -> None:
    warnings.warn(
        f"no installed font can draw {characters!r}; install one that can, such as Noto Sans CJK",
        UserWarning,
        stacklevel=2,
    )
