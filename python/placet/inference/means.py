"""Means of items, differences between them and their linearised errors, by segment: what gaps and ranks share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .. import _core
from .._core import Moments
from ..survey import Rows
from ..types import Column
from .distributions import Floats, t_quantile

#: What rounding leaves of a spread or of a difference that is none, as a share of what it is made of.
ROUNDING_ERROR, ROUNDING = 1e-7, 1e-13


@dataclass(frozen=True)
class Contrasts:
    """Linear functions of weighted means, one row a segment.

    Attributes
    ----------
    estimate, std_error : shape (segments, functions)
        NaN where there are too few respondents.
    n, n_eff, df : shape (segments,)
        Rows, effective base, and degrees of freedom: n - 1, or the sum of frequency weights less 1.
    moments : list
        Moments of the items, one a segment.
    """

    estimate: Floats
    std_error: Floats
    n: np.ndarray
    n_eff: Floats
    df: Floats
    moments: Sequence[Moments]

    def margin(self, conf_level: float) -> Floats:
        """Half the width of the t intervals."""
        return t_quantile(conf_level, self.df)[:, None] * self.std_error

    def statistic(self) -> Floats:
        """Estimates over errors: infinite where all respondents agree on a difference, NaN where there is none."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return self.estimate / self.std_error


def contrasts(rows: Rows, items: Sequence[Column], loadings: Any) -> Contrasts:
    r"""Linear functions :math:`A\overline{x}` of the weighted means of some items (loadings A, functions × items).

    The standard errors are those of the respondents' own values of each function, see `_core.composites`. A spread or
    difference that is nothing but rounding is none: identical items have a difference of exactly 0 without error.
    """
    loadings = np.asarray(loadings, dtype=np.float64)
    both = np.concatenate([np.eye(len(items)), loadings])
    given = rows.given._replace(columns=items)
    moments = given.moments()
    probability = rows.weights is not None and rows.weight_type == "probability"
    squared = given.moments(squared=True) if probability else moments
    found = [_core.composites(m, s, both, rows.weight_type) for m, s in zip(moments, squared, strict=True)]
    estimate, std_error = (np.array([f[key] for f in found]) for key in ("estimate", "std_error"))
    size = np.abs(loadings)
    # No difference of items can be larger, or spread more, than all of them together.
    largest, widest = (np.abs(x[:, : len(items)]) @ size.T for x in (estimate, std_error))
    estimate, std_error = estimate[:, len(items) :], std_error[:, len(items) :]
    n, n_eff, sum_w = (np.array([f[key] for f in found], dtype=np.float64) for key in ("n", "n_eff", "sum_w"))
    observed = sum_w if rows.weight_type == "frequency" and rows.weights is not None else n
    return Contrasts(
        estimate=np.where(np.abs(estimate) < ROUNDING * largest, 0.0, estimate),
        std_error=np.where(std_error < ROUNDING_ERROR * widest, 0.0, std_error),
        n=n.astype(np.int64),
        n_eff=n_eff,
        df=np.where(observed > 1, observed - 1, np.nan),
        moments=moments,
    )
