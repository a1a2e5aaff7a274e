"""The binary logit as a walk from model to model: every move is a fit of its own, judged by its likelihood ratio."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .... import _core
from ...._core import DataError, ModelError, PlacetError
from ....inference.distributions import chi2_p_value
from ....survey import Rows
from ....survey.columns import codes, weights
from ....survey.weights import observations
from ....types import Draws
from ...fits.criteria import Criterion
from ...fits.cumulative_logit import LogitFit, logits
from ...fits.fits import information
from ...model.model import Model, answered
from ..candidates import Candidates
from .selected import check_size
from .walk import Moves, Rule

Floats = NDArray[np.float64]
CODES = ["0", "1"]
#: Price of the squares of standardized coefficients that have no finite value of their own, and steps towards them.
RIDGE, STEPS = 1e-6, 50
#: Most respondents that are drawn again, as the core has it: up to 2^53 every number of them is one of its own.
MOST_RESPONDENTS = 2.0**53


@dataclass(frozen=True)
class LogitSample:
    r"""What the criteria of a logit need to know of the sample.

    With :math:`D = -2\log L`, AIC is :math:`D + 2k`, BIC :math:`D + k\log n`, corrected AIC
    :math:`\mathrm{AIC} + 2k(k + 1)/(n - k - 1)` and adjusted R² McFadden's,
    :math:`1 - (\log L - k + 1)/\log L_0`, which puts models in the order of AIC.

    Attributes
    ----------
    n : float
        Observations: Σw for frequency weights, else the rows.
    null_deviance : float
        D of the intercept alone.
    """

    n: float
    null_deviance: float

    def value(self, criterion: Criterion, left: Any, k: Any) -> Floats:
        """A criterion of models with k coefficients that leave the share `left` of the null deviance."""
        left, k = np.asarray(left, dtype=np.float64), np.asarray(k, dtype=np.float64)
        deviance = left * self.null_deviance
        if criterion == "adj_r2":
            return 1 - left - 2 * (k - 1) / self.null_deviance
        return information(criterion, deviance, self.n, k)


@dataclass(frozen=True)
class Answers:
    """The complete rows of a segment: the outcome, then the other columns; what each counts for; observations."""

    columns: list[Floats]
    names: list[str]
    weights: Floats
    n: float
    places: NDArray[np.int64]

    def reweighted(self, weights: Floats) -> Answers:
        """The same answers counted otherwise."""
        return replace(self, weights=weights)


def read_answers(model: Model, segment: int) -> Answers:
    """Take the complete rows of a segment; refuses an outcome that is not 0 or 1."""
    rows = model.rows
    kept = answered(model) & (codes(rows) == segment)
    columns = [values[kept].astype(np.float64) for _, values, _ in rows.columns]
    check_binary(model.outcome, columns[0])
    weight = weights(rows)[kept]
    n = float(observations(rows.weight_type, len(weight), weight.sum()))
    if rows.weight_type == "probability" and len(weight):
        weight = weight * (n / weight.sum())
    return Answers(columns, rows.names, weight, n, np.flatnonzero(kept))


def stack_answers(sets: Sequence[Answers]) -> Answers:
    """Completed data sets one upon the other, in which every row weighs 1/m of what it does."""
    if len(sets) == 1:
        return sets[0]
    columns = [np.concatenate(parts) for parts in zip(*(answers.columns for answers in sets), strict=True)]
    weights = np.concatenate([answers.weights for answers in sets]) / len(sets)
    return Answers(columns, sets[0].names, weights, sets[0].n, sets[0].places)


def check_binary(name: str, values: Floats) -> None:
    """Refuse an outcome that is not 0 or 1."""
    other = values[(values != 0) & (values != 1) & ~np.isnan(values)]
    if len(other):
        raise DataError(
            f'model="logit" explains an outcome of 0 and 1, and column {name!r} holds {other[0]:g}; '
            "make a column such as recommend >= 9 first"
        )


def draws(answers: Answers, of: Rows, count: int, seed: int) -> Iterator[Floats]:
    """Weights of resamples that have any; bootstrap sample i depends on the seed and i alone."""
    if of.weight_type == "frequency" and of.sampling is None and of.replicates is None:
        total = answers.weights.sum()
        if total > MOST_RESPONDENTS:
            raise DataError(
                f"the frequency weights add up to {total:g} respondents, of which at most {MOST_RESPONDENTS:g} (2^53) "
                'can be drawn again; give the number of respondents a row stands for, or pass weight_type="probability"'
            )
        chances = answers.weights / total
        for index in range(count):
            rng = np.random.default_rng([seed, index])
            yield rng.multinomial(round(answers.n), chances).astype(np.float64)
        return
    total = answers.weights.sum()
    for drawn in _drawn(answers, of.draws(count, seed)):
        if drawn.any():
            yield drawn if of.weight_type == "frequency" else drawn * (total / drawn.sum())


def _drawn(answers: Answers, draws: Draws) -> Iterator[Floats]:
    if isinstance(draws, list):
        yield from (values[answers.places].astype(np.float64) for _, values, _ in draws)
        return
    count, seed, *design = draws
    for index in range(count):
        if design:
            unit_of_row, strata, sizes, not_drawn = design[0]
            factors = _core.unit_factors(strata, sizes, not_drawn, seed, index)
            yield answers.weights * factors[unit_of_row[answers.places]]
        else:
            rows = len(answers.weights)
            drawn = np.random.default_rng([seed, index]).integers(rows, size=rows)
            yield np.bincount(drawn, minlength=rows) * answers.weights


class LogitWalk:
    """A binary logit on the terms in the model; see `selection.Walk`.

    Parameters
    ----------
    answers : Answers
    among : Candidates
    rule : Rule
        By which models are compared.
    """

    def __init__(self, answers: Answers, among: Candidates, rule: Rule) -> None:
        self.answers, self.among, self.enter = answers, among, rule.enter
        self.judge: Criterion | None = None if rule.criterion == "p" else rule.criterion
        self.inside = np.zeros(len(among.terms), dtype=bool)
        self._fits: dict[bytes, LogitFit | PlacetError] = {}
        self._now: LogitFit | None = None
        fit = self._fit(self.inside)
        if isinstance(fit, PlacetError):
            raise fit
        self._now = fit
        self.sample = LogitSample(answers.n, -2 * fit.null_log_likelihood)

    @property
    def _model(self) -> LogitFit:
        assert self._now is not None
        return self._now

    @property
    def k(self) -> int:
        """Coefficients of the model."""
        return self._model.terms

    @property
    def left(self) -> float:
        """Share of the null deviance that is left, 1 less McFadden's R²."""
        return -2 * self._model.log_likelihood / self.sample.null_deviance

    @property
    def criterion(self) -> float:
        """The criterion of the model; NaN for p-values."""
        return np.nan if self.judge is None else float(self.sample.value(self.judge, self.left, self.k))

    def make(self, term: int) -> None:
        """Move a term into the model, or out of it."""
        fit = self._fit(self._moved(term))
        if isinstance(fit, PlacetError):
            raise fit
        self._now, self.inside = fit, self._moved(term)

    def dependent(self) -> NDArray[np.bool_]:
        """Terms outside with which there is no fit: they separate the outcome, or are combinations."""
        return np.array(
            [not self.inside[t] and isinstance(self._fit(self._moved(t)), PlacetError) for t in range(len(self.inside))]
        )

    def separates(self, but: Collection[int] = ()) -> bool:
        """Whether a term outside has no fit and would enter by the likelihood that its coefficients come near to.

        So it is with a driver that tells the values of the outcome apart; combinations of others add nothing. Terms
        `but` are not asked.
        """
        terms = np.array([t for t in np.flatnonzero(self.dependent()) if t not in but], dtype=np.intp)
        if not len(terms):
            return False
        columns = [self._columns(self._moved(int(term))) for term in terms]
        deviance = np.array([least_deviance(self.answers, one) for one in columns])
        k = np.array([1 + len(one) for one in columns])
        if self.judge is None:
            gain = np.maximum(-2 * self._model.log_likelihood - deviance, 0.0)
            return bool((chi2_p_value(gain, (k - self.k).astype(np.float64)) < self.enter).any())
        value = self.sample.value(self.judge, deviance / self.sample.null_deviance, k)
        return bool((value > self.criterion if self.judge == "adj_r2" else value < self.criterion).any())

    def moves(self, enter: bool, remove: bool) -> Moves:
        """What each term could do next: likelihood ratio, criterion and McFadden's R²."""
        found = [
            (term, fit)
            for term in range(len(self.inside))
            if (remove if self.inside[term] else enter)
            and not isinstance(fit := self._fit(self._moved(term)), PlacetError)
        ]
        term = np.array([t for t, _ in found], dtype=np.intp)
        enters = ~self.inside[term]
        k = np.array([fit.terms for _, fit in found])
        deviance = np.array([-2 * fit.log_likelihood for _, fit in found])
        df = np.abs(k - self.k).astype(np.float64)
        # Rounding must not make a ratio negative.
        now = -2 * self._model.log_likelihood
        known = 1.0 if self.among.information is None else self.among.information[term]
        statistic = known * np.maximum(np.abs(deviance - now), 0.0)
        p_value = chi2_p_value(statistic, df)
        left = deviance / self.sample.null_deviance
        counted = (now + known * (deviance - now)) / self.sample.null_deviance
        value = p_value if self.judge is None else self.sample.value(self.judge, counted, k)
        return Moves(term, enters, statistic, df, np.full(len(found), np.nan), p_value, value, 1 - left)

    def _moved(self, term: int) -> NDArray[np.bool_]:
        inside = self.inside.copy()
        inside[term] = not inside[term]
        return inside

    def _columns(self, inside: NDArray[np.bool_]) -> list[int]:
        blocks = (columns for columns, is_in in zip(self.among.positions, inside, strict=True) if is_in)
        return sorted([*self.among.always, *(int(column) for block in blocks for column in block)])

    def _fit(self, inside: NDArray[np.bool_]) -> LogitFit | PlacetError:
        """The fit of a model, begun at that of the present one."""
        key = inside.tobytes()
        if key not in self._fits:
            self._fits[key] = self._search(self._columns(inside))
        return self._fits[key]

    def _search(self, columns: list[int]) -> LogitFit | PlacetError:
        if self.answers.n <= len(columns) + 1:
            return ModelError(f"{len(columns) + 1} coefficients need more than {self.answers.n:.0f} complete cases")
        given = self.answers
        taken = [(given.names[i], given.columns[i], []) for i in (0, *(column + 1 for column in columns))]
        start: list[Floats | None] | None = None
        if self._now:
            constant, *slopes = self._now.coefficients
            known = dict(zip(self._columns(self.inside), slopes, strict=True))
            start = [np.array([constant, *(known.get(column, 0.0) for column in columns)])]
        # Weights count as they are.
        weights = ("weights", given.weights, [])
        return logits((taken, weights, None, "frequency"), CODES, None, start)[0]


