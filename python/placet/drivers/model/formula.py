"""Formulas such as ``overall ~ network * C(brand)``, read with formulaic."""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from ..._core import DataError
from ...frames.build import build
from ...survey import Survey, Term, answers
from ...survey.keys import is_null
from ...survey.value_labels import with_labels
from ...types import Column

if TYPE_CHECKING:
    from formulaic import ModelSpec


@dataclass(frozen=True)
class Made:
    """The columns a formula made of the data."""

    columns: tuple[Column, ...]
    terms: tuple[Term, ...]
    intercept: bool
    formula: Formula


@dataclass(frozen=True)
class Formula:
    """A formula, and once it has met data how it made columns of them.

    Attributes
    ----------
    text : str
        As the user wrote it.
    outcome : str
        Column on its left.
    right : str
        What explains it.
    variables : tuple of str
        Columns that the right side uses.
    spec : formulaic.ModelSpec or None
        Levels of categories and state of transformations, for new rows.
    """

    text: str
    outcome: str
    right: str
    variables: tuple[str, ...]
    spec: ModelSpec | None = None

    @classmethod
    def parse(cls, text: str, known: Sequence[str]) -> Formula:
        """Read a formula; its variables must be columns of the data."""
        formulaic = _formulaic()
        left, _, right = text.partition("~")
        outcome = left.strip().strip("`")
        if not outcome or not right.strip():
            raise DataError(f"formula {text!r} needs an outcome and terms, such as 'overall ~ network + bills'")
        if outcome not in known:
            raise DataError(
                f"the left side of formula {text!r} must be a column of the data, not {outcome!r}; transform the "
                "outcome before the call"
            )
        try:
            formula = formulaic.Formula(right)
        except Exception as error:  # formulaic raises many types
            raise DataError(f"formula {text!r} cannot be read: {_in_a_line(error)}") from None
        variables = tuple(sorted(_variables(formula)))
        unknown = [name for name in variables if name not in known]
        if unknown:
            raise DataError(f"formula {text!r} uses {unknown[0]!r}, which is not in the data")
        if outcome in variables:
            raise DataError(f"formula {text!r} has its outcome {outcome!r} on the right side, too; leave it out there")
        if not variables:
            raise DataError(f"formula {text!r} names no column to explain the outcome; name at least one")
        return cls(text, outcome, right, variables)

    def columns(self, survey: Survey) -> Made:
        """Make the columns of the terms; an answer missing in any variable of a term is missing in the term."""
        for name in self.variables:
            survey.frame.require(name, "driver")
        data, missing = self._data(survey)
        with np.errstate(all="ignore"):  # what is infinite is refused by the name of its column
            matrix = self._computed(data, missing)
        spec: Any = matrix.model_spec
        values = np.asarray(matrix, dtype=np.float64)
        names = [str(name) for name in spec.column_names]
        columns, terms = [], []
        for term, where in spec.term_slices.items():
            if str(term) == "1":
                continue
            lost = np.zeros(len(values), dtype=bool)
            for variable in map(str, spec.term_variables[term]):
                lost |= missing.get(variable, False)
            start = 1 + len(columns)
            block = [(names[i], np.where(lost, np.nan, values[:, i]), []) for i in range(len(names))[where]]
            levels = tuple(names[i] for i in range(len(names))[where]) if len(block) > 1 else ("",)
            columns += block
            reference = _reference(spec, str(term), len(block))
            terms.append(Term(str(term), tuple(range(start, start + len(block))), levels, reference))
        if not columns:
            raise DataError(f"formula {self.text!r} has no term but the intercept; name at least one column")
        intercept = any(str(term) == "1" for term in spec.term_slices)
        return Made(tuple(columns), tuple(terms), intercept, replace(self, spec=spec))

    @property
    def entangled(self) -> set[str]:
        """Terms that share a variable with another, such as ``a`` and ``a:b``: none of them changes alone."""
        if self.spec is None:
            return set()
        known = set(self.variables)
        uses = {str(term): known & set(map(str, names)) for term, names in self.spec.term_variables.items()}
        return {term for term in uses if any(uses[term] & uses[other] for other in uses if other != term)}

    def _data(self, survey: Survey) -> tuple[dict[str, list[Any]], dict[str, np.ndarray]]:
        """The variables as lists, numbers where they are numbers, and where they are missing."""
        data: dict[str, list[Any]] = {}
        missing: dict[str, np.ndarray] = {}
        for name, values in survey.frame.fetch(list(self.variables)).items():
            named = survey.value_labels.get(name)
            codes = with_labels(answers.codes_for(name, survey.na_codes), named)
            try:
                read = answers.numeric(name, values, codes, named, 1.0).astype(np.float64)
                lost = np.isnan(read) | np.isin(read, [code for code in codes if not isinstance(code, str)])
                data[name], missing[name] = np.where(lost, np.nan, read).tolist(), lost
            except DataError:
                if name in survey.value_labels or answers.has_order(values):
                    raise
                labels = [None if is_null(v) or v in codes else str(v) for v in values]
                data[name], missing[name] = labels, np.array([label is None for label in labels])
        return data, missing

    def _computed(self, data: dict[str, list[Any]], missing: dict[str, np.ndarray]) -> Any:
        """The columns of all rows, what transformations remember taken of the rows without gaps where gaps spoil it."""
        lost = np.any(list(missing.values()), axis=0)
        try:
            matrix = self._matrix(data)
            spoilt = np.isnan(np.asarray(matrix, dtype=np.float64)[~lost]).all(axis=0)
            if self.spec is None and lost.any() and not lost.all() and spoilt.any():
                answered = {
                    name: [v for v, gone in zip(of, lost, strict=True) if not gone] for name, of in data.items()
                }
                matrix = replace(self, spec=self._matrix(answered).model_spec)._matrix(data)
        except DataError:
            raise
        except Exception as error:  # whatever the user's own expressions raise
            raise DataError(f"formula {self.text!r} cannot be computed: {_in_a_line(error)}") from None
        return matrix

    def _matrix(self, data: dict[str, list[Any]]) -> Any:
        frame = build(data, "pandas")  # which formulaic brings along
        formulaic = _formulaic()
        if self.spec is None:
            return formulaic.model_matrix(self.right, frame, na_action="ignore", output="numpy", context={})
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            matrix = self.spec.get_model_matrix(frame, context={})
        self._refuse_new_levels([str(warning.message) for warning in caught])
        return matrix

    def _refuse_new_levels(self, warned: list[str]) -> None:
        """Raise what formulaic only warns of: a level that the model does not know, taken for the reference level."""
        found = [re.search(r"categories outside.*\{(.*?)\}", text) for text in warned]
        levels = [level for match in found if match for level in match[1].split(", ") if level not in ("nan", "None")]
        if levels:
            level = re.sub(r"^np\.\w+\((.*)\)$", r"\1", levels[0])
            raise DataError(
                f"a category of formula {self.text!r} has the level {level}, unknown to the model; leave these rows "
                "out, or fit the model with them"
            )


