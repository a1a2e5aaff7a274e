"""The curve a plan lies on: what other numbers of respondents would give."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from ...language import enumerated, say
from .design import Design

#: What a plan asks and assumes, in words.
WORDS = {
    "n": say("n"),
    "margin": say("margin"),
    "difference": say("difference"),
    "power": say("power"),
    "promoters": say("promoters"),
    "detractors": say("detractors"),
    "share": say("share"),
    "sd": say("SD"),
    "conf_level": say("level"),
    "comparisons": say("comparisons"),
    "design_effect": say("design effect"),
    "weight_cv": say("weight cv"),
    "population": say("population"),
    "ratio": say("ratio"),
    "overlap": say("overlap"),
    "correlation": say("correlation"),
}
#: Curves that a picture has colours for, and points of each.
MOST_CURVES, POINTS = 8, 80


def row_labels(rows: Sequence[Mapping[str, Any]], several: Sequence[str], across: str) -> list[str]:
    """Words for what a row differs in, except `across`: rows with the same words lie on one curve."""
    names = [name for name in several if name != across]
    return [enumerated([say("{what} {value:g}", what=WORDS[name], value=row[name]) for name in names]) for row in rows]


def curves(
    labels: Sequence[str],
    sizes: Sequence[int],
    values: Sequence[Callable[[int], float]],
    designs: Sequence[Design],
    groups: int,
) -> dict[str, Any]:
    """Points of the first curves, and for every row the name of its own: `label`, `n`, `value`, and `row`."""
    label: list[str] = []
    n: list[int] = []
    value: list[float] = []
    for name in list(dict.fromkeys(labels))[:MOST_CURVES]:
        first = labels.index(name)
        on_it = [size for size, own in zip(sizes, labels, strict=True) if own == name]
        grid = [at for at in _sizes(min(on_it), max(on_it)) if designs[first].fits(at, groups)]
        label += [name] * len(grid)
        n += grid
        value += [values[first](at) for at in grid]
    return {"label": tuple(label), "n": np.array(n), "value": np.array(value, dtype=float), "row": tuple(labels)}


def _sizes(least: int, most: int) -> list[int]:
    """Numbers of respondents from a quarter of the least to twice the most, closer where they are few."""
    return sorted(
        {*np.rint(np.geomspace(max(least / 4, 2), max(2 * most, 10), POINTS)).astype(int).tolist(), least, most}
    )
