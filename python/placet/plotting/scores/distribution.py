"""Distributions as bars stacked from the middle of the scale outwards."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...language import speak
from ...results.draw import draws
from ...results.format import width
from ...results.scores.distribution import DistributionResult
from .. import canvas
from ..canvas import Asked, Axes, Key, Style
from ..rows import SEGMENTS, part, pick
from ..style import mixed, readable
from .scores import row_names

Floats = NDArray[np.float64]

#: Percent from which a share is written into its bar, and points up to which that is done and all are named.
WRITTEN, MOST_NAMED = 5.0, 11
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
            inside += _write(ax, rows[:, point], starts[:, point], colours[point], style)
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


def point_colours(points: int, style: Style) -> list[str]:
    """A colour for every point, dark at both ends and light in the middle; on dark paper the other way round."""
    from matplotlib.colors import LinearSegmentedColormap, to_hex

    outer = [mixed(colour, readable(style.paper), 0.7) for colour in (style.negative, style.positive)]
    middle = style.tint(0.15 if points % 2 else 0.1)  # with an even number no point is neither
    stops = [outer[0], style.negative, middle, style.positive, outer[1]]
    ramp = LinearSegmentedColormap.from_list("points", list(zip((0, 0.2, 0.5, 0.8, 1), stops, strict=True)))
    return [to_hex(ramp(position)) for position in (np.arange(points) + 0.5) / points]


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


def _write(ax: Axes, shares: Floats, starts: Floats, colour: str, style: Style) -> list[tuple[Any, float]]:
    """Write shares into their bars, in the ink that is read on the colour: the texts, and how wide their bars are."""
    how: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": style.points(0.85), "color": readable(colour)}
    return [
        (ax.text(start + share / 2, row, f"{share:.0f}", **how), share)
        for row, (share, start) in enumerate(zip(shares, starts, strict=True))
        if share >= WRITTEN
    ]
