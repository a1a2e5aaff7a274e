"""Formulas such as ``overall ~ network * C(brand)``: columns of the data, and of new rows alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ....survey import Rows, Survey, Term
from ....survey.away import RowsNeededError
from ....types import Column
from .design import Designs
from .parsed import Parsed, in_words
from .variables import Variables, read_variables


@dataclass(frozen=True)
class Made:
    """The columns a formula made of the data.

    `absent` has by segment the columns that say nothing there: levels without cases, by their positions.
    """

    columns: tuple[Column, ...]
    terms: tuple[Term, ...]
    intercept: bool
    formula: Formula
    absent: tuple[frozenset[int], ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Formula:
    """A formula, and once it has met data how it made columns of them.

    Attributes
    ----------
    parsed : Parsed
        What was written.
    designs : Designs or None
        Levels of categories and state of transformations, for new rows.
    """

    parsed: Parsed
    designs: Designs | None = None

    @classmethod
    def parse(cls, text: str, known: Sequence[str]) -> Formula:
        """Read a formula without evaluating anything; its variables must be columns of the data."""
        return cls(Parsed.parse(text, known))

    @property
    def text(self) -> str:
        """As the user wrote it."""
        return self.parsed.text

    @property
    def outcome(self) -> str:
        """Column on its left."""
        return self.parsed.outcome

    def columns(self, survey: Survey, rows: Rows, *, listwise: bool) -> Made:
        """Make the columns of the terms; an answer missing in any variable of a term is missing in the term.

        Levels, means, spreads and knots are those of the rows used, of every segment its own.

        Parameters
        ----------
        survey, rows
            The data, and the rows with the outcome as their first column.
        listwise
            Whether only rows with all answers are used.
        """
        parsed, variables = self.parsed, self._variables(survey)
        with in_words(parsed.text, parsed.expressions), np.errstate(all="ignore"):
            designs, columns, absent, notes = Designs.of(parsed, variables, rows, listwise=listwise)
        if listwise:
            self._tell_gaps(columns, designs.terms, variables)
        blocks = [(name, columns[:, i], []) for i, name in enumerate(designs.names)]
        return Made(
            tuple(blocks), designs.terms, any(not term for term in parsed.terms), replace(self, designs=designs),
            tuple(absent), tuple(notes),
        )  # fmt: skip

    def new_columns(self, survey: Survey, segments: NDArray[Any]) -> NDArray[np.float64]:
        """The columns of new rows, as those of the fitted rows of their segments were made; -1 is no segment."""
        assert self.designs is not None
        with in_words(self.text, self.parsed.expressions), np.errstate(all="ignore"):
            return self.designs.of_new(self.parsed, self._variables(survey), segments)

    def _tell_gaps(self, columns: NDArray[np.float64], terms: Sequence[Term], variables: Variables) -> None:
        """Leave of a row that is not used those terms missing whose own variables are: it is said where gaps are."""
        unused = np.isnan(columns).any(axis=1)
        for term in terms:
            lost = np.any([variables.missing(alias) for alias in self._uses[term.name]], axis=0)
            for place in term.columns:
                columns[unused & ~lost, place - 1] = 0.0

    def count(self, survey: Survey) -> int:
        """Number of rows, of data of any kind."""
        name = survey.frame.require(self.parsed.variables[0], "driver")
        return len(survey.frame.fetch([name])[name])

    def _variables(self, survey: Survey) -> Variables:
        for name in self.parsed.variables:
            survey.frame.require(name, "driver")
        if survey.frame.lazy:
            raise RowsNeededError("the columns that the formula is made of")
        return read_variables(self.parsed, survey)

    @property
    def _uses(self) -> dict[str, set[str]]:
        """The variables of every term."""
        parsed = self.parsed
        return {
            parsed.expressions.displayed(":".join(term)): {a for factor in term for a in parsed.used_by(factor)}
            for term in parsed.terms
        }

    @property
    def entangled(self) -> set[str]:
        """Terms that do not change alone: of shared variables, such as ``a`` and ``a:b``, or of several columns.

        The columns of a polynomial, a spline or a coding without a reference level change together.
        """
        if self.designs is None:
            return set()
        known = self.parsed.expressions.columns
        uses = {term: {known[alias].name for alias in aliases} for term, aliases in self._uses.items()}
        shared = {term for term in uses if any(uses[term] & uses[other] for other in uses if other != term)}
        return shared | {term.name for term in self.designs.terms if len(term.columns) > 1 and term.reference is None}
