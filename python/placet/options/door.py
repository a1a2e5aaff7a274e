"""The one door: what every public function is entered by.

A function is written for a `Survey`, names of columns and checked words. The door makes these of what a caller gives:
data of any kind, columns by name or by value, options left out; and it tells signature and docstring of all of them.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import wraps
from numbers import Real
from typing import Any, TypeVar

import numpy as np

from .. import checks
from .._core import DataError, PlacetError
from ..frames.frame import Frame
from ..frames.given import CALLED, Given, columns_of
from ..frames.vectors import Vector, is_vector, refuse_records
from ..mistakes import MISTAKES, MisuseError, in_full, in_package
from ..progress import once, warn
from ..results.total import with_total
from ..survey import Survey
from ..survey.away import RowsNeededError
from ..survey.scale_words import scale_to_give
from ..survey.survey import ROLES
from ..types import Groups
from .mistakes import told
from .shared import COMMON, OF_SURVEY, Option, is_one, is_several
from .unused_labels import warn_of_labels

R = TypeVar("R")
POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
#: Options by the names they had in earlier versions.
RENAMED = {"segment": "by"}


def takes(*shared: Option, **defaults: Any) -> Callable[[Callable[..., R]], Callable[..., R]]:
    """Decorate a public function; what it does not say itself of its parameters is said here.

    Parameters
    ----------
    shared
        Options besides its own, which reach it as keywords; those of a survey reach it in its first argument.
    defaults
        Defaults of shared options that differ from the usual.
    """

    def decorate(function: Callable[..., R]) -> Callable[..., R]:
        door = Door(function, shared, defaults)

        @wraps(function)
        def call(*args: Any, **given: Any) -> Any:
            try:
                return door.enter(args, given)
            except MISTAKES as error:
                if in_full():
                    raise
                raise told(error, args[0] if args else given.get("data")) from None

        call.__signature__ = door.signature  # type: ignore[attr-defined]
        call.__doc__ = door.documentation
        return call

    return decorate


class Door:
    """How one function is entered."""

    def __init__(self, function: Callable[..., Any], shared: tuple[Option, ...], defaults: dict[str, Any]) -> None:
        self.function, self.name = function, function.__name__
        options = {option.name for option in shared}
        own = [p for p in inspect.signature(function).parameters.values() if p.kind is not p.VAR_KEYWORD]
        # A name without a default is that of a shared option, which says everything else of it.
        own = [p for p in own if not (p.name in options and p.kind is p.KEYWORD_ONLY and p.default is p.empty)]
        self.reads_data = own[0].name == "survey"
        if self.reads_data:
            own[0] = own[0].replace(name="data", annotation=COMMON["data"].kind)
        names = {p.name for p in own}
        self.shared = [option for option in shared if option.name not in names]
        self.defaults = {o.name: defaults.get(o.name, o.default) for o in self.shared if o.name not in OF_SURVEY}
        added = [
            inspect.Parameter(
                o.name, inspect.Parameter.KEYWORD_ONLY, default=defaults.get(o.name, o.default), annotation=o.kind
            )
            for o in self.shared
        ]
        self.signature = inspect.Signature([*own, *added], return_annotation=function.__annotations__.get("return"))
        self.of_survey = [option.name for option in self.shared if option.name in OF_SURVEY]
        kinds = {p.name: p.annotation for p in (*own, *added)}
        self.positional = [p.name for p in own if p.kind in POSITIONAL]
        self.required = frozenset(p.name for p in own if p.default is p.empty) - {"data"}
        self.known = frozenset(kinds)
        self.one = frozenset(name for name, kind in kinds.items() if is_one(kind))
        self.several = frozenset(name for name, kind in kinds.items() if is_several(kind))
        self.columns = self.one | self.several
        as_given = {name for name, kind in kinds.items() if str(kind).startswith("AsGiven")}
        self.plain = frozenset(kinds) - self.columns - as_given - {"data"} - set(OF_SURVEY)  # a survey reads its own
        self.instead = {name: types for name, kind in kinds.items() if (types := _instead(str(kind)))}
        self.needed = frozenset(name for name in self.columns - set(self.instead) if "None" not in str(kinds[name]))
        # The column that may stand in place of the data.
        self.item = next((name for name in self.positional[1:2] if name in CALLED and name != "drivers"), None)
        self.explains = {"outcome", "drivers"} <= set(self.positional)

    # ---- the call ------------------------------------------------------------------------------------------------

    def enter(self, args: tuple[Any, ...], given: dict[str, Any]) -> Any:
        """Call the function with a survey, names of columns and all of its options."""
        bound = self._bound(args, given)
        for name, value in bound.items():
            if isinstance(value, np.void):
                raise DataError(f"{name}={checks.shown(value)} is a record of numpy; give one of its values")
        if not self.required <= bound.keys():
            self._ask_for(self.required - bound.keys(), bound)
        if not self.reads_data:
            return self.function(**{**self.defaults, **bound})
        if "data" not in bound:
            for role in self.columns & bound.keys():
                refuse_records(role, bound[role])
            raise MisuseError(f"{self.name}() needs data: a data frame, a mapping, an array or a Survey")
        labels = bound.get("labels")
        survey = self._survey(bound)
        try:
            result = self._called(survey, {**self.defaults, **bound})
        except RowsNeededError as need:
            raise self._needs_rows(need, survey, bound) from None
        if survey.labels and not in_package(sys._getframe(2)):
            warn_of_labels(survey, result, labels)
        return result

    def _needs_rows(self, need: RowsNeededError, survey: Survey, bound: dict[str, Any]) -> DataError:
        """What is said where a call asks for the rows of data that stay where they are."""
        engine = survey.frame.engine
        called, collect = ("data", "collect them first") if engine is None else (engine.called, engine.collect)
        # A method that was asked for by its name; `model` without a default is a path model.
        methods = {o: self.signature.parameters[o].default for o in ("model", "missing") if o in bound}
        asked = [o for o, default in methods.items() if default is not inspect.Parameter.empty and bound[o] != default]
        leave = (
            " and ".join(f"{o}={checks.shown(bound[o])}" for o in asked) or "the option that asks for it, if one does"
        )
        return DataError(
            f"{self.name}() as it was called needs {need}, and of {called} only counts and moments are made, where "
            f"they are; leave out {leave}, take a sample of the rows, or, if they fit into "
            f"memory, {collect}"
        )

    def _called(self, survey: Survey, options: dict[str, Any]) -> Any:
        """The result; where it is asked for that of all respondents above it."""
        if "total" not in self.defaults:
            return self.function(survey, **options)
        total = checks.flag("total", options.pop("total"))
        if not total or not options["by"]:
            return self.function(survey, **options)
        if "rng" in options:
            options["rng"] = checks.seed(options["rng"])
        with once():
            alone = {**options, "by": None}
            if "compare" in alone and not alone["wave"]:
                alone["compare"] = None  # everybody together has nothing beside them
            whole = self.function(survey, **alone)
            return with_total(whole, self.function(survey, **options))

    def _bound(self, args: tuple[Any, ...], given: dict[str, Any]) -> dict[str, Any]:
        if len(args) > len(self.positional):
            raise MisuseError(
                f"{self.name}() takes {', '.join(self.positional)} by position and the rest by name, not {len(args)} "
                "arguments by position"
            )
        bound = dict(zip(self.positional, args, strict=False))
        if not self.known.issuperset(given):
            given = self._renamed(given)
        if not bound.keys().isdisjoint(given):
            twice = next(name for name in given if name in bound)
            raise MisuseError(f"{self.name}() got {twice} twice, by position and by name")
        bound.update(given)
        for name, value in bound.items():
            if name in self.plain and type(value) not in checks.PLAIN:
                bound[name] = checks.plain(name, value)
        return bound

    def _ask_for(self, missing: frozenset[str], bound: dict[str, Any]) -> None:
        named = [
            name if name in self.positional else f"{name}=" for name in self.signature.parameters if name in missing
        ]
        hint = f", the lowest and the highest answer there may be, {self._scale(bound)}" if "scale" in missing else ""
        raise MisuseError(f"{self.name}() needs {' and '.join(named)}{hint}")

    def _scale(self, bound: dict[str, Any]) -> str:
        """The scale to give, as far as the answers tell."""
        given = dict(bound)
        with suppress(PlacetError):  # what else is wrong is said when the scale is there
            survey = self._survey(given) if "data" in given else Survey({})
            return scale_to_give(survey, given.get(self.item or ""))
        return scale_to_give(Survey({}), [])

    def _renamed(self, given: dict[str, Any]) -> dict[str, Any]:
        """Options under the names they have today."""
        made: dict[str, Any] = {}
        for word, value in given.items():
            name = word if word in self.known else RENAMED.get(word)
            if name is None or name not in self.known or (name != word and name in given):
                self._refuse(word, value)
            elif name != word:
                warn(f"{self.name}() calls {word}= by another name today: pass {name}=", DeprecationWarning)
            made[str(name)] = value
        return made

    def _refuse(self, word: str, value: Any) -> None:
        from .synonyms import hint

        said = hint(word, value, list(self.signature.parameters))
        raise MisuseError(f"{self.name}() got an unexpected keyword argument {word!r}; {said}")

    def _survey(self, bound: dict[str, Any]) -> Survey:
        """The survey of a call; columns given by value are in it, and `bound` holds their names."""
        data = bound.pop("data")
        design = {name: bound.pop(name) for name in self.of_survey if name in bound}
        design = {name: given for name, given in design.items() if given is not None}
        if isinstance(data, Survey):
            data = data.current()
            given = Given(data.frame)
            given.named.update({name: role for role in ROLES if role not in design and (name := getattr(data, role))})
            self._place(given, design, bound)
            frame = given.placed()
            return replace(data, data=frame, **design) if design or frame is not data.frame else data
        if is_vector(data):
            given = self._of_column(data, bound)
        else:
            given = Given(data if isinstance(data, Frame) else Frame(data))
        engine = given.frame.engine
        if engine is not None and engine.item is not None and self.item and bound.get(self.item) is None:
            bound[self.item] = engine.item
        self._place(given, design, bound)
        return Survey(given.placed(), **design)

    def _place(self, given: Given, design: dict[str, Any], bound: dict[str, Any]) -> None:
        """Names of columns in place of columns."""
        if self.explains and bound.get("drivers") is None and is_vector(outcome := bound.get("outcome")):
            bound["drivers"] = self._all_others(given, design, bound, outcome)
        for part in (design, bound):
            for role, value in part.items():
                if role not in self.columns:
                    continue
                if isinstance(value, np.ndarray) and not value.ndim and value.dtype.kind == "U":
                    value = value.item()
                if value is None or isinstance(value, self.instead.get(role, ())):
                    if value is None and role in self.needed:
                        raise DataError(f"{role} must be the name of a column, a text, or its values, not None")
                    part[role] = checks.plain(role, value)
                else:
                    part[role] = given.one(role, value) if role in self.one else given.several(role, value)

    def _of_column(self, data: Any, bound: dict[str, Any]) -> Given:
        """The frame of a call whose data are one column."""
        if self.item is None:
            what = "the drivers as a data frame or an array of two dimensions" if self.explains else "a data frame"
            order = f": {self.name}(X, y)" if self.explains else ""
            raise DataError(f"data are one column; give {what} first{order}")
        if bound.get(self.item) is not None:
            raise DataError(
                f"data are one column and {self.item} names another; give the answers once, or a data frame as data"
            )
        vector = Vector.of("data", data)
        bound[self.item] = vector.name or CALLED[self.item]
        return Given(Frame({}, {bound[self.item]: vector}))

    def _all_others(self, given: Given, design: dict[str, Any], bound: dict[str, Any], outcome: Any) -> list[Any]:
        """All columns of the data that the call does not use otherwise."""
        name = Vector.of("outcome", outcome).name
        if name in given.frame.known:
            raise DataError(
                f"outcome is called {name!r}, and so is a column of the data, all of which would be drivers; name the "
                "drivers, or leave the outcome out of the data"
            )
        used = set(given.named)
        for value in (*design.values(), *(bound[role] for role in self.columns if role in bound)):
            listed = [value] if isinstance(value, str) else value if isinstance(value, (list, tuple)) else []
            used.update(name for name in listed if isinstance(name, str))
        rest = [name for name in given.frame.names if name not in used]
        return rest if all(isinstance(name, str) for name in rest) else columns_of(given.frame, rest)

    # ---- what is said of it --------------------------------------------------------------------------------------

    @property
    def documentation(self) -> str:
        """The docstring with the shared options in it."""
        entries = {**COMMON, **{option.name: option for option in self.shared}}

        def entry(match: re.Match[str]) -> str:
            if match[1] == "options":
                return "\n".join(option.entry for option in self.shared)
            return entries[match[1]].entry

        return re.sub(r"^\{(\w+)\}$", entry, inspect.cleandoc(self.function.__doc__ or ""), flags=re.MULTILINE)


def _instead(kind: str) -> tuple[type, ...]:
    """What a parameter takes instead of a column."""
    return tuple(known for word, known in (("float", Real), ("Mapping", Mapping), ("Groups", Groups)) if word in kind)
