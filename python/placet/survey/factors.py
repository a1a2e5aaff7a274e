"""Terms of a model: numbers as they are, and categories as blocks of 0/1 columns that stay together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from .._core import DataError
from ..checks import named, some
from ..types import Column
from . import keys

#: How a missing category is written in a 0/1 column.
MISSING = 2
#: Levels of a factor: a column of identities is no factor.
MOST_LEVELS = 200


@dataclass(frozen=True)
class Term:
    """What a user names in a model, and the columns it became.

    Attributes
    ----------
    name : str
        The column of the data, or the term of a formula.
    columns : tuple of int
        Positions among the columns of the model, of which 0 is the outcome.
    levels : tuple of str
        What each column stands for: the level of a factor, or nothing.
    reference : str or None
        The level of a factor that has no column: the others are compared with it.
    role : {"driver", "covariate"}
        A driver is asked about, a covariate only held constant.
    """

    name: str
    columns: tuple[int, ...]
    levels: tuple[str, ...] = ("",)
    reference: str | None = None
    role: Literal["driver", "covariate"] = "driver"


def column_name(term: str, level: str) -> str:
    """Name of a column in messages and tables: the term, and the level where it is one of several."""
    return f"{term}: {level}" if level else term


def check_factors(given: Any, names: Sequence[str]) -> dict[str, Any]:
    """The factors of a call as a mapping from column to reference level, None for the first.

    Raises
    ------
    DataError
        For a factor that is no driver or covariate, or anything that names no columns.
    """
    if given is None:
        return {}
    if isinstance(given, str):
        given = [given]
    factors = dict(given) if isinstance(given, Mapping) else dict.fromkeys(_listed(given))
    unknown = [name for name in factors if name not in names]
    if unknown:
        raise DataError(
            f"factors names {unknown[0]!r}, which is neither among the drivers nor the covariates; add it there"
        )
    return factors


def _listed(given: Any) -> list[str]:
    if isinstance(given, Sequence) and all(isinstance(name, str) for name in given):
        return list(given)
    raise DataError(f"factors must be a list of columns or {{column: reference level}}, not {named(given)}")


def dummies(
    name: str, values: Any, na_codes: Sequence[Any], labels: Any, reference: Any, levels: Sequence[str] | None = None
) -> tuple[list[Column], tuple[str, ...], str]:
    """A factor as 0/1 columns, one a level but the reference.

    Parameters
    ----------
    name, values
        The column.
    na_codes
        Values that mean no answer.
    labels
        What the values are called, or None.
    reference
        The level without a column; None for the first in order.
    levels
        All levels where they are known before, as they are for new rows of a fitted model.

    Returns
    -------
    columns : list of (name, values, codes)
    levels : tuple of str
        The level of each column.
    reference : str
    """
    codes, found = keys.number(name, values, na_codes, labels)
    lost = {label for label in found if label in na_codes}
    texts = [level_text(label) for label in found]
    if levels is None:
        levels = [text for text, label in zip(texts, found, strict=True) if label not in lost]
        _check_levels(name, levels)
    else:
        _check_known(name, texts, found, lost, levels)
    base = levels[0] if reference is None else level_text(reference)
    if base not in levels:
        raise DataError(f"factor {name!r} has no level {base!r} to refer to; its levels are {some(levels, str)}")
    place = {text: i for i, text in enumerate(levels)}
    table = np.array([-1 if label in lost else place[text] for text, label in zip(texts, found, strict=True)] + [-1])
    level_of_row = table[codes]  # a row without a category has code -1, the last of the table
    columns = []
    for i, level in enumerate(levels):
        if level != base:
            column = (level_of_row == i).astype(np.int8)
            column[level_of_row < 0] = MISSING
            columns.append((column_name(name, level), column, [float(MISSING)]))
    return columns, tuple(level for level in levels if level != base), base


def level_text(label: Any) -> str:
    """What a level is called."""
    return f"{label:.0f}" if isinstance(label, float) and label.is_integer() else str(label)


def _check_levels(name: str, levels: Sequence[str]) -> None:
    if len(levels) < 2:
        what = f"the one level {levels[0]!r}" if levels else "no levels"
        raise DataError(f"factor {name!r} has {what}, so there is nothing to compare; leave it out")
    if len(levels) > MOST_LEVELS:
        raise DataError(
            f"factor {name!r} has {len(levels):,} levels, at most {MOST_LEVELS} are possible; group them, or take the "
            "column out of factors if it holds numbers"
        )
    if len(set(levels)) < len(levels):
        raise DataError(f"factor {name!r} has two levels of the same text; make its values of one type")


def _check_known(name: str, texts: list[str], found: list[Any], lost: set[Any], levels: Sequence[str]) -> None:
    new = [text for text, label in zip(texts, found, strict=True) if label not in lost and text not in levels]
    if new:
        raise DataError(
            f"factor {name!r} has the level {new[0]!r}, unknown to the model; its levels are {some(levels, str)}"
        )
