"""The sampling design of rows that are read in batches: the columns that declare it are one more key of a scan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._core import DataError
from ..frames.frame import Frame
from ..types import Cells
from . import answers, keys
from .away import RowsNeededError, without_rows
from .design import Waves, read_sampling
from .sampling import Sampling
from .scan import Scan
from .survey import Survey
from .waves import sampled_waves


@dataclass(frozen=True)
class DesignColumns:
    """Every combination of the columns of a design that occurs is a group of rows; see `Grouping`.

    Attributes
    ----------
    columns : tuple of str
    """

    columns: tuple[str, ...]

    @property
    def called(self) -> str:
        """What there may be too many of."""
        return f"sampling units ({', '.join(map(repr, self.columns))})"

    def numbered(self, frame: Any) -> tuple[NDArray[np.int32], list[Any]]:
        """The combination of every row of a batch, and the values that each is called by."""
        if not self.columns:
            return np.zeros(len(frame), dtype=np.int32), [()]
        found = [keys.read(name, frame[name]).whole() for name in self.columns]
        codes, labels = (found[0] if len(found) == 1 else keys.combine(found)).numbered
        return codes.astype(np.int32, copy=False), labels


def sampling_of(
    survey: Survey, scan: Scan, design: DesignColumns, roles: Mapping[str, Any], samples: Sequence[str], *, always: bool
) -> Sampling | None:
    """The design, of which every group of rows is one row.

    Parameters
    ----------
    survey, scan, design
        What was read.
    roles, always
        As for `read_sampling`.
    samples
        The column of the waves, where there is one.
    """
    columns, groups = _columns(scan, design), scan.groups[0]
    if isinstance(survey.na_codes, Mapping):  # codes of all columns are none of clusters
        for name in set(columns).intersection(survey.na_codes):
            columns[name] = answers.blanked(columns[name], answers.codes_for(name, survey.na_codes))
    n, w = np.array(groups.n, dtype=np.float64), np.array(groups.w, dtype=np.float64)
    waves: Waves | None = None
    with without_rows():
        if samples:
            frame = Frame({})
            frame.stands_for = scan.n_total
            waves = (samples[0], *sampled_waves(survey.on(frame), samples[0], columns[samples[0]]))
        times = w if survey.weights is not None and survey.weight_type == "frequency" else n
        return read_sampling(columns, n > 0, roles, always=always, frequencies=times, waves=waves)


def clusters_of(scan: Scan, design: DesignColumns) -> Cells:
    """Cluster of every group of rows, and how many there are."""
    (name,) = design.columns
    codes, labels = keys.number(name, _columns(scan, design)[name])
    if (codes < 0).any():
        raise DataError(f"the cluster column {name!r} is missing in some rows; fill it in, or drop these rows")
    return codes.astype(np.int32, copy=False), len(labels)


def check_kept_apart(survey: Survey, units: str) -> None:
    """Refuse units of which there are too many to keep the moments of each."""
    if units == "respondents" and survey.id is not None:
        raise RowsNeededError(
            f"the rows of every respondent of id={survey.id!r} (without id= waves are taken for samples of their own)"
        )


def _columns(scan: Scan, design: DesignColumns) -> dict[str, Any]:
    """The columns of the design, one row a group."""
    import narwhals.stable.v2 as nw

    table = nw.concat(scan.groups[0].first) if design.columns else {}
    return {name: table[name] for name in design.columns}
