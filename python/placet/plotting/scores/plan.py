"""Curves of margin, power or detectable difference against the number of respondents."""

from __future__ import annotations

import numpy as np

from ...language import say, speak
from ...results.draw import draws
from ...results.scores.plan import PlanResult
from .. import canvas
from ..canvas import Asked, Axes, Key, Style
from ..rows import part
from ..style import MARKERS

VERTICAL = {
    "margin": say("Half width of the interval"), "power": say("Power"), "difference": say("Detectable difference")
}  # fmt: skip


@draws(PlanResult, order="the settings of the plan")
def plot_plan(result: PlanResult, asked: Asked) -> Axes:
    """One curve a setting; a dot and its number of respondents for every plan on it."""
    ax = canvas.axes(asked, 6.5, 7.6)
    style, lines = Style.of(ax), []
    curves, goal = result.curves, result.about["goal"]
    labels = np.array(curves["label"])
    shown = list(dict.fromkeys(curves["label"]))
    rows = np.array(curves["row"])
    column = "achieved" if "achieved" in result.table else goal
    for i, name in enumerate(shown):
        colour, on_curve, on_row = style.colour(i), labels == name, rows == name
        lines += ax.plot(curves["n"][on_curve], curves["value"][on_curve], color=colour, linewidth=style.line(1.8))
        n, value = result.table["n"][on_row], result.table[column][on_row]
        ax.scatter(
            n, value, s=style.dot(44), color=colour, marker=MARKERS[i % len(MARKERS)], zorder=3, edgecolor=style.paper
        )
        # Two falling curves leave no room on the side of the axis, more than two none between them.
        if len(shown) <= (2 if goal == "power" else 1) and len(n) <= 6:
            _write_answers(ax, result, n, value, above=_lies_above(result, name))
    if "achieved" in result.table and len(set(result.table[goal].tolist())) == 1:
        ax.axhline(result.table[goal][0], color=style.ink, linewidth=style.line(0.8), linestyle="--")
    key = Key(lines, shown) if len(shown) > 1 else None
    return _finish(ax, result, asked, len(dict.fromkeys(curves["row"])), key)


def _lies_above(result: PlanResult, name: str) -> bool:
    """Whether the answers of a curve go above it: not where another curve lies there."""
    at, label = result.curves["value"], np.array(result.curves["label"])
    n = result.curves["n"]
    middle = {key: np.interp(np.median(n), n[label == key], at[label == key]) for key in dict.fromkeys(label.tolist())}
    if len(middle) == 1:
        return result.about["goal"] != "power"
    return middle[name] == max(middle.values())


def _write_answers(ax: Axes, result: PlanResult, n: np.ndarray, value: np.ndarray, *, above: bool) -> None:
    """The number a plan answers with, beside its dot and never on the curve."""
    # A curve that rises leaves room above to the left and below to the right, one that falls the other way round.
    right = above != (result.about["goal"] == "power")
    style = Style.of(ax)
    for x, y in zip(n.tolist(), value.tolist(), strict=True):
        text = f"n = {x:,.0f}" if "achieved" in result.table else f"{y:.3g}"
        ax.annotate(
            text, (x, y), (6 if right else -6, 5 if above else -5), textcoords="offset points",
            fontsize=style.points(canvas.NUMBER), color=style.ink, ha="left" if right else "right",
            va="bottom" if above else "top",
        )  # fmt: skip


def _finish(ax: Axes, result: PlanResult, asked: Asked, curves: int, key: Key | None) -> Axes:
    goal, unit = result.about["goal"], result.about["unit"]
    shown = len(key.names) if key else 1
    title = asked.heading(result.title + part(asked, shown, curves, say("settings")))
    ax.xaxis.set_major_formatter("{x:,.0f}")
    ax.set_xlim(left=0)
    ax.set_ylim(0, 1.02 if goal == "power" else _height(result))
    xlabel = speak("Respondents" if goal == "margin" else "Respondents in the first group")
    ylabel = speak(VERTICAL[goal])
    ylabel = ylabel if goal == "power" else speak("{score} ({units})", score=ylabel, units=speak(unit))
    return canvas.finish(ax, title, xlabel, ylabel=ylabel, lines="both", key=key)


def _height(result: PlanResult) -> float:
    """Room for every curve, but not for where few respondents say nothing."""
    finite = result.curves["value"][np.isfinite(result.curves["value"])]
    marks = result.table["achieved"] if "achieved" in result.table else result.table["difference"]
    return 1.08 * min(float(finite.max()), 3 * float(marks.max()) or np.inf)  # the margin of a census is 0
