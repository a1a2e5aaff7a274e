"""Variance matrices of regression coefficients that count what is missing as unknown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..._core import DataError, ModelError, Moments
from ...missing.incomplete import Treated, outcomes
from ...survey import Rows
from ...survey.columns import codes, numbers, weights
from ..fits.least_squares import LinearFit, regress
from .covariance import Covariance

#: Rows taken at a time.
CHUNK = 1 << 16


def em_covariance(treated: Treated, segment: int, drivers: list[int], intercept: bool = True) -> Covariance:
    r"""Errors of the regression on maximum-likelihood moments, from their observed information.

    .. math:: V(b) = \frac{n}{n - k} \; \frac{\partial b}{\partial \theta} \, I(\theta)^{-1} \,
              \frac{\partial b}{\partial \theta}', \qquad \theta = (\mu, \mathrm{vech}\,\Sigma)

    with n those who answered the outcome, which without gaps, or with gaps in the outcome alone, is the variance of
    least squares. Degrees of freedom are :math:`(N - k)(1 - \gamma)` with N all respondents and γ the share of missing
    information, after Barnard and Rubin (1999).

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
    n, k = outcomes(treated.rows)[segment], jacobian.shape[0]
    factor = n / (n - k) if n > k else np.nan
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

    The infinitesimal jackknife: every respondent moves the means and the covariances of the pairs he answered, and
    these move the coefficients [1]_ [2]_. With :math:`\bar x^{(kl)}` means of the respondents who answered both
    columns, :math:`W_{kl}` and :math:`n_{kl}` their weights and number, m marks of answers, :math:`\beta` the
    coefficients and -1 for the outcome, the derivative of the slopes by the weight of respondent i is
    :math:`u_i = -S^{-1} g_i`,

    .. math:: g_{ik} = \sum_l \beta_l \frac{m_{ik} m_{il}}{W_{kl}} \left[ \frac{n_{kl}}{n_{kl} - 1}
              (x_{ik} - \bar x_k^{(kl)}) (x_{il} - \bar x_l^{(kl)}) - s_{kl} \right], \qquad
              V(b) = \frac{n}{n - k} \sum w_i^2 u_i u_i'

    Without gaps this is HC1. Frequency weights enter once.

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
    .. [1] Jaeckel, L. A. (1972). The infinitesimal jackknife. Bell Laboratories Memorandum MM 72-1215-11.
    .. [2] Van Praag, B. M. S., Dijkstra, T. K. and Van Velzen, J. (1985). Least-squares theory based on general
       distributional assumptions with an application to the incomplete observations problem. Psychometrika 50, 25-36.
    """
    fit, chosen = _fit(treated, segment, drivers, intercept=True), [0, *drivers]
    pairs = _Pairs.of(treated, segment, chosen)
    meat = sum(once @ influence for once, influence in pairs.influences(np.concatenate([[-1.0], fit.coefficients[1:]])))
    factor = (fit.df_resid + len(chosen)) / fit.df_resid
    return _errors(factor * np.asarray(meat), fit, df=fit.df_resid)


@dataclass(frozen=True)
class _Pairs:
    """The rows of a segment, about the means of all answers, and what pairs of columns are made of.

    Attributes
    ----------
    rows : Rows
    places : ndarray
        The rows of the segment.
    chosen : list of int
        The columns.
    solved : ndarray
        Covariances that the coefficients were solved from.
    means, weight : ndarray
        Means of all answers; p x p weights of those who answered both columns.
    scale : ndarray
        What turns a mean product into a covariance, of every pair.
    """

    rows: Rows
    places: np.ndarray
    chosen: list[int]
    solved: np.ndarray
    means: np.ndarray
    weight: np.ndarray
    scale: np.ndarray

    @classmethod
    def of(cls, treated: Treated, segment: int, chosen: list[int]) -> _Pairs:
        """Those of some columns of a segment."""
        rows, cell, square = treated.rows, treated.cells[segment], np.ix_(chosen, chosen)
        moments: Moments = cell["moments"]
        weight = cell["sum_w_pairs"][square]
        seen = weight if rows.weight_type == "frequency" else cell["n_pairs"][square]
        covariance = (moments.comoment / moments.sum_w)[square]
        places = np.flatnonzero(rows.counting & (codes(rows) == segment))
        return cls(rows, places, chosen, covariance, moments.mean[chosen], weight, seen / (seen - 1))

    def influences(self, beta: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Parts of what rows add to the intercept and the slopes, once by their weights squared."""
        mean, product = self._about_means()
        covariance = self.scale * (product - mean * mean.T)
        # The core multiplies all covariances by one number, which changes no slope.
        factor = self.solved[0, 0] / covariance[0, 0]
        price = factor * beta * self.scale / self.weight
        own = factor * beta * covariance / self.weight
        solve = np.linalg.inv(self.solved[1:, 1:])
        for weight, away, mark in self._parts():
            # sum over l of beta_l d s_kl, with the products about the means of each pair written out.
            pull = away * (away @ price.T - mark @ (price * mean.T).T)
            pull += mark * (mark @ (price * mean * mean.T).T - away @ (price * mean).T - mark @ own.T)
            slopes = -pull[:, 1:] @ solve
            constant = -away @ (beta / np.diag(self.weight)) - slopes @ self.means[1:]
            influence = np.column_stack([constant, slopes])
            once = weight if self.rows.weight_type == "frequency" else weight**2
            yield influence.T * once, influence

    def _about_means(self) -> tuple[np.ndarray, np.ndarray]:
        """[k, l]: the mean of column k among those who answered l, too, and the mean product of both."""
        p = len(self.chosen)
        mean, product = np.zeros((p, p)), np.zeros((p, p))
        for weight, away, mark in self._parts():
            weighted = (away * weight[:, None]).T
            mean += weighted @ mark
            product += weighted @ away
        return mean / self.weight, product / self.weight

    def _parts(self) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
        """Weights, distances from the means (0 where there is no answer) and marks of answers, rows after rows."""
        columns, weight = [numbers(self.rows.columns[j]) for j in self.chosen], weights(self.rows)
        for part in np.array_split(self.places, max(1, -(-len(self.places) // CHUNK))):
            away = np.column_stack([column[part] for column in columns]) - self.means
            mark = (~np.isnan(away)).astype(np.float64)
            yield weight[part], np.nan_to_num(away), mark


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
