"""Weights as bars, with a dot a judge or blended part."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...language import say, speak
from ...results.draw import draws
from ...results.index.weights import WeightsResult
from .. import canvas
from ..canvas import Asked, Axes, Key, Style
from ..rows import part, pick
from ..style import MARKERS, MOST_SERIES, mixed

#: What the rows of the picture are.
NAMES = say("names")


@draws(WeightsResult)
def plot_weights(result: WeightsResult, asked: Asked) -> Axes:
    """Bars of the weights; of a hierarchy of the shares in the whole, nodes pale above what is below them."""
    at, values = _in_order(result)
    nodes = set(result.table["node"]) if "node" in result.table else set()
    terms = [result.table["term"][i] for i in at]
    labels = list(map(result.label, terms))
    rows = pick(asked, labels, values, canvas.most_rows(asked), NAMES)
    shown = [terms[row] for row in rows]
    ax = canvas.axes(asked, len(rows), 7.6)
    style, y, width = Style.of(ax), np.arange(len(rows)), 100 * values[rows]
    parts = {} if nodes else _parts(result)
    pale = mixed(style.positive, style.paper, 0.3)
    bars = ax.barh(y, width, height=0.62, color=[pale if parts or term in nodes else style.positive for term in shown])
    key, right = _dots(ax, style, parts, shown, width, bars) if parts else (_key_of_nodes(bars, shown, nodes), width)
    for row, value in enumerate(width):
        canvas.beside(ax, right[row], row, f"{value:.1f}%")
    ax.set_xlim(0, 1.02 * float(right.max()) or 1)
    title = asked.heading(result.title + part(asked, len(rows), len(labels), NAMES))
    xlabel = speak("Share in the whole (%)") if nodes else speak("Weight (%)")
    return canvas.finish(ax, title, xlabel, [labels[row] for row in rows], key=key)


def _in_order(result: WeightsResult) -> tuple[list[int], np.ndarray]:
    """Rows of the table with every node above what is below it, and what is drawn of them."""
    if "node" not in result.table:
        return list(range(len(result.table))), result.table["weight"]
    below: dict[str, list[int]] = {}
    for row, node in enumerate(result.table["node"]):
        below.setdefault(node, []).append(row)
    at, left = [], below[result.table["node"][0]][::-1]
    while left:
        at.append(left.pop())
        left += below.get(result.table["term"][at[-1]], [])[::-1]
    return at, result.table["total_weight"][at]


def _key_of_nodes(bars: Any, shown: list[str], nodes: set[str]) -> Key | None:
    """Which bars are those of nodes, where both kinds are drawn."""
    kinds = {speak("Node" if term in nodes else "Name"): bar for term, bar in zip(shown, bars, strict=True)}
    return Key(list(kinds.values()), list(kinds)) if len(kinds) > 1 else None


def _parts(result: WeightsResult) -> dict[str, dict[str, float]]:
    """Weights in percent by part and name."""
    found: dict[str, dict[str, float]] = {}
    if len(result.parts):
        for name, term, weight in result.parts.rows(["part", "term", "weight"]):
            found.setdefault(name, {})[term] = 100 * weight
    return found


def _dots(
    ax: Axes, style: Style, parts: dict[str, dict[str, float]], shown: list[str], width: np.ndarray, bars: Any
) -> tuple[Key | None, np.ndarray]:  # fmt: skip
    """Draw a dot a part and name, few parts in colours of their own; the legend, and the ends of the rows."""
    values = np.array([[of[term] for term in shown] for of in parts.values()])
    few, drawn = len(parts) <= MOST_SERIES, []
    heights = np.arange(len(shown)) + 0.44 * (np.arange(len(parts))[:, None] / max(len(parts) - 1, 1) - 0.5)
    for i, (x, y) in enumerate(zip(values, heights, strict=True)):
        look: dict[str, Any] = (
            {"color": style.colour(i), "marker": MARKERS[i % len(MARKERS)]} if few else {"color": style.ink}
        )
        drawn.append(ax.scatter(x, y, s=style.dot(30 if few else 12), zorder=3, edgecolor=style.paper, **look))
    names = list(parts) if few else [speak("One of {count}", count=len(parts))]
    key = Key([bars[0], *drawn[: len(names)]], [speak("Weight, in figures"), *names])
    return key, np.fmax(width, values.max(axis=0))
