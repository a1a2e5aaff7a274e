"""Standard errors of coefficients: classical, robust, by cluster, and of the sampling design."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, TypeAlias, get_args

import numpy as np

from ... import checks
from ..._core import DataError, PlacetError
from ...survey import Rows, Survey
from ...types import Cells
from .covariance import Covariance, Fitted, each, has_room, placed, residual_df, terms_of, unknown
from .design import of_design

Errors: TypeAlias = Literal["classical", "HC0", "HC1", "HC2", "HC3", "HC4", "cluster", "design"]

#: How the core corrects a residual by the leverage of its row.
CORRECTIONS = {"HC0": "none", "HC1": "none", "HC2": "leverage", "HC3": "jackknife", "HC4": "adaptive"}


def chosen(errors: object, survey: Survey, cluster: str | None, *, corrected: bool = True) -> Errors:
    """Check the kind of errors asked for; without one, take what fits the design.

    A declared design sets them; probability weights without one need robust ones, HC1 as in Stata, under which a
    segment is a sample of its own; else the model's own are right. `corrected` says whether the model has leverages.
    """
    declared = [role for role in ("strata", "cluster", "fpc", "repweights") if getattr(survey, role) is not None]
    if errors is None:
        if cluster is not None:
            return "cluster"
        weighted = survey.weights is not None and survey.weight_type == "probability"
        return "design" if declared else "HC1" if weighted else "classical"
    known = [kind for kind in get_args(Errors) if corrected or kind not in {"HC2", "HC3", "HC4"}]
    kind = checks.choice("errors", errors, known)
    if kind == "cluster" and cluster is None and survey.cluster is None:
        raise DataError('errors="cluster" needs cluster=, the column of the clusters')
    if cluster is not None and kind != "cluster":
        raise DataError(f'cluster={cluster!r} goes with errors="cluster", not with errors={kind!r}')
    if kind == "design" and survey.weight_type == "precision" and survey.weights is not None:
        raise DataError(
            'errors="design" goes with probability or frequency weights; precision weights say nothing of how '
            'respondents were drawn: use errors="classical" or "HC3"'
        )
    return kind


def words(kind: Errors, rows: Rows, cluster: str | None) -> str:
    """The errors in words."""
    if kind == "classical":
        return "errors of the model itself"
    if kind == "cluster":
        return f"errors robust within clusters '{cluster}'"
    if kind != "design":
        return f"robust errors ({kind})"
    if rows.replicates is not None:
        return f"errors of {len(rows.replicates.columns)} replicate weights ({rows.replicates.rule.kind})"
    return f"errors of the design: {'independent respondents' if rows.sampling is None else rows.sampling.words}"


def covariances(fitted: Fitted, kind: Errors, rows: Rows, clusters: Cells | None) -> list[Covariance | None]:
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
    found = _by_kind(fitted, kind, rows, clusters)
    known = [covariance for covariance in found if covariance is not None]
    if known and all(np.isnan(covariance.least_df) for covariance in known):
        raise DataError(known[0].notes[0])
    return found


def _by_kind(fitted: Fitted, kind: Errors, rows: Rows, clusters: Cells | None) -> list[Covariance | None]:
    if kind == "classical":
        return each(fitted, lambda i: Covariance(fitted.classical(i), residual_df(fitted, i)))
    if kind == "cluster":
        assert clusters is not None
        return _clustered(fitted, rows, clusters)
    if kind != "design":
        return _robust(fitted, kind)
    return of_design(fitted, rows)


def said(where: Callable[[int], str], found: Sequence[Covariance | None]) -> list[str]:
    """What is to be said about the errors, and of which segment."""
    notes = [
        f"{'no errors ' if np.isnan(covariance.least_df) else ''}{where(i)}{note}"
        for i, covariance in enumerate(found) if covariance is not None for note in covariance.notes
    ]  # fmt: skip
    return list(dict.fromkeys(notes))


def _robust(fitted: Fitted, kind: Errors) -> list[Covariance | None]:
    sums = fitted.scores(None, False, CORRECTIONS[kind])

    def make(segment: int) -> Covariance:
        _, _, squares, _, exact = sums[segment]
        df, k = residual_df(fitted, segment), terms_of(fitted, segment)
        factor = (df + k) / df if kind == "HC1" else 1.0
        influence = fitted.influence(segment)
        matrix = factor * influence @ squares.reshape(k, k) @ influence.T
        if not exact:
            return Covariance(matrix, df)
        alone = fitted.undetermined(segment)
        matrix[alone] = matrix[:, alone] = np.nan
        who = "1 respondent alone determines" if exact == 1 else f"{exact} respondents alone determine"
        return Covariance(matrix, df, (f"{who} a coefficient (leverage 1), which has no {kind} error",))

    return each(fitted, make)


def _clustered(fitted: Fitted, rows: Rows, clusters: Cells) -> list[Covariance | None]:
    sums = fitted.scores(clusters, True, "none")
    counts = [len(units) for units, *_ in sums]
    made = [count for count, fit in zip(counts, fitted.fits, strict=True) if not isinstance(fit, PlacetError)]
    if made and max(made) < 2:
        raise DataError("errors='cluster' needs at least two clusters with complete answers; use errors='HC3'")

    def make(segment: int) -> Covariance:
        units, totals, *_ = sums[segment]
        count, k, n = counts[segment], terms_of(fitted, segment), float(fitted.observations[segment])
        if count < 2:
            return unknown(fitted, segment, "it is one cluster")
        factor = count / (count - 1) * (n - 1) / (n - k)
        note = (f"only {count} clusters for {k} coefficients: the errors are rough",) if count <= k else ()
        moves = np.sqrt(factor) * totals @ fitted.influence(segment).T
        kept = placed(moves, units, clusters[1]) if has_room(fitted, clusters[1], k) else None
        return Covariance(moves.T @ moves, count - 1.0, note, kept)

    return each(fitted, make)
