"""A path model as a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar

from ...language import enumerated, say, speak
from ..result import Result
from ..table import Table
from .indented import Indented
from .path_structure import JOIN, PathStructure, parts_of

#: Modes of measurement in words.
MODES = {"A": say("A, reflective"), "B": say("B, formative")}


@dataclass(frozen=True, eq=False, repr=False)
class PathStructureResult(Indented, Result):
    """The constructs of a path model, each followed by its indicators.

    Columns: `term` (construct or indicator), `parent` (the construct that it measures), `level`, `mode` ("A" or "B",
    None but for constructs), `predecessors` (what acts on a construct, joined by plus signs, None where nothing does),
    `column` (of the answers, None but for indicators). `plot` draws the path diagram, with `indicators=False` that of
    the constructs alone.
    """

    model: Mapping[str, Any] = field(default_factory=dict)

    kind: ClassVar[str] = "path_model_structure"
    _main: ClassVar[str] = "level"
    _displayed = ("term", "column", "mode", "predecessors")
    _headings: ClassVar[dict[str, str]] = {
        "term": "Construct, indicators",
        "column": "Column",
        "mode": "Mode",
        "predecessors": "Acted on by",
    }

    @classmethod
    def of(cls, structure: PathStructure) -> PathStructureResult:
        """The table of a model."""
        rows = list(_rows(structure))
        names = ("term", "parent", "level", "mode", "predecessors", "column")
        table = Table({name: [row[i] for row in rows] for i, name in enumerate(names)})
        about = {"method": "", "n_used": 0, "n_total": 0}
        return cls(table, (), about, structure.labels, model=structure.forms())

    @cached_property
    def structure(self) -> PathStructure:
        """The model."""
        return PathStructure.of(self.model)

    def _title(self) -> str:
        own = self.structure
        return speak(
            "Path model: {constructs:,} constructs, {indicators:,} indicators, {paths:,} paths",
            constructs=len(own.constructs), indicators=len(own.columns), paths=sum(map(len, own.predecessors.values())),
        )  # fmt: skip

    def made_by(self) -> str:
        """What the modes mean."""
        words = [speak("Mode A: indicators reflect their construct.")]
        if "B" in self.structure.modes.values():
            words.append(speak("Mode B: indicators form their construct."))
        if self.structure.interactions:
            words.append(speak("×: interaction of two constructs."))
        return "\n".join(words)

    def _speaks(self, name: str) -> bool:
        """Columns are shown where indicators have labels that differ from them."""
        labelled = any(column in self.labels for column in self.structure.columns)
        return super()._speaks(name) and (name != "column" or labelled)

    def _cell(self, row: int, name: str, value: Any) -> str:
        """Modes in words, what acts by its labels, nothing where there is nothing."""
        if name == "mode" and value in MODES:
            return speak(MODES[value])
        if name == "predecessors" and value is not None:
            own = self.structure.predecessors[self.table["term"][row]]
            return "← " + speak(enumerated([self.acting(name) for name in own]))
        return "" if value is None else super()._cell(row, name, value)

    def acting(self, name: str) -> str:
        """A construct, or an interaction, by its labels."""
        return " × ".join(map(self.label, parts_of(name))) if JOIN in name else self.label(name)


def _rows(structure: PathStructure) -> Iterator[tuple[Any, ...]]:
    lower = {member for own in structure.higher.values() for member in own}
    for name in structure.constructs:
        if name not in lower:
            yield from _below(structure, name, "", 0)


def _below(structure: PathStructure, name: str, parent: str, level: int) -> Iterator[tuple[Any, ...]]:
    """A construct and all that measures it."""
    acting = " + ".join(structure.predecessors.get(name, ()))
    yield name, parent, level, structure.modes[name], acting or None, None
    for lower in structure.higher.get(name, ()):
        yield from _below(structure, lower, name, level + 1)
    for column in structure.blocks.get(name, ()):
        yield column, name, level + 1, None, None, column
