"""The tables of an index of a path model: indexes, impacts, and the weights of the indicators."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...inference.distributions import Floats
from ...results.table import Table
from .answered import Answered
from .impacts import Effects, Sure
from .indexes import Indexes, Interval
from .measurement import Measurement
from .ruler import equal_points


def index_table(
    answered: Answered, indexes: Indexes, names: tuple[str, ...], conf_level: float, interval: Interval
) -> dict[str, Any]:
    """One row a construct and segment."""
    low, high = indexes.limits(conf_level, interval)
    return {
        **answered.rows.segments.columns(repeat=len(names)),
        "term": list(names) * indexes.segments,
        "estimate": indexes.estimate.ravel(),
        "std_error": indexes.std_error.ravel(),
        "conf_low": low.ravel(),
        "conf_high": high.ravel(),
        "n": indexes.n.ravel(),
        "n_eff": indexes.n_eff.ravel(),
    }


def impact_table(found: Measurement, shown: list[int], points: float, conf_level: float, interval: Interval) -> Table:
    """What points of drivers bring the outcomes among the constructs shown."""
    effects = Effects.of(found.answered.reading.spec, found.answered.places).only(shown)
    if not found.fits or not len(effects):
        return Table({})
    sure = [found.effects(effects, fit, conf_level, interval, points) for fit in range(len(found.fits))]
    total = np.array([effects.standardized(stages[-1]) for stages in found.fits])
    keys = found.answered.rows.segments.columns(repeat=len(effects)) if found.own else {}
    return Table(
        {
            **keys,
            "term": [found.names[i] for i in effects.drivers] * len(sure),
            "outcome": [found.names[i] for i in effects.outcomes] * len(sure),
            **_sure(sure),
            "total_effect": total.ravel(),
        }
    )


def _sure(sure: list[Sure]) -> dict[str, Floats]:
    columns = {"estimate": "estimate", "std_error": "std_error", "conf_low": "low", "conf_high": "high"}
    return {name: np.concatenate([getattr(one, of) for one in sure]) for name, of in columns.items()}


def indicator_table(found: Measurement, conf_level: float, interval: Interval) -> Table:
    """The weights, one row an indicator and construct."""
    answered, weights, copies = found.answered, found.unit_weights(), found.drawn_unit_weights()
    belongs = equal_points(answered.reading.spec, answered.places) > 0
    at = np.argwhere(belongs)
    segments = range(answered.reading.segments) if found.own else [0]
    sure = list[Sure]()
    for segment in segments:
        own = (weights[segment] if found.own else weights)[belongs]
        again = None if copies is None else (copies[:, segment] if found.own else copies)[:, belongs]
        sure.append(Sure.of(own, again, found.indexes.drawn, found.certain(segment), conf_level, interval))
    names, columns = found.names, answered.reading.names
    keys = answered.rows.segments.columns(repeat=len(at)) if found.own else {}
    terms, items = [names[k] for k, _ in at.tolist()], [columns[j] for _, j in at.tolist()]
    made = _sure(sure)
    return Table(
        {**keys, "term": terms * len(segments), "item": items * len(segments), "weight": made.pop("estimate"), **made}
    )
