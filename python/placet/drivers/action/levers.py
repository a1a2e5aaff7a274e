"""What kind of lever a driver is, told by tests of its two sides and never by point estimates alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...inference.distributions import standard_errors, t_p_value
from ...results.drivers.nps_drivers import APART, BOTH_SIDES, MAINLY, NOT_SHOWN, ONE_SIDE
from ..regression.hypotheses import inference
from .sides import Sides

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Coefficients:
    """What one point of every driver does to the score and to each side, and how the sides differ.

    Attributes
    ----------
    score, promoter, detractor : dict
        Columns as `inference` gives them, by driver.
    difference, difference_std_error, difference_p_value : ndarray
        Promoter side less detractor side.
    """

    score: dict[str, Floats]
    promoter: dict[str, Floats]
    detractor: dict[str, Floats]
    difference: Floats
    difference_std_error: Floats
    difference_p_value: Floats

    def levers(self, conf_level: float) -> list[str]:
        """What kind of lever every driver is; each test at 1 minus the level."""
        most = 1 - conf_level
        signs = [_signs(side, most) for side in (self.score, self.promoter, self.detractor)]
        size = np.abs(self.promoter["estimate"]) > np.abs(self.detractor["estimate"])
        differ = self.difference_p_value < most
        return [_lever(*row) for row in zip(*signs, size.tolist(), differ.tolist(), strict=True)]


def coefficients_of(sides: Sides, segment: int, conf_level: float) -> Coefficients:
    r"""The coefficients of the drivers of a segment.

    The covariance of both sides' coefficients follows from that of their sum, since every kind of errors is quadratic
    in the outcome: the variance of the difference is :math:`2 V(a) + 2 V(b) - V(a + b)`.
    """
    found, variances = [], []
    for side in sides.all:
        group, place = side.placed[segment]
        fit, covariance = group.fitted.fit(place), group.covariances[place]
        assert covariance is not None
        slopes = len(fit.coefficients) - len(group.fitted.model.drivers)
        terms = group.fitted.model.terms
        at = [column - 1 + slopes for term in terms if term.role == "driver" for column in term.columns]
        variances.append(np.diag(covariance.matrix)[at])
        found.append(inference(fit.coefficients[at], covariance.std_errors[at], covariance.dfs[at], conf_level))
    score, promoter, detractor = found
    difference = promoter["estimate"] - detractor["estimate"]
    std_error = _known(2 * (variances[1] + variances[2]) - variances[0], variances[1] + variances[2])
    p_value = t_p_value(difference / std_error, np.minimum(promoter["df"], detractor["df"]))
    return Coefficients(score, promoter, detractor, difference, std_error, p_value)


def _known(variances: Floats, of: Floats) -> Floats:
    """Standard errors; none where the sides are one and the same but for rounding."""
    return np.where(variances > 1e-12 * of, standard_errors(variances), np.nan)


def _signs(side: dict[str, Floats], most: float) -> list[int]:
    """The sign of every coefficient that a test tells from 0, else 0."""
    return np.where(side["p_value"] < most, np.sign(side["estimate"]), 0).astype(int).tolist()


def _lever(score: int, promoter: int, detractor: int, promoters_more: bool, differ: bool) -> str:
    """What a driver does, by the signs that tests tell, which side has more, and whether the sides differ."""
    if promoter * detractor < 0:
        return str(APART[promoter])
    if not differ:
        return str(BOTH_SIDES.get(score, NOT_SHOWN))
    words = MAINLY if promoter * detractor > 0 else ONE_SIDE
    side = ("promoter", promoter) if promoters_more else ("detractor", detractor)
    return str(words.get(side, NOT_SHOWN))