def least_deviance(answers: Answers, columns: Sequence[int]) -> float:
    """About the least -2 log L of a logit on some columns, which it may have at infinite coefficients only.

    Newton's steps with a tiny price on the squares of standardized coefficients, which keeps them finite.
    """
    y, weight = answers.columns[0], answers.weights
    x = np.column_stack([np.ones(len(y)), *(answers.columns[column + 1] for column in columns)])
    x[:, 1:] -= weight @ x[:, 1:] / weight.sum()
    spread = np.sqrt(weight @ x[:, 1:] ** 2 / weight.sum())
    x[:, 1:] /= np.where(spread > 0, spread, 1.0)
    b, least, deviance = np.zeros(x.shape[1]), np.inf, np.inf
    price = RIDGE * np.eye(len(b))
    for _ in range(STEPS):
        eta = x @ b
        deviance = 2 * float(weight @ np.logaddexp(0, np.where(y == 1, -eta, eta)))
        if not deviance < least * (1 - RIDGE):
            break
        least = deviance
        share = np.exp(-np.logaddexp(0, -eta))
        information = x.T @ ((weight * share * (1 - share))[:, None] * x) + price
        b = b + np.linalg.solve(information, x.T @ (weight * (y - share)) - price @ b)
    return min(least, deviance)


def first_logit(answers: Answers, among: Candidates, rule: Rule) -> tuple[LogitWalk, NDArray[np.bool_]]:
    """The logit the walk begins with, and the terms with a column that does not vary."""
    flat = np.array([any(np.ptp(answers.columns[c + 1]) == 0 for c in columns) for columns in among.positions])
    walk = LogitWalk(answers, among, rule)
    check_size(answers.n, among, flat, rule)
    if rule.full:
        out = walk.dependent() | flat
        for term in np.flatnonzero(~out):
            if not isinstance(walk._fit(walk._moved(int(term))), PlacetError):
                walk.make(int(term))
    return walk, flat
