"""Printed scores against a competitor's, or against a total."""

from __future__ import annotations

from collections.abc import Mapping
from math import fsum, isclose
from typing import Any

import numpy as np

from ... import checks
from ..._core import DataError
from ...inference.ranks import ranks
from ...language import enumerated, say, semicolons
from ...options.door import takes
from ...results.scores.printed import BenchmarkResult
from ...results.table import Table
from ...survey import Survey
from ...types import OneColumn
from .checking import allowance, counted, disagree, number, optional, plain
from .figures import Figures

SIDES = ("own", "competitor")


@takes()
def benchmark(
    survey: Survey,
    own: OneColumn,
    competitor: OneColumn | float,
    *,
    item: OneColumn | None = None,
    weights: OneColumn | Mapping[str, float] | None = None,
    normalize: bool = False,
    composite: str = "Composite",
    printed_gap: OneColumn | None = None,
    tolerance: float | None = None,
) -> BenchmarkResult:
    r"""Own scores against a competitor's, from a table of printed figures, the worst gap first.

    .. math:: g_i = o_i - c_i, \qquad O = \sum_i s_i\,o_i, \qquad C = \sum_i s_i\,c_i

    with the shares s of the items in the composite, if they are given. With a number in place of the competitor, such
    as the total, the gaps are deviations from it.

    Parameters
    ----------
    data : data frame, mapping, array or Survey
        One row an item (factor, brand, segment, ...).
    own : str or vector
        Own scores.
    competitor : str, vector or float
        The competitor's scores, or one number for all items.
    item : str or vector, optional
        What names the rows; the first column that is not used otherwise.
    weights : str, vector or mapping, optional
        Shares of the items in the composite: a column, or ``{item: share}``. They must sum to 1.
    normalize : bool
        Divide the shares by their sum instead.
    composite : str
        Name of the composite. A row of this name is the printed composite: it is not ranked, and it is checked against
        what follows from the shares.
    printed_gap : str or vector, optional
        Printed gaps, which are checked.
    tolerance : float, optional
        How far a printed figure may lie from what follows from the others. None allows for rounding: half a unit of
        the last decimal that its column is printed with.

    Returns
    -------
    BenchmarkResult
        One row an item, the most negative gap first, the composite last. Tied gaps share the lower rank. A figure that
        is not printed makes the gap NaN, and a note names it.

    Raises
    ------
    DataError
        Text, an item without a name or named twice, shares that are negative, missing or do not sum to 1, an unknown
        column or option.

    Examples
    --------
    >>> import placet
    >>> table = {"factor": ["Network", "Complaints", "Hall"], "own": [71.73, 62.99, 78.35], "rival": [87.2, 57.7, 84.3]}
    >>> result = placet.benchmark(table, "own", "rival")
    >>> result["item"], result["estimate"].round(2)
    (('Network', 'Hall', 'Complaints'), array([-15.47,  -5.95,   5.29]))
    """
    level = None if isinstance(competitor, str) else number("competitor", competitor)
    columns = {
        "own": own,
        "competitor": competitor if isinstance(competitor, str) else None,
        "printed_gap": printed_gap,
        "weights": weights if isinstance(weights, str) else None,
    }
    figures, composite = Figures.read(survey, item, columns), checks.text("composite", composite)
    is_item = np.array([name != composite for name in figures.names])
    items, whole = figures.select(is_item), figures.select(~is_item)
    if not items.names:
        raise DataError(f"the table has no row but {composite!r}; give a row an item, or another name as composite")
    shares = None if weights is None else _shares(items, weights, checks.flag("normalize", normalize))
    parts = [_items(items, level, shares)]
    if shares is not None or whole.names:
        parts.append(_composite(parts[0], whole, level, shares))
    stacked = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    wrong = _wrong_gaps(stacked, tolerance)
    if shares is not None and whole.names:
        wrong[-1] += _wrong_composites(stacked, figures, whole, tolerance)
    order = np.argsort(stacked["rank"], kind="stable")  # NaN, of the composite and of what has no gap, last
    names = [*items.names, composite]
    columns = {
        "item": [names[i] for i in order],
        "metric": ["gap"] * len(order),
        **{name: values[order] for name, values in stacked.items()},
        "contradiction": [semicolons(wrong[i]) for i in order],
    }
    about = {
        "method": say(
            "{own} less {competitor}, {items}",
            own=own,
            competitor=competitor if level is None else plain(level),
            items=counted(items.names),
        ),
        "own": own,
        "competitor": competitor if level is None else level,
        "weights": weights if isinstance(weights, str) else None,
        "notes": [*_lacking(items), *([say("the composite is weighted by the shares")] if shares is not None else [])],
    }
    return BenchmarkResult(Table(columns), (), about, figures.survey.labels, figures.survey.frame.library)


