"""Grade vectors and indexes of nodes by an operator, and how sure they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...inference.bootstrap import bootstrap_interval
from ...inference.distributions import t_quantile
from ...inference.resampled_sums import Resampler
from ...progress import continued
from ...survey.columns import answered, codes
from ...survey.replicates import ReplicateWeights
from ...types import Progress
from ..trees.grades import Grades
from ..trees.tree import Bools, Floats, Tree
from .graded import Graded
from .operators import Operator, evaluate


@dataclass(frozen=True)
class Sure:
    """Estimates and how sure they are, of one shape each."""

    estimate: Floats
    std_error: Floats
    low: Floats
    high: Floats

    @classmethod
    def unsure(cls, estimate: Floats) -> Sure:
        """Estimates of which no errors are known."""
        nothing = np.full_like(estimate, np.nan)
        return cls(estimate, nothing, nothing, nothing)


@dataclass(frozen=True)
class Evaluation:
    """What an operator makes of memberships.

    Attributes
    ----------
    index : Sure, shape (segments, nodes)
        The points of the grades weighted by memberships.
    memberships : Sure, shape (segments, nodes, grades)
        Normalised, the highest grade first.
    raw : shape (segments, nodes, grades)
        Before they are divided by their sum.
    lost : int
        Resamples that lack all answers to an indicator.
    """

    index: Sure
    memberships: Sure
    raw: Floats
    lost: int = 0


def of_matrices(tree: Tree, operator: Operator, leaves: Floats, grades: Grades) -> Evaluation:
    """Of memberships that are given, shape (indicators, grades): nothing is known of errors."""
    raw, found = evaluate(tree, operator, leaves[None], np.ones(len(leaves), dtype=bool))
    return Evaluation(Sure.unsure(found @ grades.points), Sure.unsure(found), raw)


def of_means(graded: Graded, conf_level: float) -> Evaluation:
    """Of the weighted average: all of it are means, whose errors the index has."""
    index, parts = graded.index, graded.of_grades
    margins = np.stack([scores.margin(conf_level) for scores in parts], axis=2)
    found = graded.membership
    errors = np.stack([scores.std_error for scores in parts], axis=2)
    margin = index.margin(conf_level)
    return Evaluation(
        Sure(index.estimate, index.std_error, *_within(index.estimate, margin, 100.0)),
        Sure(found, errors, *_within(found, margins, 1.0)),
        found,
    )


def _within(estimate: Floats, margin: Floats, most: float) -> tuple[Floats, Floats]:
    return np.clip(estimate - margin, 0, most), np.clip(estimate + margin, 0, most)


@dataclass(frozen=True)
class Resampled:
    """Evaluations of resamples, by segment.

    Attributes
    ----------
    graded : Graded
    operator : Operator
    resampler : Resampler
    conf_level : float
    """

    graded: Graded
    operator: Operator
    resampler: Resampler
    conf_level: float

    def evaluation(self, report: Progress) -> Evaluation:
        """The evaluation of every segment."""
        raws, parts, lost = [], [], 0
        for segment, at in enumerate(self._places()):
            asked = self.graded.index.means.asked[segment]
            raw, estimate = evaluate(self.graded.tree, self.operator, self._leaves(segment), asked)
            copies = self._copies(at, asked, continued(report, segment * self.resampler.resamples))
            found, failed = self._sure(segment, _with_index(estimate, self.graded.grades), copies)
            raws.append(raw)
            parts.append(found)
            lost += failed
        whole = [np.stack([getattr(part, name) for part in parts]) for name in Sure.__dataclass_fields__]
        index, members = Sure(*(one[..., -1] for one in whole)), Sure(*(one[..., :-1] for one in whole))
        bounds = np.clip(index.low, 0, 100), np.clip(index.high, 0, 100)
        limits = np.clip(members.low, 0, 1), np.clip(members.high, 0, 1)
        return Evaluation(
            Sure(index.estimate, index.std_error, *bounds),
            Sure(members.estimate, members.std_error, *limits),
            np.stack(raws),
            lost,
        )

    def _places(self) -> list[NDArray[np.intp]]:
        """Rows with any answer, of every segment."""
        rows = self.graded.rows
        there = np.flatnonzero(rows.counting & np.logical_or.reduce([answered([c]) for c in rows.columns]))
        of_rows = codes(rows, there)
        order = np.argsort(of_rows, kind="stable")
        count = len(self.graded.index.means.n)
        return np.split(there[order], np.searchsorted(of_rows[order], np.arange(1, count)))

    def _leaves(self, segment: int) -> Floats:
        """Mean memberships of the indicators."""
        leaf = np.array(self.graded.tree.leaf)
        found = np.empty((len(self.graded.tree.indicators), len(self.graded.grades.names)))
        found[leaf[leaf >= 0]] = self.graded.membership[segment, leaf >= 0]
        return found

    def _copies(self, at: NDArray[np.intp], asked: Bools, report: Progress) -> Floats:
        """Memberships and index of all nodes in the resamples, shape (resamples, nodes, grades + 1)."""
        members = self.graded.of_rows[at]
        n, p, g = members.shape
        # Memberships sum to 1, so that the sums over the grades are those of the weights of the answers.
        sums = self.resampler.sums(at, np.nan_to_num(members.reshape(n, p * g)), report).reshape(-1, p, g)
        total = sums.sum(axis=2, keepdims=True)
        leaves = np.divide(sums, total, out=np.full_like(sums, np.nan), where=total > 0)
        return _with_index(evaluate(self.graded.tree, self.operator, leaves, asked)[1], self.graded.grades)

    def _sure(self, segment: int, estimate: Floats, copies: Floats) -> tuple[Sure, int]:
        """Errors and intervals of the nodes of a segment."""
        error, low, high = (np.full_like(estimate, np.nan) for _ in range(3))
        known = ~np.isnan(estimate).any(axis=1)
        flat = copies[:, known].reshape(len(copies), estimate[known].size)
        failed = int(np.isnan(flat).any(axis=1).sum())
        rows = self.graded.rows
        if known.any():
            own = estimate[known].ravel()
            if rows.replicates is None and rows.sampling is None:
                limits = self._percentiles(own, flat)
            else:
                # As the weighted average has them: of the indicators that fewest answered.
                df = np.repeat(self.graded.index.certainty[0][segment, known], estimate.shape[1])
                spread = self._error(flat) if rows.replicates is None else _by_rule(rows.replicates.rule, own, flat)
                margin = t_quantile(self.conf_level, df) * spread
                limits = spread, own - margin, own + margin
            shape = estimate[known].shape
            error[known], low[known], high[known] = (limit.reshape(shape) for limit in limits)
        alike = self.graded.alike[segment]
        low[alike], high[alike] = np.nan, np.nan
        return Sure(estimate, error, low, high), failed

    def _percentiles(self, estimate: Floats, copies: Floats) -> tuple[Floats, Floats, Floats]:
        good = copies[~np.isnan(copies).any(axis=1)]
        return self._error(copies), *bootstrap_interval("percentile", estimate, good, None, self.conf_level)

    @staticmethod
    def _error(copies: Floats) -> Floats:
        good = copies[~np.isnan(copies).any(axis=1)]
        error = good.std(axis=0, ddof=1) if len(good) > 1 else np.full(copies.shape[1], np.nan)
        return np.where(error <= 1e-12, 0.0, error)


def _by_rule(rule: ReplicateWeights, estimate: Floats, copies: Floats) -> Floats:
    return np.sqrt(rule.variance(estimate, copies))


def _with_index(found: Floats, grades: Grades) -> Floats:
    """Memberships, and after them the index by weighted grades."""
    return np.concatenate([found, (found @ grades.points)[..., None]], axis=-1)
