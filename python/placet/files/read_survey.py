"""`read_survey`: a survey file as a `Survey`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from os import PathLike
from pathlib import Path
from typing import Any

from .. import checks
from .._core import DataError
from ..mistakes import briefly
from ..survey import Survey
from .read import How, read

#: Separators and how they may be written.
WRITTEN = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}


@briefly
def read_survey(
    path: str | PathLike[str],
    *,
    separator: str | None = None,
    decimal: str | None = None,
    encoding: str | None = None,
    skip_rows: int | Collection[int] = (),
    sheet: str | None = None,
    **design: Any,
) -> Survey:
    r"""Read a survey file: CSV and other delimited text, Excel, SPSS or Parquet, packed by gzip or zip, too.

    The kind of a file is told by its contents, and what is read does not depend on which data frame library is
    installed. Of delimited text and of Excel the first row is the header, and a column is what all of its cells are:

    - numbers, whole ones if all are whole and none is missing; "NA", "N/A", "#N/A", "NaN", "NULL", "#NULL!" and "."
      are then missing. Digits behind a zero such as "007" are codes and make the column text.
    - true and false; in Excel dates;
    - else text, as it stands, so that "NA" is a region.

    An empty cell is missing and a blank row is no respondent. The separator is the one of `, ; tab |` by which the
    rows have equally many cells. A comma is a decimal mark where a column can be read in no other way, or beside
    semicolons; a column such as "1,234" that may be either stays text, with a warning. Text is UTF-8 or says what it
    is by its first bytes (UTF-16, as Excel's "Unicode text"); everything else needs `encoding`. Qualtrics' second and
    third row are recognised, the question texts become labels. Of SPSS files variable labels become labels, value
    labels become value labels, and user-missing values are missing.

    Parameters
    ----------
    path : str or path
        The file.
    separator : str, optional
        One character between the cells of a text, or "tab".
    decimal : {".", ","}, optional
        The decimal mark of all columns; the other one may then stand between thousands.
    encoding : str, optional
        Encoding of a text, such as "cp1252" (Western Europe) or "gb18030" (Chinese).
    skip_rows : int or list of int
        Rows that are neither the header nor respondents, counted from 1 as a spreadsheet does: titles above the
        header, question texts or units below it.
    sheet : str, optional
        Sheet of an Excel file; the first one without it.
    **design
        What a `Survey` takes besides its data: `weights`, `wave`, `na_codes`, `labels`, ... Labels add to those of the
        file.

    Returns
    -------
    Survey
        Its `data` are a dict of arrays, of a Parquet file a data frame.

    Raises
    ------
    DataError
        For a file that is not there or cannot be read, columns of the same name, rows that do not fit the header, a
        second header; the message names the row and the option that helps.
    ImportError
        Where the package is missing that reads such files: `pip install placet[excel]`, `placet[spss]`.

    Examples
    --------
    >>> import pathlib, placet, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "survey.csv"
    >>> _ = path.write_text("recommend;region;w\n10;NA;1,5\n3;EU;0,5\n")
    >>> survey = placet.read_survey(path, weights="w")
    >>> survey
    Survey of 2 rows, 3 columns (arrays)
      columns: recommend, region, w
      weights: w (probability)
    >>> placet.nps(survey, "recommend")["estimate"]
    array([50.])
    """
    if not isinstance(path, (str, PathLike)):
        raise DataError(f"path must be that of a file, not {checks.named(path)}; data frames need no reading")
    how = How(
        _separator(separator),
        decimal if decimal is None else checks.choice("decimal", decimal, (".", ",")),
        encoding,
        _rows(skip_rows),
        sheet,
    )
    contents = read(Path(path), how)
    labels = _added(contents.labels, design.pop("labels", None))
    value_labels = _added(contents.value_labels, design.pop("value_labels", None))
    return Survey(contents.data, labels=labels, value_labels=value_labels, **design)


def _added(own: Mapping[str, Any], given: Any) -> Any:
    """Labels of the file, and those given, which win; a survey refuses what is no mapping."""
    return {**own, **given} if isinstance(given, Mapping) else given or own


def _separator(given: Any) -> str | None:
    found = WRITTEN.get(given, given)
    if found is None or (isinstance(found, str) and len(found) == 1 and found not in '"\r\n'):
        return found
    raise DataError(f"separator={given!r} is not one character; give ',', ';', 'tab' or '|'")


def _rows(given: Any) -> list[int]:
    rows = [given] if isinstance(given, int) else list(given)
    wrong = [row for row in rows if not isinstance(row, int) or isinstance(row, bool) or row < 1]
    if wrong:
        raise DataError(f"skip_rows holds {wrong[0]!r}; give the numbers of rows, which count from 1")
    return rows
