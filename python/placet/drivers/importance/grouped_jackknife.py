"""The delete-a-group jackknife of moments: groups of sampling units left out in turn, one scan for all."""

from __future__ import annotations

import numpy as np

from ..._core import Moments
from ...survey import Rows
from ...survey.columns import answered, codes

#: Groups that are left out in turn.
GROUPS = 60


def left_out(rows: Rows, segment: int, groups: int = GROUPS) -> list[Moments]:
    r"""Moments of the complete rows of a segment with one group of units left out each.

    Units are the clusters of the design, or respondents. Stratum after stratum they go round the groups, so that every
    group takes the same part of every stratum, and with G groups

    .. math:: V = \frac{G - 1}{G} \sum_g (\theta_{(g)} - \theta)^2

    has G - 1 degrees of freedom [1]_. Where there are fewer units than groups each is a group.

    References
    ----------
    .. [1] Kott, P. S. (2001). The delete-a-group jackknife. J. Official Statistics 17, 521-526.
    """
    used = np.flatnonzero((codes(rows) == segment) & rows.counting & answered(rows.columns))
    units, unit = np.unique(_unit_of(rows)[used], return_inverse=True)
    order = np.arange(len(units)) if rows.sampling is None else np.argsort(_stratum_of(rows)[units], kind="stable")
    count = min(groups, len(units))
    group = np.empty(len(units), dtype=np.int32)
    group[order] = np.arange(len(units)) % max(count, 1)
    cell = np.full(rows.n_total, -1, dtype=np.int32)
    cell[used] = group[unit]
    return _without_each(rows.given._replace(cells=(cell, count)).moments())


def _unit_of(rows: Rows) -> np.ndarray:
    return np.arange(rows.n_total) if rows.sampling is None else rows.sampling.drawn_units(None)[0]


def _stratum_of(rows: Rows) -> np.ndarray:
    assert rows.sampling is not None
    return rows.sampling.drawn_units(None)[1]


def _without_each(parts: list[Moments]) -> list[Moments]:
    """Sums of all parts but one each, from sums from the left and from the right."""
    left, right = [Moments()], [Moments()]
    for part in parts[:-1]:
        left.append(left[-1] + part)
    for part in parts[:0:-1]:
        right.append(right[-1] + part)
    return [a + b for a, b in zip(left, reversed(right), strict=True)]
