"""Metrics by their names."""

from __future__ import annotations

from typing import Any

from .. import checks
from .._core import DataError
from ..survey import Survey
from ..survey.scale_words import scale_to_give
from .metric import Bounds, Metric

#: Name → constructor.
BUILDERS = {
    "nps": Metric.nps,
    "net_box": Metric.net_box,
    "top_box": Metric.top_box,
    "bottom_box": Metric.bottom_box,
    "csat": Metric.csat,
    "ces": Metric.ces,
    "mean_score": Metric.mean_score,
}


def metric_of(given: Metric | str, scale: Bounds | None = None, of: tuple[Survey, Any] | None = None) -> Metric:
    """A metric from its name and, where it has no usual scale, the scale, which the labels of answers may tell."""
    if isinstance(given, Metric):
        if scale is not None and (given.scale is None or checks.scale_bounds("scale", scale) != given.scale):
            raise DataError(f"scale={scale!r} contradicts the scale {given.scale!r} of the metric; leave scale out")
        return given
    name = checks.choice("metric", given, tuple(BUILDERS))
    build = BUILDERS[name]
    if scale is None and name == "mean_score":
        return Metric.mean_score(None)
    if scale is None and name not in ("nps", "csat", "ces"):
        raise DataError(f"metric={name!r} needs the scale, {scale_to_give(*of) if of else 'such as scale=(1, 5)'}")
    return build() if scale is None else build(scale)  # type: ignore[call-arg]
