"""How well a covariance matrix by sampling units is known, where residuals are independent and alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...survey import Sampling

Floats = NDArray[np.float64]
#: An eigenvalue below this share of the largest is 0 but for rounding.
ROUNDING = 1e-10
#: Numbers of the largest array of the working model of several segments.
MOST = 10_000_000


@dataclass(frozen=True)
class Working:
    r"""What the sampling units i add to the covariance matrix of the coefficients under a working model.

    An estimator of the form :math:`V = \sum_{ij} K_{ij} b_i b_j'`, :math:`b_i = a_i' e_i`, of residuals
    :math:`e = (I - H) \varepsilon` with independent ε of variance 1 has covariances

    .. math:: P_{ij} = \mathrm{cov}(b_i, b_j) = \delta_{ij} N_i + l_i' R \, l_j

    Attributes
    ----------
    own : ndarray, shape (units, k, k)
        N.
    left : ndarray, shape (units, r, k)
        l.
    middle : ndarray, shape (r, r)
        R, symmetric.
    units : ndarray of int
        Codes of the units.
    truth : ndarray, shape (k, k)
        Covariance matrix of the coefficients.
    form : ndarray, shape (units, units), or None
        K, such as one that takes means of strata off; None where it is I.
    """

    own: Floats
    left: Floats
    middle: Floats
    units: NDArray[Any]
    truth: Floats
    form: Floats | None = None

    def contrasts(self, matrix: Floats) -> Working:
        """That of linear functions of the coefficients, a row each."""
        return replace(
            self, own=matrix @ self.own @ matrix.T, left=self.left @ matrix.T, truth=matrix @ self.truth @ matrix.T
        )

    def satterthwaite(self) -> Floats:
        r"""Degrees of freedom of every coefficient, K = I: :math:`(\sum_i P_{ii})^2 / \sum_{ij} P_{ij}^2`."""
        own = np.einsum("ijj->ij", self.own)
        diagonal = own + np.einsum("ijj->ij", np.swapaxes(self.left, 1, 2) @ self.middle @ self.left)
        # What P adds beyond the diagonal has low rank: the sum of its squares is a trace.
        cross = np.einsum("irk,isk->krs", self.left, self.left) @ self.middle
        squares = (own**2 + 2 * own * (diagonal - own)).sum(axis=0) + np.einsum("krs,ksr->k", cross, cross)
        with np.errstate(divide="ignore", invalid="ignore"):
            return diagonal.sum(axis=0) ** 2 / squares

    def reference(self) -> tuple[float, float]:
        r"""Factor and degrees of freedom ν of W / q, which times the factor is about F of q and ν.

        With V on the scale of its mean and λ the eigenvalues, of sum 1, of :math:`K^{1/2} T K^{1/2}`,
        :math:`T_{ij} = \mathrm{tr}\, P_{ij} / q`, V varies about like :math:`\sum_l \lambda_l z_l z_l'` of independent
        standard normal z. See `uneven_hotelling` for the distribution of W that this makes. The factor also has the
        bias of V, :math:`q / \mathrm{tr}(E[V]^{-1} C)`, C the true covariance. NaN where V has no inverse.
        """
        mean = self._mean()
        variances = mean.diagonal()
        if not (np.isfinite(mean).all() and (variances > 0).all()):
            return np.nan, np.nan
        # On a scale of their own the units of the drivers cost no digits.
        own = 1 / np.sqrt(variances)
        values, vectors = np.linalg.eigh(mean * np.outer(own, own))
        if not values[0] > ROUNDING * values[-1]:
            return np.nan, np.nan
        scaled = self.contrasts((vectors / np.sqrt(values)).T * own)
        factor, df = uneven_hotelling(scaled._shares(), len(values))
        return factor * len(values) / float(np.trace(scaled.truth)), df

    def _mean(self) -> Floats:
        """Mean of V."""
        count, k = len(self.own), len(self.truth)
        if self.form is None:
            own, formed = self.own.sum(axis=0), self.left
        else:
            own = np.tensordot(self.form.diagonal(), self.own, axes=1)
            formed = (self.form @ self.left.reshape(count, -1)).reshape(self.left.shape)
        return own + self.left.reshape(-1, k).T @ (self.middle @ formed).reshape(-1, k)

    def _shares(self) -> Floats:
        """Eigenvalues λ, of any sum."""
        count = len(self.own)
        traces = (self.middle @ self.left).reshape(count, -1) @ self.left.reshape(count, -1).T
        traces[np.diag_indices(count)] += np.einsum("iss->i", self.own)
        if self.form is None:
            return np.asarray(np.linalg.eigvalsh(traces), dtype=np.float64)
        values, vectors = np.linalg.eigh(self.form)
        root = vectors * np.sqrt(np.maximum(values, 0))
        return np.asarray(np.linalg.eigvalsh(root.T @ traces @ root), dtype=np.float64)


def uneven_hotelling(shares: Floats, q: int) -> tuple[float, float]:
    r"""Factor and degrees of freedom of Hotelling's T² by units of unequal weight.

    With :math:`D = \sum_l \lambda_l z_l z_l'`, Σλ = 1, and x, z_l independent N(0, I_q), :math:`x' D^{-1} x` is
    :math:`|x|^2 / S`: S is what in one direction is left of the weighted sum of squares when the q - 1 others are
    regressed out. The leverages h of that regression are close to those of very many units [1]_, and S to a multiple of
    χ² with the same mean μ and variance:

    .. math:: h_l = \frac{\lambda_l \tau}{1 + \lambda_l \tau}, \quad \sum_l h_l = q - 1, \qquad
              \mu = \sum_l \lambda_l (1 - h_l), \qquad
              \nu = \frac{\mu^2}{\sum_l \lambda_l^2 (1 - h_l)^2 + \left( \sum_l \lambda_l g_l \right)^2 / \sum_l g_l},
              \quad g_l = h_l (1 - h_l)

    so that :math:`\mu \, x' D^{-1} x / q \sim F(q, \nu)`. Of d equal shares that is Hotelling's exact distribution,
    (d - q + 1) / d and d - q + 1; of one coefficient Satterthwaite's, 1 and :math:`1 / \sum \lambda^2`. A Wishart
    matrix of as many degrees of freedom as D has by its variance [2]_ is nearer to singular than D, whose small units
    count too: of 12 units of geometric sizes and 4 coefficients its 5 % are less than 1 %, those here 3 to 5 %.

    Parameters
    ----------
    shares : ndarray
        λ times anything.
    q : int
        Number of coefficients.

    Returns
    -------
    factor, df : float
        NaN for fewer than q units.

    References
    ----------
    .. [1] Silverstein, J. W. and Bai, Z. D. (1995). On the empirical distribution of eigenvalues of a class of large
       dimensional random matrices. J. of Multivariate Analysis 54, 175-192.
    .. [2] Pustejovsky, J. E. and Tipton, E. (2018). Small-sample methods for cluster-robust variance estimation and
       hypothesis testing in fixed effects models. J. of Business and Economic Statistics 36, 672-683.
    """
    share = shares[shares > ROUNDING * shares.max()]
    if len(share) < q:
        return np.nan, np.nan
    share = share / share.sum()
    leverage = _leverages(share, q - 1)
    left, pulled = share * (1 - leverage), leverage * (1 - leverage)
    between = float(share @ pulled) ** 2 / pulled.sum() if q > 1 else 0.0
    factor = float(left.sum())
    return factor, factor**2 / (float(left @ left) + between)


def _leverages(share: Floats, total: int) -> Floats:
    """λτ / (1 + λτ) with the τ of that total."""
    tau = float(total)
    leverage = share * tau / (1 + share * tau)
    # The sum is concave in τ: Newton's steps from below never pass the solution, and double until they near it.
    for _ in range(200):
        leverage = share * tau / (1 + share * tau)
        step = (total - leverage.sum()) / (share / (1 + share * tau) ** 2).sum()
        if not step > 1e-14 * tau:
            break
        tau += step
    return leverage


def together(parts: Sequence[Working], contrasts: Sequence[Floats], sampling: Sampling | None) -> Working | None:
    """That of contrasts, a matrix a part, between coefficients of parts whose residuals are independent.

    None where they are too many.
    """
    units = np.unique(np.concatenate([part.units for part in parts]))
    p, sizes = len(contrasts[0]), [len(part.middle) for part in parts]
    if len(units) * p * max(p, sum(sizes)) > MOST:
        return None
    own, left = np.zeros((len(units), p, p)), np.zeros((len(units), sum(sizes), p))
    middle, start = np.zeros((sum(sizes),) * 2), 0
    truth = np.zeros((p, p))
    for part, matrix, size in zip(parts, contrasts, sizes, strict=True):
        seen, at = part.contrasts(matrix), slice(start, start + size)
        place = np.searchsorted(units, part.units)
        own[place] += seen.own
        left[place, at], middle[at, at] = seen.left, part.middle
        truth += seen.truth
        start += size
    form = None if sampling is None else sampling.variance(units, np.eye(len(units)), None)
    return Working(own, left, middle, units, truth, form)
