"""What every result can do: show itself, turn into a frame, JSON or a picture, be pickled and compared."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from .. import checks
from ..frames.build import build
from . import format as fmt
from .draw import draw
from .table import FROZEN, Later, Table, freeze, to_list

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Deepest indentation of JSON.
MOST_INDENT = 100
#: Columns whose entries are names with display labels.
LABELLED = ("term", "item")


@dataclass(frozen=True, eq=False, repr=False)
class Result:
    """A frozen result.

    Attributes
    ----------
    table : Table
        The numbers, tidy: key columns first, then fixed snake_case columns.
    keys : tuple of str
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
    keys: tuple[str, ...]
    about: Mapping[str, Any]
    labels: Mapping[str, str] = field(default_factory=dict)
    library: str | None = None

    kind: ClassVar[str] = "result"
    #: Columns shown after the keys; the frame holds all of them.
    shown: ClassVar[tuple[str, ...]] = ()
    decimals: ClassVar[int] = 3
    headings: ClassVar[Mapping[str, str]] = {}

    def __post_init__(self) -> None:
        """Freeze what is given as plain containers; the facts, of which there are many, when one is first read."""
        given = vars(self)
        if type(self.about) is not Later:
            given["about"] = Later(freeze, lambda about=self.about: about)
        given.update({n: freeze(v) for n, v in given.items() if type(v) not in FROZEN and type(v) is not Table})

    def __getitem__(self, name: str) -> Any:
        """Return a column of the table: an array of numbers or a tuple of labels."""
        return self.table[name]

    # ---- as data ---------------------------------------------------------------------------------------------------

    def to_frame(self) -> Any:
        """All rows and columns as a data frame of the library the data came in."""
        return self.build(self.table)

    def build(self, table: Table) -> Any:
        """A table of the result as a data frame; rows of the data keep their labels, where the library has such."""
        labels = getattr(self, "row_labels", None) if "row" in table else None
        return build(table.columns, self.library, None if labels is None else labels.take(table["row"]))

    def glance(self) -> dict[str, Any]:
        """One row of facts about the whole: counts and what the analysis is judged by."""
        counts = ("n_total", "n_used", "n_missing", "sum_weights", "n_eff")
        return {name: self.about[name] for name in counts if name in self.about}

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain Python values: `kind`, `keys`, `columns`, `about`, `labels`, and what the class adds."""
        base = {"table", "keys", "about", "labels", "library", "row_labels"}
        own = {f.name: _plain(getattr(self, f.name)) for f in fields(self) if f.name not in base}
        return {
            "kind": self.kind,
            "keys": list(self.keys),
            "columns": {name: to_list(column) for name, column in self.table.columns.items()},
            "about": _plain(self.about),
            "labels": dict(self.labels),
            **own,
        }

    def to_json(self, *, indent: int | None = None) -> str:
        """`to_dict` as standard JSON; a number that is not there is null."""
        if indent is not None and not isinstance(indent, str):
            indent = checks.whole("indent", indent, 0, MOST_INDENT)
        return json.dumps(_no_nan(self.to_dict()), ensure_ascii=False, indent=indent, allow_nan=False, default=str)

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        """Export the table through the Arrow C stream interface, by way of `to_frame`."""
        frame = self.to_frame()
        if not hasattr(frame, "__arrow_c_stream__"):  # as in pandas before 2.2 and Polars before 1.3
            frame = build(self.table.columns, "pyarrow")
        return frame.__arrow_c_stream__(requested_schema)

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._identity == other._identity  # type: ignore[attr-defined]

    def __hash__(self) -> int:
        return hash(self._identity)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle by the fields."""
        return _rebuild, (type(self), {f.name: _thaw(getattr(self, f.name)) for f in fields(self)})

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
        """How the result was made, in words."""
        return describe(self.about)

    def label(self, name: Any) -> str:
        """Display label of an item, driver or key."""
        return self.labels.get(name, str(name)) or fmt.EMPTY

    @cached_property
    def _alike(self) -> dict[str, dict[tuple[type, Any], str]]:
        """Words for labels of the key columns that would look like another one."""
        return {name: fmt.alike(to_list(self.table[name])) for name in self.keys}

    def word(self, name: str, label: Any) -> str:
        """A label of a key column in words that no other label of it has."""
        return self._alike[name].get((type(label), label)) or fmt.segment([label])

    def segment(self, labels: Iterable[Any]) -> str:
        """A segment in words that no other segment has, from the labels of its keys."""
        return " / ".join(map(self.word, self.keys, labels))

    def shown_columns(self) -> tuple[str, ...]:
        """Columns shown after the keys, those that the table has."""
        return self.shown

    def heading(self, name: str) -> str:
        """Heading of a column."""
        return self.label(name) if name in self.keys else fmt.heading(name, self.headings)

    def cell(self, row: int, name: str, value: Any) -> str:
        """One cell as text."""
        if name in self.keys:
            return self.word(name, value)
        return fmt.number(name, self.label(value) if name in LABELLED else value, self.decimals)

    def display(self) -> tuple[list[str], list[list[str]], list[bool]]:
        """Headings, cells as text, and which columns are flush left: what text and HTML are made of."""
        columns = [*self.keys, *(name for name in self.shown_columns() if name in self.table)]
        rows = list(self.table.rows(columns))
        cells = [[self.cell(i, *cell) for cell in zip(columns, row, strict=True)] for i, row in enumerate(rows)]
        return [self.heading(name) for name in columns], cells, fmt.left(columns, rows)

    def summary(self) -> str:
        """The result as text for a terminal."""
        headings, body, left = self.display()
        table = fmt.text_table(headings, body[: fmt.MOST_ROWS], left)
        notes = [*fmt.rest(len(body), fmt.MOST_ROWS), fmt.shown(self.made_by())]
        return "\n\n".join([f"{self.headline}\n\n{table}", *notes])

    def __repr__(self) -> str:
        return self.summary()

    def to_html(self, most_rows: int = fmt.MOST_ROWS) -> str:
        """The table, cut after `most_rows`, and how it was made, as an HTML fragment without styles."""
        checks.whole("most_rows", most_rows, 0)
        headings, body, left = self.display()
        notes = [*fmt.rest(len(body), most_rows), self.made_by()]
        table = fmt.html_table(self.headline, headings, body[:most_rows], left)
        return table + "".join(f'<p class="note">{fmt.html(note)}</p>' for note in notes)

    def _repr_html_(self) -> str:
        return f'<div class="placet"><style>{fmt.CSS}</style>{self.to_html()}</div>'

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the result, as the description of its class says; needs the `plot` extra."""
        return draw(self, ax)


def _rebuild(cls: type[Result], given: dict[str, Any]) -> Result:
    return cls(**given)


def describe(about: Mapping[str, Any]) -> str:
    """The sentence under every table: method, weights, missing answers, base, level, seed."""
    weights = about.get("weights")
    parts = [
        str(about["method"]),
        "unweighted" if weights is None else f"{about['weight_type']} weights '{weights}'",
        f"{about['n_used']:,} of {about['n_total']:,} respondents used"
        + (f", {about['n_missing']:,} with missing answers left out" if about["n_missing"] else "")
        + (f", {about['n_zero_weight']:,} of weight 0" if about.get("n_zero_weight") else "")
        + (f", {about['n_outside']:,} in no segment" if about.get("n_outside") else "")
        + (f", {about['n_filtered']:,} others left out by the filter" if about.get("n_filtered") else ""),
    ]
    if weights is not None:
        parts.append(f"effective base {about['n_eff']:,.0f}")
    if "conf_level" in about:
        parts.append(f"{100 * about['conf_level']:g}% intervals")
    if about.get("seed") is not None:
        parts.append(f"seed {about['seed']}")
    return "; ".join([*parts, *about.get("notes", ())]) + "."


def _thaw(value: Any) -> Any:
    """The same value in containers that can be pickled; those of a result are frozen again when it is made."""
    if isinstance(value, Mapping):
        return {k: _thaw(v) for k, v in value.items()}
    return tuple(_thaw(v) for v in value) if isinstance(value, tuple) else value


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, Table):
        return {name: to_list(column) for name, column in value.columns.items()}
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    return value.item() if isinstance(value, np.generic) else value


def _no_nan(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _no_nan(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_no_nan(v) for v in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
