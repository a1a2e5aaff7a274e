"""What every result can do: be read by column, show itself, turn into anything else, be pickled and compared."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np

from .. import checks
from ..frames.build import build
from ..language import in_language
from . import format as fmt
from .crosstab import LABELS, Source, crosstab
from .draw import draw
from .exported import Exported
from .exports import Sheet
from .exports import library as known_library
from .grid import Grid
from .key_names import key_name, public_name
from .plain import no_nan, plain, thaw
from .table import FROZEN, Later, Table, freeze, to_list
from .words import in_full, in_short

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Deepest indentation of JSON.
MOST_INDENT = 100
#: What the keys of all respondents together are shown as.
TOTAL = "Total"
#: Columns whose entries are names with display labels.
LABELLED = ("term", "item")
#: When a column says nothing.
SILENT: Mapping[str, Callable[[Table], bool]] = {
    "n_eff": lambda table: "n" in table and np.allclose(table["n_eff"], table["n"], rtol=1e-9, equal_nan=True),
    "df": lambda table: not np.isfinite(table["df"]).any(),
}


@dataclass(frozen=True, eq=False, repr=False)
class Result(Exported):
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
    #: Columns shown after the keys; the frame holds all of them.
    shown: ClassVar[tuple[str, ...]] = ()
    decimals: ClassVar[int] = 3
    headings: ClassVar[Mapping[str, str]] = {}
    #: The column that a result is about.
    main: ClassVar[str] = "estimate"
    #: Columns by which rows stand together, segments below one another.
    blocks: ClassVar[tuple[str, ...]] = ()

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
        return {public_name(name, self.key_columns): name for name in self.table.columns}

    def _names(self) -> Collection[str]:
        return self._inside if self.key_columns else self.table.columns

    def _column(self, name: str) -> Any:
        return self.table[self._inside[name] if self.key_columns else name]

    def _heading_of(self, name: str) -> str:
        return self.heading(self._inside[name])

    def __float__(self) -> float:
        """The one number of a result of one row."""
        if len(self.table) != 1 or self.main not in self.table:
            raise TypeError(
                f"a result of {len(self.table):,} rows is not one number; take a column, such as result[{self.main!r}]"
            )
        return float(self.table[self.main][0])

    # ---- as data ---------------------------------------------------------------------------------------------------

    def to_frame(
        self,
        library: str | None = None,
        *,
        display: bool = False,
        wide: str | None = None,
        values: str | None = None,
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
        if not display and wide is None and values is None:
            return self._build(self.table, backend)
        with in_language(language):
            grid = self._shown(wide, values, bases=display)
            return build(grid.texts() if display else grid.numbers(), backend)

    def _build(self, table: Table, library: str | None = None) -> Any:
        """A table of the result as a data frame; rows of the data keep their labels, where the library has such."""
        labels = getattr(self, "row_labels", None) if "row" in table else None
        index = None if labels is None else labels.take(table["row"])
        return build(self._outside(table), library or self.library, index)

    def _outside(self, table: Table) -> dict[str, Any]:
        """The columns of a table under the names that a caller knows."""
        return {public_name(name, self.key_columns): column for name, column in table.columns.items()}

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
            "columns": {name: to_list(column) for name, column in self._outside(self.table).items()},
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
        if not hasattr(frame, "__arrow_c_stream__"):  # as in pandas before 2.2 and Polars before 1.3
            frame = build(self._outside(self.table), "pyarrow")
        return frame.__arrow_c_stream__(requested_schema)

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

    # ---- as text and page ------------------------------------------------------------------------------------------

    @property
    def title(self) -> str:
        """What the table shows, in words."""
        return fmt.shown(self._title())

    def _title(self) -> str:
        raise NotImplementedError

    @property
    def headline(self) -> str:
        """The title, and how few respondents are used where many are lost: the first line of text and page."""
        lost = self.about.get("losses")
        return f"{self.title}: {lost}" if lost else self.title

    def made_by(self) -> str:
        """How the result was made: what everybody reads, what came out beside the table, the method."""
        return "\n".join(filter(None, [in_short(self.about), " ".join(self._beside()), self._method()]))

    def _beside(self) -> list[str]:
        """Sentences of what came out and is not in the table."""
        return []

    def _method(self) -> str:
        """The method's own words, and notes."""
        return in_full(self.about)

    def label(self, name: Any) -> str:
        """Display label of an item, driver or key."""
        return self.labels.get(key_name(name), key_name(str(name))) or fmt.EMPTY

    @cached_property
    def _alike(self) -> dict[str, dict[tuple[type, Any], str]]:
        """Words for labels of the key columns that would look like another one."""
        return {name: fmt.alike(k for k in to_list(self.table[name]) if k is not None) for name in self.key_columns}

    @cached_property
    def _total(self) -> str:
        """What all respondents together are called, as no segment is."""
        names = {fmt.segment([label]) for label in self.table[self.key_columns[0]] if label is not None}
        return TOTAL if TOTAL not in names else f"{TOTAL} of all"

    def word(self, name: str, label: Any) -> str:
        """A label of a key column in words that no other label of it has."""
        if label is None:
            return self._total if name == self.key_columns[0] else ""
        return self._alike[name].get((type(label), label)) or fmt.segment([label])

    def segment(self, labels: Iterable[Any]) -> str:
        """A segment in words that no other segment has, from the labels of its keys."""
        return " / ".join(filter(None, map(self.word, self.key_columns, labels)))

    def shown_columns(self) -> tuple[str, ...]:
        """Columns shown after the keys, those that the table has."""
        return self.shown

    def heading(self, name: str) -> str:
        """Heading of a column."""
        return self.label(name) if name in self.key_columns else fmt.heading(name, self.headings)

    def cell(self, row: int, name: str, value: Any) -> str:
        """One cell as text."""
        if name in self.key_columns:
            return self.word(name, value)
        return fmt.number(name, self.label(value) if name in LABELLED else value, self.decimals)

    def _grid(self) -> Grid:
        """The table as it is shown: the keys, and those columns that say something."""
        names = [*self.key_columns, *(name for name in self.shown_columns() if self._speaks(name))]
        return Grid.of(names, list(self.table.rows(names)), self.heading, self.cell)

    def _speaks(self, name: str) -> bool:
        """Whether a column is there, and is more than a repetition: bases that are the counts are none."""
        if name not in self.table:
            return False
        silent = SILENT.get(name)
        return silent is None or not silent(self.table)

    def summary(self, *, language: str | None = None) -> str:
        """The result as text for a terminal."""
        with in_language(language):
            return "\n\n".join([self.headline, *self._blocks()])

    def _blocks(self) -> list[str]:
        """What stands below the title: the table, and the notes."""
        grid = self._grid()
        return [grid.text(fmt.MOST_ROWS), *fmt.rest(len(grid), fmt.MOST_ROWS), fmt.shown_lines(self.made_by())]

    def __repr__(self) -> str:
        return fmt.for_terminal(self.summary())

    def to_html(self, most_rows: int = fmt.MOST_ROWS, *, language: str | None = None) -> str:
        """The table, cut after `most_rows`, and how it was made, as an HTML fragment without styles."""
        checks.whole("most_rows", most_rows, 0)
        with in_language(language):
            return "".join(self._fragments(most_rows))

    def _fragments(self, most_rows: int) -> list[str]:
        """Parts of the page: the table, and the notes."""
        grid = self._grid()
        notes = [*fmt.rest(len(grid), most_rows), *self.made_by().split("\n")]
        return [grid.html(self.headline, most_rows), *map(fmt.html_note, notes)]

    def _repr_html_(self) -> str:
        return f'<div class="placet"><style>{fmt.CSS}</style>{self.to_html()}</div>'

    # ---- as tables of others ---------------------------------------------------------------------------------------

    def _crossed(self) -> Source:
        """What crosstabs of the result are made of."""
        shown = self.shown_columns()
        labels = (*self.key_columns, *(name for name in LABELS if name in shown and name in self.table))
        return Source(self.table, labels, self.main, self._say, self.cell, self.heading, lambda _, word: word)

    def _say(self, name: str, label: Any) -> str:
        """A label of any column in words."""
        return self.word(name, label) if name in self.key_columns else self.cell(0, name, label)

    def _sheet(self, wide: str | None = None, values: str | None = None) -> Sheet:
        """What the workbook has of the result."""
        further = {name: self._outside(table) for name, table in self._further().items()}
        return Sheet(self._shown(wide, values), *self._around(notes=True), further)

    def _shown(self, wide: str | None, values: str | None, *, bases: bool = True) -> Grid:
        if wide is None and values is None:
            return self._grid()
        return crosstab(self._crossed(), wide, values, bases=bases)

    def _around(self, notes: bool) -> tuple[str, list[str]]:
        """Title and notes of a table outside."""
        return (self.headline, self.made_by().split("\n")) if notes else ("", [])

    def _further(self) -> dict[str, Table]:
        """Tables beside the main one that have rows."""
        held = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "table"}
        return {name: table for name, table in held.items() if isinstance(table, Table) and len(table)}

    def plot(
        self,
        ax: Axes | None = None,
        *,
        title: str | bool | None = None,
        sort: Literal["estimate", "name"] | None = None,
        skip: int = 0,
        language: str | None = None,
        **options: Any,
    ) -> Axes:
        """Draw the result, as the description of its class says; needs the `plot` extra.

        Colours and sizes are those of the style of matplotlib that is set. Titles and labels are wrapped to the place
        they have; axes of a grid keep within their cell.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            Where to draw. Without it a figure is made, high enough for everything, which is pyplot's current one;
            where nothing shows figures (no window, no notebook) pyplot lets go of it when the next picture is made.
        title : str or bool, optional
            A title instead of the picture's own; False for none.
        sort : {"estimate", "name"}, optional
            Rows by falling estimates, or by name; as they are in the table without it.
        skip : int
            Rows, or segments that have a colour or a panel each, that are passed over: a picture that has no room for
            all warns, and says how the others are drawn.
        language : {"en", "zh"}, optional
            That of its texts, see `placet.set_language`.

        Returns
        -------
        matplotlib Axes
            The axes drawn on, of several the first; its figure is `.figure`.
        """
        return draw(self, ax, title=title, sort=sort, skip=skip, language=language, **options)


def _rebuild(cls: type[Result], given: dict[str, Any]) -> Result:
    return cls(**given)
