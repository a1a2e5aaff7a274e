"""Least squares as a walk from model to model: all moves of a step are read off one swept matrix."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ....inference.distributions import f_p_value
from ..criteria import PERFECT, Criterion, Sample, f_statistic
from .sweep import sweep
from .walk import Moves

Floats = NDArray[np.float64]
#: A column of which less than this share is its own, given those in the model, is taken for a combination of them. No
#: variance inflation factor in a model passes the inverse.
TOLERANCE = 1e-7


class SweptModel:
    """Regression on the terms in the model; see `selection.Walk`.

    Parameters
    ----------
    correlations : shape (q, q)
        Of all columns, the outcome last; it is swept in place.
    terms : sequence of ndarray of int
        Columns of every term; they enter and leave together.
    sample : Sample
        Of which the correlations are.
    criterion : str
        By which models are compared.
    information : ndarray, optional
        Share of what is to be known of each term that is known: so much counts of its F, and of what it changes of a
        criterion but for the price of its coefficients.
    """

    def __init__(
        self,
        correlations: Floats,
        terms: Sequence[NDArray[np.intp]],
        sample: Sample,
        criterion: Criterion | Literal["p"],
        information: Floats | None = None,
    ) -> None:
        self._information = np.ones(len(terms)) if information is None else information
        self.matrix, self.terms, self.sample = correlations, terms, sample
        #: None where moves are judged by their p-values.
        self.judge: Criterion | None = None if criterion == "p" else criterion
        self.k = 1
        self.inside = np.zeros(len(terms), dtype=bool)
        self._sizes = np.array([len(columns) for columns in terms], dtype=np.intp)
        self._single = np.flatnonzero(self._sizes == 1)
        self._columns = np.array([terms[term][0] for term in self._single.tolist()], dtype=np.intp)
        self._blocks = np.flatnonzero(self._sizes > 1)
        self._column_inside = np.zeros(len(correlations), dtype=bool)

    @property
    def left(self) -> float:
        """Share of the outcome's variation that is not explained."""
        left = float(self.matrix[-1, -1])
        return left if left > PERFECT else 0.0

    @property
    def criterion(self) -> float:
        """The criterion of the model; NaN for p-values."""
        return np.nan if self.judge is None else float(self.sample.value(self.judge, self.left, self.k))

    def force(self, columns: Sequence[int]) -> int | None:
        """Put columns into the model for good; returns the first that is a combination of those before it, or None."""
        for column in columns:
            if not self._fits(np.array([column])):
                return column
            self._sweep(np.array([column]), True)
        return None

    def make(self, term: int) -> None:
        """Move a term into the model, or out of it."""
        self.inside[term] = not self.inside[term]
        self._sweep(self.terms[term], bool(self.inside[term]))

    def enter_all(self) -> None:
        """Put all terms into the model but those that are combinations of those before them."""
        every = np.concatenate(self.terms)
        if self._fits(every):
            self._sweep(every, True)
            self.inside[:] = True
            return
        for term in range(len(self.terms)):
            if self.fits(term):
                self.make(term)

    def fits(self, term: int) -> bool:
        """Whether a term outside is no combination of those in the model."""
        return self._fits(self.terms[term])

    def dependent(self) -> NDArray[np.bool_]:
        """Terms outside that are combinations of each other's columns and of those in the model."""
        inside = self.inside[self._single]
        out = np.zeros(len(self.terms), dtype=bool)
        out[self._single] = ~inside & ~self._may_enter(self.matrix.diagonal()[self._columns], inside)
        for block in self._blocks.tolist():
            out[block] = not self.inside[block] and not self.fits(block)
        return out

    def moves(self, enter: bool, remove: bool) -> Moves:
        """What each term could do next: F, criterion and R² of all of them at once."""
        term, gain = self._gains(enter, remove)
        enters, df = ~self.inside[term], self._sizes[term]
        now, spare = self.left, self.sample.n - self.k
        left = now - gain
        left[left <= PERFECT] = 0.0
        df_resid = np.where(enters, spare - df, spare)
        known = self._information[term]
        statistic = known * f_statistic(np.abs(gain), np.minimum(left, now), df, df_resid)
        p_value = f_p_value(statistic, df, df_resid)
        value = p_value if self.judge is None else self._value(left, self.k + np.where(enters, df, -df), known)
        return Moves(term, enters, statistic, df.astype(float), df_resid, p_value, value, 1 - left)

    def _value(self, left: Floats, k: NDArray[np.intp], known: Floats) -> Floats:
        """The criterion after moves of which so much is known."""
        assert self.judge is not None
        value = self.sample.value(self.judge, left, k)
        if (known == 1).all():
            return value
        as_now = self.sample.value(self.judge, self.left, k)
        return as_now + known * (value - as_now)

    def _gains(self, enter: bool, remove: bool) -> tuple[NDArray[np.intp], Floats]:
        """Terms that may move, and the share of the outcome's variation each would explain, negative if it leaves.

        The gain is r' V⁻¹ r with V and r the swept matrix among the columns of the term and beside the outcome; inside
        the model V is minus the inverse of what it is outside, so one formula does for both.
        """
        pivot, beside = self.matrix.diagonal()[self._columns], self.matrix[-1, self._columns]
        inside = self.inside[self._single]
        may = inside & remove
        if enter and self.left > 0 and self.sample.n - self.k > 1:
            may |= self._may_enter(pivot, inside)
        term, gain = self._single[may], beside[may] ** 2 / pivot[may]
        blocks = {
            int(block): self._block_gain(block)
            for block in self._blocks.tolist()
            if self._block_may(block, enter, remove)
        }
        if not blocks:
            return term, gain
        term = np.concatenate([term, np.array(list(blocks), dtype=np.intp)])
        order = np.argsort(term)
        return term[order], np.concatenate([gain, list(blocks.values())])[order]

    def _may_enter(self, pivot: Floats, inside: NDArray[np.bool_]) -> NDArray[np.bool_]:
        may = ~inside & (pivot >= TOLERANCE)
        columns = np.flatnonzero(self._column_inside)
        if not len(columns) or not may.any():
            return may
        inflated = -self.matrix.diagonal()[columns]
        # A factor v becomes at most v / pivot, so that nearly always there is nothing to look at.
        for position in np.flatnonzero(may & (pivot < TOLERANCE * inflated.max())):
            column = self._columns[position]
            may[position] = (inflated + self.matrix[columns, column] ** 2 / pivot[position]).max() <= 1 / TOLERANCE
        return may

    def _block_may(self, block: int, enter: bool, remove: bool) -> bool:
        if self.inside[block]:
            return remove
        room = self.sample.n - self.k - self._sizes[block] > 0
        return enter and self.left > 0 and bool(room) and self._fits(self.terms[block])

    def _block_gain(self, block: int) -> float:
        columns = self.terms[block]
        beside = self.matrix[-1, columns]
        return float(beside @ np.linalg.solve(self.matrix[np.ix_(columns, columns)], beside))

    def _fits(self, columns: NDArray[np.intp]) -> bool:
        """Whether columns outside are no combination of each other and of those in the model, nor make one of these."""
        own = self.matrix[np.ix_(columns, columns)]
        if (own.diagonal() < TOLERANCE).any():
            return False
        try:
            inverse = np.linalg.inv(own)
        except np.linalg.LinAlgError:
            return False
        inside = np.flatnonzero(self._column_inside)
        across = self.matrix[np.ix_(inside, columns)]
        inflated = ((across @ inverse) * across).sum(axis=1) - self.matrix.diagonal()[inside]
        factors = np.concatenate([inverse.diagonal(), inflated])
        return bool(((factors > 0) & (factors <= 1 / TOLERANCE)).all())

    def _sweep(self, columns: NDArray[np.intp], enters: bool) -> None:
        sweep(self.matrix, columns[0] if len(columns) == 1 else columns)
        self._column_inside[columns] = enters
        self.k += len(columns) if enters else -len(columns)
