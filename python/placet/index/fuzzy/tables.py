"""An evaluation as tables: one row a node, and one row a node and grade."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...language import say
from ...results.table import Table
from ...survey.segments import Segments
from ..trees.grades import Grades
from ..trees.tree import Floats, Tree
from .evaluation import Evaluation
from .graded import Graded

#: Columns of both tables, which a key column may not be named.
COLUMNS = (
    "term", "parent", "level", "weight", "total_weight", "estimate", "std_error", "conf_low", "conf_high", "grade",
    "runner_up", "gap", "decided", "verdict", "coverage", "n", "n_eff", "points", "membership", "raw",
)  # fmt: skip
#: A grade that is less ahead of the next is not decided.
UNDECIDED = 0.05
#: Decimals beyond which memberships differ by rounding only.
DECIMALS = 12
EVERYBODY = Segments((), ((),), None)


@dataclass(frozen=True)
class Evaluated:
    """What is told of an evaluation."""

    tree: Tree
    evaluation: Evaluation
    grades: Grades
    segments: Segments = EVERYBODY
    graded: Graded | None = None

    def table(self) -> Table:
        """One row a node and segment."""
        index, tree = self.evaluation.index, self.tree
        segments, nodes = index.estimate.shape
        first, second, gap = self._largest()
        names, scores = [*self.grades.names, None], index.estimate.ravel()
        known = ~np.isnan(scores)
        nothing = np.full(index.estimate.shape, np.nan)
        bases = self.graded and self.graded.index
        return Table(
            {
                **self.segments.columns(repeat=nodes),
                "term": tree.names * segments,
                "parent": tree.parents * segments,
                "level": tree.levels * segments,
                "weight": tree.weights * segments,
                "total_weight": tree.total_weights * segments,
                "estimate": scores,
                "std_error": index.std_error.ravel(),
                "conf_low": index.low.ravel(),
                "conf_high": index.high.ravel(),
                "grade": [names[place] for place in np.where(known, first, -1)],
                "runner_up": [names[place] for place in np.where(known, second, -1)],
                "gap": gap,
                "decided": [_decided(value) for value in gap.tolist()],
                "verdict": [self._verdict(score) for score in scores.tolist()],
                "coverage": (bases.covered if bases else np.ones_like(nothing)).ravel(),
                "n": (bases.n if bases else np.zeros_like(nothing, dtype=np.int64)).ravel(),
                "n_eff": (bases.n_eff if bases else nothing).ravel(),
            }
        )

    def _verdict(self, score: float) -> str | None:
        """Where a score lies."""
        return self.grades.verdict(score) if score == score else None

    def _largest(self) -> tuple[np.ndarray, np.ndarray, Floats]:
        """Places of the largest and the second largest membership, of equal ones the higher grade, and the gap."""
        found = np.round(self.evaluation.memberships.estimate.reshape(-1, len(self.grades.names)), DECIMALS)
        order = np.argsort(-found, axis=1, kind="stable")
        ahead = np.take_along_axis(found, order[:, :2], axis=1)
        return order[:, 0], order[:, 1], np.round(ahead[:, 0] - ahead[:, 1], DECIMALS)

    @property
    def equal(self) -> np.ndarray:
        """Whether two grades have the largest membership, shape (segments, nodes)."""
        return (self._largest()[2] == 0).reshape(self.evaluation.index.estimate.shape)

    def memberships(self) -> Table:
        """One row a node, segment and grade."""
        found, grades = self.evaluation.memberships, self.grades.names
        segments, nodes, count = found.estimate.shape
        return Table(
            {
                **self.segments.columns(repeat=nodes * count),
                "term": [name for name in self.tree.names for _ in grades] * segments,
                "level": [level for level in self.tree.levels for _ in grades] * segments,
                "grade": grades * (segments * nodes),
                "points": np.tile(self.grades.points, segments * nodes),
                "membership": found.estimate.ravel(),
                "std_error": found.std_error.ravel(),
                "conf_low": found.low.ravel(),
                "conf_high": found.high.ravel(),
                "raw": self.evaluation.raw.ravel(),
            }
        )


def _decided(gap: float) -> str | None:
    if gap != gap:
        return None
    return say("undecided") if gap < UNDECIDED else say("decided")
