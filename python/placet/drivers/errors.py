"""Standard errors of coefficients: classical, robust, by cluster, and of the sampling design."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias, get_args

import numpy as np
from numpy.typing import NDArray

from .._core import DataError, PlacetError
from ..survey import Rows, Sampling, Survey, options
from ..types import Cells, Column

Errors: TypeAlias = Literal["classical", "HC0", "HC1", "HC2", "HC3", "HC4", "cluster", "design"]
Floats = NDArray[np.float64]

#: Groups of a segment, totals and squares of their scores, their rows, and how many rows are fitted exactly.
Scores: TypeAlias = tuple[NDArray[np.integer], Floats, Floats, Floats, int]

#: Numbers that the moves of all segments may take together.
MOST_MOVES = 20_000_000

#: How the core corrects a residual by the leverage of its row.
CORRECTIONS = {"HC0": "none", "HC1": "none", "HC2": "leverage", "HC3": "jackknife", "HC4": "adaptive"}


class Fitted(Protocol):
    """What errors need of a fitted model; one entry a segment."""

    @property
    def fits(self) -> Sequence[object]:
        """The fit, or the error, of every segment."""
        ...

    @property
    def observations(self) -> Floats:
        """Observations of every segment."""
        ...

    @property
    def estimates(self) -> list[Floats | None]:
        """Coefficients."""
        ...

    def spent(self, segment: int) -> int:
        """Degrees of freedom that the coefficients take of a design."""
        ...

    def classical(self, segment: int) -> Floats:
        """Covariance that the model itself implies."""
        ...

    def undetermined(self, segment: int) -> NDArray[np.bool_]:
        """Coefficients that single respondents alone determine."""
        ...

    def influence(self, segment: int) -> Floats:
        """What the total of the scores adds to the coefficients, k by k."""
        ...

    def scores(self, groups: Cells | None, clusters: bool, correction: str) -> list[Scores]:
        """Groups that have rows, totals and squares of scores and rows by group, rows fitted exactly."""
        ...

    def refit(self, weights: Column) -> list[Floats | None]:
        """Coefficients under other weights."""
        ...


@dataclass(frozen=True)
class Covariance:
    """Covariance of the coefficients of a segment.

    Attributes
    ----------
    matrix : ndarray, shape (k, k)
    df : float or ndarray, shape (k,)
        Degrees of freedom of their t.
    notes : tuple of str
        What is to be said about it.
    moves : ndarray, shape (units, k), or None
        What every sampling unit adds to the coefficients, scaled so that `moves.T @ moves` is `matrix`. Segments that
        share units covary by the products of their moves. None where segments share no units, or there are too many.
    """

    matrix: Floats
    df: float | Floats
    notes: tuple[str, ...] = ()
    moves: Floats | None = None

    @property
    def least_df(self) -> float:
        """Degrees of freedom that no coefficient falls below."""
        return float(np.min(self.df))


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
    kind = options.choice("errors", errors, known)
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
        return _each(fitted, lambda i: Covariance(fitted.classical(i), _residual_df(fitted, i)))
    if kind == "cluster":
        assert clusters is not None
        return _clustered(fitted, rows, clusters)
    if kind != "design":
        return _robust(fitted, kind)
    if rows.replicates is not None:
        return _replicated(fitted, rows)
    return _designed(fitted, rows, rows.sampling)


def _each(fitted: Fitted, make: Callable[[int], Covariance]) -> list[Covariance | None]:
    return [None if isinstance(fit, PlacetError) else make(i) for i, fit in enumerate(fitted.fits)]


def said(where: Callable[[int], str], found: Sequence[Covariance | None]) -> list[str]:
    """What is to be said about the errors, and of which segment."""
    notes = [
        f"{'no errors ' if np.isnan(covariance.least_df) else ''}{where(i)}{note}"
        for i, covariance in enumerate(found) if covariance is not None for note in covariance.notes
    ]  # fmt: skip
    return list(dict.fromkeys(notes))


def _unknown(fitted: Fitted, segment: int, why: str) -> Covariance:
    """The covariance of a segment of which there is none: NaN, without degrees of freedom."""
    k = _terms(fitted, segment)
    return Covariance(np.full((k, k), np.nan), np.nan, (why,))


def _terms(fitted: Fitted, segment: int) -> int:
    estimate = fitted.estimates[segment]
    assert estimate is not None
    return len(estimate)


def _residual_df(fitted: Fitted, segment: int) -> float:
    return float(fitted.observations[segment]) - _terms(fitted, segment)


def _robust(fitted: Fitted, kind: Errors) -> list[Covariance | None]:
    sums = fitted.scores(None, False, CORRECTIONS[kind])

    def make(segment: int) -> Covariance:
        _, _, squares, _, exact = sums[segment]
        df, k = _residual_df(fitted, segment), _terms(fitted, segment)
        factor = (df + k) / df if kind == "HC1" else 1.0
        influence = fitted.influence(segment)
        matrix = factor * influence @ squares.reshape(k, k) @ influence.T
        if not exact:
            return Covariance(matrix, df)
        alone = fitted.undetermined(segment)
        matrix[alone] = matrix[:, alone] = np.nan
        who = "1 respondent alone determines" if exact == 1 else f"{exact} respondents alone determine"
        return Covariance(matrix, df, (f"{who} a coefficient (leverage 1), which has no {kind} error",))

    return _each(fitted, make)


def _clustered(fitted: Fitted, rows: Rows, clusters: Cells) -> list[Covariance | None]:
    sums = fitted.scores(clusters, True, "none")
    counts = [len(units) for units, *_ in sums]
    made = [count for count, fit in zip(counts, fitted.fits, strict=True) if not isinstance(fit, PlacetError)]
    if made and max(made) < 2:
        raise DataError("errors='cluster' needs at least two clusters with complete answers; use errors='HC3'")

    def make(segment: int) -> Covariance:
        units, totals, *_ = sums[segment]
        count, k, n = counts[segment], _terms(fitted, segment), float(fitted.observations[segment])
        if count < 2:
            return _unknown(fitted, segment, "it is one cluster")
        factor = count / (count - 1) * (n - 1) / (n - k)
        note = (f"only {count} clusters for {k} coefficients: the errors are rough",) if count <= k else ()
        moves = np.sqrt(factor) * totals @ fitted.influence(segment).T
        kept = _placed(moves, units, clusters[1]) if _has_room(fitted, clusters[1], k) else None
        return Covariance(moves.T @ moves, count - 1.0, note, kept)

    return _each(fitted, make)


def _designed(fitted: Fitted, rows: Rows, sampling: Sampling | None) -> list[Covariance | None]:
    if sampling is None:
        return _independent(fitted, rows)
    units = (sampling.unit_of_row.astype(np.int32), sampling.n_units)
    sums = fitted.scores(units, sampling.clusters is not None, "none")

    def make(segment: int) -> Covariance:
        k, influence = _terms(fitted, segment), fitted.influence(segment)
        groups, *found, _ = sums[segment]
        totals, squares, seen = _by_stratum(sampling, groups, *found)
        meat = stratified_variance(sampling, totals, squares.reshape(-1, k, k), seen > 0)
        drawn = len(groups) if sampling.clusters is not None else seen.sum()
        df = float(drawn) - (seen > 0).sum() + 1 - fitted.spent(segment)
        note = () if df > 0 else (f"{drawn:.0f} units of the design leave {k} coefficients no degrees of freedom",)
        moves = None
        if sampling.stratum_of_cluster is not None and _has_room(fitted, sampling.n_units, k):
            moves = _centred(sampling, _placed(found[0], groups, sampling.n_units)) @ influence.T
        return Covariance(influence @ meat @ influence.T, df, note, moves)

    return _each(fitted, make)


def _independent(fitted: Fitted, rows: Rows) -> list[Covariance | None]:
    """Respondents drawn independently: one stratum of rows, of which the scores add up to 0."""
    sums = fitted.scores(None, False, "none")
    weights = None if rows.weights is None else np.asarray(rows.weights[1])
    frequencies = rows.weight_type == "frequency"
    drawn = rows.n_total if weights is None else weights.sum() if frequencies else np.count_nonzero(weights)

    def make(segment: int) -> Covariance:
        k = _terms(fitted, segment)
        meat, influence = drawn / (drawn - 1) * sums[segment][2].reshape(k, k), fitted.influence(segment)
        return Covariance(influence @ meat @ influence.T, float(fitted.observations[segment]) - fitted.spent(segment))

    return _each(fitted, make)


def _has_room(fitted: Fitted, units: int, terms: int) -> bool:
    """Whether there are several segments, and room for the moves of all."""
    return 1 < len(fitted.fits) <= MOST_MOVES / (units * terms)


def _placed(values: Floats, groups: NDArray[np.integer], count: int) -> Floats:
    """Values of some groups among those of all, the others 0."""
    placed = np.zeros((count, values.shape[1]))
    placed[groups] = values
    return placed


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
        placed = (_placed(part, groups, strata) for part in (totals, squares, rows[:, None]))
        totals, squares, rows = placed
        return totals, squares, rows[:, 0]
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
            return _unknown(fitted, segment, f"{why}{lost[0]!r}; use fewer drivers, or merge segments or categories")
        moves = rule.deviations(estimate, np.array(found))
        kept = moves if _has_room(fitted, *moves.shape) else None
        left = df[segment] + 1 - fitted.spent(segment)
        note = () if left > 0 else (f"the replicate weights leave {len(estimate)} coefficients no degrees of freedom",)
        return Covariance(moves.T @ moves, left, note, kept)

    return _each(fitted, make)
