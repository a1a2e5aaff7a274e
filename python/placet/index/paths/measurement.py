"""Constructs measured by segment: rulers of one model, of every segment, or of an earlier wave, and what they read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np

from ... import checks
from ..._core import DataError
from ...inference.designed_spread import Replicated
from ...inference.distributions import Floats
from ...results.index.path_weights import PathWeights
from ...survey.facts import design_notes
from .answered import Answered
from .drawn_again import Fits, Resampled
from .impacts import Effects, Sure
from .indexes import Drawn, Indexes, Interval
from .ruler import Form, Ruler, check_signs, equal_points
from .solution import Solution

WeightsFrom: TypeAlias = Literal["pooled", "segment"]
SOURCES: tuple[WeightsFrom, ...] = ("pooled", "segment")


@dataclass(frozen=True)
class Measurement:
    """Indexes by segment, and the fits behind them.

    Attributes
    ----------
    answered : Answered
    indexes : Indexes
    form : str
    fits : list of tuples of Solution
        One of all segments together, one a segment, or none where the weights are those of an earlier wave.
    rulers : list of Ruler
        Of the fits.
    resampled : Resampled or None
    drawn_ruler : Ruler or None
        Of the resamples, with the axes of resamples and, where every segment is fitted, of segments.
    """

    answered: Answered
    indexes: Indexes
    form: Form
    fits: list[tuple[Solution, ...]]
    rulers: list[Ruler]
    resampled: Resampled | None = None
    drawn_ruler: Ruler | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The constructs that have an index."""
        return self.answered.places.names

    @property
    def own(self) -> bool:
        """Whether every segment has a fit of its own."""
        return self.indexes.own

    # ---- what is said of it --------------------------------------------------------------------------------------

    @property
    def facts(self) -> dict[str, Any]:
        """What was drawn, as results report it."""
        again, reading = self.resampled, self.answered.reading
        if again is None:
            return {"n_resamples": 0, "n_failed": 0, "seed": None}
        seed = reading.gaps.seed if reading.rows.replicates is None else None
        return {"n_resamples": len(again.mean), "n_failed": again.failed, "seed": seed}

    def design_notes(self) -> list[str]:
        """Words for the design, and for replicates without respondents."""
        spread = self.indexes.spread
        return design_notes(self.answered.rows, [spread.lost] if isinstance(spread, Replicated) else [])

    # ---- weights ---------------------------------------------------------------------------------------------------

    def unit_weights(self) -> Floats:
        """Weights per unit of the answers, which sum to 1 in every construct, shape (k, p) or (segments, k, p)."""
        return _per_unit(self.indexes.shares, self.answered.units.length)

    def drawn_unit_weights(self) -> Floats | None:
        """The same in the resamples."""
        drawn = self.indexes.drawn
        return None if drawn is None or self.indexes.known else _per_unit(drawn.shares, self.answered.units.length)

    def weights(self) -> PathWeights:
        """The weights that all segments are measured with."""
        reading, names = self.answered.reading, self.answered.reading.names
        table = self.unit_weights()
        belongs = equal_points(reading.spec, self.answered.places) > 0
        return PathWeights(
            {c: {names[j]: float(table[i, j]) for j in np.flatnonzero(belongs[i])} for i, c in enumerate(self.names)},
            dict(zip(names, self.answered.ends, strict=True)),
            self.form,
            reading.model.to_dict(),
            reading.spec.scheme,
            reading.spec.scaled,
        )

    # ---- effects ---------------------------------------------------------------------------------------------------

    def effects(self, effects: Effects, fit: int, conf_level: float, interval: Interval, factor: float = 1.0) -> Sure:
        """Points of the outcomes' indexes for points of the drivers', by one of the fits."""
        estimate = factor * effects.of_points(self.fits[fit][-1], self.rulers[fit])
        return Sure.of(estimate, self.drawn_effects(effects, fit, factor), self.indexes.drawn, self.certain(fit),
                       conf_level, interval)  # fmt: skip

    def drawn_effects(self, effects: Effects, fit: int, factor: float = 1.0) -> Floats | None:
        """The same in the resamples, shape (r, pairs)."""
        if self.resampled is None or self.drawn_ruler is None:
            return None
        found = factor * effects.of_points(self.resampled.fits[-1], self.drawn_ruler)
        return found[:, fit] if self.own else found

    def certain(self, fit: int) -> tuple[float, float]:
        """Degrees of freedom of a fit, and what squared errors are multiplied by."""
        members = (fit,) if self.own else tuple(range(self.indexes.segments))
        return self.indexes.spread.certainty(members, np.zeros(0, dtype=np.intp))


