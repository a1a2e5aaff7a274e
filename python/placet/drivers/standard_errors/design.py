"""Errors of the sampling design: strata, clusters and finite populations, or replicate weights."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...survey import Rows, Sampling
from ...survey.columns import weights
from ...survey.weights import observations
from ..fits.fits import Fitted
from .covariance import Covariance, unknown
from .few_units import checked
from .moves import Moves, moves_of, room


def of_design(fitted: Fitted[Any], rows: Rows) -> list[Covariance | None]:
    """Errors of the design that was read with the rows; respondents are independent where none was."""
    if rows.replicates is not None:
        return _replicated(fitted, rows)
    return _independent(fitted, rows) if rows.sampling is None else _designed(fitted, rows.sampling)


def _designed(fitted: Fitted[Any], sampling: Sampling) -> list[Covariance | None]:
    units = (sampling.unit_of_row.astype(np.int32), sampling.n_units)
    sums = fitted.scores(units, sampling.clusters is not None, "none")

    def make(segment: int) -> Covariance:
        k, influence = fitted.fit(segment).terms, fitted.influence(segment)
        groups, totals, squares, seen, _ = sums[segment]
        unit = groups.astype(np.int32)
        clustered = sampling.clusters is not None
        meat = sampling.variance(unit, totals, None if clustered else squares.reshape(-1, k, k))
        drawn_df = float(sampling.degrees_of_freedom(np.zeros_like(unit), unit, seen, 1)[0])
        df = drawn_df + 1 - fitted.spent(segment)
        drawn = len(groups) if clustered else seen.sum()
        note = () if df > 0 else (f"{drawn:.0f} units of the design leave {k} coefficients no degrees of freedom",)
        moves = ()
        if clustered and room(fitted, sampling.n_units, k):
            moves = (moves_of(totals @ influence.T, unit, sampling.n_units, sampling),)
        return Covariance(influence @ meat @ influence.T, df, note, moves, units=drawn_df)

    found = fitted.each(make)
    return found if sampling.clusters is None else checked(fitted, found, units)


def _independent(fitted: Fitted[Any], rows: Rows) -> list[Covariance | None]:
    """Respondents drawn independently: one stratum of rows, of which the scores add up to 0."""
    sums = fitted.scores(None, False, "none")
    weight = weights(rows)
    drawn = observations(rows.weight_type, np.count_nonzero(weight), weight.sum())

    def make(segment: int) -> Covariance:
        k = fitted.fit(segment).terms
        meat, influence = drawn / (drawn - 1) * sums[segment][2].reshape(k, k), fitted.influence(segment)
        units = float(fitted.observations[segment]) - 1
        return Covariance(influence @ meat @ influence.T, units + 1 - fitted.spent(segment), units=units)

    return fitted.each(make)


def _replicated(fitted: Fitted[Any], rows: Rows) -> list[Covariance | None]:
    assert rows.replicates is not None
    rule, columns = rows.replicates.rule, rows.replicates.columns
    copies = [fitted.refit(column) for column in columns]
    df = rows.replicates.degrees_of_freedom(rows.segments.codes, len(fitted.fits))

    def make(segment: int) -> Covariance:
        estimate = fitted.estimates[segment]
        assert estimate is not None
        found = [copy[segment] for copy in copies]
        # A logit of fewer categories has other coefficients.
        alike = [copy is not None and len(copy) == len(estimate) for copy in found]
        lost = [column[0] for column, is_alike in zip(columns, alike, strict=True) if not is_alike]
        if lost:
            why = f"the model cannot be fitted under {len(lost)} of {len(found)} replicate weights, the first "
            return unknown(fitted, segment, f"{why}{lost[0]!r}; use fewer drivers, or merge segments or categories")
        moves = rule.deviations(estimate, np.array(found))
        kept = (Moves(moves, np.arange(len(moves), dtype=np.int32)),) if room(fitted, *moves.shape) else ()
        left = df[segment] + 1 - fitted.spent(segment)
        note = () if left > 0 else (f"the replicate weights leave {len(estimate)} coefficients no degrees of freedom",)
        return Covariance(moves.T @ moves, left, note, kept, units=float(df[segment]))

    return fitted.each(make)
