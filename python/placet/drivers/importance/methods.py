"""The methods of importance, their words, and what each can be had of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeAlias, get_args

from ... import checks
from ..._core import DataError, ModelError
from ...language import say
from ...survey import Term

ImportanceMethod: TypeAlias = Literal["lmg", "johnson", "first", "last", "betasq", "pratt", "car", "pmvd"]
METHODS: tuple[ImportanceMethod, ...] = get_args(ImportanceMethod)
#: In words.
NAMES: dict[ImportanceMethod, str] = {
    "lmg": say("Exact LMG (Shapley) importance"),
    "johnson": say("Relative weights (Johnson)"),
    "first": say("R² alone (first)"),
    "last": say("Loss of R² without it (last)"),
    "betasq": say("Squared standardized coefficients"),
    "pratt": say("Pratt's measure"),
    "car": say("Squared CAR scores"),
    "pmvd": say("Proportional marginal variance decomposition (PMVD)"),
}
#: Those that take a driver of several columns as a whole.
OF_BLOCKS = ("lmg", "first", "last", "pmvd")
#: Most drivers whose subsets are walked, as the core has it.
MOST = 35
#: Those that walk the subsets of the drivers.
OF_SUBSETS = ("lmg", "pmvd")


def chosen_methods(importance: Any) -> tuple[ImportanceMethod, ...]:
    """The methods that are asked for, each once."""
    given = list(importance) if isinstance(importance, (list, tuple)) else [importance]
    if not given:
        raise DataError(f"importance is empty; give one or more of {', '.join(map(repr, METHODS))}")
    methods: list[ImportanceMethod] = [checks.choice("importance", name, METHODS) for name in given]
    twice = checks.repeated(methods)
    if twice:
        raise DataError(f"importance names {twice[0]!r} twice; name every method once")
    return tuple(methods)


def check_terms(terms: Sequence[Term], methods: Sequence[ImportanceMethod], grouped: bool) -> None:
    """Refuse what has no importance: no driver at all, a driver of several columns where columns stand alone."""
    if not terms:
        raise DataError("drivers is empty; name at least one driver column")
    several = [term.name for term in terms if len(term.columns) > 1]
    single = [method for method in methods if method not in OF_BLOCKS]
    if several and single:
        raise DataError(
            f"driver {several[0]!r} has several columns, and importance={single[0]!r} is of single ones; take one of "
            f"{', '.join(map(repr, OF_BLOCKS))}, or name it in covariates to hold it constant"
        )
    if len(terms) > MOST and any(method in OF_SUBSETS for method in methods):
        raise ModelError(
            f"exact importance of {len(terms)} drivers would need 2^{len(terms)} models; at most {MOST} drivers are "
            'possible: take importance="johnson", whose relative weights are near LMG at the cost of one regression, '
            "or group or select them first"
        )
    others = [method for method in methods if method != "lmg"]
    if grouped and others:
        raise DataError(
            f'groups share R² by importance="lmg" (Owen and Shapley values), not by {others[0]!r}; leave out groups, '
            'or take importance="lmg"'
        )


def groups_of(groups: Mapping[str, Any] | None, drivers: Sequence[str]) -> tuple[str, ...]:
    """Group of every driver; one that is in none is a group of its own."""
    if groups is None:
        return ()
    if not isinstance(groups, Mapping) or not groups:
        raise DataError('groups must be a mapping from names to drivers, such as {"Service": ["hotline", "hall"]}')
    found: dict[str, str] = {}
    for name, members in groups.items():
        if not isinstance(name, str) or not name.strip():
            raise DataError(f"groups has the name {checks.shown(name)}; names of groups are texts, and none is empty")
        named = checks.names(f"groups[{name!r}]", members)
        if not named:
            raise DataError(f"groups[{name!r}] names no driver; name one or more, or leave the group out")
        for member in named:
            if member not in drivers:
                raise DataError(
                    f"groups[{name!r}] names {member!r}, which is no driver of the call; {checks.near(member, drivers)}"
                )
            if member in found:
                where = "twice" if found[member] == name else f"as {found[member]!r} does"
                raise DataError(f"groups[{name!r}] names driver {member!r} {where}; a driver is in one group")
            found[member] = name
    alone = [driver for driver in drivers if driver not in found and driver in groups]
    if alone:
        raise DataError(f"groups has a group {alone[0]!r}, which is also the name of a driver outside it; rename it")
    return tuple(found.get(driver, driver) for driver in drivers)