def _per_unit(shares: Floats, length: Floats) -> Floats:
    made = shares / length
    with np.errstate(invalid="ignore"):
        return made / made.sum(axis=-1, keepdims=True)


def source_of(weights_from: Any) -> WeightsFrom | PathWeights:
    """Where weights come from, checked."""
    if isinstance(weights_from, PathWeights):
        return weights_from
    if isinstance(weights_from, str) and weights_from in SOURCES:
        return weights_from  # pyright: ignore[reportReturnType]
    if isinstance(weights_from, Mapping) and "estimate" in weights_from:
        raise DataError("weights_from= is a whole result; pass its weights, weights_from=result.weights")
    raise DataError(
        f"weights_from={checks.shown(weights_from)} is not known; use 'pooled' (one model of all segments), 'segment' "
        "(one of each), or PathWeights of an earlier call, such as result.weights"
    )


def measure(
    answered: Answered, source: WeightsFrom | PathWeights, form: Form, count: int, progress: bool | None
) -> Measurement:
    """Measure all segments."""
    if isinstance(source, PathWeights):
        return _frozen(answered, source, count, progress)
    what: Fits = "each" if source == "segment" else "pooled"
    reading, length = answered.reading, answered.units.length
    fits = answered.fits(what)
    rulers = [Ruler.of(reading.spec, answered.places, stages, length) for stages in fits]
    if form == "equal":
        equal = equal_points(reading.spec, answered.places)
        shares = np.broadcast_to(equal, (len(fits), *equal.shape)) if what == "each" else equal
    else:
        for i, ruler in enumerate(rulers):
            where = reading.where(i) if what == "each" else ""
            check_signs(ruler, answered.places.names, reading.names, where)
        own = [ruler.points(form) for ruler in rulers]
        shares = np.array(own) if what == "each" else own[0]
    if not reading.resamples(count):
        return Measurement(answered, _indexes(answered, shares, form == "equal"), form, fits, rulers)
    again = answered.drawn(what, count, progress)
    ruler = Ruler.of(reading.spec, answered.places, again.fits, length)
    given = None if form == "equal" else ruler.points(form)
    indexes = _indexes(answered, shares, form == "equal", again, given)
    return Measurement(answered, indexes, form, fits, rulers, again, ruler)


def _indexes(
    answered: Answered, shares: Floats, known: bool, again: Resampled | None = None, drawn: Floats | None = None
) -> Indexes:
    """Indexes by shares, and by those of the resamples where they are not known."""
    spread, reading = answered.spread(), answered.reading
    if again is None:
        return Indexes(spread, answered.units, shares, None, known and reading.gaps.listwise)
    rule = None if answered.rows.replicates is None else answered.rows.replicates.rule
    drawn = np.broadcast_to(shares, (len(again.mean), *shares.shape)) if drawn is None else drawn
    sets = None if reading.data_sets == 1 else again.data_set
    resamples = Drawn(again.mean, again.sum_w, drawn, rule, answered.correction, sets)
    return Indexes(spread, answered.units, shares, resamples, known and reading.gaps.listwise)


def _frozen(answered: Answered, weights: PathWeights, count: int, progress: bool | None) -> Measurement:
    """Measure with the weights of an earlier wave, which are known: complete answers need no resamples."""
    reading = answered.reading
    weights.check_model(reading.model.to_dict())
    weights.check_scale(dict(zip(reading.names, answered.ends, strict=True)))
    slopes = weights.slopes(answered.places.names, tuple(reading.names))
    shares = slopes * answered.units.length
    shares /= shares.sum(axis=-1, keepdims=True)
    form: Form = weights.form  # pyright: ignore[reportAssignmentType]
    if reading.gaps.listwise or not reading.resamples(count):
        return Measurement(answered, _indexes(answered, shares, True), form, [], [])
    again = answered.drawn("none", count, progress)
    return Measurement(answered, _indexes(answered, shares, True, again), form, [], [], again)


def chosen(construct: Any, names: Sequence[str], option: str = "construct") -> list[int]:
    """Places of the constructs that were asked for by an option, all of them without."""
    if construct is None:
        return list(range(len(names)))
    asked = checks.names(option, construct)
    for name in asked:
        if name not in names:
            near = checks.near(name, names).replace("the columns are", "the constructs are")
            raise DataError(f"{option}={name!r} is no construct of the model that has an index; {near}")
    if not asked:
        raise DataError(f"{option}=[] names no construct; leave it out for all")
    return [names.index(name) for name in dict.fromkeys(asked)]
