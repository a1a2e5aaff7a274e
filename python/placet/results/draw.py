"""How results are drawn: the pictures register here, so that a result knows that it has one but not which."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from .._core import DataError
from ..checks import named

Draw = TypeVar("Draw", bound=Callable[..., Any])

_DRAWN: dict[tuple[type, str], Callable[..., Any]] = {}


def draws(kind: type, what: str = "result") -> Callable[[Draw], Draw]:
    """Register a function that draws results of a class: the result itself, or a part of it by name."""

    def register(function: Draw) -> Draw:
        _DRAWN[kind, what] = function
        return function

    return register


def draw(result: Any, on: Any = None, what: str = "result") -> Any:
    """Draw a result, or a part of it, as its class or the nearest it inherits from is drawn."""
    if on is not None and not hasattr(on, "get_window_extent"):
        raise DataError(f"a picture is drawn on the axes or the figure of matplotlib, not on {named(on)}; leave it out")
    # The one way from results up to the pictures, taken when the first of them is wanted.
    from .. import plotting  # noqa: F401

    for kind in type(result).__mro__:
        if (kind, what) in _DRAWN:
            return _DRAWN[kind, what](result, on)
    raise TypeError(f"a {type(result).__name__} has no picture; show its numbers with summary() or to_frame()")
