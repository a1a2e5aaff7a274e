"""A walk from model to model in which every move is judged by the errors of the result."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ...._core import PlacetError
from ...fits.criteria import CRITERIA, Criterion
from ..judge import Judge, Judged
from ..one_scan import moved
from .selected import Selected, check_size, walked
from .walk import Moves, Rule, possible

Floats = NDArray[np.float64]


class JudgedWalk:
    """A model on the terms in it; see `walk.Walk`.

    Parameters
    ----------
    judge : Judge
    criterion : str
        By which models are compared.
    """

    def __init__(self, judge: Judge, criterion: Criterion | Literal["p"]) -> None:
        self.judge = judge
        self.by: Criterion | None = None if criterion == "p" else criterion
        self.inside = np.zeros(len(judge.among.terms), dtype=bool)
        self.visited = [self._required(self.inside)]

    @property
    def now(self) -> Judged:
        """The model."""
        return self.visited[-1]

    @property
    def k(self) -> int:
        """Coefficients of the model."""
        return self.now.fit.terms

    @property
    def left(self) -> float:
        """1 - R² of the model."""
        return 1 - self.now.facts["r2"]

    @property
    def criterion(self) -> float:
        """The criterion of the model; NaN for p-values."""
        return np.nan if self.by is None else self.now.facts[self.by]

    def make(self, term: int) -> None:
        """Move a term into the model, or out of it."""
        inside = moved(self.inside, term)
        self.visited.append(self._required(inside))
        self.inside = inside

    def enter_all(self) -> None:
        """Begin with the model of all terms but those that have no fit beside those before them."""
        flat = self.judge.flat
        if not isinstance(found := self.judge.of(~flat, visited=True), PlacetError):
            self.visited, self.inside = [found], ~flat
            return
        for term in np.flatnonzero(~flat):
            if self.judge.fits(further := moved(self.inside, int(term))):
                self.inside = further
        self.visited = [self._required(self.inside)]

    def dependent(self) -> NDArray[np.bool_]:
        """Terms outside with which there is no fit."""
        return np.array(
            [not is_in and not self.judge.fits(moved(self.inside, term)) for term, is_in in enumerate(self.inside)]
        )

    def moves(self, enter: bool, remove: bool) -> Moves:
        """What each term could do next: Wald's F in the larger of the two models, criterion and R² after the move."""
        found = self.judge.after(self.inside, possible(self.inside, enter, remove))
        blocks = list(self.judge.among.terms.values())
        tests = [after.test or self.now.test([one.name for one in blocks[term]]) for term, after in found.items()]
        facts = [(np.nan if self.by is None else after.facts[self.by], after.facts["r2"]) for after in found.values()]
        term = np.array(list(found), dtype=np.intp)
        statistic, df, df_resid, p_value = np.array(tests, dtype=np.float64).reshape(-1, 4).T
        criterion, r2 = np.array(facts, dtype=np.float64).reshape(-1, 2).T
        value = p_value if self.by is None else criterion
        return Moves(term, ~self.inside[term], statistic, df, df_resid, p_value, value, r2)

    def criteria(self) -> dict[str, Floats]:
        """Criteria of all models on the way."""
        return {name: np.array([one.facts.get(name, np.nan) for one in self.visited]) for name in CRITERIA}

    def _required(self, inside: NDArray[np.bool_]) -> Judged:
        found = self.judge.of(inside, visited=True)
        if isinstance(found, PlacetError):
            raise found
        return found


def select_judged(judge: Judge, rule: Rule) -> Selected:
    """The walk of the respondents of a segment, by the errors of the result."""
    among, flat = judge.among, judge.flat
    check_size(judge.basis.observations(judge.segment), among, flat, rule)
    walk = JudgedWalk(judge, rule.criterion)
    if rule.full:
        walk.enter_all()
    found = walked(walk, flat, among, rule)
    return replace(found, criteria=walk.criteria())
