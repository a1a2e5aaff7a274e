"""Errors by cluster that are not too small where clusters are few: Bell and McCaffrey's, known as CR2."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ...survey import Sampling
from .unit_moments import FEW, UnitMoments
from .working_model import Working

Floats = NDArray[np.float64]
#: Below this share of the largest an eigenvalue is 0 but for rounding.
ROUNDING = 1e-10


@dataclass(frozen=True)
class Adjusted:
    """What the units of a segment add to its coefficients, residuals corrected, and how well that is known.

    Attributes
    ----------
    moves : ndarray, shape (units, k)
        Their products add up to the covariance matrix.
    working : Working
    """

    moves: Floats
    working: Working


def adjusted(moments: UnitMoments, scores: Floats, unweighted: Floats | None) -> Adjusted:
    r"""Correct residuals so that the covariance matrix is unbiased where they are independent and alike.

    .. math:: V = M \left( \sum_g X_g' W_g A_g e_g e_g' A_g W_g X_g \right) M, \qquad
              A_g = \left( I - H_{gg} - H_{gg}' + X_g M X' W^2 X M X_g' \right)^{+1/2}

    with :math:`M = (X'WX)^{-1}`, :math:`H_{gg} = X_g M X_g' W_g` [1]_ [2]_ and the pseudo-inverse. Weights that are
    precisions or frequencies go into the rows instead, :math:`A_g = (I - W^{1/2} X_g M X_g' W^{1/2})^{+1/2}`. What is
    taken the root of is I but for a matrix of the rank of the columns, so that only their products within the clusters
    are needed.

    Parameters
    ----------
    moments
        Products of the columns.
    scores : ndarray, shape (units, k)
        X'We of the same units.
    unweighted : ndarray, shape (units, k), or None
        X'e, where weights are probabilities.

    References
    ----------
    .. [1] Bell, R. M. and McCaffrey, D. F. (2002). Bias reduction in standard errors for linear regression with
       multi-stage samples. Survey Methodology 28, 169-181.
    .. [2] Pustejovsky, J. E. and Tipton, E. (2018). Small-sample methods for cluster-robust variance estimation and
       hypothesis testing in fixed effects models. J. of Business and Economic Statistics 36, 672-683.
    """
    basis = _Basis.of(moments)
    values, vectors = np.linalg.eigh(basis.gram)
    kept = values > ROUNDING * values[:, -1:]
    # The columns Z of a unit are P R with P orthonormal.
    scale, turned = np.sqrt(np.where(kept, values, 0.0))[:, :, None], np.swapaxes(vectors, 1, 2)
    r, back = scale * turned, np.where(kept[:, :, None], 1 / np.where(scale > 0, scale, 1.0), 0.0) * turned
    eye = np.eye(r.shape[1])
    spread, vectors = np.linalg.eigh(eye + r @ basis.core @ np.swapaxes(r, 1, 2))
    known = spread > ROUNDING
    power = np.where(known, 1 / np.sqrt(np.where(known, spread, 1.0)), 0.0)[:, None, :]
    once, twice = ((vectors * factor) @ np.swapaxes(vectors, 1, 2) for factor in (power, power**2))
    given, outer = basis.scores(scores, unweighted)[:, :, None], np.swapaxes(r, 1, 2)
    score = given + outer @ ((once - eye) @ (back @ given))
    return Adjusted(score[:, :, 0] @ basis.pick, basis.working(outer @ once @ r, outer @ twice @ r))


def uncorrected(
    moments: UnitMoments | None, terms: int, factor: float = 1.0, sampling: Sampling | None = None
) -> Working | None:
    """How well the covariance matrix of so many coefficients is known that residuals as they are make.

    It is that of a linear model; thresholds of a logit move as an intercept does. None where the units are many.

    Parameters
    ----------
    moments
        Products of the columns.
    terms
        Number of coefficients.
    factor
        What the products of the totals are multiplied by.
    sampling
        The design whose variance of totals they make.
    """
    if moments is None or len(moments.units) > FEW:
        return None
    basis = _Basis.of(moments)
    found, k = basis.working(basis.gram, basis.gram), basis.pick.shape[1]
    if sampling is not None:
        form = sampling.variance(found.units, np.eye(len(found.units)), None)
        # What was drawn of a finite population is known: a unit adds the share that was not.
        found = replace(found, form=form, truth=np.einsum("ii,ist->st", form, found.own))
    found = replace(found, own=factor * found.own, left=factor**0.5 * found.left)
    return found if terms == k else found.contrasts(np.eye(k)[[0] * (terms - k) + list(range(k))])


@dataclass(frozen=True)
class _Basis:
    """Columns Z of a unit such that its residuals have the covariance matrix I + Z core Z', on a scale with X'WX = I.

    Attributes
    ----------
    gram : ndarray, shape (units, r, r)
        Z'Z.
    core : ndarray, shape (r, r)
    pick : ndarray, shape (r, k)
        Z times it is WXM, of which the residuals make the coefficients.
    truth : ndarray, shape (k, k)
        Covariance matrix of the coefficients.
    root : ndarray, shape (k, k)
        What makes X of this scale of X.
    units : ndarray of int
    weight : float or None
        Z is X and WX over this weight; X (with roots of weights) alone without it.
    """

    gram: Floats
    core: Floats
    pick: Floats
    truth: Floats
    root: Floats
    units: NDArray[np.int32]
    weight: float | None = None

    @classmethod
    def of(cls, moments: UnitMoments) -> _Basis:
        """That of the units of a segment."""
        root = moments.root
        eye, none, turn = np.eye(len(root)), np.zeros((len(root),) * 2), root.T @ moments.coefficients.T
        own = root.T @ moments.weighted @ root
        if moments.plain is None or moments.squared is None:
            return cls(own, -eye, turn, turn.T @ turn, root, moments.units)
        plain, squared = (root.T @ part @ root for part in (moments.plain, moments.squared))
        total = squared.sum(axis=0)
        weight = float(np.sqrt(np.trace(total) / np.trace(plain.sum(axis=0))))
        above, below = np.concatenate([plain, own / weight], 2), np.concatenate([own / weight, squared / weight**2], 2)
        core = np.block([[total, -weight * eye], [-weight * eye, none]])
        gram, pick, truth = np.concatenate([above, below], 1), np.vstack([none, weight * turn]), turn.T @ total @ turn
        return cls(gram, core, pick, truth, root, moments.units, weight)

    def scores(self, weighted: Floats, unweighted: Floats | None) -> Floats:
        """Z'e of every unit."""
        if self.weight is None or unweighted is None:
            return weighted @ self.root
        return np.hstack([unweighted @ self.root, weighted @ self.root / self.weight])

    def working(self, once: Floats, twice: Floats) -> Working:
        """From Z'AZ and Z'AAZ."""
        return Working(self.pick.T @ twice @ self.pick, once @ self.pick, self.core, self.units, self.truth)
