"""The columns that a formula uses: numbers, or categories with their levels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...._core import DataError
from ....frames.build import build_categories
from ....survey import Survey, answers, keys
from ....survey.factors import level_text
from ....survey.value_labels import with_labels
from .grammar import shortened
from .parsed import Parsed


@dataclass(frozen=True)
class Category:
    """A column as levels: the place of every row's, -1 where it is missing, and what they are called."""

    codes: NDArray[np.int64]
    levels: list[str]
    labels: list[Any]


@dataclass(frozen=True)
class Variables:
    """The columns that a formula uses, by their names in it."""

    numbers: dict[str, NDArray[np.float64]]
    categories: dict[str, Category]

    def missing(self, alias: str) -> NDArray[np.bool_]:
        """Where a column is missing."""
        return np.isnan(self.numbers[alias]) if alias in self.numbers else self.categories[alias].codes < 0

    def frame(self, rows: NDArray[np.intp], levels: Mapping[str, Sequence[str]]) -> Any:
        """Some of the rows as a data frame that formulaic reads.

        Where a category is missing, or has another level than these, it has the first: such rows are left out after.
        """
        columns: dict[str, Any] = {alias: values[rows] for alias, values in self.numbers.items()}
        for alias, category in self.categories.items():
            first = levels[alias][0]
            known = [level if level in levels[alias] else first for level in category.levels]
            columns[alias] = np.array([*known, first], dtype=object)[category.codes[rows]]
        return build_categories(columns, levels)


def read_variables(parsed: Parsed, survey: Survey) -> Variables:
    """Fetch the columns: numbers where they are numbers, levels where they are text or a category is asked for."""
    expressions = parsed.expressions
    columns = {alias: expressions.columns[alias] for alias in parsed.used()}
    fetched = survey.frame.fetch([column.name for column in columns.values()])
    data = Variables({}, {})
    for alias, column in columns.items():
        values, labels = fetched[column.name], survey.value_labels.get(column.name)
        na_codes = with_labels(answers.codes_for(column.name, survey.na_codes), labels)
        if column.category:
            data.categories[alias] = _category(column.name, values, na_codes)
            continue
        try:
            read = answers.numeric(column.name, values, na_codes, labels, 1.0).astype(np.float64)
            lost = np.isin(read, [code for code in na_codes if not isinstance(code, str)])
            data.numbers[alias] = np.where(lost, np.nan, read)
        except DataError as error:
            if labels is not None or answers.has_order(values):
                raise
            if alias in expressions.numbers:
                raise DataError(f"formula {shortened(parsed.text)!r}: {error}") from None
            data.categories[alias] = _category(column.name, values, na_codes)
    return data


def _category(name: str, values: Any, na_codes: Sequence[Any]) -> Category:
    found, labels = keys.number(name, values)
    kept = [i for i, label in enumerate(labels) if label not in na_codes]
    place = np.full(len(labels) + 1, -1, dtype=np.int64)
    place[kept] = np.arange(len(kept))
    return Category(place[found], [level_of(labels[i]) for i in kept], [labels[i] for i in kept])


def level_of(label: Any) -> str:
    """What a level of a category is called in a formula; numbers are floats."""
    number = isinstance(label, (int, float)) and not isinstance(label, bool)
    return str(float(label)) if number else level_text(label)
