"""How results are drawn: the pictures register here, so that a result knows that it has one but not which."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, TypeVar

from .. import checks
from .._core import DataError
from ..language import in_language
from ..mistakes import MisuseError

Draw = TypeVar("Draw", bound=Callable[..., Any])

#: What all pictures may be asked for, and what only those may that are in no order of their own.
COMMON, OF_ROWS = ("title",), ("sort", "skip")
SORTS = ("estimate", "name")


class PictureWarning(UserWarning):
    """A picture shows a part of what there is, or cannot show all characters."""


@dataclass(frozen=True)
class Asked:
    """What a caller asks of a picture: where it is drawn, under which title, and which rows in which order."""

    on: Any = None
    title: str | bool | None = None
    sort: Literal["estimate", "name"] | None = None
    skip: int = 0
    #: What the caller called, for words on how to call it again.
    method: str = "plot"

    def heading(self, own: str) -> str:
        """The title asked for, or the picture's own one; empty for none."""
        if self.title is False:
            return ""
        return own if self.title is None or self.title is True else self.title


class _Drawn(NamedTuple):
    draw: Callable[..., Any]
    order: str
    options: tuple[str, ...]
    rows: bool


_DRAWN: dict[tuple[type, str], _Drawn] = {}


def draws(kind: type, what: str = "result", *, order: str = "", rows: bool = False) -> Callable[[Draw], Draw]:
    """Register a function that draws results of a class: the result itself, or a part of it by name.

    It takes the result, what is `Asked`, and as keywords the options that no other picture has. `order` says in which
    order the rows are if it is not for the caller to choose; the picture of a part has `rows` if they may be sorted.
    """

    def register(function: Draw) -> Draw:
        parameters = inspect.signature(function).parameters.values()
        own = tuple(parameter.name for parameter in parameters if parameter.kind is parameter.KEYWORD_ONLY)
        _DRAWN[kind, what] = _Drawn(function, order, own, rows or what == "result")
        return function

    return register


def draw(result: Any, on: Any = None, what: str = "result", *, language: str | None = None, **options: Any) -> Any:
    """Draw a result, or a part of it, as its class or the nearest it inherits from is drawn."""
    if on is not None and not hasattr(on, "get_window_extent"):
        raise DataError(
            f"a picture is drawn on the axes or the figure of matplotlib, not on {checks.named(on)}; leave it out"
        )
    # The one way from results up to the pictures, taken when the first of them is wanted.
    from .. import plotting  # noqa: F401

    drawn = next((_DRAWN[kind, what] for kind in type(result).__mro__ if (kind, what) in _DRAWN), None)
    if drawn is None:
        raise MisuseError(f"a {type(result).__name__} has no picture; show its numbers with summary() or to_frame()")
    common = {name: options.pop(name) for name in (*COMMON, *(OF_ROWS if drawn.rows else ())) if name in options}
    _refuse_unknown(what, options, [*common, "language", *drawn.options])
    if drawn.order and (common.get("sort") is not None or common.get("skip")):
        raise DataError(
            f"sort= and skip= are for pictures whose rows may stand in any order; this one is in the order of "
            f"{drawn.order}: leave them out"
        )
    # All texts are spoken now: a picture is laid out anew whenever it is drawn, in whatever language.
    with in_language(language):
        return drawn.draw(result, _asked(on, _method(what), **common), **options)


def _method(what: str) -> str:
    return "plot" if what == "result" else f"plot_{what}"


def _refuse_unknown(what: str, options: dict[str, Any], known: list[str]) -> None:
    for name in options:
        if name not in known:
            raise MisuseError(f"{_method(what)}() got an unexpected keyword argument {name!r}; {_near(name, known)}")


def _near(name: str, known: list[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name, known, n=2, cutoff=0.5)
    if close:
        return f"did you mean {' or '.join(map(repr, close))}?"
    return f"it has {', '.join(f'{option}=' for option in known)}"


def _asked(on: Any, method: str, title: Any = None, sort: Any = None, skip: Any = 0) -> Asked:
    if title is not None and not isinstance(title, (str, bool)):
        raise DataError(f"title={checks.shown(title)} must be a text, or False for none")
    if sort is not None:
        checks.choice("sort", sort, SORTS)
    return Asked(on, title, sort, checks.whole("skip", skip, 0), method)
