"""Interactions: products of the scores of respondents, which take a second scan of the rows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ... import _core
from ..._core import Moments
from ...inference.distributions import Floats
from ...survey import Rows
from ...survey.columns import answered, codes, numbers
from .path_spec import Spec, Stage
from .solution import Solution


def with_products(rows: Rows, spec: Spec, moments: Moments, segment: int) -> tuple[Solution, ...]:
    """The estimates of a segment with products of scores in the last stage.

    The stages before are functions of the moments; the scores of the complete rows and their products are then columns,
    of which the last stage is estimated as a model of single indicators.
    """
    *before, last = spec.stages
    early = replace(spec, stages=tuple(before))
    found = _core.fit_paths(moments, rows.names, early.core)
    solved = [Solution.of(stage, own) for stage, own in zip(before, found, strict=True)]
    kept = answered(rows.columns) & rows.counting & (codes(rows) == segment)
    scores = _scores(rows, kept, solved, scaled=spec.scaled)
    columns = [*scores.T, *(scores[:, a] * scores[:, b] for a, b in last.products)]
    single = replace(last, sources=None, products=())
    of_columns = _moments(rows, kept, single, columns)
    (own,) = _core.fit_paths(of_columns, list(single.indicators), replace(spec, stages=(single,)).core)
    return (*solved, Solution.of(last, own))


def _scores(rows: Rows, kept: np.ndarray, solved: list[Solution], *, scaled: bool) -> Floats:
    """Standardised scores of the constructs of the last of some stages, rows × constructs."""
    answers = np.column_stack([numbers(column)[kept] for column in rows.columns])
    scores = answers[:, :0]
    for solution in solved:
        stage = solution.stage
        sources = range(answers.shape[1]) if stage.sources is None else stage.sources
        given = np.column_stack([answers[:, s] if s >= 0 else scores[:, -1 - s] for s in sources])
        scores = (given - solution.mean) @ (solution.unit_weights(scaled=scaled)[:, None] * stage.membership)
    return scores


def _moments(rows: Rows, kept: np.ndarray, stage: Stage, columns: list[Floats]) -> Moments:
    """Moments of new columns of some rows."""
    weights = None if rows.weights is None else (rows.weights[0], rows.weights[1][kept], [])
    given = [(name, np.ascontiguousarray(values), []) for name, values in zip(stage.indicators, columns, strict=True)]
    return rows.given._replace(columns=given, weights=weights, cells=None).moments()[0]
