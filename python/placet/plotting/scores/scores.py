"""Pictures of scores: diverging bars of net scores, dots of the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...results.draw import draws
from ...results.format import minus
from ...results.scores.distribution import DistributionResult
from ...results.scores.scores import ScoreResult
from .. import canvas
from ..canvas import Axes
from ..series import floats, left_out, level

Floats = NDArray[np.float64]

#: Shares from the lowest class, with their colours: blue and orange differ for every reader, grey is neither.
CLASSES = {
    "detractors": canvas.NEGATIVE, "promoters": canvas.POSITIVE, "passives": "#DEDEDE",
    "bottom": canvas.NEGATIVE, "top": canvas.POSITIVE, "middle": "#DEDEDE",
}  # fmt: skip

#: Part of a row over which the marks of several metrics are spread.
SPREAD = 0.66


@draws(ScoreResult)
def plot_scores(result: ScoreResult, ax: Axes | None = None) -> Axes:
    """Net scores of one metric as diverging bars, anything else as dots, each with its interval and its base."""
    if len(result.definitions) == 1 and result.definition["form"] == "net":
        return _bars(result, ax)
    return _dots(result, ax)


def row_names(result: ScoreResult | DistributionResult, rows: Sequence[int]) -> list[str]:
    """Rows in words: what tells them from the others, and their base."""
    names = []
    for i in rows:
        parts = [result.label(result.table["item"][i])] if len(result.item_names) > 1 else []
        parts += [result.segment(result.table[key][i] for key in result.key_columns)] if result.key_columns else []
        # The base stays on one line.
        base = f"(n = {result.table['n'][i]:,})".replace(" ", canvas.UNBROKEN)
        names.append(f"{' · '.join(parts) or 'All'}  {base}")
    return names


def heading(result: ScoreResult, rows: int) -> str:
    """Title of a picture."""
    title = result.definition["title"] if len(result.definitions) == 1 else "Scores"
    title = canvas.joined(title, result.label(result.item)) if len(result.item_names) == 1 else title
    return title + left_out(rows, canvas.MOST_ROWS)


# ---- net scores ------------------------------------------------------------------------------------------------------


def _bars(result: ScoreResult, ax: Axes | None) -> Axes:
    table = result.table.head(canvas.MOST_ROWS)
    ax = canvas.axes(ax, len(table) + 1, 8.2)
    y = np.arange(len(table))
    low, high, middle = names = [name for name in CLASSES if name in table]
    below, above, between = floats(table, names, 100)
    drawn = [
        ax.barh(y, width, height=0.66, left=left, color=CLASSES[name])
        for name, width, left in ((low, -below, 0), (high, above, 0), (middle, between, above))
    ]
    estimate, lower, upper = floats(table, ("estimate", "conf_low", "conf_high"))
    ax.hlines(y, lower, upper, color="black", linewidth=2.2, zorder=4)
    ax.plot(estimate, y, zorder=5, **_diamond(linestyle="none"))
    ax.axvline(0, color=canvas.INK, linewidth=0.8)
    for row, value in enumerate(estimate):
        _write(ax, 1.0, row, signed(value), xycoords=("axes fraction", "data"))
    pad = 3
    ax.set_xlim(-np.nanmax([*below, *-lower, 0]) - pad, np.nanmax([*(above + between), *upper, 0]) + pad)
    words = f"{result.definition['heading']} with {level(result)} interval"
    _name_bars(ax, drawn, [*(name.capitalize() for name in names), words])
    xlabel = f"% of respondents · {result.definition['heading']} in points (−100 to 100)"
    names = row_names(result, range(len(table)))
    return canvas.finish(ax, heading(result, len(result.table)), xlabel, names, legend="above")


def _diamond(**line: Any) -> dict[str, Any]:
    return {"marker": "D", "color": "black", "markerfacecolor": "white", "markersize": 6.5, **line}


def _name_bars(ax: Axes, bars: list[Any], names: list[str]) -> None:
    """Name the classes and the score in one line above the picture."""
    from matplotlib.lines import Line2D

    ax.legend(
        [*bars, Line2D([], [], **_diamond(linewidth=2.2))], names, loc="lower left", bbox_to_anchor=(0.0, 1.0),
        borderaxespad=0.2, borderpad=0.1, ncols=4, frameon=False, fontsize=9, handlelength=1.6, columnspacing=1.4,
    )  # fmt: skip


def signed(value: float) -> str:
    """A net score with its sign, 0 without one, nothing as a dash."""
    if not np.isfinite(value):
        return "–"
    text = f"{value:+.1f}"
    return minus(text) if text.strip("+-0.") else "0.0"


def _write(ax: Axes, x: float, y: float, text: str, **how: Any) -> None:
    canvas.beside(ax, x, y, text, fontweight="bold", annotation_clip=False, **how)


# ---- other scores ----------------------------------------------------------------------------------------------------


def _dots(result: ScoreResult, ax: Axes | None) -> Axes:
    rows = {name: [i for i, n in enumerate(result.table["metric"]) if n == name] for name in result.definitions}
    count = len(rows[result.definition["name"]])
    rows = {name: numbers[: canvas.MOST_ROWS] for name, numbers in rows.items()}
    alike = len({definition["units"] for definition in result.definitions.values()}) == 1
    series = {}
    for name, numbers in rows.items():
        definition = result.definitions[name]
        columns = floats(result.table, ("estimate", "conf_low", "conf_high"))
        words = definition["heading"] if alike else f"{definition['heading']}, {_on_hundred(definition)}"
        series[words] = tuple(_scaled(column[numbers], definition, alike) for column in columns)
    first = rows[result.definition["name"]]
    ax = canvas.axes(ax, len(first) * max(1.0, 0.55 * len(series)), 7.2 if len(series) == 1 else 9.0)
    canvas.dots(ax, series, "", spread=SPREAD)
    for offset, numbers, columns in zip(_offsets(len(series)), rows.values(), series.values(), strict=True):
        _annotate(ax, result, numbers, columns, offset)
    ax.margins(x=0.14)
    net = any(definition["form"] == "net" for definition in result.definitions.values())
    if net:
        ax.axvline(0, color=canvas.INK, linewidth=0.8)
    units = result.definition["units"] if alike else "−100 to 100" if net else "0 to 100"
    xlabel = f"{units}, with {level(result)} intervals"
    return canvas.finish(ax, heading(result, count), xlabel, row_names(result, first))


def _on_hundred(definition: Mapping[str, Any]) -> str:
    """Units of metrics that share an axis of 0 to 100."""
    if definition["form"] == "mean" and not definition["rescale"]:
        low, high = definition["scale"] or (0, 100)
        return f"{low}..{high} as 0 to 100"
    return {"share": "%", "net": "points", "mean": "0 to 100"}[definition["form"]]


def _scaled(values: Floats, definition: Mapping[str, Any], alike: bool) -> Floats:
    """Values in the units of the axis."""
    if definition["form"] == "share":
        return 100 * values
    if alike or definition["form"] == "net" or definition["rescale"] or definition["scale"] is None:
        return values
    low, high = definition["scale"]
    return 100 * (values - low) / (high - low)


def _offsets(count: int) -> list[float]:
    """Where the marks of several metrics lie within their row, as `canvas.dots` draws them."""
    return [(i - (count - 1) / 2) * SPREAD / count for i in range(count)]


def _annotate(ax: Axes, result: ScoreResult, rows: Sequence[int], columns: tuple[Floats, ...], offset: float) -> None:
    """Write every score, in its own units, beside its interval."""
    estimate, _, high = columns
    for row, (i, x) in enumerate(zip(rows, np.fmax(high, estimate), strict=True)):
        if np.isfinite(x):
            _write(ax, x, row + offset, result.cell(i, "estimate", float(result.table["estimate"][i])))
