"""Brant's test that every driver moves the odds of all thresholds of an ordered logit alike."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ... import _core
from ..._core import DataError, PlacetError
from ...inference.distributions import chi2_p_value
from ...results.table import Table
from ...types import Cells
from ..fits.cumulative_logit import CumulativeLogit, LogitFit, logits
from ..fits.threshold_logits import ThresholdLogits
from ..options import Errors, errors_of_tests
from ..standard_errors.covariance import Covariance
from ..standard_errors.joint import joint_test, p_values
from ..standard_errors.kinds import covariances
from .hypotheses import positions

Floats = NDArray[np.float64]


def proportional_odds(fitted: CumulativeLogit, errors: Errors, clusters: Cells | None) -> Table:
    r"""Brant's test that every driver moves the odds of all thresholds alike.

    The K - 1 binary logits of :math:`y > c` are fitted apart; with b their slopes one below the other, V their joint
    covariance and D the contrasts of the first with each other (thresholds between categories that occur),

    .. math:: X^2 = (D b)' (D V D')^{-1} D b

    is chi-squared with (K - 2) p degrees of freedom if the slopes are the same; so is the part of a single driver. V is
    Brant's [1]_ for respondents drawn alike. Under probability weights, clusters or a design it is made of what every
    respondent moves the slopes under proportional odds, see `ThresholdLogits`, and the test is
    the F of `joint_test`, times its degrees of freedom.

    Parameters
    ----------
    fitted
        The ordered logits of all segments.
    errors, clusters
        Errors of the coefficients, and the cluster of every row where they are robust within clusters.

    References
    ----------
    .. [1] Brant, R. (1990). Assessing proportionality in the proportional odds model for ordinal logistic regression.
       Biometrics 46, 1171-1178.
    """
    model = fitted.model
    rows = model.rows
    by_segment = _at_thresholds(fitted)
    sure = _covariances(fitted, by_segment, errors_of_tests(errors, rows), clusters)
    sets = {"overall": list(range(len(model.drivers)))} | {t.name: positions(t, 0) for t in model.terms}
    statistic, df, p_value = np.full((3, model.segments * len(sets)), np.nan)
    for segment, (found, covariance) in enumerate(zip(by_segment, sure, strict=True)):
        if found is None or covariance is None:
            continue
        slopes = np.concatenate([fit.coefficients[1:] for fit in found])
        for i, at in enumerate(sets.values()):
            place = segment * len(sets) + i
            statistic[place], df[place], p_value[place] = _test(slopes, covariance, len(found), at)
    return Table(
        {
            **rows.segments.columns(repeat=len(sets)),
            "term": list(sets) * model.segments,
            "statistic": statistic,
            "df": df,
            "p_value": p_value,
        }
    )


def _at_thresholds(fitted: CumulativeLogit) -> list[list[LogitFit] | None]:
    """The binary logits at all thresholds of every segment; None where one could not be fitted, or there is one."""
    rows = fitted.model.rows
    name, codes, missing = rows.columns[0]
    fits = []
    for cut in range(fitted.lead):
        above = np.where(codes < 0, -1, codes > cut).astype(np.int8)
        columns = [(name, above, missing), *rows.columns[1:]]
        fits.append(logits(rows.given._replace(columns=columns), ["0", "1"]))
    return [
        None if isinstance(fit, PlacetError) else _complete([fits[cut][segment] for cut in fit.cuts])
        for segment, fit in enumerate(fitted.fits)
    ]


def _complete(fits: list[LogitFit | PlacetError]) -> list[LogitFit] | None:
    good = [fit for fit in fits if not isinstance(fit, PlacetError)]
    return good if len(good) == len(fits) > 1 else None


def _covariances(
    fitted: CumulativeLogit, by_segment: Sequence[list[LogitFit] | None], kind: Errors, clusters: Cells | None
) -> Sequence[Covariance | None]:
    """Joint covariance of the slopes at all thresholds, one threshold after the other."""
    if kind == "classical":
        models = [None if f is None else [fit.parameters for fit in f] for f in by_segment]
        joint = _core.logit_joint_covariance(fitted.model.rows.given, models)
        return [None if v is None else Covariance(_without_constants(v, fitted), np.inf) for v in joint]
    try:
        return covariances(ThresholdLogits.of(fitted, by_segment), kind, fitted.model.rows, clusters)
    except DataError:  # nothing to make errors of, which is said of those of the coefficients
        return [None] * len(by_segment)


def _without_constants(covariance: Floats, fitted: CumulativeLogit) -> Floats:
    at = np.arange(len(covariance)) % (1 + len(fitted.model.drivers)) > 0
    return covariance[np.ix_(at, at)]


def _test(slopes: Floats, covariance: Covariance, cuts: int, at: list[int]) -> tuple[float, float, float]:
    """Quadratic form of the differences of some slopes between the first threshold and each other; its df and p."""
    index = [cut * (len(slopes) // cuts) + j for cut in range(cuts) for j in at]
    contrast = np.kron(np.hstack([np.ones((cuts - 1, 1)), -np.eye(cuts - 1)]), np.eye(len(at)))
    matrix = contrast @ covariance.matrix[np.ix_(index, index)] @ contrast.T
    sure = Covariance(matrix, covariance.least_df, units=covariance.units)
    f, q, df_resid = joint_test(sure, contrast @ slopes[index], range(len(matrix)))
    if np.isinf(df_resid):
        return q * f, q, float(chi2_p_value(q * f, q))
    return q * f, q, float(p_values(np.float64(f), np.float64(q), np.float64(df_resid)))  # type: ignore[arg-type]
