"""Rows that are not here: what stands in their place, and says so to whoever asks for one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import numpy as np

from .._core import DataError

#: Where a message names a row.
ROW = re.compile(r" in row \d+( \(\d+ such rows\))?|(?<=\()row \d+: | \(rows \d+ and \d+[^)]*\)")


class RowsNeededError(Exception):
    """Something asked for the rows of data that stay where they are; the door makes a `DataError` of it.

    It is none itself, so that what a function does about segments that cannot be estimated does not stop it.
    """


def need_rows(survey: Any, what: str = "the answers of single respondents") -> None:
    """Refuse data that stay where they are before a pass over them, of a call that will need their rows."""
    if survey.frame.lazy:
        raise RowsNeededError(what)


def need_likelihood(survey: Any) -> None:
    """Refuse the same of a call that tells how likely the answers are, of which each precision weight is a part."""
    if survey.weights is not None and survey.weight_type == "precision":
        need_rows(survey, "the weights of single respondents")


@contextmanager
def without_rows() -> Iterator[None]:
    """Errors of different rows name no row: their numbers are not those of the data."""
    try:
        yield
    except DataError as error:
        raise DataError(ROW.sub("", str(error))) from None


class Away:
    """The values of a column that are not here.

    Parameters
    ----------
    what
        What they are, in words.
    """

    __slots__ = ("_what",)
    __hash__ = object.__hash__

    def __init__(self, what: str) -> None:
        self._what = what

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise RowsNeededError(self._what)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        self._refuse()

    def __array__(self, *_: Any, **__: Any) -> np.ndarray:
        self._refuse()

    __len__ = __iter__ = __getitem__ = __bool__ = __eq__ = __ne__ = __lt__ = __gt__ = __le__ = __ge__ = _refuse  # type: ignore
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __neg__ = __invert__ = _refuse  # type: ignore
