"""Weights that are decided: equal ones, and those of a list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ... import checks
from ..._core import DataError
from ...language import say
from ...options.door import takes
from ...results.index.weights import WeightsResult
from ...types import AsGiven
from .result import flat

#: Weights typed with a few decimals sum to 1 within this.
TOLERANCE = 1e-6


@takes()
def equal_weights(names: Any) -> WeightsResult:
    r"""The same weight for every name.

    .. math:: w_j = 1 / p

    Parameters
    ----------
    names : list of str
        What is weighted, such as the columns of an index.

    Returns
    -------
    WeightsResult
        One row a name, in their order; the weights sum to 1.

    Raises
    ------
    DataError
        No name, one that is no text, or one twice.

    References
    ----------
    OECD and JRC (2008). Handbook on Constructing Composite Indicators. OECD Publishing, section 1.6.

    Examples
    --------
    >>> import placet
    >>> placet.equal_weights(["calls", "cover", "bills", "hotline"]).weights["calls"]
    0.25
    """
    listed = checks.names("names", names)
    if not listed:
        raise DataError("names is empty; give at least one name to weight")
    about = {"source": "equal", "method": say("Equal weights")}
    return flat(listed, np.full(len(listed), 1 / len(listed)), about)


@takes()
def fixed_weights(weights: AsGiven, *, normalize: bool = False) -> WeightsResult:
    r"""Weights as they are decided, checked.

    .. math:: w_j = g_j \Big/ \sum_k g_k

    Parameters
    ----------
    weights : mapping
        ``{name: weight}``, finite and at least 0.
    normalize : bool
        Divide by the sum, say because they are percentages or points. Otherwise weights that do not sum to 1 are
        refused.

    Returns
    -------
    WeightsResult
        One row a name, in their order; the weights sum to 1. `given` is what was given, if it was divided by its sum.

    Raises
    ------
    DataError
        A weight that is missing, negative or no number, or weights that do not sum to 1; the name and the value, or
        the sum, are told.

    References
    ----------
    OECD and JRC (2008). Handbook on Constructing Composite Indicators. OECD Publishing, section 1.6.

    Examples
    --------
    >>> import placet
    >>> placet.fixed_weights({"calls": 30, "cover": 50, "bills": 20}, normalize=True).weights
    {'calls': 0.3, 'cover': 0.5, 'bills': 0.2}
    """
    normalize = checks.flag("normalize", normalize)
    given = checked(weights, "weights")
    total = sum(given.values())
    if abs(total - 1) > TOLERANCE and not (normalize and 0 < total < np.inf):
        raise DataError(
            f"weights sum to {total:g}, not 1; correct them"
            + (" so that some are above 0" if normalize else " or pass normalize=True to divide by the sum")
        )
    shares = np.array(list(given.values())) / total
    about: dict[str, Any] = {"source": "fixed", "method": say("Weights as given"), "sum": total}
    if not normalize:
        return flat(list(given), shares, about)
    about["notes"] = [say("divided by their sum, {total:g}", total=total)]
    return flat(list(given), shares, about, given=np.array(list(given.values())))


def checked(weights: Any, option: str) -> dict[str, float]:
    """Weights by name, each a number of at least 0."""
    if hasattr(weights, "to_dict") and getattr(weights, "ndim", 0) == 1:  # a series of pandas knows its names
        weights = weights.to_dict()
    if not isinstance(weights, Mapping) or not weights:
        raise DataError(
            f"{option} must be a mapping {{name: weight}} with at least one name, not {checks.named(weights)}"
        )
    found = {}
    for name, value in weights.items():
        if not isinstance(name, str):
            raise DataError(f"{option} names {checks.shown(name)}, which is no text; name every weight by a text")
        plain = checks.plain(option, value)
        number = checks.real(plain)
        if not 0 <= number < np.inf:
            what = (
                "missing" if plain is None or (isinstance(plain, float) and number != number) else checks.shown(plain)
            )
            raise DataError(f"the weight of {name!r} is {what}; weights are finite numbers of at least 0")
        found[name] = number
    return found
