"""How a result is handed on: as Markdown, LaTeX, a table of great_tables, a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..language import in_language
from . import exports
from .grid import Grid
from .mapping import ColumnMapping
from .order import Sort


class Exported(ColumnMapping):
    """What can be had of a result that knows its grid, its title and its notes."""

    def _shown(self, wide: str | None, values: str | None, sort: Sort | None = None, *, bases: bool = True) -> Grid:
        """The table as it is shown, or a crosstab."""
        raise NotImplementedError

    def _around(self, notes: bool) -> tuple[str, Sequence[str]]:
        """Title and notes, empty where they are not wanted."""
        raise NotImplementedError

    def _sheet(self, wide: str | None = None, values: str | None = None, sort: Sort | None = None) -> exports.Sheet:
        """What a workbook has of it."""
        raise NotImplementedError

    def to_markdown(
        self,
        *,
        wide: str | None = None,
        values: str | None = None,
        sort: Sort | None = None,
        notes: bool = True,
        language: str | None = None,
    ) -> str:
        """The table as it is shown in Markdown, or a crosstab, see `to_frame`; with title and notes."""
        with in_language(language):
            return exports.markdown(self._shown(wide, values, sort), *self._around(notes))

    def to_latex(
        self,
        *,
        wide: str | None = None,
        values: str | None = None,
        sort: Sort | None = None,
        notes: bool = True,
        language: str | None = None,
    ) -> str:
        """The same as a LaTeX table, by the rules of the package booktabs."""
        with in_language(language):
            return exports.latex(self._shown(wide, values, sort), *self._around(notes))

    def to_gt(
        self,
        *,
        wide: str | None = None,
        values: str | None = None,
        sort: Sort | None = None,
        notes: bool = True,
        language: str | None = None,
    ) -> Any:
        """The same as a table of great_tables, to be styled further; needs that package and Polars or pandas."""
        with in_language(language):
            return exports.great_table(self._shown(wide, values, sort), *self._around(notes))

    def to_excel(
        self,
        path: str | Path,
        *,
        wide: str | None = None,
        values: str | None = None,
        sort: Sort | None = None,
        language: str | None = None,
    ) -> Path:
        """Write a workbook: the table as it is shown, its numbers unrounded, and the further tables, a sheet each.

        Parameters
        ----------
        path : str or Path
            A file that ends in .xlsx; needs the `excel` extra.
        wide, values, sort, language
            A crosstab instead, and other words, see `to_frame`.

        Returns
        -------
        Path
        """
        with in_language(language):
            return exports.excel([self._sheet(wide, values, sort)], path)
