"""Intervals of means where weights depend on the answers, and words for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ...language import say
from .linearised import Floats

#: Weights of which the answers explain so much depend on them; of so few effective respondents that is to be said.
DEPENDENT, FEW = 0.5, 100.0
#: Degrees of freedom that an error carried by a few respondents of large weight has at least.
LEAST_DF = 4.0


def few_dependent(informative: Floats, n_eff: Floats) -> int:
    """Number of domains of few effective respondents whose weights depend on their answers."""
    dependent = informative > DEPENDENT
    return int(np.count_nonzero(dependent & (n_eff < FEW))) if np.count_nonzero(dependent) else 0


def informative_notes(found: Sequence[tuple[int, int]]) -> list[str]:
    """Words for rows whose intervals may be too short, since those who seldom answer weigh much and may be missing.

    Every block of rows says how many there are of these, and how many in all.
    """
    few = sum(few for few, _ in found)
    if not few:
        return []
    rows = sum(rows for _, rows in found)
    who = (
        say("few respondents") if rows == 1 else say("few respondents in {few:,} of {rows:,} rows", few=few, rows=rows)
    )
    words = say(
        "weights depend on the answers of {who}: intervals may be too short, for those who seldom answer weigh much "
        "and few of them, or none, are here",
        who=who,
    )
    return [words]


class MeanOf(NamedTuple):
    """The mean of a domain as its interval takes it: centre, squared error, degrees of freedom."""

    centre: Floats
    variance: Floats
    df: Floats


def adjusted_mean(
    plain: MeanOf, spread: Floats, n_eff: Floats, carriers: Floats, informative: Floats, ends: tuple[float, float]
) -> MeanOf:
    r"""A mean with a respondent added as far as the weights depend on the answers: half at each end of the scale.

    Where those who seldom answer weigh much and say something else, the few of them that are in the sample carry the
    error, and those that are not are what it lacks. With :math:`\varepsilon^2` the `informativeness` of the weights,
    :math:`\varepsilon^2` respondents of the effective base are added, and the degrees of freedom are

    .. math:: \frac{1}{df} = \frac{1 - \varepsilon^2}{df_{plain}} + \frac{\varepsilon^2}{m - 1}

    with m the respondents that carry the error, see `own_base`, and no fewer than 4. Without weights, and under weights
    that know nothing of the answers, it is Student's interval.
    """
    known = informative > 0
    if not np.count_nonzero(known):
        return plain
    low, high = ends
    with np.errstate(invalid="ignore", divide="ignore"):
        added = informative / (n_eff + informative)
        centre = plain.centre + added * ((low + high) / 2 - plain.centre)
        square = (1 - added) * (spread + plain.centre**2) + added * (low**2 + high**2) / 2
        base = spread / plain.variance + informative
        variance = np.where(plain.variance > 0, (square - centre**2) / base, plain.variance)
        few = np.minimum(plain.df, np.maximum(np.minimum(carriers, n_eff) - 1, LEAST_DF))
        df = 1 / ((1 - informative) / plain.df + informative / few)
    return MeanOf(*(np.where(known, new, old) for new, old in zip((centre, variance, df), plain, strict=True)))
