"""Several results in one workbook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from .._core import DataError
from ..checks import named
from ..language import in_language
from ..mistakes import briefly
from . import exports
from .result import Result


@briefly
def to_excel(results: Any, path: str | Path, *, language: str | None = None) -> Path:
    """Write results to one workbook of Excel, a sheet a table.

    Numbers are numbers, unrounded, and look as in the tables here; the first sheet of a result has what is shown of
    it, with title, bases, letters and notes, those after it have its further tables. Headings and labels stay in sight
    when the sheet is scrolled.

    Parameters
    ----------
    results : Result, list of Result, or mapping of str to Result
        A mapping gives the sheets their names.
    path : str or Path
        A file that ends in .xlsx. An earlier workbook is replaced, no other file is.
    language : {"en", "zh"}, optional
        That of titles, headings and notes, see `placet.set_language`.

    Returns
    -------
    Path

    Raises
    ------
    DataError
        What is no result, or a file that is no workbook.
    ImportError
        XlsxWriter is not installed: ``pip install "placet[excel]"``.

    Examples
    --------
    >>> import placet, tempfile, pathlib
    >>> data = {"score": [10, 9, 3, 8], "shop": ["a", "a", "b", "b"]}
    >>> tables = {"Total": placet.nps(data, "score"), "Shops": placet.nps(data, "score", by="shop")}
    >>> placet.to_excel(tables, pathlib.Path(tempfile.mkdtemp()) / "nps.xlsx").name
    'nps.xlsx'
    """
    if isinstance(results, Result):
        return results.to_excel(path, language=language)
    named_sheets = isinstance(results, Mapping)
    given = list(results.items() if named_sheets else ((None, one) for one in results)) if _several(results) else []
    wrong = next((one for _, one in given if not isinstance(one, Result)), None if given else results)
    if wrong is not None or not given:
        raise DataError(
            f"to_excel() takes a result, a list of results or a mapping of names to them, not {named(wrong)}"
        )
    with in_language(language):
        sheets = [one._sheet() if name is None else replace(one._sheet(), name=str(name)) for name, one in given]
        return exports.excel(sheets, path)


def _several(results: Any) -> bool:
    return isinstance(results, Iterable) and not isinstance(results, (str, bytes))
