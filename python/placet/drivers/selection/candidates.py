"""What a selection chooses among: terms that enter and leave, each with its columns, and terms that are always in."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ... import checks
from ..._core import DataError
from ...survey import Term
from ..model.model import Model


@dataclass(frozen=True)
class Candidates:
    """The terms of a model by role.

    Attributes
    ----------
    model : Model
        All of them, and the rows.
    terms : mapping of str to tuple of Term
        What enters and leaves together, by name: a driver, a factor, a group of them.
    marks : set of str
        Covariates that mark missing answers: they are left out where they do not vary.
    absent : set of str
        Covariates that are left out.
    gone : set of int
        Columns that say nothing: levels without cases.
    information : ndarray or None
        Share of what moments seem to tell of each term that they do tell, behind gaps, weights or a design; None for
        all.
    """

    model: Model
    terms: Mapping[str, tuple[Term, ...]]
    marks: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()
    gone: frozenset[int] = frozenset()
    information: NDArray[np.float64] | None = None

    @cached_property
    def covariates(self) -> tuple[Term, ...]:
        """The terms that are always in."""
        return tuple(term for term in self.model.terms if term.role == "covariate" and term.name not in self.absent)

    @cached_property
    def positions(self) -> list[NDArray[np.intp]]:
        """Columns of every term as positions among the columns without the outcome."""
        blocks = ([column - 1 for term in terms for column in self._said(term)] for terms in self.terms.values())
        return [np.array(block, dtype=np.intp) for block in blocks]

    @cached_property
    def always(self) -> list[int]:
        """Columns of the covariates, likewise."""
        return [column - 1 for term in self.covariates for column in self._said(term)]

    def _said(self, term: Term) -> list[int]:
        return [column for column in term.columns if column not in self.gone]

    @cached_property
    def optional(self) -> set[int]:
        """Columns of the covariates that may be left out."""
        return {column - 1 for term in self.covariates if term.name in self.marks for column in term.columns}

    def drawn(self, columns: Sequence[NDArray[np.float64]], weights: NDArray[np.float64]) -> Candidates:
        """The same of a sample drawn again, in which nobody may have a level of a factor, or its reference."""
        gone, drawn = set(self.gone), weights > 0
        for term in self.model.terms:
            said = self._said(term) if term.reference is not None else []
            kept = [column for column in said if columns[column][drawn].any()]
            if len(said) > 1 and kept:
                gone |= set(said) - set(kept)
                everybody = np.any([columns[column][drawn] for column in kept], axis=0).all()
                gone |= set(kept[:1]) if everybody and len(kept) > 1 else set()
        return self if gone == self.gone else replace(self, gone=frozenset(gone))

    def in_order(self, names: Sequence[str]) -> Candidates:
        """The same with the terms in another order."""
        information = self.information
        if information is not None:
            place = {name: i for i, name in enumerate(self.terms)}
            information = information[[place[name] for name in names]]
        return replace(self, terms={name: self.terms[name] for name in names}, information=information)

    @property
    def columns(self) -> tuple[list[int], list[list[int]]]:
        """Columns of the covariates and of every term as the core takes them, with the outcome at 0."""
        return [1 + column for column in self.always], [[1 + int(c) for c in block] for block in self.positions]

    def facts(self) -> dict[str, list[str]]:
        """What the result says of the terms."""
        return {"drivers": list(self.terms), "covariates": [term.name for term in self.covariates]}

    def chosen(self, inside: NDArray[np.bool_]) -> tuple[str, ...]:
        """Names of the terms that are in."""
        return tuple(name for name, is_in in zip(self.terms, inside, strict=True) if is_in)

    def named(self, inside: NDArray[np.bool_]) -> str:
        """A model as the sum of its terms."""
        return " + ".join(self.chosen(inside)) or "(none)"

    def keys(self, segments: Sequence[int] | NDArray[np.intp]) -> dict[str, list[Any]]:
        """The key columns of rows of these segments."""
        given = self.model.rows.segments
        return {name: [given.keys[segment][i] for segment in segments] for i, name in enumerate(given.names)}

    def names(self, inside: NDArray[np.bool_]) -> list[str]:
        """Names of the terms of the model of what is in and the covariates."""
        return [term.name for name in self.chosen(inside) for term in self.terms[name]] + [
            term.name for term in self.covariates
        ]


def read_groups(groups: Any) -> dict[str, tuple[str, ...]]:
    """Columns that enter and leave together, by the name of the group; refuses a column in two groups."""
    if groups is None:
        return {}
    if not isinstance(groups, Mapping) or not all(isinstance(name, str) for name in groups):
        raise DataError(
            f"groups must be a mapping such as {{'name': ['column', 'column']}}, not {checks.named(groups)}"
        )
    blocks = {name: tuple(checks.names(f"groups[{name!r}]", columns)) for name, columns in groups.items()}
    seen: dict[str, str] = {}
    for name, columns in blocks.items():
        if not columns:
            raise DataError(f"group {name!r} of groups has no columns; name them, or leave the group out")
        for column in columns:
            if column in seen:
                raise DataError(f"column {column!r} is in the groups {seen[column]!r} and {name!r}; leave it in one")
            seen[column] = name
    return blocks


def listed(drivers: Any, blocks: Mapping[str, tuple[str, ...]]) -> list[str]:
    """The columns to choose among: those named, and those of the groups."""
    named = checks.names("drivers", drivers)
    found = [*named, *(column for columns in blocks.values() for column in columns if column not in named)]
    if not found:
        raise DataError("drivers is empty; name at least one driver column")
    return found


def arrange(model: Model, blocks: Mapping[str, tuple[str, ...]], marks: Collection[str] = ()) -> Candidates:
    """Put the drivers of a model together by group, in the order in which they were named."""
    group_of = {column: name for name, columns in blocks.items() for column in columns}
    columns = [term.name for term in model.terms]
    for name in blocks:
        if name in [model.outcome, *columns] and group_of.get(name) != name:
            raise DataError(f"group {name!r} of groups has the name of a column outside it; give it another name")
    terms: dict[str, tuple[Term, ...]] = {}
    for term in model.terms:
        if term.role == "driver":
            name = group_of.get(term.name, term.name)
            terms[name] = (*terms.get(name, ()), term)
    return Candidates(model, terms, frozenset(marks))
