r"""The best models of every size of a segment, and what they are compared by.

Beside the criteria of `criteria`, with RSS the residual sum of squares and k coefficients of a model, and :math:`k_F`
and :math:`\hat\sigma^2` those of the model with all candidates, Mallows' criterion and the prediction sum of squares
are

.. math:: C_p = \frac{\mathrm{RSS}}{\hat\sigma^2} - n + 2k \qquad
          \mathrm{PRESS} = \sum_i w_i \left( \frac{e_i}{1 - h_i} \right)^2

:math:`e_i / (1 - h_i)` is how far off the model is that was fitted without respondent i; probability weights are taken
with mean 1. :math:`C_p` is :math:`k_F` for the model with all candidates.

Sources: Mallows, C. L. (1973), Technometrics 15, 661-675; Allen, D. M. (1974), Technometrics 16, 125-127.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ... import _core
from ..._core import PlacetError
from ...survey import Rows
from ...survey.columns import codes, weights
from ...survey.passes import together
from ...survey.weights import observations
from ...types import Progress
from ..fits.criteria import CRITERIA as CRITERIA_OF_FITS
from ..fits.criteria import PERFECT, Sample
from ..fits.least_squares import CONDITION_LIMIT, LeastSquares, fit_least_squares, regress
from ..fits.triangle import explained, triangle
from ..missing.basis import Basis
from ..prepare import Prepared
from .candidates import Candidates
from .judge import Judge, judges

Floats = NDArray[np.float64]
SubsetCriterion: TypeAlias = Literal["bic", "aic", "aicc", "adj_r2", "cp", "press"]
CRITERIA: tuple[SubsetCriterion, ...] = ("bic", "aic", "aicc", "adj_r2", "cp", "press")
#: A row of a leverage this near to 1 is fitted exactly: nothing is known of the model without it.
ALL_LEVERAGE = 1e-10


@dataclass(frozen=True)
class Listed:
    """The models of a segment, by size and R².

    Attributes
    ----------
    inside : ndarray of bool, shape (models, terms)
    size, rank : ndarray of int64, shape (models,)
        Candidate columns, and place among the models of that size.
    columns : dict of arrays
        R² and the criteria; ``press`` is NaN but for the first of each size.
    best : int
        Position of the best by the criterion.
    order : ndarray of int, shape (models,)
        Positions from the best to the worst.
    """

    inside: NDArray[np.bool_]
    size: NDArray[np.int64]
    rank: NDArray[np.int64]
    columns: dict[str, Floats]
    order: NDArray[np.intp]

    @property
    def best(self) -> int:
        """Position of the best model."""
        return int(self.order[0])


@dataclass(frozen=True)
class Search:
    """What is searched.

    Attributes
    ----------
    among : sequence of Candidates
        What is chosen among, by segment.
    fits : LeastSquares
        The models with all candidates.
    sets : sequence of LeastSquares
        Rows and moments for PRESS: of each completed data set, or of the respondents; none without such rows.
    observations : sequence of float
        How many respondents count in each segment.
    log_weights : sequence of float
        As `Sample.log_weights`.
    judges : list of Judge, or None
        What fits the models of every segment, where moments alone do not say how sure they are.
    """

    among: Sequence[Candidates]
    fits: LeastSquares
    sets: Sequence[LeastSquares]
    observations: Sequence[float]
    log_weights: Sequence[float]
    judges: list[Judge] | None = None

    def sample(self, segment: int) -> Sample:
        """What the criteria need to know of a segment."""
        m = self.fits.moments[segment]
        sample = Sample.of(m.n, m.sum_w, float(m.comoment[0, 0]), self.fits.model.rows.weight_type)
        return sample.with_log_weights(self.log_weights[segment])

    def price(self, segment: int) -> float:
        """What a column costs of what it seems to be worth by moments alone, the mean over the candidates."""
        return 1.0 if self.judges is None else float(self.judges[segment].prices().mean())


def search_of(call: Prepared, among: Candidates, basis: Basis) -> Search:
    """Fit the models with all candidates, and find out what the answers tell."""
    model, segments = basis.model, range(basis.model.segments)
    inside = [replace(among, absent=basis.absent_from(s), gone=model.absent_from(s)) for s in segments]
    fits = [basis.errors[segment] or _fit(basis, segment) for segment in segments]
    whole = LeastSquares(model, basis.together, fits)
    by_set = zip(*basis.moments, strict=True) if basis.treated is None else ()
    sets = [LeastSquares(basis.data_set(i), moments, fits) for i, moments in enumerate(by_set)]
    counted = [basis.observations(segment) for segment in segments]
    return Search(inside, whole, sets, counted, basis.log_weights, judges(call, basis, inside))


def _fit(basis: Basis, segment: int) -> Any:
    """The model with all candidates, without indicators that would say nothing."""
    moments, names, gone = basis.together[segment], basis.terms(segment), basis.model.absent_from(segment)
    columns = [0, *(c for term in basis.model.terms if term.name in names for c in term.columns if c not in gone)]
    if len(columns) < len(basis.model.rows.columns):
        moments = moments.select(columns)
    return fit_least_squares(basis.model.part(names, [segment], gone), [moments]).fits[0]


def list_models(search: Search, criterion: SubsetCriterion, k: int, report: Sequence[Progress]) -> list[Listed | None]:
    """The `k` best models of every size of every segment; None where the model with all candidates cannot be fitted."""
    found = [
        None if isinstance(fit, PlacetError) else _best(search, segment, k, report[segment])
        for segment, fit in enumerate(search.fits.fits)
    ]
    press = _fitted_together(search, found)
    return [
        None if best is None else _listed(search, segment, best, press, criterion) for segment, best in enumerate(found)
    ]


def loss_factors(
    among: Candidates, n: float, criterion: SubsetCriterion, price: float = 1.0
) -> tuple[list[float], list[float]]:
    """What makes a loss of a share unexplained, by candidate columns: the least loss is the best by the criterion.

    The loss is ``scale[size] * (1 - r2) + shift[size] * (1 - r2 of all candidates)``. That of PRESS is that of AIC, to
    which leaving one respondent out leads in large samples (Stone 1977, J. Royal Statistical Society B 39, 44-47).
    Every coefficient counts `price` times.
    """
    forced, candidates = among.columns
    first = 1 + len(forced)
    k = price * (first + np.arange(1 + sum(map(len, candidates))))
    zero = np.zeros(len(k))
    if criterion == "cp":
        return np.ones(len(k)).tolist(), (2.0 * k / (n - k[-1])).tolist()
    if criterion == "adj_r2":
        return ((n - k[0]) / (n - k)).tolist(), zero.tolist()
    # Minus twice the log-likelihood is n log(1 - R²) but for what all models share.
    value = Sample(n, 1.0).value("aic" if criterion == "press" else criterion, 1.0, k)
    with np.errstate(over="ignore", invalid="ignore"):
        scale = np.exp((value - value[0]) / n)
    # Sizes that corrected AIC has no room for are never the best.
    return np.where(np.isfinite(scale), scale, 1e300).tolist(), zero.tolist()


@dataclass(frozen=True)
class _Best:
    """What the core found for a segment."""

    size: NDArray[np.int64]
    r2: Floats
    inside: NDArray[np.bool_]

    def corrected(self, r2: Floats, known: NDArray[np.bool_]) -> _Best:
        """The same with better R², in their order within every size."""
        if (self.r2[known] == r2[known]).all():
            return self
        order = np.lexsort((-r2, self.size))
        return _Best(self.size[order], r2[order], self.inside[order])

    @property
    def rank(self) -> NDArray[np.int64]:
        first = np.searchsorted(self.size, self.size)  # the sizes ascend
        return np.arange(len(self.size)) - first + 1


def _best(search: Search, segment: int, k: int, report: Progress) -> _Best:
    fits = search.fits
    among = search.among[segment]
    found = _core.best_subsets(fits.moments[segment], fits.model.rows.names, among.columns, k, report)
    best = _Best(np.array(found["size"], dtype=np.int64), found["r2"], found["members"].astype(bool))
    return best.corrected(*_of_rows(search, segment, best))


def _of_rows(search: Search, segment: int, best: _Best) -> tuple[Floats, NDArray[np.bool_]]:
    """R² of the models, and which of them are known better than from moments: those without columns explain nothing.

    Where columns are nearly dependent they are taken from the rows of every completed data set, as all are.
    """
    among, of_rows = search.among[segment], search.sets and search.fits.fit(segment).condition_number > CONDITION_LIMIT
    columns = [
        [*among.always, *(int(c) for block, is_in in zip(among.positions, inside, strict=True) if is_in for c in block)]
        for inside in best.inside
    ]
    if not of_rows:
        nothing = np.array([not listed for listed in columns])
        return np.where(nothing, 0.0, best.r2), nothing
    triangles = [triangle(one.model, segment) for one in search.sets]
    r2 = [np.mean([explained(r, listed) for r in triangles]) for listed in columns]
    return np.array(r2, dtype=np.float64), np.ones(len(columns), dtype=bool)


def _listed(
    search: Search, segment: int, best: _Best, press: Sequence[dict[tuple[int, int], float]], criterion: SubsetCriterion
) -> Listed:
    columns = _figures(search, segment, best) if search.judges is None else _judged(search.judges[segment], best)
    first = best.rank == 1
    columns["press"] = np.array(
        [
            np.mean([one[segment, size] for one in press]) if is_first and press else np.nan
            for size, is_first in zip(best.size, first, strict=True)
        ]
    )
    loss = -columns["adj_r2"] if criterion == "adj_r2" else columns[criterion]
    # NaN, the PRESS of models that are not the best of their size, comes last.
    order = np.lexsort((best.rank, best.size, columns["aic"], loss) if criterion == "press" else (loss,))
    likelihood = columns[criterion if criterion in ("aic", "aicc", "bic") else "aic"]
    columns["weight"] = _weights(likelihood)
    return Listed(best.inside, best.size, best.rank, columns, order)


def _figures(search: Search, segment: int, best: _Best) -> dict[str, Floats]:
    """R² and criteria of models of respondents drawn alike who answered everything."""
    fit, sample = search.fits.fit(segment), search.sample(segment)
    left = np.where(1 - best.r2 < PERFECT, 0.0, 1 - best.r2)
    k = 1 + len(search.among[segment].always) + best.size
    columns = {"r2": best.r2} | {name: sample.value(name, left, k) for name in CRITERIA_OF_FITS}
    return columns | {"cp": _mallows(left, k, sample.n, left[-1], fit.terms)}


def _judged(judge: Judge, best: _Best) -> dict[str, Floats]:
    """The same of models by the errors that they have."""
    found = [judge.of(inside) for inside in best.inside]
    facts = [{} if isinstance(one, PlacetError) else one.facts for one in found]
    columns = {name: np.array([one.get(name, np.nan) for one in facts]) for name in ("r2", *CRITERIA_OF_FITS)}
    k = np.array([np.nan if isinstance(one, PlacetError) else one.spent for one in found])
    n = judge.basis.observations(judge.segment)
    left = np.exp((-2 * np.array([one.get("log_likelihood", np.nan) for one in facts])) / n)
    return columns | {"cp": _mallows(left, k, n, left[-1], k[-1])}


def _mallows(left: Floats, k: Any, n: float, left_by_all: float, k_of_all: float) -> Floats:
    """Mallows' criterion of models that leave so much, in any unit."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return left / (left_by_all / (n - k_of_all)) - n + 2 * k


