"""What the residuals of a regression say: four views of them."""

from __future__ import annotations

from statistics import NormalDist
from typing import Any

import numpy as np

from ..._core import DataError
from ...language import joined, speak
from ...results.draw import draws
from ...results.drivers.regression import RegressionResult
from ...results.table import Table
from .. import canvas
from ..canvas import Asked, Axes, Figure, Key, Style
from ..glyphs import draw_every_glyph
from ..wrapping import broken, measure_of

#: Respondents a cloud of points can show; more are a sample of them.
MOST_POINTS = 4000


@draws(RegressionResult, "residuals", order="the respondents")
def plot_residuals(result: RegressionResult, asked: Asked) -> Figure:
    """Four views of the residuals: by fitted value, against the normal, their spread, and leverage."""
    if result.residuals is None:
        raise DataError("this result keeps no residuals; call regression(..., diagnostics=True)")
    figure: Any = asked.on or canvas.new_figure(10.4, 8.6)
    table, total = result.residuals, len(result.residuals)
    step = max(1, -(-total // MOST_POINTS))
    chosen = np.arange(0, total, step)
    fitted, residual, standardized, leverage = (
        np.asarray(table[name])[chosen] for name in ("fitted", "residual", "standardized", "leverage")
    )
    title = speak("Residuals: {model}", model=result.title)
    title += "" if step == 1 else speak(" (every {step:,}th of {total:,} respondents)", step=step, total=total)
    _head(figure, asked.heading(title))
    axes: Any = figure.subplots(2, 2)
    canvas.level(axes[0, 0])
    views = speak("Residuals by fitted value"), speak("Spread of residuals")
    labels = speak("Residual (outcome units)"), speak("√|standardized residual|")
    _cloud(axes[0, 0], fitted, residual, views[0], labels[0])
    _quantiles(axes[0, 1], np.sort(np.asarray(table["standardized"])), chosen)
    _cloud(axes[1, 0], fitted, np.sqrt(np.abs(standardized)), views[1], labels[1])
    _leverage(axes[1, 1], leverage, standardized, table)
    return figure


def _head(figure: Figure, title: str) -> None:
    if title:
        from matplotlib import rcParams

        head = figure.suptitle(title, x=0.01, ha="left", fontweight="bold", fontsize=1.2 * rcParams["font.size"])
        draw_every_glyph(figure)
        head.set_text(broken(head.get_text(), 0.97 * figure.bbox.width, measure_of(head)))


def _points(ax: Axes, x: Any, y: Any) -> Style:
    """Draw a cloud of points."""
    style = Style.of(ax)
    ax.scatter(x, y, s=style.dot(10), color=style.positive, alpha=0.35, linewidth=0)
    return style


def _cloud(ax: Axes, x: Any, y: Any, title: str, ylabel: str) -> None:
    """Points, and the mean of y in twenty parts of them along the fitted values."""
    style = _points(ax, x, y)
    order = np.argsort(x, kind="stable")
    parts = [part for part in np.array_split(order, min(20, max(len(x) // 10, 1))) if len(part)]
    means = [np.mean(x[part]) for part in parts], [np.mean(y[part]) for part in parts]
    line = ax.plot(*means, color=style.negative, linewidth=style.line(1.8))
    key = Key(line, [speak("Mean of neighbours")], place="above")
    canvas.finish(ax, title, speak("Fitted outcome"), ylabel=ylabel, lines="both", key=key)


def _quantiles(ax: Axes, standardized: Any, chosen: Any) -> None:
    normal, n = NormalDist(), len(standardized)
    expected = [normal.inv_cdf((i + 0.5) / n) for i in chosen]
    style = _points(ax, expected, standardized[chosen])
    ends = [expected[0], expected[-1]]
    ax.plot(ends, ends, color=style.ink, linewidth=style.line(0.8))
    ylabel = speak("Standardized residual")
    canvas.finish(ax, speak("Normality"), speak("Normal quantile"), ylabel=ylabel, lines="both")


def _leverage(ax: Axes, leverage: Any, standardized: Any, table: Table) -> None:
    """Ring the three respondents of the most influence, of all and not of those drawn, and name their rows."""
    style = _points(ax, leverage, standardized)
    canvas.level(ax)
    cook = np.nan_to_num(np.asarray(table["cook"]))
    worst = np.argsort(-cook, kind="stable")[:3]
    x, y = (np.asarray(table[name])[worst] for name in ("leverage", "standardized"))
    rings = ax.scatter(x, y, s=style.dot(60), facecolor="none", edgecolor=style.negative, linewidth=style.line(1.2))
    rows = [speak("row {row:,}, D = {distance:.2g}", row=table["row"][i], distance=cook[i]) for i in worst]
    listed = joined(row.replace(" ", canvas.UNBROKEN) for row in rows)
    key = Key([rings], [speak("Largest Cook's distances: {rows}", rows=listed)], place="above")
    ylabel = speak("Standardized residual")
    canvas.finish(ax, speak("Influence"), speak("Leverage"), ylabel=ylabel, lines="both", key=key)
