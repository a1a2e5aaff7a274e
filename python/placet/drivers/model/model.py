"""The model a call asks for: its columns, read and checked, and which of them make a term."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ... import checks
from ..._core import ConvergenceError, DataError, ModelError, PlacetError
from ...language import say
from ...results.drivers.regression import INTERCEPT
from ...survey import Rows, Survey, Term
from ...survey.away import need_rows
from ...survey.factors import check_factors
from ...survey.reading import read
from ...survey.rows import where
from .formulas.formula import Formula
from .levels import complete
from .occupied import check_cases, with_cases


@dataclass(frozen=True)
class Model:
    """An outcome, the terms that explain it, and the rows they were read from.

    Attributes
    ----------
    survey : Survey
    rows : Rows
        Column 0 is the outcome; the columns of the terms follow.
    terms : tuple of Term
        Drivers and covariates.
    outcome : str
        Name of the outcome.
    intercept : bool
    formula : Formula or None
        How the columns were made, where a formula was given.
    absent : tuple of sets of int
        By segment the columns that say nothing there: levels of factors without cases; nothing where all say something.
    unknown : tuple of sets of (str, str)
        By segment the term and name of the levels without cases there.
    notes : tuple of str
        What is to be said of levels without cases.
    """

    survey: Survey
    rows: Rows
    terms: tuple[Term, ...]
    outcome: str
    intercept: bool
    formula: Formula | None = None
    absent: tuple[frozenset[int], ...] = ()
    unknown: tuple[frozenset[tuple[str, str]], ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def drivers(self) -> list[int]:
        """Positions of all columns but the outcome."""
        return list(range(1, len(self.rows.columns)))

    @property
    def segments(self) -> int:
        """Number of segments, one without keys."""
        return len(self.rows.segments.keys)

    @property
    def columns(self) -> list[tuple[Term, str]]:
        """Term and level of every column but the outcome."""
        return [(term, level) for term in self.terms for level in term.levels]

    def where(self, segment: int) -> str:
        """Words for the segment an error is in."""
        return where(self.rows, segment)

    def with_outcome(self, column: Any) -> Model:
        """The same model of another outcome column."""
        return replace(self, rows=replace(self.rows, columns=(column, *self.rows.columns[1:])))

    def part(self, terms: Collection[str], segments: Sequence[int], without: Collection[int] = ()) -> Model:
        """The model of some of the terms in some of the segments, without columns that say nothing there."""
        if len(terms) == len(self.terms) and len(segments) == self.segments and not without:
            return self
        kept, columns = [], [self.rows.columns[0]]
        for term in self.terms:
            inside = [i for i, column in enumerate(term.columns) if column not in without]
            if term.name in terms and inside:
                places = tuple(range(len(columns), len(columns) + len(inside)))
                kept.append(replace(term, columns=places, levels=tuple(term.levels[i] for i in inside)))
                columns += [self.rows.columns[term.columns[i]] for i in inside]
        rows = replace(self.rows, columns=tuple(columns), segments=self.rows.segments.take(segments))
        return replace(self, rows=rows, terms=tuple(kept), absent=())

    def absent_from(self, segment: int) -> frozenset[int]:
        """Columns that say nothing in a segment."""
        return self.absent[segment] if self.absent else frozenset()

    def facts(self) -> dict[str, Any]:
        """What the result says about the model."""
        named = {role: [term.name for term in self.terms if term.role == role] for role in ("driver", "covariate")}
        references = {term.name: term.reference for term in self.terms if term.reference is not None}
        return {
            "outcome": self.outcome,
            "drivers": named["driver"],
            **({"covariates": named["covariate"]} if named["covariate"] else {}),
            **({"references": references} if references else {}),
            **({"formula": self.formula.text} if self.formula else {}),
            "weights": self.survey.weights,
            "weight_type": self.survey.weight_type,
        }


def read_model(
    survey: Survey,
    outcome: str,
    drivers: Any,
    *,
    covariates: Any = None,
    factors: Any = None,
    by: Any = None,
    intercept: bool = True,
    reserved: Sequence[str] = (),
    design: Any = "none",
    listwise: bool = True,
    scales: Mapping[str, tuple[float, float]] | None = None,
    resampled: bool = False,
) -> Model:
    """Read the columns of a model.

    Parameters
    ----------
    survey : Survey
    outcome : str
        Column to explain, or a formula where no drivers are named.
    drivers, covariates : str or list of str
        Columns that explain it.
    factors : list of str, or mapping from column to reference level
        Which of them are categories; None where the call knows no factors.
    by, reserved, design, scales, resampled
        As in `survey.reading.read`.
    intercept : bool
    listwise : bool
        Whether only rows with all answers are used.
    """
    if drivers is None and isinstance(outcome, str) and "~" in outcome:
        if covariates is not None or factors:
            raise DataError("a formula says all about its terms; leave out covariates and factors, use C(column)")
        return _read_formula(
            survey, outcome, by=by, intercept=intercept, reserved=reserved, design=design, listwise=listwise
        )
    if isinstance(outcome, str) and "~" in outcome and outcome not in survey.frame.names:
        raise DataError(
            f"outcome {outcome!r} is a formula, which names its drivers itself and which regression alone reads; leave "
            "out drivers there, or name the column to explain"
        )
    names = checks.names("drivers", drivers)
    held = checks.names("covariates", covariates)
    survey.frame.require(outcome, "outcome")
    _check_roles(outcome, names, held)
    chosen = None if factors is None else check_factors(factors, [*names, *held])
    if chosen and not intercept:
        raise DataError(
            "factors are compared with a reference level, which the intercept stands for; pass intercept=True, or a "
            "formula with '- 1', which keeps all levels"
        )
    rows = read(
        survey, [outcome, *names, *held], role="driver", factors=chosen, by=by, scales=scales, reserved=reserved,
        design=design, resampled=resampled,
    )  # fmt: skip
    found = [replace(t, role="covariate") if t.name in held else t for t in rows.terms[1:]]
    _check_intercept(intercept, [t.name for t in found])
    return occupied(Model(survey, rows, tuple(found), outcome, intercept), listwise=listwise)


def occupied(model: Model, *, listwise: bool) -> Model:
    """The model without levels of factors that no row used has."""
    if model.formula is not None or all(term.reference is None for term in model.terms):
        return model
    if model.rows.ends() is not None:
        check_cases(model.rows, model.terms)
        return model
    given = with_cases(model.rows, model.terms, listwise=listwise)
    notes = tuple(dict.fromkeys([*model.notes, *given.notes]))
    return replace(model, rows=given.rows, terms=given.terms, absent=given.absent, unknown=given.unknown, notes=notes)


def _read_formula(
    survey: Survey, text: str, *, by: Any, intercept: bool, reserved: Any, design: Any, listwise: bool
) -> Model:  # fmt: skip
    formula = Formula.parse(text, survey.frame.names)
    if not intercept:
        raise DataError("in a formula the intercept is left out by '- 1', not by intercept=False")
    need_rows(survey, "the columns that the formula is made of")
    rows = read(survey, [formula.outcome], role="outcome", by=by, reserved=reserved, design=design)
    made = formula.columns(survey, rows, listwise=listwise)
    rows = replace(rows, columns=(rows.columns[0], *made.columns))
    return Model(
        survey, rows, made.terms, formula.outcome, made.intercept, made.formula, absent=made.absent, notes=made.notes
    )


def _check_roles(outcome: str, drivers: list[str], covariates: list[str]) -> None:
    if not drivers and not covariates:
        raise DataError("drivers is empty; name at least one driver column")
    both = [name for name in drivers if name in covariates]
    if both:
        raise DataError(f"column {both[0]!r} is both a driver and a covariate; name it once")
    for role, names in (("driver", drivers), ("covariate", covariates)):
        if outcome in names:
            raise DataError(f"column {outcome!r} is both the outcome and a {role}; leave it out of {role}s")


def _check_intercept(intercept: bool, names: Sequence[str]) -> None:
    if intercept and INTERCEPT in names:
        raise DataError(
            f"driver {INTERCEPT!r} has the name of the constant; rename the column, or pass intercept=False"
        )


def located(model: Model, segment: int, error: PlacetError) -> PlacetError:
    """The error of a segment's model, with the segment named."""
    kind = ConvergenceError if isinstance(error, ConvergenceError) else ModelError
    return kind(f"{model.where(segment)}{error}")


def failures(model: Model, fits: Sequence[Any]) -> list[str]:
    """Words for the segments that could not be fitted; raises where none could. Those without a model are None."""
    failed = [(segment, fit) for segment, fit in enumerate(fits) if isinstance(fit, PlacetError)]
    if len(failed) == sum(fit is not None for fit in fits):
        raise located(model, *failed[0])
    return [say("not fitted {where}{error}", where=model.where(segment), error=str(error)) for segment, error in failed]


def answered(model: Model) -> np.ndarray:
    """Which rows of the frame are complete and count."""
    return complete(model.rows)
