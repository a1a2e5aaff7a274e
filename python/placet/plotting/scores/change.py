"""The waterfall of a change: from one score over mix and rate of the segments to the other."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...results.draw import draws
from ...results.format import minus, segment
from ...results.scores.change import ChangeResult
from .. import canvas
from ..canvas import Axes
from ..series import factor, level

#: Segments that have a row each; more are summed.
MOST_SEGMENTS = 12
#: Part → colour, hatch, name; the hatch tells them apart in print, too.
PARTS = {"mix": ("#E69F00", "///", "Mix: who answered"), "rate": ("#0072B2", "", "Rate: what they said")}


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
    at = scale * result["score_from"][0]
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
    value, low, high = (scale * result[name][row] for name in (part, f"{part}_low", f"{part}_high"))
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
    value, low, high = (scale * result[column][0] for column in (name, f"{name}_low", f"{name}_high"))
    ax.hlines(y, low, high, color="black", linewidth=2.2, zorder=3)
    ax.plot([value], [y], "D", color="white", markeredgecolor="black", markersize=7.5, zorder=4)
    canvas.beside(ax, np.nanmax([value, high]), y, minus(f"{value:.1f}"), fontweight="bold", zorder=5)


def _end(result: ChangeResult, side: str) -> str:
    wave = result.waves[0 if side == "from" else 1]
    return f"{wave}  (n = {result[f'n_{side}'][0]:,})"


def _label(result: ChangeResult, row: int) -> str:
    if row == 0:
        return "All segments"
    shares = [f"{100 * result[name][row]:.0f}" for name in ("share_from", "share_to")]
    return f"{segment(result[key][row] for key in result.keys)}  ({shares[0]}→{shares[1]}%)"
