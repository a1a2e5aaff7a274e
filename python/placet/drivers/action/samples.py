"""What one sample says of drivers and moves, or each of many resamples: coefficients and means, all made of moments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ... import _core
from ..._core import Moments
from ...survey.rows import Given
from ...types import Column, Draws, Progress

Floats = NDArray[np.float64]
#: Columns that are resampled at once, together with those that the regression needs: more products, which are made
#: of columns of which only means are wanted as well, cost more than drawing the respondents anew.
WIDTH = 30
#: Drivers whose correlations, given the covariates, have an eigenvalue below this are dependent in a resample.
DEPENDENT = 1e-12


@dataclass(frozen=True)
class Sample:
    """A sample, or `r` resamples one a row.

    Attributes
    ----------
    coefficients : ndarray, r × p
        Of the regression of the outcome on p drivers and the covariates; NaN where it cannot be fitted.
    outcome : ndarray, r
        Mean of the outcome.
    means : ndarray, r × p
        Means of the drivers.
    moves : ndarray, r × m
        Mean moves, one a move asked for.
    importance : ndarray, r × p
        What every driver adds to R², where it was asked for.
    """

    coefficients: Floats
    outcome: Floats
    means: Floats
    moves: Floats
    importance: Floats = field(default_factory=lambda: np.empty((0, 0)))

    @property
    def failed(self) -> int:
        """How many could not be fitted; where importances are asked for, have none."""
        numbers = self.importance if self.importance.size else self.coefficients
        return int(np.isnan(numbers).any(axis=1).sum())


def resampled(
    rows: Given, moves: Sequence[Column], roles: tuple[Sequence[int], Sequence[int]], segment: int, draws: Draws,
    report: Progress,
) -> Sample:  # fmt: skip
    """The samples that are drawn from the complete rows of a segment; all parts are of the same draws.

    Parameters
    ----------
    rows
        Outcome, drivers and covariates.
    moves
        Columns of moves, which have values in the complete rows.
    roles
        Columns of the drivers and of the covariates.
    segment, draws
        Whose rows are drawn, and how.
    report
        Told how many are done.
    """
    drivers, covariates = roles
    fitted = len(rows.columns)
    first = max(WIDTH - fitted, 0)
    whole = rows._replace(columns=[*rows.columns, *moves[:first]])
    _, mean, comoment = _core.bootstrap_moments(whole, segment, draws, report)
    others = [
        _core.bootstrap_moments(rows._replace(columns=moves[start : start + WIDTH]), segment, draws, None)[1]
        for start in range(first, len(moves), WIDTH)
    ]
    moved = np.concatenate([mean[:, fitted:], *others], axis=1)
    found = slopes(comoment[:, :fitted, :fitted], drivers, covariates)
    return Sample(found, mean[:, 0], mean[:, list(drivers)], moved)


def of_moments(samples: Sequence[Moments], fitted: int, roles: tuple[Sequence[int], Sequence[int]]) -> Sample:
    """The same of resamples whose moments were made before: of outcome, drivers and covariates, then of moves."""
    drivers, covariates = roles
    width = max((len(own.mean) for own in samples), default=0)
    blank = np.full((width, width), np.nan)
    mean = np.array([own.mean if own.n else blank[0] for own in samples]).reshape(-1, width)
    comoment = np.array([own.comoment if own.n else blank for own in samples]).reshape(-1, width, width)
    found = slopes(comoment[:, :fitted, :fitted], drivers, covariates)
    return Sample(found, mean[:, 0], mean[:, list(drivers)], mean[:, fitted:])


def slopes(comoment: Floats, drivers: Sequence[int], covariates: Sequence[int]) -> Floats:
    r"""Coefficients of the drivers in the regressions of the first column on drivers and covariates.

    .. math:: b = (S_{dd} - S_{dc} S_{cc}^{+} S_{cd})^{-1} (S_{dy} - S_{dc} S_{cc}^{+} S_{cy})

    solved on the correlation scale. Covariates that do not vary in a resample, or depend on each other, change nothing;
    a driver that does not vary, or depends on the others, leaves no coefficients.

    Parameters
    ----------
    comoment : ndarray, resamples × columns × columns
    drivers, covariates
        Columns.

    Returns
    -------
    ndarray, resamples × drivers
    """
    kept = [0, *drivers]
    spread = np.sqrt(np.einsum("rii->ri", comoment))
    unit = np.where(spread > 0, spread, 1.0)
    r = comoment / unit[:, :, None] / unit[:, None, :]
    inner = r[:, kept][:, :, kept]
    if covariates:
        across = r[:, kept][:, :, list(covariates)]
        held = np.linalg.pinv(r[:, list(covariates)][:, :, list(covariates)], rcond=1e-10, hermitian=True)
        inner = inner - across @ held @ across.swapaxes(1, 2)
    found = np.full((len(comoment), len(drivers)), np.nan)
    good = _independent(inner[:, 1:, 1:])
    if good.any():
        solved = np.linalg.solve(inner[good][:, 1:, 1:], inner[good][:, 1:, :1])[:, :, 0]
        found[good] = solved * unit[good, :1] / unit[good][:, list(drivers)]
    return found


def _independent(r: Floats) -> NDArray[np.bool_]:
    """Which matrices of what is left of the drivers can be solved."""
    left = np.einsum("rii->ri", r)
    good = np.isfinite(r).all(axis=(1, 2)) & (left > DEPENDENT).all(axis=1)
    scale = np.sqrt(left[good])
    least = np.linalg.eigvalsh(r[good] / scale[:, :, None] / scale[:, None, :])[:, 0]
    good[good] = least > DEPENDENT
    return good
