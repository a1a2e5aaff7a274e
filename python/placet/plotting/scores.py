"""Pictures of scores: diverging bars of net scores, dots of the others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..results.format import minus, segment
from . import canvas
from .series import left_out

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ..results.scores import ScoreResult

Floats = NDArray[np.float64]

#: Shares from the lowest class, with their colours: blue and orange differ for every reader, grey is neither.
CLASSES = {
    "detractors": canvas.NEGATIVE, "promoters": canvas.POSITIVE, "passives": "#C8C8C8",
    "bottom": canvas.NEGATIVE, "top": canvas.POSITIVE, "middle": "#C8C8C8",
}  # fmt: skip


def plot_scores(result: ScoreResult, ax: Axes | None = None) -> Axes:
    """Net scores of one metric as diverging bars, anything else as dots, each with its interval and its base."""
    one = len(result.about["definitions"]) == 1
    if one and result.definition["form"] == "net":
        return _bars(result, ax)
    return _dots(result, ax)


def row_names(result: ScoreResult) -> list[str]:
    """Every row in words: what tells it from the others, and its base."""
    table = result.table.head(canvas.MOST_ROWS)
    names = []
    for i, n in enumerate(table["n"]):
        parts = [segment(table[key][i] for key in result.keys)] if result.keys else []
        if len(result.items) > 1:
            parts.insert(0, result.label(table["item"][i]))
        if len(result.about["definitions"]) > 1:
            parts.append(result.definitions[table["metric"][i]]["heading"])
        names.append(f"{' · '.join(parts) or 'All'}  (n = {n:,})")
    return names


def heading(result: ScoreResult) -> str:
    """Title of a picture."""
    title = result.definition["title"] if len(result.about["definitions"]) == 1 else "Scores"
    title = canvas.joined(title, result.label(result.item)) if len(result.items) == 1 else title
    return title + left_out(len(result.table), canvas.MOST_ROWS)


def level(result: Any) -> str:
    """The level of the intervals in words."""
    return f"{100 * result.about['conf_level']:g}%"


def _bars(result: ScoreResult, ax: Axes | None) -> Axes:
    table = result.table.head(canvas.MOST_ROWS)
    ax = canvas.axes(ax, len(table) + 1, 8.2)
    y = np.arange(len(table))
    shares = {name: 100 * np.asarray(table[name], dtype=float) for name in CLASSES if name in table}
    low, high, middle = shares
    ax.barh(y, -shares[low], height=0.66, color=CLASSES[low], alpha=0.85, label=low.capitalize())
    ax.barh(y, shares[high], height=0.66, color=CLASSES[high], alpha=0.85, label=high.capitalize())
    ax.barh(
        y, shares[middle], height=0.66, left=shares[high], color=CLASSES[middle], alpha=0.55, label=middle.capitalize()
    )
    estimate, lower, upper = (np.asarray(table[name], dtype=float) for name in ("estimate", "conf_low", "conf_high"))
    ax.hlines(y, lower, upper, color="black", linewidth=2.2, zorder=4)
    ax.plot(
        estimate, y, "D", color="white", markeredgecolor="black", markersize=6.5, zorder=5,
        label=f"{result.definition['heading']} with {level(result)} interval",
    )  # fmt: skip
    ax.axvline(0, color=canvas.INK, linewidth=0.8)
    _annotate(ax, 100 - shares[low], [f"{value:+.1f}" for value in estimate])
    ax.set_xlim(min(-np.nanmax(shares[low], initial=0) - 4, np.nanmin(lower, initial=0) - 3), 116)
    canvas.legend_above(ax, 4)
    xlabel = f"% of respondents · {result.definition['heading']} in points (−100 to 100)"
    return canvas.finish(ax, heading(result), xlabel, row_names(result))


def _annotate(ax: Axes, at: Floats, texts: list[str]) -> None:
    for row, (x, text) in enumerate(zip(at, texts, strict=True)):
        if np.isfinite(x):
            ax.annotate(
                minus(text), (x, row), (6, 0), textcoords="offset points", ha="left", va="center", fontsize=9,
                fontweight="bold",
            )  # fmt: skip


def _dots(result: ScoreResult, ax: Axes | None) -> Axes:
    table = result.table.head(canvas.MOST_ROWS)
    ax = canvas.axes(ax, len(table))
    forms: Mapping[str, Any] = {name: d["form"] for name, d in result.definitions.items()}
    factor = np.array([100.0 if forms[name] == "share" else 1.0 for name in table["metric"]])
    columns = [factor * np.asarray(table[name], dtype=float) for name in ("estimate", "conf_low", "conf_high")]
    canvas.dots(ax, {"": tuple(columns)}, "")
    texts = [f"{value:.1f}" for value in columns[0]]
    _annotate(ax, np.fmax(columns[2], columns[0]), texts)
    ax.margins(x=0.14)
    units = dict.fromkeys(d["units"] for d in result.about["definitions"])
    return canvas.finish(ax, heading(result), f"{'; '.join(units)}, with {level(result)} intervals", row_names(result))
