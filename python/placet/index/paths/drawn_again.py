"""All segments of a path model drawn again together: of rows, or of moments of incomplete answers."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ... import _core
from ..._core import Moments
from ...inference.distributions import Floats
from ...language import say
from ...missing.gaps import seed_of
from ...progress import continued
from ...survey import Rows
from ...types import Progress
from .reading import PathReading, solutions_of
from .solution import Solution

#: What is fitted: one model of all segments, one of each, or none.
Fits: TypeAlias = Literal["pooled", "each", "none"]


@dataclass(frozen=True)
class Resampled:
    """Resamples of all segments together.

    Attributes
    ----------
    mean, sum_w : shape (r, segments, p) and (r, segments)
        Of the indicators.
    fits : tuple of Solution
        One a stage, with the axes of resamples and, where every segment is fitted, of segments; empty without.
    status : shape (r,) or (r, segments)
        See `_core.resample_paths`.
    data_set : shape (r,)
        Completed data set that each is of, 0 where there are none.
    """

    mean: Floats
    sum_w: Floats
    fits: tuple[Solution, ...]
    status: NDArray[Any]
    data_set: NDArray[np.int64]

    @property
    def failed(self) -> int:
        """Resamples in which a model was not found."""
        return int(np.isin(self.status, (1, 2, 3)).reshape(len(self.status), -1).any(axis=1).sum())

    @property
    def failed_note(self) -> list[str]:
        """Words for resamples that are left out."""
        if not self.failed:
            return []
        return [
            say("{count:,} of {of:,} resamples have no estimate and are left out", count=self.failed, of=len(self.mean))
        ]


def drawn_again(reading: PathReading, what: Fits, count: int, report: Progress) -> Resampled:
    """Means of all segments, and fits, in resamples of all of them together."""
    if reading.treated is not None:
        every = [reading.treated.replicates(segment)[:count] for segment in range(reading.segments)]
        return _of_moments(reading, what, every)
    if reading.rows.replicates is not None and reading.rows.ends() is not None:
        return _of_moments(reading, what, [list(found) for found in zip(*reading.rows.replicated(), strict=True)])
    parts, done = list[Resampled](), 0
    for i, rows, share in reading.shares(count):
        found = _of_rows(reading, rows, what, share, seed_of(reading.seed, i), continued(report, done))
        parts.append(replace(found, data_set=np.full(len(found.mean), i)))
        done += share
    return parts[0] if len(parts) == 1 else _joined(parts)


def _of_rows(reading: PathReading, rows: Rows, what: Fits, count: int, seed: int, report: Progress) -> Resampled:
    """Rows drawn again, or units of a design, or replicate weights."""
    draws, none = rows.draws(count, seed), np.zeros(0, dtype=np.int64)
    found = _core.resample_path_segments(rows.given, reading.names, reading.spec.core, draws, what, None, report)
    if what == "none":
        return Resampled(found["mean"], found["sum_w"], (), np.zeros(len(found["mean"])), none)
    return Resampled(found["mean"], found["sum_w"], solutions_of(reading.spec, found["fit"]), found["status"], none)


def _of_moments(reading: PathReading, what: Fits, segments: list[list[Moments]]) -> Resampled:
    """Replicates of the moments of every segment: of incomplete answers each is drawn by itself."""
    count = min(map(len, segments))
    rows = list(zip(*(own[:count] for own in segments), strict=True))
    nobody = np.full(len(reading.names), np.nan)
    mean = np.array([[m.mean if m.n else nobody for m in row] for row in rows])
    mean = mean.reshape(count, len(segments), len(reading.names))
    sum_w = np.array([[m.sum_w for m in row] for row in rows]).reshape(count, len(segments))
    none = np.zeros(count, dtype=np.int64)
    if what == "none":
        return Resampled(mean, sum_w, (), none, none)
    if what == "pooled":
        fits = reading.resolved([sum(row, Moments()) for row in rows])
    else:
        each = [reading.resolved(own[:count]) for own in segments]
        fits = tuple(_stacked(stages) for stages in zip(*each, strict=True))
    return Resampled(mean, sum_w, fits, np.asarray(fits[-1].status), none)


def _stacked(parts: Any) -> Solution:
    """Solutions of segments as one, whose second axis they are."""
    return _merged(parts, lambda arrays: np.stack(arrays, axis=1))


def _merged(parts: Any, how: Any) -> Solution:
    names = [field.name for field in fields(Solution) if field.name != "stage"]
    made = {name: [np.asarray(getattr(one, name)) for one in parts] for name in names}
    known: Any = {name: None if getattr(parts[0], name) is None else how(own) for name, own in made.items()}
    return Solution(parts[0].stage, **known)


def _joined(parts: list[Resampled]) -> Resampled:
    """Resamples of several data sets, one after the other."""
    mean, sum_w, status, data_set = (
        np.concatenate([getattr(one, name) for one in parts]) for name in ("mean", "sum_w", "status", "data_set")
    )
    stages = zip(*(one.fits for one in parts), strict=True)
    return Resampled(mean, sum_w, tuple(_merged(own, np.concatenate) for own in stages), status, data_set)
