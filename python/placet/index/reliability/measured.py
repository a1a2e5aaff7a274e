"""All that moments say of the reliability of a construct."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ... import _core
from ..._core import Moments
from ...inference.distributions import Floats
from ...survey.weights import observations
from ...types import WeightType
from .adequacy import bartlett, kmo, redundant
from .consistency import alpha, alpha_dropped, correlations, item_rest, split_half
from .constructs import Construct
from .one_factor import loadings, omega

#: A standard deviation below this share of the mean is rounding.
CONSTANT = 1e-12
#: A loading this near to 1 is at its bound.
AT_BOUND = 1e-9


@dataclass(frozen=True)
class Measured:
    """Reliability of a construct in a segment; what cannot be known is NaN.

    Attributes
    ----------
    alpha, std_alpha, omega, split_half, kmo : float
    bartlett : tuple of float
        Chi-squared, degrees of freedom, p-value.
    item_rest, alpha_dropped, loadings, msa, means : ndarray, shape (k,)
    n : int
        Respondents who answered all items.
    observations : float
        The same, or the sum of frequency weights.
    n_eff : float
        Effective base.
    constant, heywood, redundant : list of int
        Items that do not vary, whose loading is at its bound, that the items before them determine.
    """

    alpha: float
    std_alpha: float
    omega: float
    split_half: float
    kmo: float
    bartlett: tuple[float, float, float]
    item_rest: Floats
    alpha_dropped: Floats
    loadings: Floats
    msa: Floats
    means: Floats
    n: int
    observations: float
    n_eff: float
    constant: list[int] = field(default_factory=list)
    heywood: list[int] = field(default_factory=list)
    redundant: list[int] = field(default_factory=list)


def covariances_of(comoments: Floats, signs: Floats) -> Floats:
    """Co-moments, which are as good as covariances for every ratio of them, with some items turned round."""
    return comoments * (signs[:, None] * signs)


def measure(
    moments: Moments, construct: Construct, weight_type: WeightType, scale: tuple[float, float] | None
) -> Measured:  # fmt: skip
    """What the moments of the items of a construct say."""
    k, signs, few = len(construct.items), construct.signs, moments.n < 2
    s = covariances_of(moments.comoment, signs) if moments.n else np.zeros((k, k))
    means = moments.mean if moments.n else np.full(k, np.nan)
    spread = np.sqrt(np.diag(s).clip(0) / moments.sum_w) if moments.n else np.zeros(k)
    constant = [] if few else np.flatnonzero(spread <= CONSTANT * np.abs(means)).tolist()
    s[constant] = s[:, constant] = 0.0
    r = correlations(s)
    found = loadings(r[None])[0]
    adequacy, msa, test = np.nan, np.full(k, np.nan), (np.nan, k * (k - 1) / 2, np.nan)
    n_eff = _core.effective_base(moments.n, moments.sum_w, moments.sum_w2, weight_type)
    dependent = [] if few or constant else redundant(r)
    if not (few or constant or dependent):
        (adequacy, msa), test = kmo(r), bartlett(r, n_eff)
    if scale is not None:  # without it nobody knows where the other end is
        means = np.where(signs < 0, sum(scale) - means, means)
    return Measured(
        float(alpha(s)), float(alpha(r)), float(omega(r, found)), split_half(s), adequacy, test,
        item_rest(s), alpha_dropped(s), found, msa, means, moments.n,
        float(observations(weight_type, moments.n, moments.sum_w)), n_eff,
        constant, np.flatnonzero(np.abs(found) >= 1 - AT_BOUND).tolist(), dependent,
    )  # fmt: skip
