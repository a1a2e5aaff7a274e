r"""Interactions: products of scores, as functions of the moments of products of indicators.

With :math:`y_i` the indicators about constants and :math:`d_i` the means of these, a product of two scores is

.. math:: \sum_{ij} u_i v_j (y_i - d_i)(y_j - d_j) = \sum_{ij} u_i v_j (y_i y_j - d_j y_i - d_i y_j + d_i d_j)

which is linear in :math:`y_i` and :math:`y_i y_j`. One scan of these columns therefore tells all of a stage of
products, whatever the weights come to; with moments of parts left out, too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ... import _core
from ..._core import Moments
from ...inference.distributions import Floats
from ...survey import Rows
from ...survey.columns import answered, numbers
from .path_spec import Spec, composed
from .solution import Solution


@dataclass(frozen=True)
class Products:
    """A model with products of scores in its last stage.

    Attributes
    ----------
    spec : Spec
    rows : Rows
        The indicators, and the products of those of constructs that interact.
    pairs : tuple of (int, int)
        Indicators of every product.
    centre : ndarray, shape (p,)
        What the indicators are about in the products.
    """

    spec: Spec
    rows: Rows
    pairs: tuple[tuple[int, int], ...]
    centre: Floats

    @classmethod
    def of(cls, rows: Rows, spec: Spec) -> Products:
        """The columns of a model with interactions."""
        leaves = _leaves(spec)
        last = spec.last
        found = {(i, j) if i < j else (j, i): None for a, b in last.products for i in leaves[a] for j in leaves[b]}
        kept = answered(rows.columns) & rows.counting
        given = [numbers(column) for column in rows.columns]
        centre = np.array([own[kept].mean() if kept.any() else 0.0 for own in given])
        about = [own - middle for own, middle in zip(given, centre, strict=True)]
        made = tuple((f"{rows.names[i]} × {rows.names[j]}", about[i] * about[j], []) for i, j in found)
        return cls(spec, replace(rows, columns=(*rows.columns, *made), terms=()), tuple(found), centre)

    @property
    def early(self) -> Spec:
        """The stages before."""
        return replace(self.spec, stages=self.spec.stages[:-1])

    @property
    def single(self) -> Spec:
        """The last stage as a model of single indicators."""
        return replace(self.spec, stages=(replace(self.spec.last, sources=None, products=()),))

    @property
    def names(self) -> list[str]:
        """Names of the indicators."""
        return self.rows.names[: len(self.centre)]

    def solve(self, moments: Moments) -> tuple[Solution, ...]:
        """The estimates of the moments of all columns."""
        own = moments.select(list(range(len(self.centre))))
        solved = self._solved(_core.fit_paths(own, self.names, self.early.core))
        s = self._scores(solved, moments.mean, moments.comoment)
        of_scores = Moments.of_parts(moments.n, moments.sum_w, moments.sum_w2, np.zeros(len(s)), s)
        (found,) = _core.fit_paths(of_scores, list(self.spec.last.constructs), self.single.core)
        return (*solved, Solution.of(self.spec.last, found))

    def solve_all(self, samples: Sequence[Moments]) -> tuple[Solution, ...]:
        """The estimates of many moments of all columns."""
        parts = [(one.sum_w, one.mean, one.comoment) for one in samples]
        sums, means, comoments = (np.array(part) for part in zip(*parts, strict=True))
        p = len(self.centre)
        early = _listed(sums, means[:, :p], comoments[:, :p, :p])
        solved = self._solved(_core.resample_paths(early, self.names, self.early.core))
        s = self._scores(solved, means, comoments)
        late = _listed(sums, np.zeros(s.shape[:2]), np.where(np.isnan(s), 0.0, s))
        (found,) = _core.resample_paths(late, list(self.spec.last.constructs), self.single.core)
        before = solved[-1].status
        last = Solution.of(self.spec.last, found)
        return (*solved, replace(last, status=np.where(before > 0, before, last.status)))

    def _solved(self, found: Sequence[Mapping[str, Any]]) -> list[Solution]:
        return [Solution.of(stage, own) for stage, own in zip(self.early.stages, found, strict=True)]

    def _scores(self, solved: Sequence[Solution], means: Floats, comoments: Floats) -> Floats:
        """Co-moments of the scores and their products, shape (..., k, k)."""
        units, p = self._units(solved), len(self.centre)
        drift = means[..., :p] - self.centre
        shift = np.einsum("...p,...pk->...k", drift, units)
        made = []
        for a, b in self.spec.last.products:
            first, second = units[..., a], units[..., b]
            single = -first * shift[..., b, None] - second * shift[..., a, None]
            pairs = [first[..., i] * second[..., j] + first[..., j] * second[..., i] for i, j in self.pairs]
            made.append(np.concatenate([single, np.stack(pairs, axis=-1)], axis=-1))
        blank = np.zeros((*units.shape[:-2], len(self.pairs), units.shape[-1]))
        to = np.concatenate([np.concatenate([units, blank], axis=-2), np.stack(made, axis=-1)], axis=-1)
        return np.swapaxes(to, -1, -2) @ comoments @ to

    def _units(self, solved: Sequence[Solution]) -> Floats:
        """Weights of the indicators, in their own units, in the scores of the last of the stages, shape (..., p, k)."""
        weights = [solution.unit_weights(scaled=self.spec.scaled) for solution in solved]
        return np.swapaxes(composed(self.early.stages, weights)[-1], -1, -2)


def _leaves(spec: Spec) -> list[list[int]]:
    """Columns of the data that measure each construct of the stage before the products, by way of others or not."""
    stages = spec.stages[:-1]
    measured = composed(stages, [np.ones(len(stage.indicators)) for stage in stages])[-1]
    return [np.flatnonzero(row).tolist() for row in measured]


def _listed(sums: Floats, means: Floats, comoments: Floats) -> list[Moments]:
    return [
        Moments.of_parts(2, float(w), float(w) ** 2 / 2, np.ascontiguousarray(m), np.ascontiguousarray(s))
        for w, m, s in zip(sums, means, comoments, strict=True)
    ]
