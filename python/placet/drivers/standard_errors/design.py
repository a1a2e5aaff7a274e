"""Errors of the sampling design: strata, clusters and finite populations, or replicate weights."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...language import say
from ...progress import warn
from ...survey import Rows, Sampling
from ...survey.columns import answered, codes
from ...survey.facts import ReplicatesWarning
from ...survey.weights import observations
from ..fits.fits import Fitted
from .bias_reduced import uncorrected
from .covariance import Covariance, Floats, unknown, without_alone
from .few_units import checked
from .moves import Moves, moves_of, room
from .unit_moments import of_few_units


def of_design(fitted: Fitted[Any], rows: Rows, correction: str = "none") -> list[Covariance | None]:
    """Errors of the design that was read with the rows; respondents are independent where none was.

    The `correction` of residuals by their leverage is for units that are respondents.
    """
    if rows.repweights is not None:
        return _replicated(fitted, rows)
    if rows.sampling is None:
        return _independent(fitted, rows, correction)
    return _designed(fitted, rows.sampling, correction)


def _designed(fitted: Fitted[Any], sampling: Sampling, correction: str) -> list[Covariance | None]:
    units = (sampling.unit_of_row.astype(np.int32), sampling.n_units)
    clustered = sampling.clusters is not None
    sums = fitted.scores(units, clustered, correction)
    moments = of_few_units(fitted, units, [len(groups) for groups, *_ in sums]) if clustered else None

    def make(segment: int) -> Covariance:
        k, influence = fitted.fit(segment).terms, fitted.influence(segment)
        groups, totals, squares, seen, exact = sums[segment]
        unit = groups.astype(np.int32)
        meat = sampling.variance(unit, totals, None if clustered else squares.reshape(-1, k, k))
        drawn_df = sampling.degrees_of_freedom(unit, seen)
        df = drawn_df + 1 - fitted.spent(segment)
        drawn = len(groups) if clustered else seen.sum()
        few = say("{count:.0f} units of the design leave {k} coefficients no degrees of freedom", count=drawn, k=k)
        note = () if df > 0 else (few,)
        moves = ()
        if clustered and room(fitted, sampling.n_units, k):
            moves = (moves_of(totals @ influence.T, unit, sampling.n_units, sampling),)
        matrix = influence @ meat @ influence.T
        if exact:
            matrix = without_alone(fitted, segment, matrix)
        working = None if moments is None else uncorrected(moments[segment], k, sampling=sampling)
        return Covariance(matrix, df, note, moves, units=drawn_df, working=working)

    found = fitted.each(make)
    return checked(fitted, found, units) if clustered else found


def _independent(fitted: Fitted[Any], rows: Rows, correction: str) -> list[Covariance | None]:
    """Respondents drawn independently: one stratum of rows, of which the scores add up to 0."""
    sums = fitted.scores(None, False, correction)
    drawn = observations(rows.weight_type, *rows.drawn)

    def make(segment: int) -> Covariance:
        k = fitted.fit(segment).terms
        _, _, squares, _, exact = sums[segment]
        influence, units = fitted.influence(segment), float(fitted.observations[segment]) - 1
        matrix = drawn / (drawn - 1) * influence @ squares.reshape(k, k) @ influence.T
        if exact:
            matrix = without_alone(fitted, segment, matrix)
        return Covariance(matrix, units + 1 - fitted.spent(segment), units=units)

    return fitted.each(make)


def _replicated(fitted: Fitted[Any], rows: Rows) -> list[Covariance | None]:
    assert rows.replicates is not None
    rule, columns = rows.replicates.rule, rows.replicates.columns
    copies = fitted.refits()
    df, there = rows.complete_replicates(lambda part: np.where(answered(part.columns), codes(part), -1))

    def make(segment: int) -> Covariance:
        estimate = fitted.estimates[segment]
        assert estimate is not None
        found = np.array([_alike(copy[segment], estimate) for copy in copies])
        lost, nobody = np.isnan(found).any(axis=1), ~there[:, segment]
        if (lost & ~nobody).any() or np.count_nonzero(~lost) < 2:
            first = columns[int(np.argmax(lost & ~nobody) if (lost & ~nobody).any() else np.argmax(lost))][0]
            why = say(
                "the model cannot be fitted under {lost} of {count} replicate weights, the first {first!r}; use fewer "
                "drivers, or merge segments or categories",
                lost=int(lost.sum()), count=len(found), first=first,
            )  # fmt: skip
            return unknown(fitted, segment, why)
        moves = rule.deviations(estimate, found)
        kept = (Moves(moves, np.arange(len(moves), dtype=np.int32)),) if room(fitted, *moves.shape) else ()
        left = df[segment] + 1 - fitted.spent(segment)
        few = say("the replicate weights leave {k} coefficients no degrees of freedom", k=len(estimate))
        note = () if left > 0 else (few,)
        said = (*_left_out(int(lost.sum()), len(found)), *note)
        return Covariance(moves.T @ moves, left, said, kept, units=float(df[segment]))

    return fitted.each(make)


def _alike(copy: Floats | None, estimate: Floats) -> Floats:
    """The coefficients under a replicate; NaN without a fit, or of a logit of fewer categories, which has others."""
    return copy if copy is not None and len(copy) == len(estimate) else np.full_like(estimate, np.nan)


def _left_out(lost: int, count: int) -> tuple[str, ...]:
    """Words for replicates without respondents, and a warning."""
    if not lost:
        return ()
    words = say(
        "{lost} of {count} replicates have no respondents and are left out of errors, which may be too small",
        lost=lost, count=count,
    )  # fmt: skip
    warn(words, ReplicatesWarning)
    return (words,)
