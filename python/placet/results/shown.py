"""How a result shows itself: titles, labels, cells; text for a terminal, a fragment of a page, a picture."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from .. import checks
from ..language import Said, in_language, say, sentences, speak
from . import format as fmt
from .draw import draw
from .exported import Exported
from .grid import Grid
from .key_names import key_name
from .order import Sort
from .table import TOTAL, Table, to_list
from .words import in_full, in_short

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: What the keys of all respondents together are shown as, and where a segment is called so.
TOTALS = (TOTAL, say("Total of all"))
#: Columns whose entries are names with display labels.
LABELLED = ("term", "item")
#: When a column says nothing.
SILENT: Mapping[str, Callable[[Table], bool]] = {
    "n_eff": lambda table: "n" in table and np.allclose(table["n_eff"], table["n"], rtol=1e-9, equal_nan=True),
    "df": lambda table: not np.isfinite(table["df"]).any(),
}


class Shown(Exported):
    """The words of a result that has a table, keys, facts and labels."""

    table: Table
    key_columns: tuple[str, ...]
    about: Mapping[str, Any]
    labels: Mapping[str, str]

    #: Columns shown after the keys; the frame holds all of them.
    _displayed: ClassVar[tuple[str, ...]] = ()
    _decimals: ClassVar[int] = 3
    _headings: ClassVar[dict[str, str]] = {}
    #: Names of rows that are ours where the caller gives none.
    _own_names: ClassVar[frozenset[str]] = frozenset()

    @property
    def title(self) -> str:
        """What the table shows, in words."""
        return fmt.shown(self._title())

    def _title(self) -> str:
        raise NotImplementedError

    @property
    def _headline(self) -> str:
        """The title, and how few respondents are used where many are lost: the first line of text and page."""
        lost = self.about.get("losses")
        return speak("{what}: {item}", what=self.title, item=lost) if lost else self.title

    def made_by(self) -> str:
        """How the result was made: what everybody reads, what came out beside the table, the method."""
        return "\n".join(filter(None, [in_short(self.about), sentences(self._beside()), self._method()]))

    def _beside(self) -> list[str]:
        """Sentences of what came out and is not in the table."""
        return []

    def _method(self) -> str:
        """The method's own words, and notes."""
        return in_full(self.about)

    def label(self, name: Any) -> str:
        """Display label of an item, driver or key."""
        if isinstance(name, str) and name in self._own_names and name not in self.labels:
            return speak(name)
        label = self.labels.get(key_name(name), key_name(str(name))) or fmt.EMPTY
        return speak(label) if isinstance(label, Said) else label

    @cached_property
    def _alike(self) -> dict[str, dict[tuple[type, Any], str]]:
        """Words for labels of the key columns that would look like another one."""
        return {name: fmt.alike(k for k in to_list(self.table[name]) if k is not None) for name in self.key_columns}

    @cached_property
    def _first_keys(self) -> frozenset[str]:
        """Labels of the first key in words."""
        return frozenset(
            fmt.spoken(fmt.segment([label])) for label in self.table[self.key_columns[0]] if label is not None
        )

    def _total(self) -> str:
        """What all respondents together are called, as no segment is."""
        total, of_all = map(speak, TOTALS)
        return of_all if total in self._first_keys else total

    def _word(self, name: str, label: Any) -> str:
        """A label of a key column in words that no other label of it has."""
        if label is None:
            return self._total() if name == self.key_columns[0] else ""
        return self._alike[name].get((type(label), label)) or fmt.spoken(fmt.segment([label]))

    def _segment(self, labels: Iterable[Any]) -> str:
        """A segment in words that no other segment has, from the labels of its keys."""
        return " / ".join(filter(None, map(self._word, self.key_columns, labels)))

    def _shown_columns(self) -> tuple[str, ...]:
        """Columns shown after the keys, those that the table has."""
        return self._displayed

    def _heading(self, name: str) -> str:
        """Heading of a column."""
        return self.label(name) if name in self.key_columns else fmt.heading(name, self._headings)

    def _cell(self, row: int, name: str, value: Any) -> str:
        """One cell as text."""
        if name in self.key_columns:
            return self._word(name, value)
        return fmt.number(name, self.label(value) if name in LABELLED else value, self._decimals)

    def _grid(self) -> Grid:
        """The table as it is shown: the keys, and those columns that say something."""
        names = [*self.key_columns, *(name for name in self._shown_columns() if self._speaks(name))]
        return Grid.of(names, list(self.table.rows(names)), self._heading, self._cell)

    def _speaks(self, name: str) -> bool:
        """Whether a column is there, and is more than a repetition: bases that are the counts are none."""
        if name not in self.table:
            return False
        silent = SILENT.get(name)
        return silent is None or not silent(self.table)

    def summary(self, *, language: str | None = None) -> str:
        """The result as text for a terminal."""
        with in_language(language):
            return "\n\n".join([self._headline, *self._blocks()])

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
        return [grid.html(self._headline, most_rows), *map(fmt.html_note, notes)]

    def _repr_html_(self) -> str:
        return f'<div class="placet"><style>{fmt.CSS}</style>{self.to_html()}</div>'

    def plot(
        self,
        ax: Axes | None = None,
        *,
        title: str | bool | None = None,
        sort: Sort | None = None,
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
