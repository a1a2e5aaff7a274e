"""The waterfall of a change over mix and rate of the segments."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...language import say, speak
from ...results.draw import draws
from ...results.format import minus
from ...results.scores.over_time import ChangeResult
from .. import canvas
from ..canvas import Asked, Axes, Key, Style
from ..rows import SEGMENTS, pick
from ..series import factor, level
from .scores import in_units

#: Segments that have a row each; more are summed, unless a number of them is passed over.
MOST_SEGMENTS = 12
#: Part → colour, hatch, name; the hatch tells them apart in print, too.
PARTS = {"mix": ("third", "///", say("Mix: who answered")), "rate": ("positive", "", say("Rate: what they said"))}


@draws(ChangeResult)
def plot_change(result: ChangeResult, asked: Asked) -> Axes:
    """First score, a row for mix and rate of every segment (of all together beyond 12), last score; with intervals.

    Sorted by estimate are the contributions, mix and rate together.
    """
    scale, segments = factor(result), len(result.table) - 1
    names = [_label(result, row) for row in range(1, segments + 1)]
    summed = segments > min(MOST_SEGMENTS, canvas.most_rows(asked, 2.2) - 2)
    whole = (result.table["mix"] + result.table["rate"])[1:]
    rows = [0] if summed else [1 + row for row in pick(Asked(sort=asked.sort), names, whole, segments, SEGMENTS)]
    ax = canvas.axes(asked, 1.3 * len(rows) + 2, 8.6)
    style = Style.of(ax)
    labels = [_end(result, "from"), *(_label(result, row) for row in rows), _end(result, "to")]
    _score(ax, result, "score_from", 0, scale)
    at = scale * result.table["score_from"][0]
    handles: dict[str, Any] = {}
    for y, row in enumerate(rows, start=1):
        for side, part in ((-0.21, "mix"), (0.21, "rate")):
            at = _step(ax, result, part, row, at, y + side, scale, handles)
    _score(ax, result, "score_to", len(rows) + 1, scale)
    ax.plot([at, at], [len(rows) + 0.21, len(rows) + 1], color=style.ink, linewidth=style.line(1), ls=":", zorder=1)
    score, (first, last) = speak(result.definition["heading"]), result.waves
    title = speak("Change of {score} from {first} to {last}", score=score, first=first, last=last)
    title += f"\n{result.label(result.item)}"
    title += speak(" ({segments:,} segments summed)", segments=segments) if summed else ""
    xlabel = speak("{score}, {units}", score=score, units=in_units(result.definition["units"], level(result)))
    xlabel = xlabel if summed else speak("{axis}; in brackets the segment's share", axis=xlabel)
    return canvas.finish(ax, asked.heading(title), xlabel, labels, key=Key(list(handles.values()), list(handles)))


def _step(
    ax: Axes, result: ChangeResult, part: str, row: int, at: float, y: float, scale: float, handles: dict[str, Any]
) -> float:
    """Draw one part from where the last one ended; return where it ends."""
    value, low, high = (scale * result.table[name][row] for name in (part, f"{part}_low", f"{part}_high"))
    colour, hatch, name = PARTS[part]
    style = Style.of(ax)
    ax.plot([at, at], [y - 0.42, y + 0.18], color=style.ink, linewidth=style.line(1), linestyle=":", zorder=1)
    handles[speak(name)] = ax.barh(
        y, value, left=at, height=0.36, color=getattr(style, colour), hatch=hatch, edgecolor=style.paper, linewidth=0,
        zorder=2,
    )  # fmt: skip
    ax.hlines(y, at + low, at + high, color=style.ink, linewidth=style.line(1.3), zorder=3)
    right = np.nanmax([at, at + value, at + high])
    canvas.beside(ax, right, y, f"{value:+.1f}" if abs(value) >= 0.05 else "0.0", zorder=5)
    return at + value


def _score(ax: Axes, result: ChangeResult, name: str, y: float, scale: float) -> None:
    """One of the two scores: a diamond, for a bar would have to start at 0, which may be far away."""
    value, low, high = (scale * result.table[column][0] for column in (name, f"{name}_low", f"{name}_high"))
    style = Style.of(ax)
    ax.hlines(y, low, high, color=style.ink, linewidth=style.line(2.2), zorder=3)
    ax.plot([value], [y], "D", color=style.paper, markeredgecolor=style.ink, markersize=7.5 * style.mark, zorder=4)
    canvas.beside(ax, np.nanmax([value, high]), y, minus(f"{value:.1f}"), fontweight="bold", zorder=5)


def _end(result: ChangeResult, side: str) -> str:
    wave = result.waves[0 if side == "from" else 1]
    return canvas.with_base(wave, result.table[f"n_{side}"][0])


def _label(result: ChangeResult, row: int) -> str:
    if row == 0:
        return speak("All segments")
    shares = [f"{100 * result.table[name][row]:.0f}" for name in ("share_from", "share_to")]
    return f"{result._segment(result.table[key][row] for key in result.key_columns)}  ({shares[0]}→{shares[1]}%)"
