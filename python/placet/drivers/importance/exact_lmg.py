"""The LMG split of nearly dependent drivers, from the rows: the lattice of moments loses digits as their square."""

from __future__ import annotations

from math import comb

import numpy as np
from numpy.typing import NDArray

from ..fits.triangle import triangle
from ..model.model import Model
from .split import Importance

Floats = NDArray[np.float64]
#: Drivers of which all subsets are held in memory.
MOST = 16


def exact_importance(model: Model, segment: int, drivers: list[int], covariates: list[int]) -> Importance:
    """The importances of a segment, for what the covariates leave of the outcome, of what they leave of the drivers.

    Parameters
    ----------
    model, segment
        The rows.
    drivers, covariates
        Their columns; at most `MOST` drivers.
    """
    whole = triangle(model, segment)[:, [column - 1 for column in (*covariates, *drivers, 0)]]
    r = np.asarray(np.linalg.qr(whole / _lengths(whole), mode="r"))[len(covariates) :, len(covariates) :]
    share = float(r[:, -1] @ r[:, -1])
    r2 = _of_all_subsets(r)
    p, masks = len(drivers), np.arange(1 << len(drivers))
    size = np.array([int(mask).bit_count() for mask in masks])
    counts = [comb(p - 1, k) for k in range(p)]
    conditional, left = np.zeros((p, p)), np.zeros((p, p))
    for driver in range(p):
        without = masks[masks >> driver & 1 == 0]
        gain = r2[without | 1 << driver] - r2[without]
        conditional[driver] = np.bincount(size[without], gain, p) / counts
        left[driver] = np.bincount(size[without], share - r2[without], p) / counts / p
    lmg = conditional.mean(axis=1)
    return Importance(lmg[None], float(lmg.sum()), conditional, left, 1 - share)


def _of_all_subsets(r: Floats) -> Floats:
    """What every subset of the columns explains of the last, in units of that before covariates; by bits of subsets.

    Driver after driver the subsets are doubled: in one half he is left out, in the other all that follow are projected
    off what is his own (modified Gram-Schmidt).
    """
    p = r.shape[1] - 1
    explained, rest = np.zeros(1), r.T[None]  # rest: subset, column, coordinate
    for _ in range(p):
        own, others = rest[:, :1], rest[:, 1:]
        with np.errstate(divide="ignore", invalid="ignore"):
            direction = np.nan_to_num(own / np.linalg.norm(own, axis=2, keepdims=True))
        along = (others * direction).sum(axis=2, keepdims=True)
        explained = np.concatenate([explained, explained + along[:, -1, 0] ** 2])
        rest = np.concatenate([others, others - along * direction])
    return explained


def _lengths(columns: Floats) -> Floats:
    return np.linalg.norm(columns, axis=0)