def _weights(criterion: Floats) -> Floats:
    r"""Shares of :math:`\exp(-\Delta/2)`, how far the models lie above the lowest."""
    lowest = np.nanmin(criterion) if not np.isnan(criterion).all() else np.nan
    if not np.isfinite(lowest):  # perfect fits share everything
        return (criterion == lowest) / (criterion == lowest).sum()
    with np.errstate(over="ignore"):
        likelihood = np.nan_to_num(np.exp(-(criterion - lowest) / 2))
    return likelihood / likelihood.sum()


def _fitted_together(search: Search, found: Sequence[_Best | None]) -> list[dict[tuple[int, int], float]]:
    """PRESS of the best model of every segment and size, of every set of rows, with which all models are judged.

    Of rows that stay where they are that takes one pass.
    """
    sizes = sorted({int(size) for best in found if best is not None for size in best.size})
    chosen = [_of_size(found, size) for size in sizes]
    press = [partial(_press_of, search, one, models) for one in search.sets for models in chosen]
    models = [
        (judge, inside)
        for judge, best in zip(search.judges or (), found, strict=search.judges is not None)
        for inside in (() if best is None else best.inside)
    ]
    judged = [partial(judge.of, inside) for judge, inside in models]
    numbers = search.judges[0].numbers if search.judges else 1
    values: list[Any] = together([*press, *judged], numbers)
    parts = [values[start : start + len(sizes)] for start in range(0, len(press), max(len(sizes), 1))]
    return [
        {(segment, size): value for size, of in zip(sizes, part, strict=True) for segment, value in enumerate(of)}
        for part in parts
    ]


