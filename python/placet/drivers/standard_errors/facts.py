r"""How well models fit where rows are not all there is to know: behind gaps, probability weights and designs.

A criterion prices every coefficient by what it costs the fit. Of n respondents drawn alike who answered everything that
is 1 each. Otherwise it is k*, the trace of what gaps, weights or the design multiply the variance by,

.. math:: k^* = \mathrm{tr} \left( V_0^{-1} V \right)

with V the covariance of the errors (HC3 in place of HC0 to HC2 up to 10,000 rows) and :math:`V_0` that of n
respondents alike who answered everything [1]_ [2]_: with k* in place of k, AIC and BIC let a driver of no effect in as
often as they do where nothing is missing. n are the respondents who answered the outcome, since those who did not tell
nothing of what it is like, and the residual variance is one more parameter. Of clusters and designs k* is multiplied by
the mean d / (d - 2) of an F with their d degrees of freedom, as few of them leave much to chance. Under ``"pairwise"``,
whose covariances know no model, each column costs the inverse of the share of these respondents who answered it. Behind
gaps,

.. math:: \hat\sigma^2 = \frac{n s^2}{n - k^*}, \qquad \bar R^2 = 1 - (1 - R^2) \frac{n - 1}{n - k^*}

with :math:`s^2` and R² of the maximum-likelihood moments, or of all data sets one upon the other.

.. [1] Lumley, T. and Scott, A. (2015). AIC and BIC for modeling with complex survey data. J. Survey Statistics and
   Methodology 3, 1-18.
.. [2] Cavanaugh, J. E. and Shumway, R. H. (1998). An Akaike information criterion for model selection in the presence
   of incomplete data. J. Statistical Planning and Inference 67, 45-65.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..._core import PlacetError
from ...survey import Rows
from ..fits.cumulative_logit import CumulativeLogit
from ..fits.fits import Fit, Fitted, likelihood_facts
from ..fits.least_squares import LeastSquares, fit_least_squares
from ..missing.basis import Basis
from ..model.model import Model
from ..model.moments import stacked
from ..options import Errors
from . import kinds
from .covariance import Covariance
from .imputed import pooled_r2
from .wald import precision

Floats = NDArray[np.float64]
#: Rows up to which robust errors differ enough from HC3 to be worth another scan.
SMALL = 10_000


def inflation(own: Floats, given: Floats) -> Floats:
    """What errors multiply the variances of the model itself by: V₀⁻¹ V, NaN where there are no errors."""
    if np.isnan(given).any():
        return np.full_like(own, np.nan)
    # A perfect fit has no errors of either kind.
    return precision(own) @ given if (np.diag(own) > 0).all() else np.eye(len(own))


def belong_to_errors(errors: Errors, rows: Rows) -> bool:
    """Whether the criteria are those of the errors: not of robust ones of respondents drawn alike."""
    weighted = rows.uneven and rows.weight_type == "probability"
    return errors in {"cluster", "CR2", "design"} or (weighted and errors != "classical")


def of_errors(fitted: Fitted[Any], errors: Errors, covariances: Sequence[Covariance | None]) -> dict[str, Floats]:
    """Criteria of models under weights or a design, one number a segment."""
    if isinstance(fitted, LeastSquares) and errors not in {"cluster", "CR2", "design"}:
        covariances = _careful(fitted, errors, covariances)
    spent = np.array(
        [
            np.nan if isinstance(fit, PlacetError) or sure is None else _cost(fit, sure)
            for fit, sure in zip(fitted.fits, covariances, strict=True)
        ]
    )
    variance = int(isinstance(fitted, LeastSquares))
    return likelihood_facts(fitted.log_likelihood(), fitted.observations, spent + variance)


def _careful(
    fitted: LeastSquares, errors: Errors, covariances: Sequence[Covariance | None]
) -> Sequence[Covariance | None]:  # fmt: skip
    """HC3 where robust errors differ from it; HC1 where respondents who alone determine a coefficient have none.

    Where few weigh most, residuals are much smaller than what they are of: k* would be too small.
    """

    def known(covariance: Covariance | None) -> bool:
        return covariance is None or not np.isnan(covariance.matrix).any()

    def instead(kind: Errors) -> Sequence[Covariance | None]:
        return kinds.covariances(fitted, kind, fitted.model.rows, None)

    if errors in {"HC0", "HC1", "HC2"} and fitted.model.rows.n_total <= SMALL:
        careful = instead("HC3")
        return [own if known(own) else given for own, given in zip(careful, covariances, strict=True)]
    if errors in {"HC3", "HC4"} and not all(map(known, covariances)):
        plain = instead("HC1")
        return [given if known(given) else own for own, given in zip(plain, covariances, strict=True)]
    return covariances


def _cost(fit: Fit, covariance: Covariance) -> float:
    """k* of a model under weights or a design."""
    return float(np.trace(inflation(fit.covariance, covariance.matrix))) * _few(covariance)


def _few(covariance: Covariance) -> float:
    """Mean of an F by the units of a design, of infinitely many 1: so much more few units make of a driver."""
    df = covariance.least_df
    if covariance.units is None:
        return 1.0
    return df / (df - 2) if df > 2 else np.inf


def of_gaps(
    basis: Basis, segments: Sequence[int], fitted: Fitted[Any], sets: Sequence[Any],
    covariances: Sequence[Covariance | None],
) -> dict[str, Floats]:  # fmt: skip
    """Facts of models behind gaps, one number a segment.

    Parameters
    ----------
    basis, segments
        What was fitted to, and which of its segments.
    fitted, sets
        The models, and those of the completed data sets.
    covariances
        Of the coefficients.
    """
    n, model = np.array([basis.outcomes[segment] for segment in segments]), fitted.model
    spent = np.array(
        [
            np.nan if isinstance(fit, PlacetError) or sure is None else _spent(basis, segment, fit, sure, count, model)
            for segment, fit, sure, count in zip(segments, fitted.fits, covariances, n, strict=True)
        ]
    )
    if isinstance(fitted, CumulativeLogit):
        return _of_logits(fitted, n, spent)
    assert isinstance(fitted, LeastSquares)
    found = _of_linear(basis, segments, _together(fitted, sets), n, spent)
    return found if len(sets) == 1 else found | pooled_r2(sets)


def _spent(basis: Basis, segment: int, fit: Any, covariance: Covariance, n: float, model: Model) -> float:
    """k* of a model behind gaps."""
    if basis.gaps.missing == "pairwise":
        names = [term.name for term in model.terms]
        columns = [column for term in basis.model.terms if term.name in names for column in term.columns]
        return int(model.intercept) + float((1 / basis.answered_shares(columns)[segment]).sum())
    # The model's own covariance takes all respondents for ones who answered.
    return float(
        np.trace(inflation(fit.covariance, covariance.matrix)) * (n - fit.terms) / (fit.observations - fit.terms)
    )


def _together(fitted: LeastSquares, sets: Sequence[LeastSquares]) -> LeastSquares:
    """The models of all data sets one upon the other."""
    if len(sets) == 1:
        return fitted
    moments = [
        stacked(found).accumulator(found[0].sum_w2) for found in zip(*(one.moments for one in sets), strict=True)
    ]
    return fit_least_squares(fitted.model, moments)


def _of_linear(
    basis: Basis, segments: Sequence[int], fitted: LeastSquares, n: Floats, spent: Floats
) -> dict[str, Floats]:
    sigma, df, full, r2 = (fitted.stack(name) for name in ("sigma", "df_resid", "observations", "r2"))
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = sigma**2 * df / full
        if basis.gaps.missing == "pairwise":  # of so many less 1
            variance *= full / (full - 1) * (n - 1) / n
        left = np.where(n > spent, n - spent, np.nan)
        log_weights = np.array([basis.log_weights[segment] for segment in segments])
        log_likelihood = -n / 2 * (np.log(2 * np.pi * variance) + 1) + log_weights / 2
        return {
            "adj_r2": 1 - (1 - r2) * (n - fitted.model.intercept) / left,
            "sigma": np.sqrt(variance * n / left),
        } | likelihood_facts(log_likelihood, n, spent + 1)


def _of_logits(fitted: CumulativeLogit, n: Floats, spent: Floats) -> dict[str, Floats]:
    given = fitted.facts()()
    with np.errstate(divide="ignore", invalid="ignore"):
        share = n / fitted.observations
    deviance, null = share * given["deviance"], share * given["null_deviance"]
    return {"deviance": deviance, "null_deviance": null} | likelihood_facts(-deviance / 2, n, spent)
