"""Predictions of a path model for respondents it was not estimated of: errors as functions of the moments of folds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..._core import Moments
from ...inference.distributions import Floats
from .path_spec import Stage
from .solution import Solution

Antecedents: TypeAlias = Literal["earliest", "direct"]
#: Eigenvalues of correlations below this share of the largest are rounding: predictors depend on each other.
ROUNDING = 1e-10


@dataclass(frozen=True)
class Parts:
    """Moments of F training or test parts of some rows.

    Attributes
    ----------
    sum_w : shape (F,)
    n : shape (F,)
    mean : shape (F, p)
    comoment : shape (F, p, p)
    """

    sum_w: Floats
    n: NDArray[np.int64]
    mean: Floats
    comoment: Floats

    @classmethod
    def of(cls, moments: Sequence[Moments]) -> Parts:
        """The same as arrays."""
        return cls(
            np.array([m.sum_w for m in moments]), np.array([m.n for m in moments]),
            np.array([m.mean for m in moments]), np.array([m.comoment for m in moments]),
        )  # fmt: skip


@dataclass(frozen=True)
class Rules:
    r"""Linear predictions, by the residuals they leave.

    The residual of what is predicted, an indicator or a score, is :math:`r'(x - \bar x)`, x being the indicators of a
    respondent and :math:`\bar x` their means in the training part. So the errors of a test part of weight W, means m
    and co-moments C add up to

    .. math:: \sum w \, e^2 = r' C r + W \, (r'(m - \bar x))^2

    Attributes
    ----------
    residual : shape (F, m, p)
    """

    residual: Floats

    def squared_errors(self, trained: Parts, tested: Parts) -> Floats:
        """Weighted sums of squared errors in the test parts, shape (F, m)."""
        r, shift = self.residual, tested.mean - trained.mean
        spread = np.einsum("fmp,fmp->fm", r @ tested.comoment, r)
        return spread + tested.sum_w[:, None] * np.einsum("fmp,fp->fm", r, shift) ** 2

    def absolute_errors(self, trained: Parts, fold: NDArray[np.int64], x: Floats, w: Floats) -> Floats:
        """Weighted sums of absolute errors, from the rows x of the folds, shape (F, m)."""
        found = np.zeros(self.residual.shape[:2])
        for f in range(len(found)):
            at = fold == f
            found[f] = w[at] @ np.abs((x[at] - trained.mean[f]) @ self.residual[f].T)
        return found


def endogenous(stage: Stage) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The constructs that others act on, and their indicators."""
    constructs = np.flatnonzero(stage.acts.any(axis=1))
    return constructs, np.flatnonzero(np.isin(stage.owner, constructs))


def inputs_of(stage: Stage, antecedents: Antecedents) -> list[NDArray[np.int64]]:
    """What predicts every construct: the constructs at the beginning of the ways to it, or those acting on it."""
    inputs = stage.acts if antecedents == "direct" else stage.reached & ~stage.acts.any(axis=1)
    return [np.flatnonzero(row) for row in inputs]


def of_paths(stage: Stage, solution: Solution, antecedents: Antecedents, *, scaled: bool) -> tuple[Rules, Rules]:
    r"""Predictions of the indicators and of the scores of endogenous constructs.

    .. math:: \hat x_j = \bar x_j + s_j \lambda_j \hat\eta_k, \qquad \hat\eta = T \eta, \quad \eta = U'(x - \bar x)

    with the loading of the indicator on its construct k, the outer weights U in units of the indicators, and T the
    total effects of the exogenous constructs, or the paths.
    """
    constructs, indicators = endogenous(stage)
    u = solution.score_weights(scaled=scaled)
    effects = solution.paths
    if antecedents == "earliest":
        effects = solution.total_effects * ~stage.acts.any(axis=1)
    predicted = effects @ np.swapaxes(u, -1, -2)
    slopes = (solution.sd * solution.loadings)[..., None] * predicted[..., stage.owner, :]
    own = np.eye(len(stage.indicators)) - slopes
    scores = np.swapaxes(u, -1, -2) - predicted
    return Rules(own[..., indicators, :]), Rules(scores[..., constructs, :])


def of_means(stage: Stage, count: int) -> Rules:
    """The naive prediction of every endogenous indicator: its mean in the training part."""
    _, indicators = endogenous(stage)
    own = np.eye(len(stage.indicators))[indicators]
    return Rules(np.broadcast_to(own, (count, *own.shape)))


def of_regressions(stage: Stage, trained: Parts, antecedents: Antecedents) -> Rules:
    """The benchmark: the regression of every endogenous indicator on the indicators that the paths predict it by.

    Of predictors that depend on each other the smallest coefficients are taken, which predict the same in the training
    part; NaN where there are no more respondents than predictors.
    """
    _, indicators = endogenous(stage)
    inputs, p = inputs_of(stage, antecedents), len(stage.indicators)
    spread = np.sqrt(np.diagonal(trained.comoment, axis1=1, axis2=2))
    with np.errstate(divide="ignore", invalid="ignore"):
        correlations = np.nan_to_num(trained.comoment / (spread[:, :, None] * spread[:, None, :]))
        inverse = np.where(spread > 0, 1 / spread, 0.0)
    residual = np.zeros((len(spread), len(indicators), p))
    residual[:, np.arange(len(indicators)), indicators] = 1.0
    for construct in np.unique(stage.owner[indicators]):
        given = np.flatnonzero(np.isin(stage.owner, inputs[construct]))
        at = np.flatnonzero(stage.owner[indicators] == construct)
        own = indicators[at]
        inner = np.linalg.pinv(correlations[:, given[:, None], given], rcond=ROUNDING, hermitian=True)
        slopes = inner @ correlations[:, given[:, None], own]
        slopes *= inverse[:, given, None] * spread[:, None, own]
        residual[:, at[:, None], given] = -np.swapaxes(slopes, 1, 2)
        residual[np.ix_(trained.n <= len(given) + 1, at)] = np.nan
    return Rules(residual)
