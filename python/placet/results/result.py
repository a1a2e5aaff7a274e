"""What every result can do: be read by column, show itself, turn into anything else, be pickled and compared."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any, ClassVar

import numpy as np

from .. import checks
from ..frames.build import build
from ..language import in_language
from ..mistakes import MisuseError
from .crosstab import LABELS, Source, crosstab
from .exports import Sheet
from .exports import library as known_library
from .grid import Grid
from .key_names import key_name, public_name
from .order import Sort, known, order
from .plain import no_nan, plain, thaw
from .shown import Shown
from .table import FROZEN, Later, Table, freeze, to_list

#: Deepest indentation of JSON.
MOST_INDENT = 100


@dataclass(frozen=True, eq=False, repr=False)
class Result(Shown):
    """A frozen result: a mapping from names to columns, arrays of numbers or tuples of labels.

    Attributes
    ----------
    table : Table
        The numbers, tidy: key columns first, then fixed snake_case columns.
    key_columns : tuple of str
        Names of the key columns.
    about : mapping
        How the result was made: method, weights, missing rule, level, seed, and the counts `n_total`, `n_used`,
        `n_missing`, `sum_weights`, `n_eff`.
    labels : mapping
        Display labels of items, drivers and keys.
    library : str or None
        The data frame library `to_frame` builds.
    """

    table: Table
    key_columns: tuple[str, ...]
    about: Mapping[str, Any]
    labels: Mapping[str, str] = field(default_factory=dict)
    library: str | None = None

    kind: ClassVar[str] = "result"
    #: The column that a result is about.
    _main: ClassVar[str] = "estimate"
    #: Columns by which rows stand together, segments below one another.
    _block_columns: ClassVar[tuple[str, ...]] = ()

    def __post_init__(self) -> None:
        """Freeze what is given as plain containers; the facts, of which there are many, when one is first read."""
        given = vars(self)
        if type(self.about) is not Later:
            given["about"] = Later(freeze, lambda about=self.about: about)
        dict.__setitem__(self, "", None)  # a dict that is empty inside would be written as {} by json.dumps
        given.update({n: freeze(v) for n, v in given.items() if type(v) not in FROZEN and type(v) is not Table})

    # ---- as columns ------------------------------------------------------------------------------------------------

    @cached_property
    def _inside(self) -> Mapping[str, str]:
        """Names of the columns as a caller knows them, and as they are called inside."""
        return {public_name(name, self.table.columns): name for name in self.table.columns}

    def _names(self) -> Collection[str]:
        return self._inside if self.key_columns else self.table.columns

    def _column(self, name: str) -> Any:
        return self.table[self._inside[name] if self.key_columns else name]

    def _heading_of(self, name: str) -> str:
        return self._heading(self._inside[name])

    def _beside_it(self, name: str) -> list[str]:
        return [f"result.{own}" for own, table in self._further().items() if name in table]

    def __float__(self) -> float:
        """The one number of a result of one row."""
        if len(self.table) != 1 or self._main not in self.table:
            raise MisuseError(
                f"a result of {len(self.table):,} rows is not one number; take a column, such as result[{self._main!r}]"
            )
        return float(self.table[self._main][0])

    # ---- as data ---------------------------------------------------------------------------------------------------

    def to_frame(
        self,
        library: str | None = None,
        *,
        display: bool = False,
        wide: str | None = None,
        values: str | None = None,
        sort: Sort | None = None,
        language: str | None = None,
    ) -> Any:
        """The table as a data frame.

        Parameters
        ----------
        library : {"pandas", "polars", "pyarrow"}, optional
            That in which the data came, if not given.
        display : bool
            What is shown instead of everything: headings, and cells as text.
        wide : str, optional
            A column of labels, such as a key, of which every value gets a column of its own: a crosstab.
        values : str, optional
            What stands in a crosstab: the estimates, if not given.
        sort : {"estimate", "name"}, optional
            Rows of what is shown by falling estimates or by their labels, not as they are in the table.
        language : {"en", "zh"}, optional
            That of what is shown, see `placet.set_language`.

        Returns
        -------
        data frame

        Examples
        --------
        >>> import placet
        >>> data = {"score": [10, 9, 3, 8], "shop": ["a", "a", "b", "b"], "wave": [1, 2, 1, 2]}
        >>> placet.nps(data, "score", by=["shop", "wave"]).to_frame("polars", wide="wave").columns
        ['shop', '1', '2']
        """
        backend = known_library(library) or self.library
        display, sort = checks.flag("display", display), known(sort)
        if not display and wide is None and values is None:
            return self._build(self._sorted(sort), backend)
        with in_language(language):
            grid = self._shown(wide, values, sort, bases=display)
            return build(grid.texts() if display else grid.numbers(), backend)

    def _sorted(self, sort: Sort | None) -> Table:
        """The table with its rows in another order."""
        if sort is None:
            return self.table
        names = [name for name in (*self.key_columns, *LABELS) if name in self.table]
        rows = order(sort, [list(map(str, row)) for row in self.table.rows(names)], self.table[self._main])
        columns = self.table.columns.items()
        return Table({n: c[rows] if isinstance(c, np.ndarray) else [c[i] for i in rows] for n, c in columns})

    def _build(self, table: Table, library: str | None = None) -> Any:
        """A table of the result as a data frame; rows of the data keep their labels, where the library has such."""
        labels = getattr(self, "row_labels", None) if "row" in table else None
        index = None if labels is None else labels.take(table["row"])
        return build(self._outside(table), library or self.library, index)

    def _outside(self, table: Table) -> dict[str, Any]:
        """The columns of a table under the names that a caller knows."""
        return {public_name(name, table.columns): column for name, column in table.columns.items()}

    def glance(self) -> dict[str, Any]:
        """One row of facts about the whole: counts and what the analysis is judged by."""
        counts = ("n_total", "n_used", "n_missing", "sum_weights", "n_eff")
        return {name: self.about[name] for name in counts if name in self.about}

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain Python values: `kind`, `keys`, `columns`, `about`, `labels`, and what the class adds."""
        base = {"table", "key_columns", "about", "labels", "library", "row_labels"}
        own = {f.name: plain(getattr(self, f.name)) for f in fields(self) if f.name not in base}
        return {
            "kind": self.kind,
            "keys": list(map(key_name, self.key_columns)),
            "columns": {
                name: plain(column) if isinstance(column, tuple) else to_list(column)
                for name, column in self._outside(self.table).items()
            },
            "about": plain(self.about),
            "labels": dict(self.labels),
            **own,
        }

    def to_json(self, *, indent: int | None = None) -> str:
        """`to_dict` as standard JSON; a number that is not there is null."""
        if indent is not None and not isinstance(indent, str):
            indent = checks.whole("indent", indent, 0, MOST_INDENT)
        return json.dumps(no_nan(self.to_dict()), ensure_ascii=False, indent=indent, allow_nan=False, default=str)

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        """Export the table through the Arrow C stream interface, by way of `to_frame`."""
        frame = self.to_frame()
        if hasattr(frame, "__arrow_c_stream__"):  # not in pandas before 2.2 and Polars before 1.3
            with suppress(OverflowError, ValueError, TypeError):  # keys that no column of Arrow holds as they are
                return frame.__arrow_c_stream__(requested_schema)
        return build(self._outside(self.table), "pyarrow").__arrow_c_stream__(requested_schema)

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._identity == other._identity  # type: ignore[attr-defined]

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(self._identity)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle by the fields."""
        return _rebuild, (type(self), {f.name: thaw(getattr(self, f.name)) for f in fields(self)})

    @cached_property
    def _identity(self) -> str:
        return self.to_json()

    # ---- as tables of others ---------------------------------------------------------------------------------------

    def _crossed(self) -> Source:
        """What crosstabs of the result are made of."""
        shown = self._shown_columns()
        labels = (*self.key_columns, *(name for name in LABELS if name in shown and name in self.table))
        return Source(self.table, labels, self._main, self._cell, self._heading, lambda _, word: word)

    def _sheet(self, wide: str | None = None, values: str | None = None, sort: Sort | None = None) -> Sheet:
        """What the workbook has of the result."""
        further = {name: self._outside(table) for name, table in self._further().items()}
        return Sheet(self._shown(wide, values, sort), *self._around(notes=True), further)

    def _shown(self, wide: str | None, values: str | None, sort: Sort | None = None, *, bases: bool = True) -> Grid:
        if wide is None and values is None:
            return self._grid().sorted(known(sort), self._main)
        return crosstab(self._crossed(), wide, values, bases=bases).sorted(known(sort))

    def _around(self, notes: bool) -> tuple[str, list[str]]:
        """Title and notes of a table outside."""
        notes = checks.flag("notes", notes)
        return (self._headline, self.made_by().split("\n")) if notes else ("", [])

    def _further(self) -> dict[str, Table]:
        """Tables beside the main one that have rows."""
        held = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "table"}
        return {name: table for name, table in held.items() if isinstance(table, Table) and len(table)}


def _rebuild(cls: type[Result], given: dict[str, Any]) -> Result:
    return cls(**given)
