"""Weights from answers of respondents: the first principal component, and shares of what explains an overall answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ... import _core, checks
from ..._core import DataError, Moments
from ...language import Said, say
from ...options.door import takes
from ...options.shared import DESIGN, MISSING
from ...results.index.weights import WeightsResult
from ...survey import Rows, Survey
from ...survey.facts import complete_facts
from ...survey.reading import read
from ...types import Columns, OneColumn
from .result import flat, nearly_equal

Floats = NDArray[np.float64]
Component: TypeAlias = Literal["loadings", "squared"]
METHODS: dict[Component, Said] = {
    "loadings": say("loadings of the first principal component"),
    "squared": say("squared loadings of the first principal component"),
}
#: Options of respondents that estimates without errors depend on.
OPTIONS = (MISSING, *(o for o in DESIGN if o.name in {"weights", "weight_type", "na_codes", "labels", "value_labels"}))
#: Items of which every subset is a model.
MOST_ITEMS = 25
#: A loading nearer to 0 than this is none, and so is a share of what is explained.
NONE = 1e-9


@takes(*OPTIONS)
def pca_weights(
    survey: Survey, items: Columns, *, method: Component = "loadings", missing: Any
) -> WeightsResult:  # fmt: skip
    r"""Weights from the first principal component of the items' correlations.

    .. math:: R v = \lambda_1 v, \qquad w_j = v_j \Big/ \sum_k v_k \qquad \text{or} \qquad w_j = v_j^2

    with R the (weighted) correlations of the items and :math:`\lambda_1` its largest eigenvalue [1]_ [2]_. The first
    gives the composite of standardized items that varies most; the second is the share of the component's variance that
    each item stands for. Items get weight for what they have in common, not for what they matter. Units of measurement
    change nothing.

    Parameters
    ----------
    {data}
    items : str, vector or list of them
        The answers, at least 2 items, all in the same direction.
    method : {"loadings", "squared"}
        Whether weights are in proportion to loadings or to their squares.
    {options}

    Returns
    -------
    WeightsResult
        One row an item, in their order, with `loading`, its correlation with the component. ``about["explained"]`` is
        the share of the variance of all items that the component explains.

    Raises
    ------
    DataError
        Fewer than 2 items, an item that does not vary, or one that loads against the others.

    References
    ----------
    .. [1] Hotelling, H. (1933). Analysis of a complex of statistical variables into principal components. Journal of
       Educational Psychology 24, 417-441.
    .. [2] OECD and JRC (2008). Handbook on Constructing Composite Indicators. OECD Publishing, section 6.1.

    Examples
    --------
    >>> import placet
    >>> answers = {"calls": [9, 7, 5, 8, 6], "cover": [8, 8, 4, 9, 5], "bills": [7, 9, 6, 7, 3]}
    >>> result = placet.pca_weights(answers, ["calls", "cover", "bills"])
    >>> {name: round(weight, 3) for name, weight in result.weights.items()}
    {'calls': 0.339, 'cover': 0.368, 'bills': 0.292}
    """
    method = checks.choice("method", method, tuple(METHODS))
    names = checks.names("items", items)
    if len(names) < 2:
        raise DataError("items must name at least 2 columns; the weight of one is 1")
    rows, moments = _moments(survey, names)
    facts = complete_facts(rows, [moments], missing, "an item")
    vector, values = _first(names, moments)
    _check_direction(names, vector)
    weights = vector / vector.sum() if method == "loadings" else vector**2
    explained = float(values[0]) / len(names)
    notes = [say("the first component explains {share:.1%} of the variance of the items", share=explained)]
    if len(values) > 2 and values[1] > 1:
        notes.append(say("a second component has an eigenvalue of {value:.2f}: one is not all that the items have in "
                         "common", value=float(values[1])))  # fmt: skip
    about = {
        "source": "pca",
        "method": say("Weights by {how}", how=METHODS[method]),
        "explained": explained,
        "eigenvalues": values.tolist(),
        **_facts(survey, facts, missing),
        "notes": [*notes, *nearly_equal(weights)],
    }
    return flat(names, weights, about, survey, loading=np.sqrt(values[0]) * vector)


@takes(*OPTIONS)
def lmg_weights(
    survey: Survey, outcome: OneColumn, items: Columns, *, missing: Any
) -> WeightsResult:  # fmt: skip
    r"""Weights from what items explain of an overall answer: their LMG shares of R².

    .. math:: w_j = \frac{LMG_j}{R^2}, \qquad
              LMG_j = \frac{1}{p!} \sum_{\pi} \left[ R^2(S_j^\pi \cup \{j\}) - R^2(S_j^\pi) \right]

    the gain of R² when item j enters the (weighted) regression of the overall answer after the items
    :math:`S_j^\pi` before it, over all orders :math:`\pi` [1]_ [2]_. Shares are never negative and sum to 1. How sure
    they are is told by ``key_drivers``, which has the same shares with intervals. All segments and waves are scored by
    the same weights, so there are none by segment; those of some respondents are had by ``survey.filter(...)``.

    Parameters
    ----------
    {data}
    outcome : str or vector
        The overall answer.
    items : str, vector or list of them
        The items, at least 2 and at most 25.
    {options}

    Returns
    -------
    WeightsResult
        One row an item, in their order, with `importance`, its share of R². ``about["r2"]`` is R².

    Raises
    ------
    DataError
        Fewer than 2 or more than 25 items, an item or an outcome that does not vary, too few respondents, items that
        explain nothing.

    References
    ----------
    .. [1] Lindeman, R. H., Merenda, P. F. and Gold, R. Z. (1980). Introduction to Bivariate and Multivariate Analysis.
       Scott, Foresman.
    .. [2] Grömping, U. (2006). Relative importance for linear regression in R: the package relaimpo. Journal of
       Statistical Software 17(1).

    Examples
    --------
    >>> import placet
    >>> answers = {"overall": [9, 8, 4, 8, 5], "calls": [9, 7, 5, 8, 6], "bills": [7, 9, 6, 7, 3]}
    >>> result = placet.lmg_weights(answers, "overall", ["calls", "bills"])
    >>> {name: round(weight, 3) for name, weight in result.weights.items()}
    {'calls': 0.744, 'bills': 0.256}
    """
    names = checks.names("items", items)
    if not 2 <= len(names) <= MOST_ITEMS:
        raise DataError(
            f"items names {len(names)} columns; give 2 to {MOST_ITEMS}, such as means in place of items that belong "
            "together"
        )
    if outcome in names:
        raise DataError(f"column {outcome!r} is the outcome and an item, too; an item cannot explain itself")
    rows, moments = _moments(survey, [outcome, *names])
    facts = complete_facts(rows, [moments], missing, "the outcome or an item")
    if moments.n < len(names) + 2:
        raise DataError(
            f"{moments.n} respondents cannot tell {len(names)} items apart; give at least {len(names) + 2}, or fewer "
            "items"
        )
    places = list(range(1, len(names) + 1))
    importance = np.asarray(_core.lmg(moments, [outcome, *names], places)["lmg"], dtype=np.float64).clip(0)
    r2 = float(importance.sum())
    if not r2 > NONE:
        raise DataError(f"the items explain nothing of {outcome!r}; there is nothing to weigh by")
    weights = importance / r2
    about = {
        "source": "lmg",
        "method": say("Weights by LMG shares of R² ({r2:.3f}) of '{outcome}'", r2=r2, outcome=outcome),
        "outcome": outcome,
        "r2": r2,
        **_facts(survey, facts, missing),
        "notes": [*_dependent(moments), *nearly_equal(weights)],
    }
    return flat(names, weights, about, survey, importance=importance)


def _moments(survey: Survey, names: Sequence[str]) -> tuple[Rows, Moments]:
    """The columns, and the moments of the respondents with all answers; refuses columns that do not vary."""
    rows = read(survey, names, role="item")
    (moments,) = rows.moments()
    if moments.n < 2:
        raise DataError(f"{moments.n} respondents have all answers; give at least 2")
    for name, mean, spread in zip(names, moments.mean.tolist(), np.diag(moments.comoment).tolist(), strict=True):
        if not spread > (NONE * mean) ** 2 * moments.sum_w:
            raise DataError(f"column {name!r} does not vary among those with all answers; leave it out")
    return rows, moments


def _first(names: Sequence[str], moments: Moments) -> tuple[Floats, Floats]:
    """The first component, its larger part above 0, and the eigenvalues from the largest."""
    size = np.sqrt(np.diag(moments.comoment))
    values, vectors = np.linalg.eigh(moments.comoment / np.outer(size, size))
    first = vectors[:, -1] * (1.0 if vectors[:, -1].sum() >= 0 else -1.0)
    return np.where(np.abs(first) > NONE, first, 0.0), values[::-1].clip(0)


def _dependent(moments: Moments) -> list[str]:
    """Words for items that are combinations of others, which LMG cannot tell apart."""
    spread = moments.comoment[1:, 1:]
    size = np.sqrt(np.diag(spread))
    if np.linalg.matrix_rank(spread / np.outer(size, size), tol=NONE) == len(size):
        return []
    return [say("items depend on each other, and share what they explain together")]


def _check_direction(names: Sequence[str], vector: Floats) -> None:
    against = [name for name, loading in zip(names, vector.tolist(), strict=True) if loading < 0]
    if against:
        raise DataError(
            f"{checks.some(against)} load{'s' * (len(against) == 1)} against the other items; turn round "
            "items of which less is better, or leave them out: a weight is never negative"
        )


def _facts(survey: Survey, facts: dict[str, Any], missing: Any) -> dict[str, Any]:
    """What results of respondents say of them."""
    return {"weights": survey.weights, "weight_type": survey.weight_type, "missing": missing, **facts}
