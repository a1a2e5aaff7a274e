"""The columns of a formula: computed by formulaic from the rows used, of every segment by itself where it matters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ...._core import DataError, ModelError
from ....checks import some
from ....survey import Rows, Term
from ....survey.columns import codes, numbers
from ....survey.factors import MOST_LEVELS
from ..levels import cases, compared, notes
from .grammar import shortened
from .parsed import Parsed
from .variables import Category, Variables, level_of

if TYPE_CHECKING:
    from formulaic import ModelSpec

#: Columns that a formula may become.
MOST_COLUMNS = 1_000
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Design:
    """How columns are made: what formulaic remembers, and the levels and references of categories."""

    spec: ModelSpec
    levels: dict[str, list[str]]
    names: tuple[str, ...]


@dataclass(frozen=True)
class Designs:
    """The designs of all segments.

    Attributes
    ----------
    pooled : Design
        That of all rows.
    own : dict of int to Design
        Those of segments that have another.
    names : tuple of str
        Columns without the intercept, as the user would write them.
    terms : tuple of Term
    """

    pooled: Design
    own: dict[int, Design]
    names: tuple[str, ...]
    terms: tuple[Term, ...]

    @classmethod
    def of(
        cls, formula: Parsed, data: Variables, rows: Rows, *, listwise: bool
    ) -> tuple[Designs, NDArray[np.float64], list[frozenset[int]], list[str]]:
        """The designs of the rows used, the columns, columns that say nothing by segment, and notes."""
        answered = ~np.isnan(numbers(rows.columns[0]))
        kept = rows.counting & answered
        complete = kept & ~np.any([data.missing(alias) for alias in [*data.numbers, *data.categories]], axis=0)
        if not complete.any():
            raise ModelError(
                f"formula {shortened(formula.text)!r}: no respondent answered {formula.outcome} and all of "
                f"{', '.join(formula.variables)}; leave columns with many gaps out"
            )
        segment, count = codes(rows), len(rows.segments.keys)
        found = {
            alias: cases(np.where(complete if listwise else kept, c.codes, -1), len(c.levels), segment, count)
            for alias, c in data.categories.items()
        }
        everywhere = {alias: table.sum(axis=0) for alias, table in found.items()}
        _check_levels(formula, data, everywhere)
        pooled, computed = _design(formula, data, np.flatnonzero(complete), everywhere)
        made = {-1: computed}
        some = np.unique(segment[complete])
        ragged = any((table[some][:, everywhere[alias] > 0] == 0).any() for alias, table in found.items())
        own: dict[int, Design] = {}
        for s in some if count > 1 and (ragged or formula.expressions.stateful) else ():
            tables = {alias: table[s] for alias, table in found.items()}
            if all((table > 0).sum() > 1 for table in tables.values()):
                one, computed = _design(formula, data, np.flatnonzero(complete & (segment == s)), tables)
                if set(one.names) <= set(pooled.names):
                    own[int(s)], made[int(s)] = one, computed
        designs = cls(pooled, own, *_terms(formula, pooled))
        inside = np.where(complete if listwise else rows.counting, segment, -1)
        columns = designs._columns(formula, data, inside, made if listwise else {})
        places = {name: i for i, name in enumerate((n for n in pooled.names if n != "Intercept"), start=1)}
        absent = [
            frozenset(i for name, i in places.items() if s in own and name not in own[s].names) for s in range(count)
        ]
        return designs, columns, absent, _notes(formula, data, rows, answered, found)

    def of_new(self, formula: Parsed, data: Variables, segments: NDArray[Any]) -> NDArray[np.float64]:
        """The columns of new rows by the design of their segment; refuses levels that are unknown there."""
        for alias, category in data.categories.items():
            for segment in np.unique(segments[segments >= 0]):
                levels = self.own.get(int(segment), self.pooled).levels[alias]
                for i in np.unique(category.codes[(segments == segment) & (category.codes >= 0)]):
                    if category.levels[i] not in levels:
                        raise DataError(
                            f"a category of formula {shortened(formula.text)!r} has the level {_shown(category, i)}, "
                            "unknown to the model; leave these rows out, or fit the model with them"
                        )
        lost = np.any([data.missing(alias) for alias in [*data.numbers, *data.categories]], axis=0)
        return self._columns(formula, data, np.where(lost, -1, segments), {})

    def _columns(
        self, formula: Parsed, data: Variables, inside: NDArray[Any], made: Mapping[int, NDArray[np.float64]]
    ) -> NDArray[np.float64]:
        """The columns of the rows of all segments, NaN for rows in none; those that a segment lacks are 0.

        Those that are made already are taken: of a segment, and of all rows by -1.
        """
        names = [name for name in self.pooled.names if name != "Intercept"]
        columns = np.full((len(inside), len(names)), np.nan)
        others = [int(s) for s in np.unique(inside) if s >= 0 and int(s) in self.own]
        groups = [(self.own[s], np.flatnonzero(inside == s), made.get(s)) for s in others]
        rest = (inside >= 0) & ~np.isin(inside, others)
        groups.append((self.pooled, np.flatnonzero(rest), None if others else made.get(-1)))
        for design, rows, computed in groups:
            if len(rows):
                found = _evaluated(formula, data, design, rows, computed)
                for i, name in enumerate(names):
                    columns[rows, i] = found.get(name, 0.0)
        return columns


def _check_levels(formula: Parsed, data: Variables, everywhere: Mapping[str, NDArray[np.int64]]) -> None:
    """Refuse categories of one level or too many, unknown references, and more columns than a model has."""
    expressions = formula.expressions
    for alias, cases_of in everywhere.items():
        name, levels = expressions.columns[alias].name, data.categories[alias].levels
        there = [level for level, count in zip(levels, cases_of, strict=True) if count]
        if len(there) < 2:
            raise DataError(
                f"formula {shortened(formula.text)!r}: {name!r} has the one level {there[0]!r} among the respondents "
                "used, so there is nothing to compare; leave it out"
            )
        if len(there) > MOST_LEVELS:
            raise DataError(
                f"formula {shortened(formula.text)!r}: {name!r} has {len(there):,} levels, at most {MOST_LEVELS} are "
                "possible; group them, or leave C() out if it holds numbers"
            )
    for reference in expressions.references.values():
        if reference.category in data.categories:
            levels = data.categories[reference.category].levels
            if level_of(reference.level) not in levels:
                raise DataError(
                    f"formula {shortened(formula.text)!r}: {expressions.columns[reference.category].name!r} has no "
                    f"level {reference.level!r} to refer to; its levels are {some(levels, str)}"
                )
    wide = sum(int(np.prod([_width(formula, factor, everywhere) for factor in term])) for term in formula.terms)
    if wide > MOST_COLUMNS:
        raise DataError(
            f"formula {shortened(formula.text)!r} has {wide:,} columns, at most {MOST_COLUMNS:,} are possible; leave "
            "interactions of categories out"
        )


def _width(formula: Parsed, factor: str, everywhere: Mapping[str, NDArray[np.int64]]) -> int:
    """Columns that a factor has at most."""
    levels = [int((cases_of > 0).sum()) for alias, cases_of in everywhere.items() if alias in factor]
    return max([*levels, formula.expressions.widths.get(factor, 1)])


def _design(
    formula: Parsed, data: Variables, rows: NDArray[np.intp], found: Mapping[str, NDArray[np.int64]]
) -> tuple[Design, NDArray[np.float64]]:
    """What formulaic makes of some rows, with the levels that have cases; and their columns."""
    from formulaic import Formula

    levels = {
        alias: [level for level, count in zip(data.categories[alias].levels, cases_of, strict=True) if count]
        for alias, cases_of in found.items()
    }
    written = [":".join(term) or "1" for term in formula.terms]
    terms: Any = Formula(written)  # type: ignore
    matrix = terms.get_model_matrix(
        data.frame(rows, levels), context=_context(formula, levels), na_action="ignore", output="numpy"
    )
    design = Design(matrix.model_spec, levels, tuple(map(str, matrix.model_spec.column_names)))
    return design, np.asarray(matrix, dtype=np.float64)


def _context(formula: Parsed, levels: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """What the names of a formula stand for; a reference without cases gives way to the first level."""
    context = dict(formula.expressions.functions)
    for alias, reference in formula.expressions.references.items():
        there = levels.get(reference.category, [])
        level = level_of(reference.level) if there else reference.level
        context[alias] = there[0] if there and level not in there else level
    return context


def _evaluated(
    formula: Parsed, data: Variables, design: Design, rows: NDArray[np.intp], values: NDArray[np.float64] | None
) -> dict[str, NDArray[np.float64]]:
    """The columns of some rows, missing where a variable of their term is; refuses values that are none."""
    if values is None:
        frame = data.frame(rows, design.levels)
        matrix = design.spec.get_model_matrix(frame, context=_context(formula, design.levels))
        values = np.asarray(matrix, dtype=np.float64)
    found: dict[str, NDArray[np.float64]] = {}
    for term, where in design.spec.term_slices.items():
        used = formula.used_by(str(term))
        lost = np.zeros(len(rows), dtype=bool)
        for alias in used:
            lost |= data.missing(alias)[rows]
            if alias in data.categories:
                known = np.array([level in design.levels[alias] for level in data.categories[alias].levels] + [False])
                lost |= ~known[data.categories[alias].codes[rows]]
        for i in range(where.start, where.stop):
            none = np.flatnonzero(np.isnan(values[:, i]) & ~lost)
            if len(none):
                raise _no_value(formula, data, design.names[i], used, rows[none])
            found[design.names[i]] = np.where(lost, np.nan, values[:, i])
    return found


def _no_value(formula: Parsed, data: Variables, name: str, used: Sequence[str], rows: NDArray[np.intp]) -> DataError:
    row = int(rows[0])
    given = ", ".join(
        f"{formula.expressions.columns[alias].name} is {data.numbers[alias][row]:g}"
        for alias in used
        if alias in data.numbers
    )
    more = f" and in {len(rows) - 1:,} more" if len(rows) > 1 else ""
    return DataError(
        f"formula {shortened(formula.text)!r}: {formula.expressions.displayed(name)} has no value in row {row}{more}, "
        f"where {given}; leave these rows out, or make the column before the call"
    )


def _terms(formula: Parsed, design: Design) -> tuple[tuple[str, ...], tuple[Term, ...]]:
    """The columns without the intercept, and the terms that they belong to."""
    names: list[str] = []
    terms: list[Term] = []
    for term, where in design.spec.term_slices.items():
        if str(term) == "1":
            continue
        block = [formula.expressions.displayed(design.names[i]) for i in range(where.start, where.stop)]
        places = tuple(range(1 + len(names), 1 + len(names) + len(block)))
        levels = tuple(block) if len(block) > 1 else ("",)
        reference = _reference(design.spec, str(term), len(block))
        terms.append(Term(formula.expressions.displayed(str(term)), places, levels, reference))
        names += block
    return tuple(names), tuple(terms)


def _reference(spec: Any, term: str, columns: int) -> str | None:
    """The level that a term of 0/1 columns compares the others with; None for any other term."""
    _, how = spec.encoder_state.get(term, (None, {}))
    contrasts = getattr(how.get("contrasts"), "contrasts", None)
    levels = list(getattr(how.get("contrasts"), "levels", []))
    if type(contrasts).__name__ != "TreatmentContrasts" or columns != len(levels) - 1:
        return None
    base = getattr(contrasts, "base", None)
    return str(base if base in levels else levels[0])


def _shown(category: Category, level: int) -> str:
    label = category.labels[level]
    return repr(float(label) if isinstance(label, (int, float)) and not isinstance(label, bool) else str(label))


def _notes(
    formula: Parsed, data: Variables, rows: Rows, answered: Mask, found: Mapping[str, NDArray[np.int64]]
) -> list[str]:
    """Words for levels that drop out, and for references that gave way."""
    given = {r.category: level_of(r.level) for r in formula.expressions.references.values()}
    said: list[str] = []
    for alias, table in found.items():
        name, category = formula.expressions.columns[alias].name, data.categories[alias]
        if (table[table.sum(axis=1) > 0] > 0).all():
            continue
        said += notes(rows, answered, name, category.levels, lambda i, c=category: c.codes == i, table)
        said += compared(name, given.get(alias, category.levels[0]), table, category.levels, rows)
    return list(dict.fromkeys(said))
