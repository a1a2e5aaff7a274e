r"""Models one move away from a model, all judged by one scan of the rows, where respondents are drawn independently.

Let r be the columns of a term about what the others in the larger of the two models tell of them, turned so that
:math:`\sum w r r' = 1`, and g its coefficients on r there. The robust covariance of g is :math:`\sum w^2 e^2 r r'` [1]_
with e the residuals of the larger model, corrected by its leverages h, and what robust errors multiply the variances of
all coefficients by, summed, is

.. math:: k^* = \mathrm{tr} (V_0^{-1} V) = \sum w e^2 h / s^2.

A move changes e by :math:`r' g` and h by :math:`w r' r`, so that residuals and leverages of one model serve all moves.

.. [1] Frisch, R. and Waugh, F. V. (1933). Partial time regressions as compared with individual trends. Econometrica 1,
   387-401; for the residuals too, Lovell, M. C. (1963). J. American Statistical Association 58, 993-1010.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ... import _core
from ..._core import ModelError, PlacetError
from ...survey.rows import Rows
from ...types import FittedModel, ScoreMove
from ..fits.fits import likelihood_facts
from ..fits.least_squares import LinearFit, log_likelihood, regress
from ..missing.basis import Basis
from ..prepare import Prepared
from ..standard_errors.covariance import Covariance
from ..standard_errors.joint import joint_test, p_values
from ..standard_errors.kinds import CORRECTIONS
from .candidates import Candidates

Floats = NDArray[np.float64]
Inside = NDArray[np.bool_]
#: F, its degrees of freedom, and the p-value.
Test: TypeAlias = tuple[float, float, float, float]
#: Of every move squares of the scores, what it spends, and respondents fitted exactly.
Scores: TypeAlias = list[tuple[Floats, float, int]]


class After(NamedTuple):
    """The test of a term in the larger of the models before and after a move, and the facts of that after it.

    There is no test of a term that leaves: the errors of the model before have it.
    """

    test: Test | None
    facts: Mapping[str, float]


class _Move(NamedTuple):
    """The model after a move, the coefficients of a term that enters, r on its columns, and the move for the scan."""

    fit: LinearFit
    coefficients: Floats
    turn: NDArray[Any]
    change: ScoreMove


@dataclass(frozen=True)
class OneScan:
    """The models of a segment from its moments, see `judge.Judge`."""

    call: Prepared
    basis: Basis
    among: Candidates
    segment: int

    @staticmethod
    def serves(call: Prepared, basis: Basis) -> bool:
        """Whether models are least squares of all answers, with errors of independent respondents."""
        return call.family == "linear" and call.errors == "HC3" and not basis.of_gaps

    def fit(self, inside: Inside) -> LinearFit | PlacetError:
        """The model of some of the terms, as far as moments tell, or why there is none."""
        rows, columns = self.basis.model.rows, [0, *self._columns(inside)]
        names = [rows.names[column] for column in columns]
        moments = self.basis.together[self.segment].select(columns)
        try:
            return regress(moments, names, list(range(1, len(columns))), True, rows.weight_type)
        except ModelError as error:
            return error

    def tells(self, inside: Inside, terms: Iterable[int]) -> list[int]:
        """Which of the terms `after` will tell of, as far as moments know."""
        if not _told(self.fit(inside)):
            return []
        return [term for term in terms if _told(self.fit(moved(inside, term)))]

    def after(self, inside: Inside, terms: Iterable[int]) -> dict[int, After | None]:
        """What it leads to if some of the terms enter the model, or leave it; None where there is no fit.

        Models that moments cannot tell, or in which respondents are fitted exactly, are not among them.
        """
        base = self.fit(inside)
        found: dict[int, After | None] = {}
        if isinstance(base, PlacetError) or base.is_inexact:
            return found
        moves: dict[int, _Move] = {}
        for term in terms:
            fit = self.fit(moved(inside, term))
            if isinstance(fit, PlacetError):
                found[term] = None
            elif not fit.is_inexact:
                moves[term] = (
                    self._leaving(inside, base, term, fit) if inside[term] else self._entering(inside, base, term, fit)
                )
        sums = self._sums(inside, base, list(moves.values())) if moves else []
        for (term, move), (squares, spent, exact) in zip(moves.items(), sums, strict=True):
            if not exact:
                found[term] = self._judged(move, squares, spent, enters=not inside[term])
        return found

    def _columns(self, inside: Inside) -> list[int]:
        """Columns of a model, the outcome being 0."""
        blocks = [block for block, is_in in zip(self.among.positions, inside, strict=True) if is_in]
        return sorted(1 + int(column) for column in [*self.among.always, *(c for block in blocks for c in block)])

    def _entering(self, inside: Inside, base: LinearFit, term: int, fit: LinearFit) -> _Move:
        moments = self.basis.together[self.segment]
        columns, own = self._columns(inside), [1 + int(column) for column in self.among.positions[term]]
        across = moments.comoment[np.ix_(columns, own)]
        told = base.unscaled @ across
        root = np.linalg.cholesky(moments.comoment[np.ix_(own, own)] - across.T @ told)
        turn = np.linalg.inv(root).T
        at = np.searchsorted(sorted([*columns, *own]), own)
        coefficients = fit.coefficients[1 + at]
        inner = np.vstack([np.zeros(len(own)), -told @ turn])
        outer = [(column, float(moments.mean[column])) for column in own]
        return _Move(fit, coefficients, turn, (inner, outer, turn, (root.T @ coefficients).tolist(), True))

    def _leaving(self, inside: Inside, base: LinearFit, term: int, fit: LinearFit) -> _Move:
        own = np.searchsorted(self._columns(inside), 1 + self.among.positions[term])
        inverse = np.linalg.inv(base.unscaled[np.ix_(own, own)])
        root = np.linalg.cholesky(inverse)
        turn = np.linalg.inv(root).T
        inner = np.vstack([np.zeros(len(own)), base.unscaled[:, own] @ inverse @ turn])
        coefficients = base.coefficients[1 + own]
        slopes = (-root.T @ coefficients).tolist()
        return _Move(fit, coefficients, turn, (inner, [], np.empty((0, len(own))), slopes, False))

    def _sums(self, inside: Inside, base: LinearFit, moves: list[_Move]) -> Scores:
        """Squares of the scores of every move, what it spends, and respondents fitted exactly."""
        rows, columns = self.basis.model.rows, self._columns(inside)
        moments = self.basis.together[self.segment]
        bread = np.zeros((base.terms, base.terms))
        bread[0, 0], bread[1:, 1:] = 1 / base.sum_w, base.unscaled
        models: list[FittedModel | None] = [None] * self.basis.model.segments
        means = moments.mean[columns]
        models[self.segment] = base.coefficients[1:], moments.mean[0], means, bread, True, base.observations
        others = sorted({column for move in moves for column, _ in move.change[1]})
        place = {column: at for at, column in enumerate([0, *columns, *others])}
        changes: list[ScoreMove] = [
            (inner, [(place[column], mean) for column, mean in outer], turn, slopes, enters)
            for inner, outer, turn, slopes, enters in (move.change for move in moves)
        ]
        scores = partial(_scores, list(place), models, changes, CORRECTIONS[self.call.errors], self.segment)
        return rows.folded(scores, _added)

    def _judged(self, move: _Move, squares: Floats, spent: float, *, enters: bool) -> After:
        fit = move.fit
        sigma, df, n, cost = np.array(
            [[fit.sigma], [fit.df_resid], [fit.observations], [spent * fit.df_resid / fit.rss]]
        )
        found = likelihood_facts(log_likelihood(sigma, df, n, 0.0), n, cost + 1)
        facts = {name: float(values[0]) for name, values in found.items()}
        facts |= {"r2": fit.r2, "adj_r2": fit.adj_r2}
        if not enters:
            return After(None, facts)
        covariance = Covariance(move.turn @ squares @ move.turn.T, fit.df_resid)
        f, df_model, df_resid = joint_test(covariance, move.coefficients, range(len(move.coefficients)))
        return After((f, df_model, df_resid, float(p_values(*np.array([f, df_model, df_resid])))), facts)


def moved(inside: Inside, term: int) -> Inside:
    """What is in a model after a term entered or left."""
    after = inside.copy()
    after[term] = not inside[term]
    return after


def _told(fit: LinearFit | PlacetError) -> bool:
    return not isinstance(fit, PlacetError) and not fit.is_inexact


def _scores(
    columns: Sequence[int], models: list[FittedModel | None], moves: list[ScoreMove], correction: str, segment: int,
    rows: Rows,
) -> Scores:  # fmt: skip
    """What the scores of every move come to in some rows."""
    given = rows.given._replace(columns=[rows.columns[column] for column in columns])
    return _core.score_moves(given, models, moves, correction)[segment]


def _added(one: Scores, other: Scores) -> Scores:
    """The same of the rows of both."""
    return [(a[0] + b[0], a[1] + b[1], a[2] + b[2]) for a, b in zip(one, other, strict=True)]
