"""Errors of predictions by the folds of a path model, and what they come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ... import _core
from ..._core import Moments
from ...inference.distributions import Floats
from ...progress import bar
from ...survey.columns import numbers, weights
from .folds import Codes, Folds
from .prediction import Antecedents, Parts, Rules, endogenous, of_means, of_paths, of_regressions
from .reading import PathReading, solutions_of


@dataclass
class Errors:
    """Errors of a segment in all F folds of R repeats together.

    Attributes
    ----------
    trained : Parts
    tested : Parts
    rules : (Rules, Rules, Rules)
        Of the paths, the regressions and the means, for the indicators.
    squared : shape (3, F, m)
        Weighted sums of squared errors by the three rules.
    of_scores : shape (2, F, c)
        Those of the scores of constructs, by the paths and by their means.
    kept : shape (F,)
        Folds that could be estimated.
    repeats : int
    absolute : shape (3, F, m) or None
    """

    trained: Parts
    tested: Parts
    rules: tuple[Rules, Rules, Rules]
    squared: Floats
    of_scores: Floats
    kept: np.ndarray
    repeats: int
    absolute: Floats | None = None

    def rmse(self) -> Floats:
        """Root mean square errors by the three rules, 3 × m."""
        return np.sqrt(self._mean(self.squared))

    def mae(self) -> Floats:
        """Mean absolute errors by the three rules, 3 × m."""
        assert self.absolute is not None
        return self._mean(self.absolute)

    def _mean(self, sums: Floats) -> Floats:
        return sums[:, self.kept].sum(axis=1) / self.tested.sum_w[self.kept].sum()

    def q2(self, sums: Floats) -> tuple[Floats, Floats]:
        """Q² of all repeats together and its standard deviation over them, from errors and those of means."""
        whole = np.where(self.kept[:, None], sums, 0.0).reshape(2, self.repeats, -1, sums.shape[-1]).sum(axis=2)
        with np.errstate(divide="ignore", invalid="ignore"):
            together = 1 - whole[0].sum(axis=0) / whole[1].sum(axis=0)
            each = 1 - whole[0] / whole[1]
        spread = each.std(axis=0, ddof=1) if self.repeats > 1 else np.full(sums.shape[-1], np.nan)
        return together, spread


def moments_of(
    reading: PathReading, dealt: Folds, of_repeats: Sequence[Codes], progress: bool | None
) -> list[list[list[Moments]]]:  # fmt: skip
    """Moments of every fold, by segment and repeat: one scan a repeat."""
    count, segments = dealt.count, reading.segments
    found: list[list[list[Moments]]] = [[] for _ in range(segments)]
    with bar(len(of_repeats), "repeat", progress) as report:
        for i, fold in enumerate(of_repeats):
            cells = np.where(fold < 0, -1, dealt.segment * count + fold).astype(np.int32)
            moments = reading.rows.given._replace(cells=(cells, segments * count)).moments()
            for s in range(segments):
                found[s].append(moments[s * count : (s + 1) * count])
            if report is not None:
                report(i + 1)
    return found


def errors_of(reading: PathReading, moments: Sequence[Sequence[Moments]], antecedents: Antecedents) -> Errors:
    """The errors of a segment from the moments of its folds, by repeat."""
    spec, stage = reading.spec, reading.spec.last
    tests = [own for folds in moments for own in folds]
    trains = [_without(folds, i) for folds in moments for i in range(len(folds))]
    trained, tested = Parts.of(trains), Parts.of(tests)
    (solution,) = solutions_of(spec, _core.resample_paths(trains, reading.names, spec.core))
    kept = np.asarray(np.isfinite(solution.weights).all(axis=-1))
    if not kept.any():
        _core.fit_paths(trains[0], reading.names, spec.core)
    paths, scores = of_paths(stage, solution, antecedents, scaled=spec.scaled)
    rules = paths, of_regressions(stage, trained, antecedents), of_means(stage, len(trains))
    squared = np.array([rule.squared_errors(trained, tested) for rule in rules])
    own = np.swapaxes(solution.score_weights(scaled=spec.scaled), 1, 2)
    means = Rules(own[:, endogenous(stage)[0]])
    of_scores = np.array([rule.squared_errors(trained, tested) for rule in (scores, means)])
    return Errors(trained, tested, rules, squared, of_scores, kept, len(moments))


def _without(folds: Sequence[Moments], left_out: int) -> Moments:
    """Moments of all folds but one."""
    return sum((own for i, own in enumerate(folds) if i != left_out), Moments())


def add_absolute(reading: PathReading, dealt: Folds, of_repeats: Sequence[Codes], found: Sequence[Errors]) -> None:
    """Absolute errors, from the rows."""
    rows, count = reading.rows, dealt.count
    x = np.column_stack([numbers(column) for column in rows.columns])
    w = weights(rows)
    for segment, errors in enumerate(found):
        at = np.flatnonzero(dealt.segment == segment)
        fold = np.column_stack([one[at] + count * i for i, one in enumerate(of_repeats)])
        sums = [np.zeros(errors.squared.shape[1:]) for _ in errors.rules]
        for column in fold.T:
            for total, rule in zip(sums, errors.rules, strict=True):
                total += rule.absolute_errors(errors.trained, column, x[at], w[at])
        errors.absolute = np.array(sums)