def _both(figures: Figures, level: float | None) -> tuple[np.ndarray, np.ndarray]:
    """Own scores and those they are held against."""
    return figures["own"], figures["competitor"] if level is None else np.full(len(figures.names), level)


def _items(items: Figures, level: float | None, shares: np.ndarray | None) -> dict[str, np.ndarray]:
    """The number columns of the items, in the order of the table."""
    own, competitor = _both(items, level)
    rank = ranks(own - competitor, highest_first=False)
    return _columns(own, competitor, rank, np.full(len(own), np.nan) if shares is None else shares, items, 1)


def _composite(
    items: dict[str, np.ndarray], whole: Figures, level: float | None, shares: np.ndarray | None
) -> dict[str, np.ndarray]:
    """The number columns of the composite: what follows from the shares, or else what is printed."""
    if shares is None:
        own, competitor = _both(whole, level)
    else:
        # An item of no share needs no figures.
        own, competitor = (np.array([fsum((items[side] * shares)[shares > 0])]) for side in SIDES)
    return _columns(own, competitor, np.array([np.nan]), np.array([np.nan if shares is None else 1.0]), whole, 0)


def _columns(
    own: np.ndarray, competitor: np.ndarray, rank: np.ndarray, weight: np.ndarray, figures: Figures, level: int
) -> dict[str, np.ndarray]:
    return {
        "estimate": own - competitor,
        "own": own,
        "competitor": competitor,
        "rank": rank,
        "weight": weight,
        "level": np.full(len(own), level, dtype=np.int64),
        "printed_gap": figures.get("printed_gap") if figures.names else np.array([np.nan]),
    }


def _shares(items: Figures, weights: Any, normalize: bool) -> np.ndarray:
    """The share of every item in the composite."""
    if isinstance(weights, str):
        given = items["weights"]
    elif isinstance(weights, Mapping):
        strange = [name for name in weights if name not in items.names]
        if strange:
            known = checks.some(items.names, str)
            raise DataError(f"weights names {strange[0]!r}, which is no item; the items are {known}")
        given = np.array([optional(f"weights[{name!r}]", weights.get(name)) for name in items.names])
    else:
        raise DataError(f"weights must be a column or a mapping {{item: share}}, not {checks.named(weights)}")
    for name, share in zip(items.names, given, strict=True):
        if not share >= 0:
            raise DataError(
                f"the share of {name!r} {'is missing' if np.isnan(share) else f'is {share:g}'}; give every item a "
                "share of at least 0"
            )
    total = fsum(given)
    if normalize and total > 0:
        return given / total
    if not isclose(total, 1, abs_tol=1e-9):
        raise DataError(
            f"the shares sum to {plain(total)}, not 1; correct them"
            + (", or pass normalize=True to divide them by their sum" if total > 0 else "")
        )
    return given


def _wrong_gaps(rows: dict[str, np.ndarray], tolerance: float | None) -> list[list[str]]:
    """What is wrong with the printed gap of every row."""
    printed, gaps = rows["printed_gap"], rows["estimate"]
    wrong = disagree(gaps, printed, allowance(tolerance, printed))
    follows = [
        f"{plain(o)} - {plain(c)} = {plain(o - c)}" for o, c in zip(rows["own"], rows["competitor"], strict=True)
    ]
    return [
        [say("printed gap {printed}, but {follows}", printed=plain(printed[i]), follows=follows[i])] if wrong[i] else []
        for i in range(len(gaps))
    ]


def _wrong_composites(
    rows: dict[str, np.ndarray], figures: Figures, whole: Figures, tolerance: float | None
) -> list[str]:
    """Which printed composites do not follow from the shares."""
    return [
        say(
            "printed {column} {printed}, but the shares give {follows}",
            column=figures.columns[side],
            printed=plain(whole[side][0]),
            follows=plain(rows[side][-1]),
        )
        for side in SIDES
        if side in whole and disagree(rows[side][-1], whole[side][0], allowance(tolerance, figures[side]))
    ]


def _lacking(items: Figures) -> list[str]:
    lacking = items.lacking(*(side for side in SIDES if side in items))
    return [say("no gap where a figure is not printed: {items}", items=enumerated(lacking))] if lacking else []
