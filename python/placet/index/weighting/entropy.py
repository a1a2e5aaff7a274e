"""Weights from entropy: what tells units apart weighs more."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...language import say
from ...options.door import takes
from ...results.index.weights import WeightsResult
from ...survey import Survey
from ...types import Columns, OneColumn
from .result import constant_notes, flat, keep_note, nearly_equal
from .units import Floats, Units, read_units


@takes()
def entropy_weights(
    survey: Survey, columns: Columns, *, unit: OneColumn | None = None, cost: Any = ()
) -> WeightsResult:  # fmt: skip
    r"""Weights from Shannon's entropy of a table of units, such as branches or brands.

    .. math:: p_{ij} = \frac{x_{ij}}{\sum_i x_{ij}}, \quad E_j = -\frac{1}{\ln m} \sum_i p_{ij} \ln p_{ij}, \quad
              w_j = \frac{1 - E_j}{\sum_k (1 - E_k)}

    over m units, with 0 ln 0 = 0 [1]_ [2]_. A column in which all units are alike has entropy 1 and weight 0. Columns
    of which less is better enter as 1 / x. Units of measurement change nothing, their zero does.

    The weights say what tells these units apart, not what matters to customers. They are for units, never for
    respondents, and are kept: weights computed anew for every wave would move the yardstick.

    Parameters
    ----------
    data : data frame, mapping or array
        One row a unit, at least 3.
    columns : str, vector or list of them
        The criteria: figures of at least 0, some above it.
    unit : str or vector, optional
        What names the units; needed for more than 100 rows.
    cost : list of str, optional
        Criteria of which less is better, such as complaints; their figures must be above 0.

    Returns
    -------
    WeightsResult
        One row a column, in their order, with `entropy` and `divergence`, 1 less the entropy.

    Raises
    ------
    DataError
        Fewer than 3 units, a figure that is missing, infinite or negative (column and unit are told), a unit with two
        rows, respondents, units that are alike in all columns.

    References
    ----------
    .. [1] Shannon, C. E. (1948). A mathematical theory of communication. Bell System Technical Journal 27, 379-423.
    .. [2] Hwang, C.-L. and Yoon, K. (1981). Multiple Attribute Decision Making. Springer, section 3.4.

    Examples
    --------
    >>> import placet
    >>> branches = {"branch": ["A", "B", "C"], "calls": [60, 75, 90], "cover": [80, 82, 84]}
    >>> result = placet.entropy_weights(branches, ["calls", "cover"], unit="branch")
    >>> {name: round(weight, 3) for name, weight in result.weights.items()}
    {'calls': 0.985, 'cover': 0.015}
    """
    units = read_units(survey, columns, unit, cost)
    divergence = np.where(units.varies, 1 - _entropy(_shares(units)), 0.0)
    weights = divergence / divergence.sum()
    notes = [keep_note(len(units.values)), *constant_notes(units.alike), *nearly_equal(weights)]
    about = {"source": "entropy", "method": say("Weights by entropy"), "n_units": len(units.values), "notes": notes}
    return flat(units.columns, weights, about, survey, entropy=1 - divergence, divergence=divergence)


def _shares(units: Units) -> Floats:
    """Share of every unit in every column."""
    values = units.values
    for row, column in np.argwhere((values < 0) | (units.cost & (values == 0))).tolist():
        least = "above 0 where less is better" if units.cost[column] else "at least 0"
        raise units.refuse(row, column, f"entropy is of shares, so figures must be {least}; critic_weights takes any")
    scaled = values / values.max(axis=0).clip(np.finfo(np.float64).tiny)
    scaled = np.where(units.cost, values.min(axis=0) / np.where(units.cost, values, 1.0), scaled)
    total = scaled.sum(axis=0)
    return scaled / np.where(total > 0, total, 1.0)


def _entropy(shares: Floats) -> Floats:
    """Entropy of every column, as a share of what equal shares have."""
    logs = np.log(shares, out=np.zeros_like(shares), where=shares > 0)
    return -(shares * logs).sum(axis=0) / np.log(len(shares))