def _of_size(found: Sequence[_Best | None], size: int) -> list[NDArray[np.bool_] | None]:
    """The best model of a size of every segment."""
    return [
        best.inside[np.searchsorted(best.size, size)] if best is not None and size in best.size else None
        for best in found
    ]


def _press_of(search: Search, fits: LeastSquares, chosen: Sequence[NDArray[np.bool_] | None]) -> Floats:
    rows = fits.model.rows
    models = [
        None if inside is None else _zero_filled(search.among[i], fits, i, inside) for i, inside in enumerate(chosen)
    ]
    press = rows.folded(partial(_deleted_squares, models), np.add)
    if rows.weight_type == "probability" and rows.weights is not None:
        press *= np.array([m.n / m.sum_w if m.n else np.nan for m in fits.moments])
    return press


def _deleted_squares(models: list[Any], rows: Rows) -> Floats:
    """Weighted sums of squares of residuals of models that were fitted without the row, of every segment."""
    residual, leverage = _core.diagnose_rows(rows.given, models)
    row = np.flatnonzero(~np.isnan(residual))
    weight = weights(rows)[row]
    with np.errstate(divide="ignore", invalid="ignore"):
        deleted = np.where(1 - leverage[row] < ALL_LEVERAGE, np.nan, residual[row] / (1 - leverage[row]))
    return np.bincount(codes(rows)[row], weight * deleted**2, len(models)).astype(np.float64)


def _zero_filled(among: Candidates, fits: LeastSquares, segment: int, inside: NDArray[np.bool_]) -> Any:
    """A model as the core reads it, in which the columns that are out have no slope and no share of the leverage.

    So the rows are those that are complete in all columns.
    """
    moments, rows = fits.moments[segment], fits.model.rows
    terms = (block for block, is_in in zip(among.positions, inside, strict=True) if is_in)
    at = np.array([*among.always, *(column for block in terms for column in block)], dtype=np.intp)
    slopes, bread = np.zeros(len(rows.columns) - 1), np.zeros((len(rows.columns),) * 2)
    bread[0, 0] = 1 / moments.sum_w
    if len(at):
        fit = regress(moments, rows.names, (1 + at).tolist(), True, rows.weight_type)
        slopes[at] = fit.coefficients[1:]
        bread[np.ix_(1 + at, 1 + at)] = fit.unscaled
    n = float(observations(rows.weight_type, moments.n, moments.sum_w))
    return slopes, moments.mean[0], moments.mean[1:], bread, True, n
