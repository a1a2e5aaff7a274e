"""How well a path model predicts: Q² of every indicator as bars, by segment as dots."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...language import speak
from ...results.draw import draws
from ...results.format import minus
from ...results.index.path_prediction import PathPredictionResult
from .. import canvas
from ..canvas import Asked, Axes, Key, Style
from ..rows import ITEMS, part, pick
from ..series import by_segment, choose, dots


@draws(PathPredictionResult)
def plot_path_prediction(result: PathPredictionResult, asked: Asked) -> Axes:
    """Bars of Q², those of indicators that regressions predict no better full; of segments a dot of each."""
    if result.key_columns:
        return _of_segments(result, asked)
    table = result.table
    names = [_name(result, *pair) for pair in table.rows(["construct", "term"])]
    rows = pick(asked, names, table["estimate"], canvas.most_rows(asked), ITEMS)
    ax = canvas.axes(asked, len(rows) + 1, 7.6)
    style, q2 = Style.of(ax), np.asarray(table["estimate"], dtype=float)[rows]
    better = (table["rmse"] < table["rmse_linear"])[rows]
    handles: dict[str, Any] = {}
    kinds: list[tuple[Any, dict[str, Any], str]] = [
        (better, {"color": style.positive}, speak("better than linear regression")),
        (~better, {"color": style.pale, "edgecolor": style.positive, "hatch": "///"}, speak("not better")),
    ]
    for own, look, words in kinds:
        at = np.flatnonzero(own)
        if len(at):
            handles[words] = ax.barh(at, np.nan_to_num(q2[at]), height=0.62, linewidth=style.line(0.8), **look)
    canvas.zero(ax)
    for row, value in enumerate(q2):
        if np.isfinite(value):
            canvas.beside(ax, max(value, 0.0), row, minus(f"{value:.2f}"))
    title = asked.heading(result.title + part(asked, len(rows), len(names), ITEMS))
    key = Key(list(handles.values()), list(handles), place="above")
    return canvas.finish(ax, title, speak("Q² of prediction"), [names[row] for row in rows], key=key)


def _of_segments(result: PathPredictionResult, asked: Asked) -> Axes:
    """One row an indicator, one colour a segment."""
    columns = ("construct", "term", "estimate", "estimate", "estimate")
    chosen = choose(asked, by_segment(result, columns), lambda *row: _name(result, *row), 2, what=ITEMS)
    ax, key = dots(result, chosen, asked, zero=True)
    return canvas.finish(
        ax, asked.heading(result.title + chosen.others), speak("Q² of prediction"), chosen.labels, key=key
    )  # fmt: skip


def _name(result: PathPredictionResult, construct: str, term: str) -> str:
    """An indicator in words, after its construct."""
    return speak("{what}: {item}", what=result.label(construct), item=result.label(term))
