"""Standard errors of coefficients: classical, robust, by cluster, and of the sampling design."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..._core import DataError, PlacetError
from ...survey import Rows
from ...types import Cells
from ..fits.fits import Fitted
from ..options import Errors
from .covariance import Covariance, unknown
from .design import of_design
from .moves import moves_of, room

#: How the core corrects a residual by the leverage of its row.
CORRECTIONS = {"HC0": "none", "HC1": "none", "HC2": "leverage", "HC3": "jackknife", "HC4": "adaptive"}


def covariances(fitted: Fitted[Any], kind: Errors, rows: Rows, clusters: Cells | None) -> list[Covariance | None]:
    r"""Covariance of the coefficients of every segment; None where it could not be fitted.

    Parameters
    ----------
    fitted
        The models of all segments.
    kind
        Which errors.
    rows
        The rows, with the sampling design that was read.
    clusters
        Cluster of every row, for cluster-robust errors.

    Notes
    -----
    With u the scores, A the inverse of the information and k coefficients,

    - HC0 to HC4: :math:`A (\sum u u') A`, residuals corrected by their leverage, HC1 times n / (n - k);
    - cluster: :math:`A (\sum_g u_g u_g') A \cdot \frac{G}{G-1} \frac{n-1}{n-k}`, df G - 1;
    - design: :math:`A \left[\sum_h (1 - f_h) \frac{n_h}{n_h - 1} \sum_i (u_{hi} - \bar u_h)
      (u_{hi} - \bar u_h)'\right] A`, df units less strata less k less 1; replicate weights: the spread of the
      coefficients under each.
    """
    if kind == "classical":
        return fitted.each(lambda i: Covariance(fitted.fit(i).covariance, fitted.model_df(i), of_model=True))
    if kind == "cluster":
        assert clusters is not None
        found = _clustered(fitted, rows, clusters)
    else:
        found = of_design(fitted, rows) if kind == "design" else _robust(fitted, kind)
    known = [covariance for covariance in found if covariance is not None]
    if known and all(np.isnan(covariance.least_df) for covariance in known):
        raise DataError(known[0].notes[0])
    return found


def said(where: Callable[[int], str], found: Sequence[Covariance | None]) -> list[str]:
    """What is to be said about the errors, and of which segment."""
    notes = [
        f"{'no errors ' if np.isnan(covariance.least_df) else ''}{where(i)}{note}"
        for i, covariance in enumerate(found) if covariance is not None for note in covariance.notes
    ]  # fmt: skip
    return list(dict.fromkeys(notes))


def _robust(fitted: Fitted[Any], kind: Errors) -> list[Covariance | None]:
    sums = fitted.scores(None, False, CORRECTIONS[kind])

    def make(segment: int) -> Covariance:
        _, _, squares, _, exact = sums[segment]
        k = fitted.fit(segment).terms
        spare, df = fitted.spare(segment), fitted.model_df(segment)
        factor = (spare + k) / spare if kind == "HC1" else 1.0
        influence = fitted.influence(segment)
        matrix = factor * influence @ squares.reshape(k, k) @ influence.T
        if not exact:
            return Covariance(matrix, df)
        alone = fitted.undetermined(segment)
        matrix[alone] = matrix[:, alone] = np.nan
        who = "1 respondent alone determines" if exact == 1 else f"{exact} respondents alone determine"
        return Covariance(matrix, df, (f"{who} a coefficient (leverage 1), which has no {kind} error",))

    return fitted.each(make)


def _clustered(fitted: Fitted[Any], rows: Rows, clusters: Cells) -> list[Covariance | None]:
    sums = fitted.scores(clusters, True, "none")
    counts = [len(units) for units, *_ in sums]
    made = [count for count, fit in zip(counts, fitted.fits, strict=True) if not isinstance(fit, PlacetError)]
    if made and max(made) < 2:
        raise DataError("errors='cluster' needs at least two clusters with complete answers; use errors='HC3'")

    def make(segment: int) -> Covariance:
        units, totals, *_ = sums[segment]
        count, k, n = counts[segment], fitted.fit(segment).terms, float(fitted.observations[segment])
        if count < 2:
            return unknown(fitted, segment, "it is one cluster")
        factor = count / (count - 1) * (n - 1) / (n - k)
        note = (f"only {count} clusters for {k} coefficients: the errors are rough",) if count <= k else ()
        moves = np.sqrt(factor) * totals @ fitted.influence(segment).T
        kept = (moves_of(moves, units, clusters[1]),) if room(fitted, clusters[1], k) else ()
        return Covariance(moves.T @ moves, count - 1.0, note, kept, units=count - 1.0)

    return fitted.each(make)
