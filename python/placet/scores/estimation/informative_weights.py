"""How far weights depend on the answers, and intervals of means where they do."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .linearised import Floats

#: A spread of the weights below this part of their squares is rounding.
NO_SPREAD = 1e-9
#: Weights of which the answers explain so much depend on them; of so few effective respondents that is to be said.
DEPENDENT, FEW = 0.5, 100.0
#: Degrees of freedom that an error carried by a few respondents of large weight has at least.
LEAST_DF = 4.0


def informativeness(n: Floats, w: Floats, w2: Floats) -> Floats:
    r"""Share of the variance of the weights that the answers explain, from tables of domains × points.

    .. math:: \varepsilon^2 = 1 - \frac{SS_{within} / (n - k)}{SS_{total} / (n - 1)}

    with k the points that were chosen (Kelley 1935), at least 0: about 0 where weights know nothing of the answers, 1
    where an answer has its weight.
    """
    rows, every = n.sum(axis=1), w.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        within = np.where(n > 0, w2 - w**2 / n, 0.0).sum(axis=1)
        total = w2.sum(axis=1) - every**2 / rows
        found = 1 - within / (rows - np.count_nonzero(n, axis=1)) * (rows - 1) / total
    varied = total > NO_SPREAD * w2.sum(axis=1)
    return np.where(varied & np.isfinite(found), np.clip(found, 0.0, 1.0), 0.0)


def informative_notes(informative: Floats, n_eff: Floats) -> list[str]:
    """Words for rows whose intervals may be too short, since those who seldom answer weigh much and may be missing."""
    few = int(((informative > DEPENDENT) & (n_eff < FEW)).sum())
    if not few:
        return []
    where = "" if len(n_eff) == 1 else f" in {few:,} of {len(n_eff):,} rows"
    return [
        f"weights depend on the answers of few respondents{where}: intervals may be too short, for those who seldom "
        "answer weigh much and few of them, or none, are here"
    ]


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
    low, high = ends
    with np.errstate(invalid="ignore", divide="ignore"):
        added = informative / (n_eff + informative)
        centre = plain.centre + added * ((low + high) / 2 - plain.centre)
        square = (1 - added) * (spread + plain.centre**2) + added * (low**2 + high**2) / 2
        base = spread / plain.variance + informative
        variance = np.where(plain.variance > 0, (square - centre**2) / base, plain.variance)
        few = np.minimum(plain.df, np.maximum(np.minimum(carriers, n_eff) - 1, LEAST_DF))
        df = 1 / ((1 - informative) / plain.df + informative / few)
    known = informative > 0
    return MeanOf(*(np.where(known, new, old) for new, old in zip((centre, variance, df), plain, strict=True)))
