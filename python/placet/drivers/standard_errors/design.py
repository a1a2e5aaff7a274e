"""Errors of the sampling design: strata, clusters and finite populations, or replicate weights."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...survey import Rows, Sampling
from .covariance import Covariance, Fitted, Floats, each, has_room, placed, terms_of, unknown


def of_design(fitted: Fitted, rows: Rows) -> list[Covariance | None]:
    """Errors of the design that was read with the rows; respondents are independent where none was."""
    if rows.replicates is not None:
        return _replicated(fitted, rows)
    return _independent(fitted, rows) if rows.sampling is None else _designed(fitted, rows.sampling)


def _designed(fitted: Fitted, sampling: Sampling) -> list[Covariance | None]:
    units = (sampling.unit_of_row.astype(np.int32), sampling.n_units)
    sums = fitted.scores(units, sampling.clusters is not None, "none")

    def make(segment: int) -> Covariance:
        k, influence = terms_of(fitted, segment), fitted.influence(segment)
        groups, *found, _ = sums[segment]
        totals, squares, seen = _by_stratum(sampling, groups, *found)
        meat = stratified_variance(sampling, totals, squares.reshape(-1, k, k), seen > 0)
        drawn = len(groups) if sampling.clusters is not None else seen.sum()
        df = float(drawn) - (seen > 0).sum() + 1 - fitted.spent(segment)
        note = () if df > 0 else (f"{drawn:.0f} units of the design leave {k} coefficients no degrees of freedom",)
        moves = None
        if sampling.stratum_of_cluster is not None and has_room(fitted, sampling.n_units, k):
            moves = _centred(sampling, placed(found[0], groups, sampling.n_units)) @ influence.T
        return Covariance(influence @ meat @ influence.T, df, note, moves)

    return each(fitted, make)


def _independent(fitted: Fitted, rows: Rows) -> list[Covariance | None]:
    """Respondents drawn independently: one stratum of rows, of which the scores add up to 0."""
    sums = fitted.scores(None, False, "none")
    weights = None if rows.weights is None else np.asarray(rows.weights[1])
    frequencies = rows.weight_type == "frequency"
    drawn = rows.n_total if weights is None else weights.sum() if frequencies else np.count_nonzero(weights)

    def make(segment: int) -> Covariance:
        k = terms_of(fitted, segment)
        meat, influence = drawn / (drawn - 1) * sums[segment][2].reshape(k, k), fitted.influence(segment)
        return Covariance(influence @ meat @ influence.T, float(fitted.observations[segment]) - fitted.spent(segment))

    return each(fitted, make)


def _centred(sampling: Sampling, totals: Floats) -> Floats:
    """Totals of clusters about the mean of their stratum, scaled so that their squares add up to the variance."""
    assert sampling.stratum_of_cluster is not None
    stratum, n = sampling.stratum_of_cluster, sampling.units
    mean = _grouped(totals, stratum, len(n)) / n[:, None]
    factor = np.where(n > 1, sampling.not_drawn * n / np.where(n > 1, n - 1, 1), 0.0)
    return np.sqrt(factor)[stratum, None] * (totals - mean[stratum])


def _by_stratum(
    sampling: Sampling, groups: NDArray[np.integer], totals: Floats, squares: Floats, rows: Floats
) -> tuple[Floats, Floats, Floats]:  # fmt: skip
    """Totals and squares of unit totals in every stratum, and how many of its units or rows were seen."""
    strata, k = len(sampling.units), totals.shape[1]
    if sampling.stratum_of_cluster is None:
        totals, squares, seen = (placed(part, groups, strata) for part in (totals, squares, rows[:, None]))
        return totals, squares, seen[:, 0]
    stratum = sampling.stratum_of_cluster[groups]
    products = (totals[:, :, None] * totals[:, None, :]).reshape(len(totals), k * k)
    gathered = [_grouped(part, stratum, strata) for part in (totals, products)]
    return gathered[0], gathered[1], np.bincount(stratum, minlength=strata).astype(np.float64)


def _grouped(values: Floats, groups: NDArray[np.int64], count: int) -> Floats:
    """Sums of the rows of a table by group."""
    columns = [np.bincount(groups, weights=column, minlength=count) for column in values.T]
    return np.column_stack(columns).astype(np.float64)


def stratified_variance(sampling: Sampling, totals: Floats, squares: Floats, seen: NDArray[np.bool_]) -> Floats:
    """Variance of a total of vectors drawn by strata; lonely units follow the rule of the survey."""
    n, not_drawn = sampling.units, sampling.not_drawn
    spread = squares - totals[:, :, None] * totals[:, None, :] / n[:, None, None]
    several = seen & (n > 1)
    factor = np.where(several, not_drawn * n / np.where(n > 1, n - 1, 1), 0.0)
    variance = np.tensordot(factor, spread, axes=1)
    lonely = seen & (n == 1) & (not_drawn > 0)
    if not lonely.any() or sampling.lonely == "certainty":
        return variance
    if sampling.lonely == "adjust":
        return variance + np.tensordot(not_drawn * lonely, squares, axes=1)
    return variance * (seen.sum() / (seen.sum() - lonely.sum()))


def _replicated(fitted: Fitted, rows: Rows) -> list[Covariance | None]:
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
        kept = moves if has_room(fitted, *moves.shape) else None
        left = df[segment] + 1 - fitted.spent(segment)
        note = () if left > 0 else (f"the replicate weights leave {len(estimate)} coefficients no degrees of freedom",)
        return Covariance(moves.T @ moves, left, note, kept)

    return each(fitted, make)
