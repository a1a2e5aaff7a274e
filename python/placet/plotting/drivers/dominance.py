"""Which driver adds more than which, as a map of all pairs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ...language import say, speak
from ...results.draw import draws
from ...results.drivers.dominance import DominanceResult
from .. import canvas
from ..canvas import Asked, Axes, Style
from ..rows import DRIVERS, part, pick
from ..series import choose, dots
from ..style import readable

#: What the rows are.
PAIRS = say("pairs of drivers")
#: Marks of the forms of dominance in the cells.
MARKS = {"complete": "●", "conditional": "○"}


@draws(DominanceResult)
def plot_dominance(result: DominanceResult, asked: Asked) -> Axes:
    """A map: in how many models the driver of the row adds more than that of the column; several segments: dots."""
    segments = _segments(result)
    if len(segments) == 1:
        return _map(result, next(iter(segments.values())), asked)
    return _dots(result, segments, asked)


def _segments(result: DominanceResult) -> dict[str, list[tuple[Any, ...]]]:
    """Segment → pairs as (term, other, share in percent, strongest form)."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    for keys, *pair in zip(_keys(result), *_columns(result), strict=True):
        found.setdefault(result._segment(keys), []).append(tuple(pair))
    return found


def _keys(result: DominanceResult) -> list[tuple[Any, ...]]:
    names = result.key_columns
    return list(result.table.rows(names)) if names else [()] * len(result.table)


def _columns(result: DominanceResult) -> tuple[Any, ...]:
    table = result.table
    share = table["subsets"] if result.about["complete"] else _by_size(result)
    return table["term"], table["other"], 100 * share, table["dominance"]


def _by_size(result: DominanceResult) -> np.ndarray:
    """Share of the sizes of models at which the first of a pair adds more, equal gains half a case each."""
    gains: dict[tuple[Any, ...], list[float]] = {}
    for *key, _, gain in result.gains.rows([*result.key_columns, "term", "others", "gain"]):
        gains.setdefault(tuple(key), []).append(gain)
    found = []
    for keys, term, other in zip(_keys(result), result.table["term"], result.table["other"], strict=True):
        own, others = gains.get((*keys, term), [np.nan]), gains.get((*keys, other), [np.nan])
        found.append(float(np.mean(np.heaviside(np.subtract(own, others), 0.5))))
    return np.array(found)


# ---- one segment -----------------------------------------------------------------------------------------------------


def _map(result: DominanceResult, pairs: Sequence[tuple[Any, ...]], asked: Asked) -> Axes:
    from matplotlib.colors import LinearSegmentedColormap

    terms = list(dict.fromkeys(term for pair in pairs for term in pair[:2]))
    share, form = _matrices(terms, pairs)
    rows = _rows(result, asked, terms)
    share, form = share[np.ix_(rows, rows)], form[np.ix_(rows, rows)]
    ax = canvas.axes(asked, 0.9 * len(rows) + 1, 3.4 + 0.52 * len(rows))
    style = Style.of(ax)
    map_ = LinearSegmentedColormap.from_list("dominance", [style.negative, style.paper, style.positive])
    ax.imshow(share, cmap=map_, vmin=0, vmax=100, aspect="auto")
    how: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": style.points(0.8)}
    inside = [
        (ax.text(j, i, f"{share[i, j]:.0f}{form[i, j]}", color=readable(map_(share[i, j] / 100)), **how), 1.0)
        for i, j in np.ndindex(share.shape)
        if np.isfinite(share[i, j])
    ]
    numbers = [f"{rank + 1}" for rank in rows]
    labels = [f"{number}  {result.label(terms[row])}" for number, row in zip(numbers, rows, strict=True)]
    fit = speak("R² = {r2:.2f}, n = {n:,}", r2=float(result.fit["r2"][0]), n=result.about["n_used"])
    title = asked.heading(f"{result.title}\n{fit}{part(asked, len(rows), len(terms), DRIVERS)}")
    names = list(range(len(rows))), numbers
    return canvas.finish(ax, title, _explained(result), labels, lines=None, inside=inside, names=names)


def _matrices(terms: Sequence[str], pairs: Sequence[tuple[Any, ...]]) -> tuple[np.ndarray, np.ndarray]:
    """Share and mark of driver (row) over driver (column)."""
    at = {term: i for i, term in enumerate(terms)}
    share = np.full((len(terms),) * 2, np.nan)
    form = np.full(share.shape, "", dtype=object)
    for term, other, value, strongest in pairs:
        i, j = at[term], at[other]
        share[i, j], share[j, i] = value, 100 - value
        form[i, j] = MARKS.get(str(strongest), "")
    return share, form


def _rows(result: DominanceResult, asked: Asked, terms: Sequence[str]) -> list[int]:
    """Which drivers are drawn, by general dominance unless it was asked for otherwise."""
    importance = dict(zip(result.general["term"], result.general["importance"], strict=True))
    values = np.array([importance[term] for term in terms])
    return pick(asked, [result.label(term) for term in terms], values, canvas.most_rows(asked), DRIVERS)


def _explained(result: DominanceResult) -> str:
    """What the cells say."""
    if result.about["complete"]:
        what = speak("Models in which the row adds more than the column (%)")
        return speak("{what}; ● complete, ○ conditional dominance", what=what)
    what = speak("Model sizes at which the row adds more than the column (%)")
    return speak("{what}; ○ conditional dominance", what=what)


# ---- several segments ------------------------------------------------------------------------------------------------


def _dots(result: DominanceResult, segments: Mapping[str, Sequence[tuple[Any, ...]]], asked: Asked) -> Axes:
    """One dot a segment and pair, the pairs as they stand in the first segment."""
    series = {key: _both_ways(pairs) for key, pairs in segments.items()}

    def label(term: str, other: str) -> str:
        return speak("{term} over {other}", term=result.label(term), other=result.label(other))

    def order(shown: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        return [pair[:2] for pair in segments[next(iter(shown))]]

    chosen = choose(asked, series, label, 2, what=PAIRS, order=order)
    ax, key = dots(result, chosen, asked)
    ax.set_xlim(-3, 103)
    style = Style.of(ax)
    ax.axvline(50, color=style.ink, linewidth=style.line(0.8))
    words = speak(
        "Models in which the first driver adds more than the second (%)"
        if result.about["complete"]
        else "Model sizes at which the first driver adds more than the second (%)"
    )
    return canvas.finish(ax, asked.heading(result.title + chosen.others), words, chosen.labels, key=key)


def _both_ways(pairs: Sequence[tuple[Any, ...]]) -> list[np.ndarray]:
    """Term, other, share and twice the same for its limits; every pair also the other way round."""
    both = [pair[:3] for pair in pairs] + [(other, term, 100 - share) for term, other, share, _ in pairs]
    term, other, share = zip(*both, strict=True)
    return [np.array(term, dtype=object), np.array(other, dtype=object), *[np.array(share, dtype=float)] * 3]
