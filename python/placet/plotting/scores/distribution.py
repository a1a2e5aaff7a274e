"""Distributions as bars stacked from the middle of the scale outwards."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...language import speak
from ...results.draw import draws
from ...results.format import width
from ...results.scores.distribution import DistributionResult
from .. import canvas
from ..canvas import Asked, Axes, Key, Style
from ..rows import SEGMENTS, part, pick
from ..stacked import point_colours, write_shares
from .scores import row_names

Floats = NDArray[np.float64]

#: Points up to which shares are written into their bars and all points are named.
MOST_NAMED = 11
#: Columns of text that the names of the points may take in one line.
ACROSS = 88


@draws(DistributionResult)
def plot_distribution(result: DistributionResult, asked: Asked) -> Axes:
    """One bar an item and segment, its lower points left of 0, its upper ones right, a middle point on both sides.

    Sorted by estimate are the mean answers.
    """
    shares = 100 * np.asarray(result.table["estimate"], dtype=float).reshape(-1, result.points)
    labels = row_names(result, range(0, shares.size, result.points))
    chosen = pick(asked, labels, shares @ np.arange(result.points), canvas.most_rows(asked), SEGMENTS)
    rows = shares[chosen]
    ax = canvas.axes(asked, len(rows) + 1.6, 8.6)
    style, colours = Style.of(ax), point_colours(result.points, Style.of(ax))
    starts = np.cumsum(rows, axis=1) - rows - below_middle(rows)[:, None]
    few = result.points <= MOST_NAMED
    names = {point: result._point_heading(point) for point in named_points(result.points)}
    inside = []
    for point in range(result.points):
        ax.barh(
            np.arange(len(rows)), rows[:, point], left=starts[:, point], height=0.7, color=colours[point],
            edgecolor=style.paper, linewidth=style.line(0.8) if few else 0, label=names.get(point),
        )  # fmt: skip
        if few:
            inside += write_shares(ax, rows[:, point], starts[:, point], colours[point], style)
    canvas.zero(ax, zorder=0.8)
    low, high = np.nanmin(starts[:, 0], initial=0), np.nanmax(starts[:, -1] + rows[:, -1], initial=0)
    ax.set_xlim(low - 3, high + 3)
    ax.xaxis.set_major_formatter(lambda x, _: f"{abs(x):g}")
    ends = {"low": result.scale[0], "high": result.scale[1]}
    title = speak("Distribution of answers, {low} to {high}", **ends)
    title = canvas.joined(title, result.label(result.item_names[0])) if len(result.item_names) == 1 else title
    title = asked.heading(title + part(asked, len(rows), len(shares)))
    xlabel = speak("% of respondents, below and above the middle of {low} to {high}", **ends)
    return canvas.finish(ax, title, xlabel, [labels[i] for i in chosen], key=_key(ax), inside=inside)


def named_points(points: int) -> list[int]:
    """Positions of the points that the legend names: all, or of many the ends and the middle."""
    return list(range(points)) if points <= MOST_NAMED else [0, points // 2, points - 1]


def _key(ax: Axes) -> Key:
    """Name the points in one line above the bars or, where they do not fit there, beside them."""
    handles, names = ax.get_legend_handles_labels()
    return Key(handles, names, place="above" if sum(4 + width(name) for name in names) <= ACROSS else "beside")


def below_middle(rows: Floats) -> Floats:
    """Share below the middle of the scale, half of a middle point included."""
    half = rows.shape[1] // 2
    middle = rows[:, half] / 2 if rows.shape[1] % 2 else 0.0
    return rows[:, :half].sum(axis=1) + middle
