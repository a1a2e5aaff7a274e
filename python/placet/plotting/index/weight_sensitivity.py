"""What an index would be with other weights: its range, and beside it how often a segment is at which rank."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...language import speak
from ...results.draw import draws
from ...results.index.weight_sensitivity import WeightSensitivityResult
from .. import canvas
from ..canvas import Asked, Axes, Style
from ..rows import SEGMENTS, part, pick
from ..series import floats
from ..style import mixed, readable

#: Parts of the width of the ranges: of the gap for their numbers, of a rank, and the least and the most of all ranks.
GAP, CELL, LEAST, MOST = 0.28, 0.14, 0.4, 1.2
#: Most ranks that are numbered below the strip, and the smallest share that has a colour.
NUMBERED, SEEN = 12, 0.0005
#: Most ranks whose shares are written into their cells.
WRITTEN = 20


@draws(WeightSensitivityResult)
def plot_weight_sensitivity(result: WeightSensitivityResult, asked: Asked) -> Axes:
    """A dot and the range of the draws a segment; of several segments a strip of the shares of their ranks, too."""
    several = len(result.table) > 1
    names = [result._segment(key) for key in result.table.rows(result.key_columns)] if result.key_columns else [
        result.label(result.about["whole"])
    ]  # fmt: skip
    rows = pick(asked, names, result.table["estimate"], canvas.most_rows(asked), SEGMENTS)
    columns = tuple(column[rows] for column in floats(result.table, ("estimate", "low", "high")))
    ax = canvas.axes(asked, max(len(rows), 1) + 0.5, 8.8 if several else 7.2)
    canvas.dots(ax, {"": columns})
    title = asked.heading(result.title + part(asked, len(rows), len(names)))
    labels = [names[row] for row in rows]
    share = f"{result.about['coverage']:.0%}"
    if not several:
        _write_beside(ax, columns)
        return canvas.finish(
            ax, title, speak("Index (0 to 100), with the middle {share} of the draws", share=share), labels
        )
    ends = _ends(columns)
    inside = _write_before(ax, columns, ends)
    ticks, strip = _strip(ax, _shares(result)[rows], ends)
    xlabel = speak("Index (0 to 100), middle {share} of draws; ranks (% of draws)", share=share)
    return canvas.finish(ax, title, xlabel, labels, inside=[*inside, *strip], names=ticks)


def _shares(result: WeightSensitivityResult) -> np.ndarray:
    """Share of the draws by segment and rank."""
    count = len(result.table)
    return np.asarray(result.rank_shares["share"], dtype=float).reshape(count, count)


def _write_beside(ax: Axes, columns: tuple[np.ndarray, ...]) -> None:
    for row, (value, _, high) in enumerate(zip(*columns, strict=True)):
        if np.isfinite(value):
            canvas.beside(ax, np.fmax(high, value), row, f"{value:.1f}")


# ---- ranges and ranks side by side -----------------------------------------------------------------------------------


def _ends(columns: tuple[np.ndarray, ...]) -> tuple[float, float]:
    """The ends of the ranges."""
    found = np.concatenate(columns)
    found = found[np.isfinite(found)]
    low, high = (float(found.min()), float(found.max())) if len(found) else (0.0, 100.0)
    room = 0.05 * (high - low) or 0.5
    return low - room, high + room


def _write_before(
    ax: Axes, columns: tuple[np.ndarray, ...], ends: tuple[float, float]
) -> list[tuple[Any, float]]:  # fmt: skip
    """Write the indexes on the right of their ranges, as far as there is room before the ranks."""
    style, wide = Style.of(ax), ends[1] - ends[0]
    found = []
    for row, (value, _, high) in enumerate(zip(*columns, strict=True)):
        if np.isfinite(value):
            at = np.fmax(high, value) + 0.03 * wide
            how: dict[str, Any] = {"va": "center", "fontsize": style.points(canvas.NUMBER), "color": style.ink}
            found.append((ax.text(at, row, f"{value:.1f}", **how), float(ends[1] + GAP * wide - at)))
    return found


def _strip(
    ax: Axes, shares: np.ndarray, ends: tuple[float, float]
) -> tuple[tuple[list[float], list[str]], list[tuple[Any, float]]]:
    """Draw a cell a rank, the darker the more of the draws are there; the ticks of both parts, and the numbers."""
    from matplotlib.ticker import MaxNLocator

    style, wide, count = Style.of(ax), ends[1] - ends[0], shares.shape[1]
    left, cell = ends[1] + GAP * wide, float(np.clip(CELL * count, LEAST, MOST)) * wide / count
    y, starts, inside = np.arange(len(shares)), left + cell * np.arange(count), []
    how: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": style.points(0.85)}
    for rank, start in enumerate(starts):
        for row in np.flatnonzero(shares[:, rank] >= SEEN).tolist():
            share = float(shares[row, rank])
            colour = mixed(style.positive, style.paper, 0.08 + 0.92 * share)
            ax.barh(row, cell, left=start, height=0.8, color=colour, linewidth=0, zorder=2)
            if count > WRITTEN:
                continue
            words = f"{100 * share:.0f}" if share >= 0.005 else "<1"
            inside.append((ax.text(start + cell / 2, row, words, color=readable(colour), zorder=3, **how), 0.95 * cell))
    frame: dict[str, Any] = {"color": "none", "edgecolor": style.rule, "linewidth": style.line(0.8), "zorder": 4}
    ax.barh(y, count * cell, left=left, height=0.8, **frame)
    ax.set_xlim(ends[0], left + (count + 0.2) * cell)
    marks = [tick for tick in MaxNLocator(4).tick_values(*ends) if ends[0] <= tick <= ends[1]]
    ranks = np.arange(0, count, -(-count // NUMBERED))
    at = [*marks, *(starts[ranks] + cell / 2)]
    return (list(map(float, at)), [*(f"{tick:g}" for tick in marks), *(f"{rank + 1}" for rank in ranks)]), inside
