"""Memberships in grades as stacked bars, by node and segment."""

from __future__ import annotations

import numpy as np

from ...language import say, speak
from ...results.draw import draws
from ...results.format import width
from ...results.index.fuzzy_evaluation import FuzzyResult
from .. import canvas
from ..canvas import Asked, Axes, Key, Style
from ..rows import part, pick
from ..stacked import point_colours, write_shares

#: Columns of text that the names of the grades may take in one line.
ACROSS = 88
BARS = say("bars")


@draws(FuzzyResult)
def plot_fuzzy(result: FuzzyResult, asked: Asked) -> Axes:
    """One bar a node and segment, the lowest grade left, the index beside it."""
    table, count = result.table, len(result.grade_names)
    deepest = min(result._deepest_shown, 1) if result.key_columns else result._deepest_shown
    shown = np.flatnonzero((table["level"] <= deepest) & ~np.isnan(table["estimate"]))
    if result.key_columns:  # segments of a node below one another
        places = {term: i for i, term in enumerate(dict.fromkeys(table["term"]))}
        shown = shown[np.argsort([places[table["term"][i]] for i in shown], kind="stable")]
    labels = [_label(result, int(i)) for i in shown]
    chosen = pick(asked, labels, table["estimate"][shown], canvas.most_rows(asked), BARS)
    rows = shown[chosen]
    shares = 100 * np.asarray(result.memberships["membership"]).reshape(-1, count)[rows, ::-1]
    ax = canvas.axes(asked, len(rows) + 1.6, 8.6)
    style, colours = Style.of(ax), point_colours(count, Style.of(ax))
    starts, inside = np.cumsum(shares, axis=1) - shares, []
    for grade, name in enumerate(reversed(result.grade_names)):
        ax.barh(
            np.arange(len(rows)), shares[:, grade], left=starts[:, grade], height=0.7, color=colours[grade],
            edgecolor=style.paper, linewidth=style.line(0.8), label=result.label(name),
        )  # fmt: skip
        inside += write_shares(ax, shares[:, grade], starts[:, grade], colours[grade], style)
    for row, score in enumerate(table["estimate"][rows].tolist()):
        canvas.beside(ax, 100, row, f"{score:.1f}")
    ax.set_xlim(0, 100)
    title = asked.heading(result.title + part(asked, len(rows), len(shown), BARS))
    xlabel = speak("Membership in %, the index beside it")
    return canvas.finish(ax, title, xlabel, [labels[i] for i in chosen], key=_key(ax), inside=inside)


def _label(result: FuzzyResult, row: int) -> str:
    """A node, and the segment where there are several."""
    term = result.label(result.table["term"][row])
    if not result.key_columns:
        return term
    return f"{term} · {result._segment(result.table[key][row] for key in result.key_columns)}"


def _key(ax: Axes) -> Key:
    """Name the grades in one line above the bars or, where they do not fit there, beside them."""
    handles, names = ax.get_legend_handles_labels()
    return Key(handles, names, place="above" if sum(4 + width(name) for name in names) <= ACROSS else "beside")
