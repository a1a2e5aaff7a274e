"""What indexes of a path model are made of: answers on their scales, fits of all segments, and the same drawn again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

import numpy as np

from ... import _core
from ..._core import DataError, Moments
from ...inference.designed_spread import spread_of
from ...inference.distributions import Floats
from ...inference.item_means import ItemMeans
from ...inference.spread import Spread
from ...language import say
from ...progress import bar
from ...survey import Rows, Survey
from ...survey.rows import Segments, check_range
from ...survey.short_scale import check_read
from ...survey.weights import observations
from ..trees.node_scores import Units
from ..trees.read import scales_of
from .path_model import path_model_of
from .reading import PathReading, read_paths, solutions_of
from .ruler import Places
from .solution import Solution
from .specification import specified

#: What is fitted: one model of all segments, one of each, or none.
Fits: TypeAlias = Literal["pooled", "each", "none"]
#: Numbers that resamples may be made of, two gigabytes.
MOST_NUMBERS = 1 << 28


@dataclass(frozen=True)
class Answered:
    """Answers to the indicators of a path model, on their scales.

    Attributes
    ----------
    reading : PathReading
    units : Units
        Of the indicators, in the order of the columns.
    ends : list of (float, float)
        Their scales.
    places : Places
        The constructs that have an index.
    """

    reading: PathReading
    units: Units
    ends: list[tuple[float, float]]
    places: Places

    @classmethod
    def of(cls, survey: Survey, model: Any, scale: Any, **options: Any) -> Answered:
        """Read the answers, and refuse those off the scale."""
        made = path_model_of(model)
        columns = specified(made).columns
        for name in columns:
            survey.frame.require(name, "indicator")
        ends = scales_of(scale, columns)
        reading = read_paths(survey, made, scales=dict(zip(columns, ends, strict=True)), **options)
        for pair in dict.fromkeys(ends):
            same = [column for column, own in zip(reading.rows.columns, ends, strict=True) if own == pair]
            part = replace(reading.rows, columns=tuple(same), terms=())
            check_range(part, *pair)
            check_read(part, *pair)
        return cls(reading, Units.of(ends), ends, Places.of(reading.spec, reading.model.constructs))

    @property
    def rows(self) -> Rows:
        """The rows of the reading."""
        return self.reading.rows

    def spread(self) -> Spread:
        """Means of the answers of complete rows by segment, and how sure functions of them are."""
        return spread_of(ItemMeans.complete(self.rows))

    def fits(self, what: Fits) -> list[tuple[Solution, ...]]:
        """The stages of the one model of all segments, or of that of every segment."""
        if what == "none":
            return []
        if what == "each":
            return [self.reading.solutions(segment) for segment in range(self.reading.segments)]
        return [self._pooled.solutions(0)]

    @property
    def _pooled(self) -> PathReading:
        """The same reading with all segments as one."""
        rows = self.rows
        if rows.segments.codes is None:
            return self.reading
        segments = Segments((), ((),), np.minimum(rows.segments.codes, np.int32(0)))
        together = sum(self.reading.moments, Moments())
        return replace(self.reading, rows=replace(rows, segments=segments), moments=[together], _found={})

    # ---- drawn again -----------------------------------------------------------------------------------------------

    def drawn(self, what: Fits, count: int, seed: int, progress: bool | None) -> Resampled:
        """Means of all segments and fits in resamples of all of them together."""
        reading, segments = self.reading, self.reading.segments
        copies = reading.resamples(count)
        p = len(reading.names)
        each = segments * p + p * (segments if what == "each" else 1) * 4
        if copies * each > MOST_NUMBERS:
            raise DataError(
                f"n_resamples={count:,} of {segments:,} segments and {p} indicators need more than two gigabytes; ask "
                f"for at most {MOST_NUMBERS // each:,}, or 0"
            )
        with bar(copies, "resample", progress) as report:
            found = _core.resample_path_segments(
                self.rows.given, reading.names, reading.spec.core, self.rows.draws(count, seed), what, None, report
            )
        fits = () if what == "none" else solutions_of(reading.spec, found["fit"])
        return Resampled(found["mean"], found["sum_w"], fits, np.asarray(found.get("status", np.zeros(copies))))

    @property
    def correction(self) -> float:
        """What variances of resamples are multiplied by: n / (n - 1) of all respondents, where respondents are drawn.

        Resamples of units of a design are scaled to its variance already (Rao, Wu and Yue).
        """
        if self.rows.sampling is not None or self.rows.replicates is not None:
            return 1.0
        n = sum(float(observations(self.rows.weight_type, m.n, m.sum_w)) for m in self.reading.moments)
        return n / (n - 1) if n > 1 else np.nan


@dataclass(frozen=True)
class Resampled:
    """Resamples of all segments together.

    Attributes
    ----------
    mean, sum_w : shape (r, segments, p) and (r, segments)
    fits : tuple of Solution
        One a stage, with the axes of resamples and, where every segment is fitted, of segments.
    status : shape (r,) or (r, segments)
        See `_core.resample_paths`.
    """

    mean: Floats
    sum_w: Floats
    fits: tuple[Solution, ...]
    status: Floats

    @property
    def failed(self) -> int:
        """Resamples in which a model was not found."""
        return int(np.isin(self.status, (1, 2, 3)).reshape(len(self.status), -1).any(axis=1).sum())


def failed_note(count: int, of: int) -> list[str]:
    """Words for resamples that are left out."""
    if not count:
        return []
    return [say("{count:,} of {of:,} resamples have no estimate and are left out", count=count, of=of)]
