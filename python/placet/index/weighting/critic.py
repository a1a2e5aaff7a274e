"""Weights from the spread of columns over units, and from how far they contradict each other."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

import numpy as np

from ... import checks
from ..._core import DataError
from ...language import Said, say
from ...options.door import takes
from ...results.index.weights import WeightsResult
from ...survey import Survey
from ...types import Columns, OneColumn
from .result import constant_notes, flat, keep_note, nearly_equal
from .units import Floats, Units, read_units

Rescale: TypeAlias = Literal["range", "mean", "none"]
RESCALED: dict[Rescale, Said] = {
    "range": say("standard deviations of columns rescaled to 0..1"),
    "mean": say("coefficients of variation"),
    "none": say("standard deviations as measured, which depend on the units of measurement"),
}
#: Correlations nearer to 1 than this are 1.
ALIKE = 1e-12


@takes()
def critic_weights(
    survey: Survey, columns: Columns, *, unit: OneColumn | None = None, cost: Any = ()
) -> WeightsResult:  # fmt: skip
    r"""CRITIC weights of a table of units: what spreads and contradicts the others weighs more.

    .. math:: C_j = \sigma_j \sum_k (1 - r_{jk}), \qquad w_j = C_j \Big/ \sum_k C_k

    with the columns rescaled from 0, the worst unit, to 1, the best, :math:`\sigma_j` their standard deviation (divisor
    m - 1; weights are the same with m) and :math:`r_{jk}` their correlations [1]_. Units of measurement and their zero
    change nothing. A column in which all units are alike has weight 0 and contradicts none.

    The weights say what tells these units apart, not what matters to customers. They are for units, never for
    respondents, and are kept: weights computed anew for every wave would move the yardstick.

    Parameters
    ----------
    data : data frame, mapping or array
        One row a unit, at least 3.
    columns : str, vector or list of them
        The criteria, any figures.
    unit : str or vector, optional
        What names the units; needed for more than 100 rows.
    cost : list of str, optional
        Criteria of which less is better, such as complaints.

    Returns
    -------
    WeightsResult
        One row a column, in their order, with `std_dev`, `conflict` (the sum of 1 - r) and `information`, their
        product.

    Raises
    ------
    DataError
        Fewer than 3 units, a figure that is missing or infinite (column and unit are told), a unit with two rows,
        respondents, columns that all tell the same.

    References
    ----------
    .. [1] Diakoulaki, D., Mavrotas, G. and Papayannakis, L. (1995). Determining objective weights in multiple criteria
       problems: the CRITIC method. Computers & Operations Research 22, 763-770.

    Examples
    --------
    >>> import placet
    >>> branches = {"branch": ["A", "B", "C", "D"], "calls": [6, 7, 9, 8], "cover": [5, 6, 9, 8], "bills": [9, 4, 6, 7]}
    >>> result = placet.critic_weights(branches, ["calls", "cover", "bills"], unit="branch")
    >>> {name: round(weight, 3) for name, weight in result.weights.items()}
    {'calls': 0.262, 'cover': 0.256, 'bills': 0.483}
    """
    units = read_units(survey, columns, unit, cost)
    scaled = units.rescaled()
    std_dev, conflict = scaled.std(axis=0, ddof=1), _conflict(scaled, units)
    information = std_dev * conflict
    if not (information > 0).any():
        raise DataError(
            f"no columns of {checks.some(units.columns)} contradict each other; there is no conflict to weigh "
            "by: use std_weights, or leave out columns that repeat others"
        )
    weights = information / information.sum()
    notes = [keep_note(len(scaled)), *constant_notes(units.alike), *nearly_equal(weights)]
    words = say("Weights by CRITIC: standard deviations (divisor n - 1) of columns rescaled to 0..1, times conflict")
    about = {"source": "critic", "method": words, "n_units": len(scaled), "notes": notes}
    diagnostics = {"std_dev": std_dev, "conflict": conflict, "information": information}
    return flat(units.columns, weights, about, survey, **diagnostics)


@takes()
def std_weights(
    survey: Survey, columns: Columns, *, unit: OneColumn | None = None, rescale: Rescale = "range"
) -> WeightsResult:  # fmt: skip
    r"""Weights from the standard deviations of a table of units: what spreads more weighs more.

    .. math:: w_j = \sigma_j \Big/ \sum_k \sigma_k

    with :math:`\sigma_j` the standard deviation (divisor m - 1; weights are the same with m) of column j after it was
    rescaled [1]_: to 0..1 between the units, so that units of measurement and their zero change nothing; divided by its
    mean, which makes it the coefficient of variation, and the zero matters; or not at all, when the column of the
    largest numbers weighs most.

    The weights say what tells these units apart, not what matters to customers. They are for units, never for
    respondents, and are kept: weights computed anew for every wave would move the yardstick.

    Parameters
    ----------
    data : data frame, mapping or array
        One row a unit, at least 3.
    columns : str, vector or list of them
        The criteria, any figures.
    unit : str or vector, optional
        What names the units; needed for more than 100 rows.
    rescale : {"range", "mean", "none"}
        How columns are made comparable.

    Returns
    -------
    WeightsResult
        One row a column, in their order, with `std_dev`.

    Raises
    ------
    DataError
        Fewer than 3 units, a figure that is missing or infinite (column and unit are told), a unit with two rows,
        respondents, a mean that is not above 0 where columns are divided by it.

    References
    ----------
    .. [1] Diakoulaki, D., Mavrotas, G. and Papayannakis, L. (1995). Determining objective weights in multiple criteria
       problems: the CRITIC method. Computers & Operations Research 22, 763-770.

    Examples
    --------
    >>> import placet
    >>> branches = {"branch": ["A", "B", "C"], "calls": [6, 7, 9], "cover": [5, 9, 9]}
    >>> result = placet.std_weights(branches, ["calls", "cover"], unit="branch")
    >>> {name: round(weight, 3) for name, weight in result.weights.items()}
    {'calls': 0.469, 'cover': 0.531}
    """
    rescale = checks.choice("rescale", rescale, tuple(RESCALED))
    units = read_units(survey, columns, unit)
    size = float(np.abs(units.values).max()) if rescale == "none" else 1.0  # squares of huge figures are none
    spread = np.where(units.varies, (_comparable(units, rescale) / size).std(axis=0, ddof=1), 0.0)
    weights = spread / spread.sum()
    notes = [keep_note(len(units.values)), *constant_notes(units.alike), *nearly_equal(weights)]
    words = say("Weights by standard deviation (divisor n - 1): {how}", how=RESCALED[rescale])
    about = {"source": "std", "method": words, "rescale": rescale, "n_units": len(units.values), "notes": notes}
    return flat(units.columns, weights, about, survey, std_dev=spread * size)


def _conflict(scaled: Floats, units: Units) -> Floats:
    """How far every column contradicts the others: the sum of 1 less the correlation with each that varies."""
    centred = scaled - scaled.mean(axis=0)
    length = np.sqrt((centred**2).sum(axis=0))
    unit = centred / np.where(units.varies, length, 1.0)
    apart = 1 - unit.T @ unit
    np.fill_diagonal(apart, 0.0)
    apart = np.where(np.outer(units.varies, units.varies) & (apart > ALIKE), apart, 0.0)
    return apart.sum(axis=1)


def _comparable(units: Units, rescale: Rescale) -> Floats:
    """The columns as they are compared."""
    if rescale == "range":
        return units.rescaled()
    if rescale == "none":
        return units.values
    largest = np.abs(units.values).max(axis=0)
    values = units.values / np.where(largest > 0, largest, 1.0)
    means = values.mean(axis=0)
    for name, mean in zip(units.columns, (means * largest).tolist(), strict=True):
        if mean <= 0:
            raise DataError(
                f'column {name!r} has mean {mean:g}; rescale="mean" divides by it, so it must be above 0: use rescale='
                '"range"'
            )
    return values / means
