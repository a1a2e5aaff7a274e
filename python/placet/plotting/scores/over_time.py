"""Scores over time: the waterfall of a change over mix and rate of the segments, and the series of the waves."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...results.draw import draws
from ...results.format import minus, segment, width
from ...results.scores.over_time import ChangeResult, TrackResult
from .. import canvas
from ..canvas import Axes
from ..glyphs import drawable
from ..series import factor, floats, left_out, level

#: Segments that have a row each; more are summed.
MOST_SEGMENTS = 12
#: Part → colour, hatch, name; the hatch tells them apart in print, too.
PARTS = {"mix": ("#E69F00", "///", "Mix: who answered"), "rate": ("#0072B2", "", "Rate: what they said")}
LINE, SMOOTH, FLAG, LIMITS = "#0072B2", "#E69F00", "#D55E00", "#E9EDF2"
#: Panels of one figure, wave labels of one axis, and columns that a row of horizontal wave labels has room for.
MOST_PANELS, MOST_TICKS, TICK_COLUMNS = 12, 30, 84
#: Inches: width of the figure, height of one panel alone and of one among others, of a column of rotated text.
WIDTH, ALONE, AMONG, COLUMN = 9.6, 3.6, 2.1, 0.085
#: Columns after which a title is wrapped.
TITLE = 76

Series = dict[str, Any]


@draws(ChangeResult)
def plot_change(result: ChangeResult, ax: Axes | None = None) -> Axes:
    """First score, a row for mix and rate of every segment (of all together beyond 12), last score; with intervals."""
    scale = factor(result)
    segments = len(result.table) - 1
    summed = segments > MOST_SEGMENTS
    rows = [0] if summed else list(range(1, segments + 1))
    ax = canvas.axes(ax, 1.3 * len(rows) + 2, 8.6)
    labels = [_end(result, "from"), *(_label(result, row) for row in rows), _end(result, "to")]
    _score(ax, result, "score_from", 0, scale)
    at = scale * result.table["score_from"][0]
    handles: dict[str, Any] = {}
    for y, row in enumerate(rows, start=1):
        for side, part in ((-0.21, "mix"), (0.21, "rate")):
            at = _step(ax, result, part, row, at, y + side, scale, handles)
    _score(ax, result, "score_to", len(rows) + 1, scale)
    ax.plot([at, at], [len(rows) + 0.21, len(rows) + 1], color=canvas.INK, linewidth=1.0, linestyle=":", zorder=1)
    ax.margins(x=0.14)
    canvas.legend(ax, "", list(handles.values()), list(handles))
    heading = result.definition["heading"]
    title = f"Change of {heading} from {result.waves[0]} to {result.waves[1]}\n{result.label(result.item)}"
    title += f" ({segments:,} segments summed)" if summed else ""
    xlabel = f"{heading}, {result.definition['units']}, with {level(result)} intervals"
    xlabel += "" if summed else "; in brackets the segment's share"
    return canvas.finish(ax, title, xlabel, labels)


def _step(
    ax: Axes, result: ChangeResult, part: str, row: int, at: float, y: float, scale: float, handles: dict[str, Any]
) -> float:
    """Draw one part from where the last one ended; return where it ends."""
    value, low, high = (scale * result.table[name][row] for name in (part, f"{part}_low", f"{part}_high"))
    colour, hatch, name = PARTS[part]
    ax.plot([at, at], [y - 0.42, y + 0.18], color=canvas.INK, linewidth=1.0, linestyle=":", zorder=1)
    handles[name] = ax.barh(
        y, value, left=at, height=0.36, color=colour, hatch=hatch, edgecolor="white", linewidth=0, zorder=2
    )
    ax.hlines(y, at + low, at + high, color="black", linewidth=1.3, zorder=3)
    right = np.nanmax([at, at + value, at + high])
    canvas.beside(ax, right, y, f"{value:+.1f}" if abs(value) >= 0.05 else "0.0", zorder=5)
    return at + value


def _score(ax: Axes, result: ChangeResult, name: str, y: float, scale: float) -> None:
    """One of the two scores: a diamond, for a bar would have to start at 0, which may be far away."""
    value, low, high = (scale * result.table[column][0] for column in (name, f"{name}_low", f"{name}_high"))
    ax.hlines(y, low, high, color="black", linewidth=2.2, zorder=3)
    ax.plot([value], [y], "D", color="white", markeredgecolor="black", markersize=7.5, zorder=4)
    canvas.beside(ax, np.nanmax([value, high]), y, minus(f"{value:.1f}"), fontweight="bold", zorder=5)


def _end(result: ChangeResult, side: str) -> str:
    wave = result.waves[0 if side == "from" else 1]
    return f"{wave}  (n = {result.table[f'n_{side}'][0]:,})"


def _label(result: ChangeResult, row: int) -> str:
    if row == 0:
        return "All segments"
    shares = [f"{100 * result.table[name][row]:.0f}" for name in ("share_from", "share_to")]
    return f"{result.segment(result.table[key][row] for key in result.key_columns)}  ({shares[0]}→{shares[1]}%)"


# ---- the series ------------------------------------------------------------------------------------------------------


@draws(TrackResult)
def plot_track(result: TrackResult, ax: Axes | None = None) -> Axes:
    """One panel a segment, returning the first; in axes that are given, one line a segment without limits."""
    series = _series(result)
    if ax is not None and len(series) > 1:
        return _lines(ax, result, series)
    shown = dict(list(series.items())[:MOST_PANELS])
    panels = [ax] if ax is not None else _panels(result, len(shown))
    handles: dict[str, Any] = {}
    for panel, one in zip(panels, shown.values(), strict=True):
        _panel(panel, one, handles)
        _scale(panel, list(shown.values()))
    title = _heading(result) + left_out(len(series), MOST_PANELS)
    for i, (panel, name) in enumerate(zip(panels, shown, strict=True)):
        lines = [*(title.splitlines() if i == 0 else []), *([name] if len(series) > 1 else [])]
        _finish(panel, result, lines, last=i == len(panels) - 1)
    canvas.legend(panels[0], "", list(handles.values()), list(handles))
    return panels[0]


def _series(result: TrackResult) -> dict[str, Series]:
    """Segment in words → its columns, shares as percentages."""
    waves = len(result.about["waves"])
    scaled = ("estimate", "conf_low", "conf_high", "centre", "limit_low", "limit_high", "smoothed")
    columns = floats(result.table, scaled, factor(result))
    found: dict[str, Series] = {}
    for start in range(0, len(result.table), waves):
        part = slice(start, start + waves)
        one: Series = {name: column[part] for name, column in zip(scaled, columns, strict=True)}
        one |= {"small": np.array(result.table["small"][part]), "n": result.table["n"][part]}
        one["flagged"] = np.array([flag != "" for flag in result.table["flag"][part]])
        found[result.segment(result.table[key][start] for key in result.key_columns[:-1])] = one
    return found


def _panels(result: TrackResult, count: int) -> list[Axes]:
    each = ALONE if count == 1 else AMONG
    rotated = COLUMN * _longest(result) if _rotated(result) else 0.0
    figure = canvas.pyplot().figure(figsize=(WIDTH, 1.4 + each * count + rotated), layout="constrained")
    return list(figure.subplots(count, 1, sharex=True, squeeze=False)[:, 0])


def _panel(ax: Axes, one: Series, handles: dict[str, Any]) -> None:
    waves = len(one["estimate"])
    x, edges = np.arange(waves), np.arange(waves + 1) - 0.5
    estimate, small, flagged = one["estimate"], one["small"], one["flagged"]
    for gap in x[one["n"] == 0]:
        handles["No answers"] = ax.axvspan(
            gap - 0.5, gap + 0.5, facecolor="white", edgecolor="#C4C4C4", hatch="////", linewidth=0, zorder=0.5
        )
    within = ax.stairs(one["limit_high"], edges, baseline=one["limit_low"], fill=True, color=LIMITS, zorder=0.6)
    for name in ("limit_low", "limit_high"):
        ax.stairs(one[name], edges, baseline=None, color="#8A97A6", linewidth=1.0, zorder=1)
    handles["Control limits"] = within
    handles["Centre"] = ax.plot(edges[[0, -1]], one["centre"][[0, -1]], color="#5C6773", ls="--", lw=1.1)[0]
    ax.vlines(x, one["conf_low"], one["conf_high"], color=LINE, linewidth=1.3, alpha=0.75, zorder=2)
    (line,) = ax.plot(x, estimate, color=LINE, linewidth=1.6, zorder=3)
    if not np.array_equal(one["smoothed"], estimate, equal_nan=True):
        handles["Smoothed"] = ax.plot(x, one["smoothed"], color=SMOOTH, linewidth=3.2, alpha=0.8, zorder=2.5)[0]
    plain = ~small & ~flagged
    for name, chosen, style in (
        (
            "Score with interval",
            plain,
            {"marker": "o", "color": LINE, "edgecolor": "white", "s": 44 if waves <= 40 else 16},
        ),
        ("Small base", small, {"marker": "o", "color": "white", "edgecolor": LINE, "s": 40, "linewidth": 1.4}),
        ("Flagged", flagged, {"marker": "D", "color": FLAG, "edgecolor": "black", "s": 62, "linewidth": 0.9}),
    ):
        drawn = chosen & np.isfinite(estimate)
        if drawn.any():
            dots = ax.scatter(x[drawn], estimate[drawn], zorder=4, **style)
            handles[name] = (line, dots) if name == "Score with interval" else dots
    beyond = (estimate > one["limit_high"]) | (estimate < one["limit_low"])
    for i in np.flatnonzero(flagged & beyond):  # runs would crowd the picture with numbers
        above = estimate[i] >= one["centre"][i]
        at = one["conf_high"][i] if above else one["conf_low"][i]
        ax.annotate(
            minus(f"{estimate[i]:.1f}"), (x[i], at), (0, 4 if above else -4), textcoords="offset points", fontsize=9,
            ha="center", va="bottom" if above else "top", fontweight="bold", color="black",
        )  # fmt: skip


def _scale(ax: Axes, series: list[Series]) -> None:
    """The same scale for all panels, from the waves that are not small: the limits of a handful are far off."""
    ends = []
    for one in series:
        usable = ~one["small"]
        ends += [one[name][usable] for name in ("conf_low", "conf_high", "limit_low", "limit_high")]
        ends += [one["estimate"]]
    values = np.concatenate(ends)
    values = values[np.isfinite(values)]
    if len(values):
        low, high = values.min(), values.max()
        room = 0.12 * (high - low) or 1.0
        ax.set_ylim(low - room, high + room)


def _lines(ax: Axes, result: TrackResult, series: dict[str, Series]) -> Axes:
    """One line a segment, with intervals and flags: there is no room for limits."""
    shown = dict(list(series.items())[: len(canvas.PALETTE)])
    handles = {}
    for i, (name, one) in enumerate(shown.items()):
        colour, x = canvas.PALETTE[i], np.arange(len(one["estimate"])) + 0.4 * ((i + 0.5) / len(shown) - 0.5)
        ax.vlines(x, one["conf_low"], one["conf_high"], color=colour, linewidth=1.2, alpha=0.6)
        face = np.where(one["small"], "white", colour)
        ax.plot(x, one["estimate"], color=colour, linewidth=1.5)
        size = np.where(one["flagged"], 90, 40)
        edge = np.where(one["flagged"], "black", colour).tolist()
        handles[name] = ax.scatter(
            x, one["estimate"], s=size, c=face, edgecolors=edge, marker=canvas.MARKERS[i], zorder=3
        )
    canvas.legend(ax, "", list(handles.values()), list(handles))
    _scale(ax, list(shown.values()))
    title = _heading(result) + left_out(len(series), len(shown))
    _finish(ax, result, title.splitlines(), last=True, shown="; flagged waves have a black edge")
    return ax


def _heading(result: TrackResult) -> str:
    return f"{result.definition['title']} by wave\n{result.label(result.item)}"


def _finish(ax: Axes, result: TrackResult, lines: list[str], *, last: bool, shown: str = " and control limits") -> None:
    from matplotlib.text import Text

    waves = [segment([wave]) for wave in result.about["waves"]]
    step = -(-len(waves) // MOST_TICKS)
    font = Text().get_fontname()
    names = [drawable(canvas.wrapped(name), font) for name in waves[::step]]
    ax.set_xticks(np.arange(len(waves))[::step], names, rotation=90 if _rotated(result) else 0)
    ax.set_xlim(-0.6, len(waves) - 0.4)
    ax.set_title("\n".join(canvas.wrapped(line, TITLE) for line in lines), loc="left", fontweight="bold", fontsize=11)
    heading = result.definition["heading"]
    words = f"{heading} in {result.definition['units']}, with {level(result)} intervals{shown}"
    if last:
        ax.set_xlabel(f"{canvas.wrapped(result.label(result.key_columns[-1]), TITLE)}\n{canvas.wrapped(words, TITLE)}")
    ax.set_ylabel(heading)
    ax.tick_params(axis="x", length=0)
    canvas.lined(ax, "y")
    for label in ax.get_xticklabels():
        label.set_parse_math(False)


def _longest(result: TrackResult) -> int:
    return max(width(line) for wave in result.about["waves"] for line in canvas.wrapped(segment([wave])).splitlines())


def _rotated(result: TrackResult) -> bool:
    """Whether the labels of the waves have no room side by side."""
    return min(len(result.about["waves"]), MOST_TICKS) * (_longest(result) + 1) > TICK_COLUMNS
