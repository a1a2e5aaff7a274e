"""Ranks, and how sure they are."""

from __future__ import annotations

import numpy as np

from .distributions import Floats, t_p_value
from .multiplicity import adjusted_p

#: Scores this close, as a share of the largest, are tied: they differ by rounding only.
TIED = 1e-12


def ranks(values: Floats, *, highest_first: bool = True) -> np.ndarray:
    """Ranks from 1; tied values share the lowest of their ranks, as in 1, 2, 2, 4.

    Whole numbers, or floats with NaN where a value is NaN.
    """
    there = ~np.isnan(values)
    ordered = -values[there] if highest_first else values[there]
    order = np.argsort(ordered, kind="stable")
    apart = np.diff(ordered[order], prepend=-np.inf) > TIED * np.abs(ordered).max(initial=0)
    first = np.maximum.accumulate(np.where(apart, np.arange(1, len(order) + 1), 1))
    found = np.full(len(values), np.nan)
    found[np.flatnonzero(there)[order]] = first
    return found.astype(np.int64) if there.all() else found


def rank_intervals(statistic: Floats, df: float, conf_level: float, simultaneous: bool) -> tuple[Floats, Floats]:
    r"""Confidence sets for ranks (1 = highest) from t statistics of all pairwise differences.

    An item's rank is one more than the number of items truly above it. With the items whose difference to it is
    significant,

    .. math:: [\,1 + \#\{\text{significantly above}\},\quad p - \#\{\text{significantly below}\}\,]

    covers it at least as often as the tests all point the right way: Holm's step-down procedure over the one-sided
    tests of both directions, 2 (p - 1) for the rank of one item and p (p - 1) for all ranks at once [1]_ [2]_. It
    holds for tied and nearly tied items, where resampling the ranks does not.

    Parameters
    ----------
    statistic : shape (items, items)
        t statistic of the mean of the row less the mean of the column.
    df
        Their degrees of freedom.
    conf_level
        Probability of covering the rank of one item, or of covering all of them (`simultaneous`).

    Returns
    -------
    low, high : shape (items,)

    References
    ----------
    .. [1] Mogstad, M., Romano, J. P., Shaikh, A. M. and Wilhelm, D. (2024). Inference for ranks with applications to
       mobility across neighbourhoods and academic achievement across countries. Review of Economic Studies 91(1),
       476-518 (there with resampled critical values in place of Holm's, which need no simulation).
    .. [2] Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scand. J. Statistics 6, 65-70.
    """
    count = len(statistic)
    one_sided = t_p_value(statistic, df) / 2
    np.fill_diagonal(one_sided, np.nan)
    if simultaneous:
        upper = np.triu_indices(count, 1)
        significant = np.zeros((count, count), dtype=bool)
        significant[upper] = _rejected(one_sided[upper], conf_level, count * (count - 1))
        significant |= significant.T
    else:
        significant = np.array([_rejected(row, conf_level, 2 * (count - 1)) for row in one_sided])
    low = 1 + (significant & (statistic < 0)).sum(axis=1)
    high = count - (significant & (statistic > 0)).sum(axis=1)
    return low.astype(np.float64), high.astype(np.float64)


def _rejected(p_values: Floats, conf_level: float, hypotheses: int) -> np.ndarray:
    """Which hypotheses are rejected; the other directions, of p-values above a half, are among them and never are."""
    return adjusted_p(p_values, "holm", hypotheses) <= 1 - conf_level
