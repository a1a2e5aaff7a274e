"""What indexes of a path model are made of: answers on their scales, fits of all segments, and the same drawn again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ... import checks
from ..._core import DataError
from ...inference.designed_spread import spread_of
from ...inference.item_means import ItemMeans, Items
from ...inference.spread import Spread
from ...progress import bar
from ...survey import Rows, Survey
from ...survey.scale_range import check_range
from ...survey.short_scale import check_read
from ...survey.weights import observations
from ..trees.node_scores import Units
from ..trees.read import scales_of
from .drawn_again import Fits, Resampled, drawn_again
from .path_model import path_model_of
from .reading import PathReading, read_paths
from .resampling import MOST_NUMBERS
from .ruler import Places
from .solution import Solution
from .specification import specified


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
        """Means of the answers by segment, and how sure functions of them are where they are of complete rows."""
        reading = self.reading
        if reading.gaps.listwise:
            return spread_of(ItemMeans.complete(self.rows))
        rows = self.rows if reading.imputed is None else reading.imputed.completed(0)
        nothing = np.zeros(0, dtype=np.intp)
        return spread_of(ItemMeans(rows, Items(rows.columns, nothing, np.zeros(len(rows.columns))), reading.moments))

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
        rows, every = self.rows, range(self.reading.segments)
        if not rows.segments.names:
            return self.reading
        together = self.reading.together(every)
        products = self.reading.products
        if products is not None:
            products = replace(products, rows=products.rows.as_one(every))
        # What made the moments of the segments has no moments of all of them, and errors of its own.
        return PathReading(
            rows.as_one(every), self.reading.model, self.reading.spec, [together], self.reading.gaps, products=products
        )

    # ---- drawn again -----------------------------------------------------------------------------------------------

    def drawn(self, what: Fits, count: int, progress: bool | None) -> Resampled:
        """Means of all segments and fits in resamples of all of them together."""
        reading, segments = self.reading, self.reading.segments
        copies = reading.resamples(count)
        checks.enough_resamples(copies, reading.data_sets)
        p = len(reading.names)
        each = segments * p + p * (segments if what == "each" else 1) * 4
        if copies * each > MOST_NUMBERS:
            raise DataError(
                f"n_resamples={count:,} of {segments:,} segments and {p} indicators need more than two gigabytes; ask "
                f"for at most {MOST_NUMBERS // each:,}, or 0"
            )
        with bar(copies, "resample", progress) as report:
            return drawn_again(reading, what, count, report)

    @property
    def correction(self) -> float:
        """What variances of resamples are multiplied by: n / (n - 1) of all respondents, where respondents are drawn.

        Resamples of units of a design are scaled to its variance already (Rao, Wu and Yue).
        """
        if (sampling := self.rows.sampling) is not None and sampling.plain:
            n = float(sampling.units.sum())  # whatever they answered, they are drawn
            return n / (n - 1) if n > 1 else np.nan
        if sampling is not None or self.rows.replicates is not None:
            return 1.0
        n = sum(float(observations(self.rows.weight_type, m.n, m.sum_w)) for m in self.reading.moments)
        lost = 1 if self.reading.treated is None else self.reading.segments  # each segment is drawn by itself
        return n / (n - lost) if n > lost else np.nan
