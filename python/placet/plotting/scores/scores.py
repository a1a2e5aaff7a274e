"""Pictures of scores: diverging bars of net scores, dots of the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...language import say, speak
from ...results.draw import draws
from ...results.format import minus
from ...results.scores.distribution import DistributionResult
from ...results.scores.scores import ScoreResult
from .. import canvas
from ..canvas import Asked, Axes, Key, Style
from ..rows import SEGMENTS, part, pick
from ..series import floats, level

Floats = NDArray[np.float64]

#: Shares of the classes from the lowest to the highest, those of two kinds of net scores.
CLASSES = ("detractors", "bottom"), ("passives", "middle"), ("promoters", "top")
#: Part of a row over which the marks of several metrics are spread.
SPREAD = 0.66


@draws(ScoreResult)
def plot_scores(result: ScoreResult, asked: Asked) -> Axes:
    """Net scores of one metric as diverging bars, anything else as dots, each with its interval and its base."""
    if len(result.definitions) == 1 and result.definition["form"] == "net":
        return _bars(result, asked)
    return _dots(result, asked)


def row_names(result: ScoreResult | DistributionResult, rows: Sequence[int]) -> list[str]:
    """Rows in words: what tells them from the others, and their base."""
    names = []
    for i in rows:
        parts = [result.label(result.table["item"][i])] if len(result.item_names) > 1 else []
        parts += [result._segment(result.table[key][i] for key in result.key_columns)] if result.key_columns else []
        names.append(canvas.with_base(" · ".join(parts) or speak("All"), result.table["n"][i]))
    return names


def heading(result: ScoreResult) -> str:
    """Title of a picture."""
    title = speak(result.definition["title"] if len(result.definitions) == 1 else say("Scores"))
    return canvas.joined(title, result.label(result.item)) if len(result.item_names) == 1 else title


# ---- net scores ------------------------------------------------------------------------------------------------------


def _bars(result: ScoreResult, asked: Asked) -> Axes:
    """Passives lie on both sides of 0, so that detractors and promoters stand where they are looked for."""
    table, names = result.table, row_names(result, range(len(result.table)))
    rows = pick(asked, names, table["estimate"], canvas.most_rows(asked), SEGMENTS)
    ax = canvas.axes(asked, len(rows) + 1, 8.2)
    style, y = Style.of(ax), np.arange(len(rows))
    found = [next(name for name in pair if name in table) for pair in CLASSES]
    low, middle, high = (share[rows] for share in floats(table, found, 100))
    drawn = [
        ax.barh(y, width, height=0.66, left=left, color=colour)
        for width, left, colour in (
            (-low, -middle / 2, style.negative), (middle, -middle / 2, style.pale), (high, middle / 2, style.positive)
        )
    ]  # fmt: skip
    estimate, lower, upper = (column[rows] for column in floats(table, ("estimate", "conf_low", "conf_high")))
    ax.hlines(y, lower, upper, color=style.ink, linewidth=style.line(2.2), zorder=4)
    ax.plot(estimate, y, zorder=5, **_diamond(style, linestyle="none"))
    canvas.zero(ax)
    for row, value in enumerate(estimate):
        _write(ax, 1.0, row, signed(value), xycoords=("axes fraction", "data"))
    ends = np.concatenate([[0.0], low + middle / 2, -lower]), np.concatenate([[0.0], high + middle / 2, upper])
    ax.set_xlim(-np.nanmax(ends[0]) - 3, np.nanmax(ends[1]) + 3)
    title = asked.heading(heading(result) + part(asked, len(rows), len(table)))
    score, names_of = speak(result.definition["heading"]), list(map(result._heading, found))
    xlabel = speak(
        "% of respondents, {between} on both sides of 0 · {score} in points (−100 to 100)",
        between=names_of[1].lower(), score=score,
    )  # fmt: skip
    key = _key(style, drawn, [*names_of, speak("{score} with {level} interval", score=score, level=level(result))])
    return canvas.finish(ax, title, xlabel, [names[i] for i in rows], key=key)


def _diamond(style: Style, **line: Any) -> dict[str, Any]:
    return {
        "marker": "D", "color": style.ink, "markerfacecolor": style.paper, "markeredgecolor": style.ink,
        "markersize": 6.5 * style.mark, **line,
    }  # fmt: skip


def _key(style: Style, bars: list[Any], names: list[str]) -> Key:
    """Name the classes and the score in one line above the picture."""
    from matplotlib.lines import Line2D

    return Key([*bars, Line2D([], [], **_diamond(style, linewidth=style.line(2.2)))], names, place="above")


def signed(value: float) -> str:
    """A net score with its sign, 0 without one, nothing as a dash."""
    if not np.isfinite(value):
        return "–"
    text = f"{value:+.1f}"
    return minus(text) if text.strip("+-0.") else "0.0"


def _write(ax: Axes, x: float, y: float, text: str, **how: Any) -> None:
    canvas.beside(ax, x, y, text, fontweight="bold", annotation_clip=False, **how)


# ---- other scores ----------------------------------------------------------------------------------------------------


def _dots(result: ScoreResult, asked: Asked) -> Axes:
    rows = {name: [i for i, n in enumerate(result.table["metric"]) if n == name] for name in result.definitions}
    first = rows[result.definition["name"]]
    names = row_names(result, first)
    most = canvas.most_rows(asked, max(1.0, 0.8 * len(rows)))
    at = pick(asked, names, np.asarray(result.table["estimate"], dtype=float)[first], most, SEGMENTS)
    rows = {name: [numbers[i] for i in at] for name, numbers in rows.items()}
    alike = len({definition["units"] for definition in result.definitions.values()}) == 1
    series = {}
    for name, numbers in rows.items():
        definition = result.definitions[name]
        columns = floats(result.table, ("estimate", "conf_low", "conf_high"))
        words = speak(definition["heading"])
        words = words if alike else speak("{score}, {units}", score=words, units=_on_hundred(definition))
        series[words] = tuple(_scaled(column[numbers], definition, alike) for column in columns)
    ax = canvas.axes(asked, len(at) * max(1.0, 0.55 * len(series)), 7.2 if len(series) == 1 else 9.0)
    key = canvas.dots(ax, series, spread=SPREAD)
    for offset, numbers, columns in zip(_offsets(len(series)), rows.values(), series.values(), strict=True):
        _annotate(ax, result, numbers, columns, offset)
    net = any(definition["form"] == "net" for definition in result.definitions.values())
    if net:
        canvas.zero(ax)
    units = result.definition["units"] if alike else say("−100 to 100" if net else "0 to 100")
    title = asked.heading(heading(result) + part(asked, len(at), len(first)))
    return canvas.finish(ax, title, in_units(units, level(result)), [names[i] for i in at], key=key)


def in_units(units: str, level: str) -> str:
    """Words for an axis of scores."""
    return speak("{units}, with {level} intervals", units=speak(units), level=level)


def _on_hundred(definition: Mapping[str, Any]) -> str:
    """Units of metrics that share an axis of 0 to 100."""
    if definition["form"] == "mean" and not definition["rescale"]:
        low, high = definition["scale"] or (0, 100)
        return speak("{low}..{high} as 0 to 100", low=low, high=high)
    return speak({"share": say("%"), "net": say("points"), "mean": say("0 to 100")}[definition["form"]])


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
            _write(ax, x, row + offset, result._cell(i, "estimate", float(result.table["estimate"][i])))
