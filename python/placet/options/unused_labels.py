"""Labels that label nothing: a warning, for they may name what other calls have, such as a construct of a model."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from ..checks import near, some
from ..progress import warn
from ..results.result import Result
from ..survey import Survey

#: A name is taken for a mistyped column if it is as like one as this; 1 is the same.
LIKE = 0.75


class LabelsWarning(UserWarning):
    """Labels of what is neither a column of the data nor in the result."""


def warn_of_labels(survey: Survey, result: Any, given: Any) -> None:
    """Warn of labels that a call was given for names that neither its data nor its result has.

    Labels that its survey declares are for many calls, some of which have constructs or nodes of these names: of them
    only those are told that look like a column.
    """
    columns = survey.frame.known
    lost = [name for name in survey.labels if name not in columns]
    if not lost:
        return
    there = "\n".join(_texts(result))
    own = {str(name) for name in given} if isinstance(given, Mapping) else set()
    lost = [name for name in lost if name in own or _mistyped(name, survey.frame.names)]
    # A term may be made of names, such as those of a path.
    lost = [name for name in lost if not re.search(rf"(?<!\w){re.escape(name)}(?!\w)", there)]
    if lost:
        many = len(lost) > 1
        what, of = ("are no columns", f"of {lost[0]!r}: ") if many else ("is no column", "")
        hint = near(lost[0], survey.frame.names)
        warn(f"labels= names {some(lost)}, which {what} of the data and not in the result; {of}{hint}", LabelsWarning)


def _mistyped(name: str, columns: list[str]) -> bool:
    """Whether a name looks like a column; a construct may be called as its indicators begin."""
    from difflib import get_close_matches

    known = [column for column in columns if isinstance(column, str)]
    begins = any(column.casefold().startswith(name.casefold()) for column in known)
    return not begins and bool(get_close_matches(name, known, n=1, cutoff=LIKE))


def _texts(result: Any) -> Iterator[str]:
    """The texts in the tables of a result, or of the results of a report."""
    for one in (result, *(section.result for section in getattr(result, "sections", ()))):
        if isinstance(one, Result):
            for table in (one.table, *one._further().values()):
                for column in table.columns.values():
                    if not isinstance(column, np.ndarray):
                        yield from (value for value in column if isinstance(value, str))
