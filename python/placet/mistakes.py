"""How a caller meets a mistake of his: at the line of his call, without the frames in which it was found."""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Callable, Iterable
from functools import wraps
from types import FrameType
from typing import Any, TypeVar

from ._core import PlacetError

F = TypeVar("F", bound=Callable[..., Any])
C = TypeVar("C", bound=type)
#: A traceback ends at the call of the user; with the value "full" where the mistake was found.
VARIABLE = "PLACET_TRACEBACK"
#: Methods with two underscores that a caller calls by what he writes.
WRITTEN = ("__init__", "__getitem__", "__setitem__", "__delitem__", "__ior__", "__float__")


class MisuseError(TypeError):
    """A call that no function has this way; its caller meets it as a TypeError."""


class MissingLibraryError(ImportError):
    """A library that is wanted and not installed; its caller meets it as an ImportError."""


#: What ends at the call of the user; anything else is a fault, and whoever looks for it needs all of its frames.
MISTAKES = (PlacetError, MisuseError, MissingLibraryError)


def in_full() -> bool:
    """Whether tracebacks are wanted in full."""
    return os.environ.get(VARIABLE) == "full"


def met(error: Exception) -> Exception:
    """A mistake as its caller meets it, to be raised anew."""
    if isinstance(error, MisuseError):
        return TypeError(*error.args)
    if isinstance(error, MissingLibraryError):
        return ImportError(*error.args)
    return error.with_traceback(None)


def briefly(function: F) -> F:
    """Decorate a function whose tracebacks end at its call; an unknown keyword is answered with near ones."""
    parameters = inspect.signature(function).parameters
    known = None if any(p.kind is p.VAR_KEYWORD for p in parameters.values()) else frozenset(parameters)

    @wraps(function)
    def call(*args: Any, **given: Any) -> Any:
        try:
            if known is not None and not given.keys() <= known:
                raise _unknown(function.__qualname__, next(name for name in given if name not in known), known)
            return function(*args, **given)
        except MISTAKES as error:
            if in_full() or in_package(sys._getframe(1)):
                raise
            raise met(error) from None

    return call  # type: ignore[return-value]


def _unknown(function: str, name: str, known: Iterable[str]) -> MisuseError:
    """A keyword that a function has not."""
    from difflib import get_close_matches  # 5 ms that only a mistake has to pay

    options = [option for option in known if option != "self"]
    near = get_close_matches(name, options, n=2, cutoff=0.6)
    hint = f"did you mean {' or '.join(map(repr, near))}?" if near else f"it takes {', '.join(sorted(options))}"
    return MisuseError(f"{function.removesuffix('.__init__')}() got an unexpected keyword argument {name!r}; {hint}")


def in_package(frame: FrameType) -> bool:
    """Whether code of ours made the call, which is met by its own caller."""
    return frame.f_globals.get("__name__", "").partition(".")[0] == __name__.partition(".")[0]


def brief(kind: C) -> C:
    """Decorate a class the tracebacks of whose methods end at their call."""
    for name, method in list(vars(kind).items()):
        if name.startswith("_") and name not in WRITTEN:
            continue
        if inspect.isfunction(method):
            setattr(kind, name, briefly(method))
        elif isinstance(method, classmethod):
            setattr(kind, name, classmethod(briefly(method.__func__)))
    return kind


class Brief:
    """A class that is `brief`, and all that inherit from it are."""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        brief(cls)
