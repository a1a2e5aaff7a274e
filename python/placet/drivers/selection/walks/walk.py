"""Stepwise selection of terms: the rules, and the walk from model to model, for any kind of model.

A model that can tell what each move of one term would change, and make the move, is a `Walk`, as the binary logit is.
The walk of least squares is the core's.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from ...fits.criteria import Criterion

Direction = Literal["both", "forward", "backward"]
Floats = NDArray[np.float64]
#: A criterion must improve by more than this share of itself: what is less is rounding, and could go round in circles.
NO_GAIN = 1e-12
#: Statistics of moves whose difference is a smaller share of them are the same but for rounding.
SAME = 1e-9


@dataclass(frozen=True)
class Moves:
    """What each possible move would do, one entry a move.

    Attributes
    ----------
    term : ndarray of int
        The term that would enter or leave.
    enters : ndarray of bool
        Which of the two.
    statistic, df, df_resid, p_value : ndarray
        Test of the term in the larger of the two models: F, or a likelihood ratio whose `df_resid` is NaN.
    criterion : ndarray
        The criterion after the move; the p-value where that is the criterion.
    r2 : ndarray
        R² after the move.
    """

    term: NDArray[np.intp]
    enters: NDArray[np.bool_]
    statistic: Floats
    df: Floats
    df_resid: Floats
    p_value: Floats
    criterion: Floats
    r2: Floats


class Yardstick(Protocol):
    """What the criteria need to know of a sample."""

    def value(self, criterion: Criterion, left: Any, k: Any) -> Floats:
        """A criterion of models with k coefficients that leave the share `left` = 1 - R² unexplained."""
        ...


class Walk(Protocol):
    """A model that terms enter and leave."""

    @property
    def left(self) -> float:
        """1 - R² of the model."""
        ...

    @property
    def k(self) -> int:
        """Coefficients of the model, the intercept among them."""
        ...

    @property
    def inside(self) -> NDArray[np.bool_]:
        """Which terms are in the model."""
        ...

    @property
    def criterion(self) -> float:
        """The criterion of the model; NaN where moves are judged by their p-values."""
        ...

    def moves(self, enter: bool, remove: bool) -> Moves:
        """What each term could do next."""
        ...

    def make(self, term: int) -> None:
        """Move a term into the model, or out of it."""
        ...

    def dependent(self) -> NDArray[np.bool_]:
        """Terms outside that cannot enter, whatever they would explain."""
        ...


@dataclass(frozen=True)
class Rule:
    """By which moves are chosen.

    Attributes
    ----------
    direction : {"both", "forward", "backward"}
        Which moves are looked at.
    criterion : {"p", "aic", "bic", "aicc", "adj_r2"}
        With "p" the term of the largest p-value above `remove` leaves; if there is none, that of the smallest below
        `enter` enters. Otherwise the best of all moves is made if the model gets better.
    enter, remove : float
        Levels of "p".
    full : bool
        Whether the walk begins with the model of all terms.
    """

    direction: Direction
    criterion: Criterion | Literal["p"]
    enter: float = 0.05
    remove: float = 0.10
    full: bool = False

    @property
    def enters(self) -> bool:
        """Whether terms may enter."""
        return self.direction != "backward"

    @property
    def leaves(self) -> bool:
        """Whether terms may leave."""
        return self.direction != "forward"

    def choose(self, moves: Moves, now: float) -> int | None:
        """Position of the move to make, or None to stay."""
        if not len(moves.term):
            return None
        return self._by_p_value(moves) if self.criterion == "p" else self._by_criterion(moves, now)

    def _by_p_value(self, moves: Moves) -> int | None:
        # p-values of strong terms are all 0, so that the statistic decides.
        out = np.flatnonzero(~moves.enters)
        if len(out):
            worst = _first_like(moves, out, int(out[np.lexsort((moves.statistic[out], -moves.p_value[out]))[0]]))
            if moves.p_value[worst] > self.remove:
                return int(worst)
        into = np.flatnonzero(moves.enters)
        if len(into):
            best = _first_like(moves, into, int(into[np.lexsort((-moves.statistic[into], moves.p_value[into]))[0]]))
            if moves.p_value[best] < self.enter:
                return int(best)
        return None

    def _by_criterion(self, moves: Moves, now: float) -> int | None:
        value, now = (-moves.criterion, -now) if self.criterion == "adj_r2" else (moves.criterion, now)
        best = int(np.argmin(value))
        least = NO_GAIN * max(1.0, abs(now)) if np.isfinite(now) else 0.0
        if not value[best] < now - least:
            return None
        return int(np.flatnonzero(value <= value[best] + 10 * NO_GAIN * max(1.0, abs(value[best])))[0])


def possible(inside: NDArray[np.bool_], enter: bool, remove: bool) -> list[int]:
    """The terms that may enter a model, or leave it."""
    return [term for term, is_in in enumerate(inside) if (remove if is_in else enter)]


def _first_like(moves: Moves, among: NDArray[np.intp], best: int) -> int:
    """The first of some moves that is as good as the best but for rounding, as one of a combination of its term is."""
    statistic, df = moves.statistic[among], moves.df[among]
    near = np.abs(statistic - moves.statistic[best]) <= SAME * np.abs(moves.statistic[best])
    return int(among[(near & (df == moves.df[best])) | (among == best)][0])


@dataclass(frozen=True)
class Step:
    """The moves there were, and which of them was made; None at the end of the walk."""

    moves: Moves
    chosen: int | None

    def placed(self, order: NDArray[np.intp]) -> Step:
        """The same with term i in place `order[i]`."""
        term = order[self.moves.term]
        rows = np.argsort(term)
        columns = (getattr(self.moves, f.name) for f in fields(self.moves)[1:])
        moves = Moves(term[rows], *(column[rows] for column in columns))
        return Step(moves, None if self.chosen is None else int(np.flatnonzero(rows == self.chosen)[0]))


def select(walk: Walk, rule: Rule) -> tuple[list[Step], bool]:
    """Walk from model to model until no move is worth making.

    Returns
    -------
    steps
        What was looked at in every model on the way; the last step stays where it is.
    in_circles
        Whether it was stopped because a model came up a second time, as blocks judged by p-values can bring about.
    """
    steps, seen = [], {walk.inside.tobytes()}
    while True:
        moves = walk.moves(rule.enters, rule.leaves)
        chosen = rule.choose(moves, walk.criterion)
        steps.append(Step(moves, chosen))
        if chosen is None:
            return steps, False
        walk.make(int(moves.term[chosen]))
        model = walk.inside.tobytes()
        if model in seen:
            return steps, True
        seen.add(model)