def _variables(formula: Any) -> set[str]:
    """Columns that the terms use: formulaic itself finds none inside ``poly(x, 2)`` and its like."""
    from formulaic.transforms import TRANSFORMS
    from formulaic.utils.variables import get_required_variables

    names = set(formula.required_variables)
    for factor in {factor for term in formula for factor in term.factors}:
        if factor.eval_method == factor.EvalMethod.PYTHON:
            names |= {variable.root for variable in get_required_variables(factor.expr, {})}
    return {str(name) for name in names if name not in TRANSFORMS}


def _in_a_line(error: Exception) -> str:
    """What formulaic says, without colours and line breaks."""
    return " ".join(re.sub(r"\x1b\[[0-9;]*m|[⧛⧚]", "", str(error)).split())


def _reference(spec: Any, term: str, columns: int) -> str | None:
    """The level that a term of 0/1 columns compares the others with; None for any other term."""
    _, how = spec.encoder_state.get(term, (None, {}))
    contrasts = getattr(how.get("contrasts"), "contrasts", None)
    levels = list(getattr(how.get("contrasts"), "levels", []))
    if type(contrasts).__name__ != "TreatmentContrasts" or columns != len(levels) - 1:
        return None
    base = getattr(contrasts, "base", None)
    return str(base if base in levels else levels[0])


def _formulaic() -> Any:
    try:
        import formulaic
    except ImportError:
        raise ImportError("a formula needs formulaic: pip install placet[formula]") from None
    return formulaic
