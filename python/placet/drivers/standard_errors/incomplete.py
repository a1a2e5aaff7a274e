"""Variance matrices of regression coefficients that count what is missing as unknown."""

from __future__ import annotations

import numpy as np

from ..._core import DataError, ModelError, Moments
from ...survey.columns import codes, numbers, weights
from ..fits.least_squares import LinearFit, regress
from ..missing.incomplete import Treated
from .covariance import Covariance

#: Rows taken at a time.
CHUNK = 1 << 16


def em_covariance(treated: Treated, segment: int, drivers: list[int], intercept: bool = True) -> Covariance:
    r"""Errors of the regression on maximum-likelihood moments, from their observed information.

    .. math:: V(b) = \frac{n}{n - k} \; \frac{\partial b}{\partial \theta} \, I(\theta)^{-1} \,
              \frac{\partial b}{\partial \theta}', \qquad \theta = (\mu, \mathrm{vech}\,\Sigma)

    which without gaps is the variance of least squares. Degrees of freedom are :math:`(n - k)(1 - \gamma)` with γ the
    share of missing information, after Barnard and Rubin (1999).

    Parameters
    ----------
    treated
        Of `em` with ``errors="information"``; the outcome is column 0.
    segment
        Its number.
    drivers
        Positions of the drivers.
    intercept
        Whether the regression has one.
    """
    cell = treated.cells[segment]
    if cell.get("variance") is None:
        raise DataError('these moments have no variance matrix; call em with errors="information"')
    fit = _fit(treated, segment, drivers, intercept)
    jacobian = _jacobian(cell["moments"], drivers, intercept)
    factor = (fit.df_resid + jacobian.shape[0]) / fit.df_resid
    return _errors(factor * jacobian @ cell["variance"] @ jacobian.T, fit)


def bootstrap_covariance(treated: Treated, segment: int, drivers: list[int], intercept: bool = True) -> Covariance:
    """Errors of a regression from the bootstrap replicates of its moments, of `em` or `pairwise`.

    Degrees of freedom are those of `em_covariance`. Replicates that cannot be fitted are left out; fewer than two that
    can are an error.
    """
    rows = treated.rows
    found = []
    for moments in treated.replicates(segment):
        try:
            found.append(regress(moments, rows.names, drivers, intercept, rows.weight_type).coefficients)
        except ModelError:
            continue
    if len(found) < 2:
        raise ModelError(
            f"{len(found)} of {len(treated.replicates(segment))} bootstrap replicates of the incomplete answers could "
            "be fitted and at least 2 are needed; raise n_resamples, or leave out the columns with the fewest answers"
        )
    covariance = np.atleast_2d(np.cov(np.array(found), rowvar=False))
    return _errors(covariance, _fit(treated, segment, drivers, intercept))


def pairwise_covariance(treated: Treated, segment: int, drivers: list[int]) -> Covariance:
    r"""Errors of the regression (with an intercept) on pairwise covariances, whatever the distribution of the answers.

    Every respondent moves the covariances of the pairs he answered, and these move the coefficients:

    .. math:: u_i = S^{-1} g_i, \qquad
              g_{ik} = \sum_l \beta_l \frac{W}{W_{kl}} m_{ik} m_{il} \left( s_{kl} - d_{ik} d_{il} \right), \qquad
              V(b) = \frac{n}{n - k} \frac{\sum w_i^2 u_i u_i'}{W^2}

    with d distances from the means, m marks of answers, W_kl weights of those who answered both, β the coefficients and
    -1 for the outcome [1]_. Without gaps this is HC1. Frequency weights enter once.

    Parameters
    ----------
    treated
        Of `pairwise`; the outcome is column 0.
    segment
        Its number.
    drivers
        Positions of the drivers.

    References
    ----------
    .. [1] Van Praag, B. M. S., Dijkstra, T. K. and Van Velzen, J. (1985). Least-squares theory based on general
       distributional assumptions with an application to the incomplete observations problem. Psychometrika 50, 25-36.
    """
    rows, cell = treated.rows, treated.cells[segment]
    fit, chosen = _fit(treated, segment, drivers, intercept=True), [0, *drivers]
    square = np.ix_(chosen, chosen)
    moments: Moments = cell["moments"]
    covariance, means = (moments.comoment / moments.sum_w)[square], moments.mean[chosen]
    beta = np.concatenate([[-1.0], fit.coefficients[1:]])
    rates = cell["sum_w"] / cell["sum_w_pairs"][square]
    solve = np.linalg.inv(covariance[1:, 1:])
    columns, weight = [numbers(rows.columns[j]) for j in chosen], weights(rows)
    places = np.flatnonzero(rows.counting & (codes(rows) == segment))
    k = len(chosen)
    meat = np.zeros((k, k))
    for part in np.array_split(places, max(1, -(-len(places) // CHUNK))):
        distance = np.column_stack([column[part] for column in columns]) - means
        mark = (~np.isnan(distance)).astype(np.float64)
        distance = np.nan_to_num(distance)
        pull = mark * (mark @ (rates * beta * covariance).T) - distance * (distance @ (rates * beta).T)
        slopes = pull[:, 1:] @ solve
        constant = -distance @ (np.diag(rates) * beta) - slopes @ means[1:]
        influence = np.column_stack([constant, slopes])
        once = weight[part] if rows.weight_type == "frequency" else weight[part] ** 2
        meat += influence.T @ (once[:, None] * influence)
    factor = (fit.df_resid + k) / fit.df_resid
    return _errors(factor * meat / cell["sum_w"] ** 2, fit, df=fit.df_resid)


def _fit(treated: Treated, segment: int, drivers: list[int], intercept: bool) -> LinearFit:
    # Not `treated.moments`, which refuses all segments for one that has none.
    rows = treated.rows
    return regress(treated.cells[segment]["moments"], rows.names, drivers, intercept, rows.weight_type)


def _errors(covariance: np.ndarray, fit: LinearFit, df: float | None = None) -> Covariance:
    with np.errstate(divide="ignore", invalid="ignore"):
        missing = np.clip(1 - np.diag(fit.covariance) / np.diag(covariance), 0, 1)
    degrees = fit.df_resid * (1 - missing) if df is None else np.full(len(missing), df)
    return Covariance(covariance, degrees, missing_information=missing)


def _jacobian(moments: Moments, drivers: list[int], intercept: bool) -> np.ndarray:
    """Derivatives of the coefficients by the p means and the covariances (i, j), i ≥ j, row by row."""
    mean, p = moments.mean, len(moments.mean)
    squares = moments.comoment / moments.sum_w
    if not intercept:
        squares = squares + np.outer(mean, mean)
    inverse = np.linalg.inv(squares[np.ix_(drivers, drivers)])
    slopes = inverse @ squares[drivers, 0]
    beta = np.zeros(p)
    beta[drivers] = slopes
    beta[0] = -1

    def moved(change: np.ndarray) -> np.ndarray:
        return -inverse @ (change @ beta)[drivers]

    columns = []
    for j in range(p):
        unit = np.eye(p)[j]
        by_mean = np.zeros(len(drivers)) if intercept else moved(np.outer(unit, mean) + np.outer(mean, unit))
        columns.append(np.concatenate([[-beta[j]] * intercept, by_mean]))
    for i in range(p):
        for j in range(i + 1):
            change = np.zeros((p, p))
            change[i, j] = change[j, i] = 1
            slope = moved(change)
            columns.append(np.concatenate([[-mean[drivers] @ slope] * intercept, slope]))
    return np.column_stack(columns)
