"""The delete-a-group jackknife of moments: groups of sampling units left out in turn, one scan for all."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .._core import Moments
from ..survey import Rows
from ..survey.columns import answered, codes, weights
from ..survey.left_out import without_each

Places = NDArray[np.integer]
#: Groups that are left out in turn.
GROUPS = 60


def left_out(rows: Rows, segment: int, groups: int = GROUPS) -> list[Moments]:
    r"""Moments of the complete rows of a segment with one group of units left out each.

    Units are the clusters of the design, or respondents. Stratum after stratum they go round the groups, so that every
    group takes the same part of every stratum, and with G groups

    .. math:: V = \frac{G - 1}{G} \sum_g (\theta_{(g)} - \theta)^2

    has G - 1 degrees of freedom [1]_. Where there are fewer units than groups each is a group.

    Of a finite population, of which a share :math:`f_h` of stratum h was drawn, the units of a group keep
    :math:`1 - \sqrt{1 - f_h}` of their weights, so that they move the importances by the root of what was not drawn.
    Strata then lose unlike parts of their weight in all groups alike, and the mean over the groups stands for θ.

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
    given = rows.given._replace(cells=(cell, count))
    without = without_each(given.moments())
    if not is_finite(rows):
        return without
    kept = given._replace(weights=("kept", _kept(rows, used, unit, units), [])).moments()
    return [rest + part for rest, part in zip(without, kept, strict=True)]


def is_finite(rows: Rows) -> bool:
    """Whether rows were drawn from a finite population."""
    return rows.sampling is not None and bool((rows.sampling.drawn_units(None)[3] < 1).any())


def _kept(rows: Rows, used: Places, unit: Places, units: Places) -> NDArray[np.float64]:
    """What is left of the weights of the used rows where their unit is left out."""
    assert rows.sampling is not None
    not_drawn = rows.sampling.drawn_units(None)[3]
    found = np.zeros(rows.n_total)
    found[used] = weights(rows)[used] * (1 - np.sqrt(not_drawn[_stratum_of(rows)[units]]))[unit]
    return found


def _unit_of(rows: Rows) -> np.ndarray:
    return np.arange(rows.n_total) if rows.sampling is None else rows.sampling.drawn_units(None)[0]


def _stratum_of(rows: Rows) -> np.ndarray:
    assert rows.sampling is not None
    return rows.sampling.drawn_units(None)[1]
