"""Scores over time: the series of the waves as a control chart, or as lines."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...language import speak
from ...results.draw import draws
from ...results.format import minus, segment, spoken
from ...results.scores.over_time import TrackResult
from .. import canvas
from ..canvas import Asked, Axes, Key, Style
from ..rows import part, pick_segments
from ..series import factor, floats, level
from ..style import MARKERS, MOST_SERIES

#: Panels of one figure.
MOST_PANELS = 12
#: Inches: width of the figure, height of the axes of one panel alone and of one among others.
WIDTH, ALONE, AMONG = 9.6, 2.7, 1.5

Series = dict[str, Any]


@draws(TrackResult, order="the waves")
def plot_track(result: TrackResult, asked: Asked) -> Axes:
    """One panel a segment, returning the first; in axes that are given, one line a segment without limits."""
    series = _series(result)
    together = asked.on if len(series) > 1 else None
    keys = pick_segments(asked, list(series), MOST_PANELS if together is None else MOST_SERIES)
    title = asked.heading(_heading(result) + part(asked, len(keys), len(series)))
    shown = {key: series[key] for key in keys}
    if together is not None:
        return _lines(together, result, shown, title)
    panels = [asked.on] if asked.on is not None else _panels(len(shown))
    handles: dict[str, Any] = {}
    for panel, one in zip(panels, shown.values(), strict=True):
        _panel(panel, one, handles)
        _scale(panel, list(shown.values()))
    for i, (panel, name) in enumerate(zip(panels, shown, strict=True)):
        lines = [*(title.splitlines() if i == 0 else []), *([name] if len(series) > 1 else [])]
        key = Key(list(handles.values()), list(handles)) if i == 0 else None
        _finish(panel, result, "\n".join(lines), key, last=i == len(panels) - 1)
    if asked.on is None:
        inner = (ALONE if len(panels) == 1 else AMONG) * Style.of(panels[0]).size / 10
        canvas.enlarge(panels, [inner] * len(panels))
    return panels[0]


def _series(result: TrackResult) -> dict[str, Series]:
    """Segment in words → its columns, shares as percentages."""
    waves = len(result.about["waves"])
    scaled = ("estimate", "conf_low", "conf_high", "centre", "limit_low", "limit_high", "smoothed")
    columns = floats(result.table, scaled, factor(result))
    found: dict[str, Series] = {}
    for start in range(0, len(result.table), waves):
        rows = slice(start, start + waves)
        one: Series = {name: column[rows] for name, column in zip(scaled, columns, strict=True)}
        one |= {"small": np.array(result.table["small"][rows]), "n": result.table["n"][rows]}
        one["flagged"] = np.array([flag != "" for flag in result.table["flag"][rows]])
        found[result._segment(result.table[key][start] for key in result.key_columns[:-1])] = one
    return found


def _panels(count: int) -> list[Axes]:
    figure: Any = canvas.new_figure(WIDTH, 1.4 + (ALONE if count == 1 else AMONG) * count)
    return list(figure.subplots(count, 1, sharex=True, squeeze=False)[:, 0])


def _panel(ax: Axes, one: Series, handles: dict[str, Any]) -> None:
    """Limits and centre behind the line, the smoothed line, and the waves."""
    style, waves = Style.of(ax), len(one["estimate"])
    x, edges = np.arange(waves), np.arange(waves + 1) - 0.5
    estimate = one["estimate"]
    for gap in x[one["n"] == 0]:
        handles[speak("No answers")] = ax.axvspan(
            gap - 0.5,
            gap + 0.5,
            facecolor=style.paper,
            edgecolor=style.tint(0.3),
            hatch="////",
            linewidth=0,
            zorder=0.5,
        )
    band: dict[str, Any] = {"baseline": one["limit_low"], "fill": True, "color": style.tint(0.09), "zorder": 0.6}
    handles[speak("Control limits")] = ax.stairs(one["limit_high"], edges, **band)
    for name in ("limit_low", "limit_high"):
        ax.stairs(one[name], edges, baseline=None, color=style.tint(0.5), linewidth=style.line(1), zorder=1)
    centre = ax.plot(edges[[0, -1]], one["centre"][[0, -1]], color=style.tint(0.65), ls="--", lw=style.line(1.1))
    handles[speak("Centre")] = centre[0]
    ax.vlines(
        x, one["conf_low"], one["conf_high"], color=style.positive, linewidth=style.line(1.3), alpha=0.75, zorder=2
    )
    (line,) = ax.plot(x, estimate, color=style.positive, linewidth=style.line(1.6), zorder=3)
    if not np.array_equal(one["smoothed"], estimate, equal_nan=True):
        look: dict[str, Any] = {"color": style.third, "linewidth": style.line(3.2), "alpha": 0.8, "zorder": 2.5}
        handles[speak("Smoothed (past waves)")] = ax.plot(x, one["smoothed"], **look)[0]
    _waves(ax, one, line, handles)
    _write_beyond(ax, one)


def _waves(ax: Axes, one: Series, line: Any, handles: dict[str, Any]) -> None:
    """Dots of the waves by kind: plain, of few respondents, flagged."""
    style, estimate, small, flagged = Style.of(ax), one["estimate"], one["small"], one["flagged"]
    x = np.arange(len(estimate))
    area = 44 if len(x) <= 40 else 16
    kinds = (
        (speak("Score with interval"), ~small & ~flagged, "o", style.positive, style.paper, area, 1.0),
        (speak("Small base"), small, "o", style.paper, style.positive, 40, 1.4),
        (speak("Flagged"), flagged, "D", style.negative, style.ink, 62, 0.9),
    )
    for name, chosen, marker, face, edge, size, width in kinds:
        drawn = chosen & np.isfinite(estimate)
        if drawn.any():
            dots = ax.scatter(
                x[drawn], estimate[drawn], zorder=4, marker=marker, color=face, edgecolor=edge, s=style.dot(size),
                linewidth=style.line(width),
            )  # fmt: skip
            handles[name] = (line, dots) if chosen is kinds[0][1] else dots


def _write_beyond(ax: Axes, one: Series) -> None:
    """Write the scores beyond the limits; runs would crowd the picture with numbers."""
    style, estimate = Style.of(ax), one["estimate"]
    beyond = (estimate > one["limit_high"]) | (estimate < one["limit_low"])
    for i in np.flatnonzero(one["flagged"] & beyond):
        above = estimate[i] >= one["centre"][i]
        at = one["conf_high"][i] if above else one["conf_low"][i]
        ax.annotate(
            minus(f"{estimate[i]:.1f}"), (i, at), (0, 4 if above else -4), textcoords="offset points", ha="center",
            fontsize=style.points(canvas.NUMBER), va="bottom" if above else "top", fontweight="bold", color=style.ink,
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


def _lines(ax: Axes, result: TrackResult, shown: dict[str, Series], title: str) -> Axes:
    """One line a segment, with intervals and flags: there is no room for limits."""
    style, handles = Style.of(ax), {}
    for i, (name, one) in enumerate(shown.items()):
        colour, x = style.colour(i), np.arange(len(one["estimate"])) + 0.4 * ((i + 0.5) / len(shown) - 0.5)
        ax.vlines(x, one["conf_low"], one["conf_high"], color=colour, linewidth=style.line(1.2), alpha=0.6)
        face = np.where(one["small"], style.paper, colour)
        ax.plot(x, one["estimate"], color=colour, linewidth=style.line(1.5))
        size = style.dot(1) * np.where(one["flagged"], 90, 40)
        edge = np.where(one["flagged"], style.ink, colour).tolist()
        handles[name] = ax.scatter(x, one["estimate"], s=size, c=face, edgecolors=edge, marker=MARKERS[i], zorder=3)
    _scale(ax, list(shown.values()))
    key = Key(list(handles.values()), list(handles))
    return _finish(ax, result, title, key, last=True, limits=False)


def _heading(result: TrackResult) -> str:
    return speak("{score} by wave", score=speak(result.definition["title"])) + f"\n{result.label(result.item)}"


def _finish(ax: Axes, result: TrackResult, title: str, key: Key | None, *, last: bool, limits: bool = True) -> Axes:
    waves = [spoken(segment([wave])) for wave in result.about["waves"]]
    ax.set_xlim(-0.6, len(waves) - 0.4)
    heading = speak(result.definition["heading"])
    words = speak(
        "{score} in {units}, with {level} intervals and control limits"
        if limits
        else "{score} in {units}, with {level} intervals; flagged waves have an edge in the colour of the text",
        score=heading, units=speak(result.definition["units"]), level=level(result),
    )  # fmt: skip
    xlabel = f"{result.label(result.key_columns[-1])}\n{words}" if last else ""
    names = (list(range(len(waves))), waves) if last else None  # the panels share their axis
    ax.tick_params(axis="x", length=0)
    return canvas.finish(ax, title, xlabel, ylabel=heading, lines="y", key=key, names=names)
