"""Standard errors of coefficients: classical, robust, by cluster, and of the sampling design."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from ..._core import DataError, PlacetError
from ...language import say
from ...survey import Rows
from ...types import Cells
from ..fits.fits import Fitted
from ..options import Errors
from .bias_reduced import adjusted, uncorrected
from .covariance import Covariance, unknown, without_alone
from .design import of_design
from .few_units import checked, determined
from .moves import moves_of, room
from .unit_moments import fits_memory, of_few_units, residual_totals, unit_moments

#: How the core corrects a residual by the leverage of its row.
CORRECTIONS = {"HC0": "none", "HC1": "none", "HC2": "leverage", "HC3": "jackknife", "HC4": "adaptive"}

#: Of so many segments a note names each.
MOST_NAMED = 3


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

    - HC0 to HC4: :math:`A (\sum u u') A`, residuals corrected by their leverage, HC1 times n / (n - k); HC3 of a logit
      is the jackknife of one Newton step, u / (1 - h) with h the leverage in the weighted fit at the estimate;
    - cluster: :math:`A (\sum_g u_g u_g') A \cdot \frac{G}{G-1} \frac{n-1}{n-k}`, df G - 1;
    - CR2: residuals of a cluster corrected together, see `adjusted`; df of Satterthwaite, one a coefficient;
    - design: :math:`A \left[\sum_h (1 - f_h) \frac{n_h}{n_h - 1} \sum_i (u_{hi} - \bar u_h)
      (u_{hi} - \bar u_h)'\right] A`, df units less strata less k less 1; replicate weights: the spread of the
      coefficients under each.
    """
    if kind == "classical":
        return fitted.each(lambda i: Covariance(fitted.fit(i).covariance, fitted.model_df(i), of_model=True))
    if kind in {"cluster", "CR2"}:
        assert clusters is not None
        found = _clustered(fitted, clusters) if kind == "cluster" else _bias_reduced(fitted, clusters)
    else:
        found = of_design(fitted, rows) if kind == "design" else _robust(fitted, kind)
    known = [covariance for covariance in found if covariance is not None]
    if known and all(np.isnan(covariance.least_df) for covariance in known):
        raise DataError(known[0].notes[0])
    return found


def said(
    where: Callable[[int], str], found: Sequence[Covariance | None], notes: Sequence[Iterable[str] | None]
) -> list[str]:
    """What is to be said about the errors, of which there are notes of every segment, and of which segments."""
    segments: dict[str, list[int]] = {}
    for i, words in enumerate(notes):
        for note in words or ():
            segments.setdefault(note, []).append(i)
    return [words for note, at in segments.items() for words in _said(where, found, note, at)]


def _said(where: Callable[[int], str], found: Sequence[Covariance | None], note: str, at: list[int]) -> list[str]:
    none = [i for i in at if (covariance := found[i]) is not None and np.isnan(covariance.least_df)]
    if len(at) > MOST_NAMED and not none:
        return [say("in {count} segments: {note}", count=len(at), note=note)]
    words = (say("no errors {where}{note}" if i in none else "{where}{note}", where=where(i), note=note) for i in at)
    return list(dict.fromkeys(words))


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
        matrix = without_alone(fitted, segment, matrix)
        note = say(
            "1 respondent alone determines a coefficient (leverage 1), which has no {kind} error"
            if exact == 1
            else "{count} respondents alone determine a coefficient (leverage 1), which has no {kind} error",
            count=exact, kind=kind,
        )  # fmt: skip
        return Covariance(matrix, df, (note,))

    return fitted.each(make)


def _clustered(fitted: Fitted[Any], clusters: Cells) -> list[Covariance | None]:
    sums = fitted.scores(clusters, True, "none")
    counts = [len(units) for units, *_ in sums]
    _check_clusters(fitted, counts)
    moments = of_few_units(fitted, clusters, counts)

    def make(segment: int) -> Covariance:
        units, totals, *_ = sums[segment]
        count, k, n = len(units), fitted.fit(segment).terms, float(fitted.observations[segment])
        if count < 2:
            return unknown(fitted, segment, say("it is one cluster"))
        factor = count / (count - 1) * (n - 1) / (n - k)
        few = say("only {count} clusters for {k} coefficients: the errors are rough", count=count, k=k)
        note = (few,) if count <= k else ()
        moves = np.sqrt(factor) * totals @ fitted.influence(segment).T
        kept = (moves_of(moves, units, clusters[1]),) if room(fitted, clusters[1], k) else ()
        working = None if moments is None else uncorrected(moments[segment], k, factor)
        return Covariance(moves.T @ moves, count - 1.0, note, kept, units=count - 1.0, working=working)

    return checked(fitted, fitted.each(make), clusters)


def _check_clusters(fitted: Fitted[Any], counts: Sequence[int]) -> None:
    made = [count for count, fit in zip(counts, fitted.fits, strict=True) if not isinstance(fit, PlacetError)]
    if made and max(made) < 2:
        raise DataError("errors by cluster need at least two clusters with complete answers; use errors='HC3'")


def _bias_reduced(fitted: Any, clusters: Cells) -> list[Covariance | None]:
    sums = fitted.scores(clusters, True, "none")
    counts = [len(units) for units, *_ in sums]
    _check_clusters(fitted, counts)
    if not fits_memory(fitted, sum(counts)):
        raise DataError(f'errors="CR2" is for few clusters, not for {sum(counts):,}; use errors="cluster"')
    moments = unit_moments(fitted, clusters, squared=True)
    probable = any(one.plain is not None for one in moments)
    unweighted = residual_totals(fitted, clusters, moments) if probable else [None] * len(moments)

    def make(segment: int) -> Covariance:
        units, totals, *_ = sums[segment]
        if len(units) < 2:
            return unknown(fitted, segment, say("it is one cluster"))
        found = adjusted(moments[segment], totals, unweighted[segment])
        df = np.where(determined(moments[segment]), np.nan, found.working.satterthwaite())
        kept = (moves_of(found.moves, units, clusters[1]),) if room(fitted, clusters[1], len(df)) else ()
        matrix = found.moves.T @ found.moves
        return Covariance(matrix, df, moves=kept, units=len(units) - 1.0, working=found.working)

    return checked(fitted, fitted.each(make), clusters, moments)
