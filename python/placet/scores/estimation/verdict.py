"""Verdicts: names of bands of a score, where convention has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..._core import DataError
from ...checks import real, shown
from ...language import say
from ...metrics.metric import Metric

#: Lowest score of each band → its name.
Bands: TypeAlias = Mapping[float, str]

#: The conventions a verdict of `True` stands for. NPS: a score from 50 is called good, one from 70 marks a base of
#: loyal customers; the words below 50 say what the sign says.
CONVENTIONS: dict[str, Bands] = {
    "nps": {
        70.0: say("loyal base"),
        50.0: say("good"),
        0.0: say("more promoters"),
        -100.0: say("more detractors"),
    },
}


def bands_of(verdict: Any, metrics: Sequence[Metric]) -> dict[str, Bands]:
    """Bands by metric; empty where no verdict is asked for."""
    if verdict is False or verdict is None:
        return {}
    if verdict is True:
        known = {metric.name: CONVENTIONS[metric.name] for metric in metrics if metric.name in CONVENTIONS}
        if not known:
            raise DataError(
                f"no convention names bands of {metrics[0].name}; pass verdict={{lowest score: 'name', ...}}, "
                "such as {0.8: 'good', 0.0: 'poor'}"
            )
        return known
    if not isinstance(verdict, Mapping) or not verdict:
        raise DataError(
            f"verdict={shown(verdict)} must be True, False or a mapping from the lowest score of a band to its name"
        )
    for low, name in verdict.items():
        if not isfinite(real(low)) or not isinstance(name, str):
            raise DataError(
                f"verdict holds {shown(low)}: {shown(name)}; give the lowest score of a band and its name, "
                "{50: 'good'}"
            )
    return {metric.name: verdict for metric in metrics}


def verdicts(estimate: NDArray[Any], bands: Bands | None) -> list[str | None]:
    """The name of the band every estimate lies in; None below all bands, and where there is no estimate."""
    ordered = sorted((bands or {}).items(), reverse=True)

    def band(value: float) -> str | None:
        return next((name for low, name in ordered if value >= low), None)

    return [None if np.isnan(value) else band(float(value)) for value in estimate]
