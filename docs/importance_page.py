"""The third part of the page about coverage: intervals of importance."""

import numpy as np
from coverage_page import table
from simulated_importance import AMONG, ICC, INTERVALS, MANY, MODELS, RESAMPLES, SAMPLES, SIZES, TARGET

#: Where the third part of the page begins.
HEADING = "# How often intervals of importance cover\n"

HEAD = """
LMG importances of {drivers} drivers, any two of which correlate by {among:g}, for an outcome that they explain to
about a half. Of {many:,} surveys each (a simulation error of 1.1 points), the percent in which the interval of
`key_drivers` held the importance in the population: lowest and highest of the drivers with an effect, which are meant
to lie between {low:g} and {high:g}; **bold** is outside. Drivers without an effect of their own earn some of what those
earn that they correlate with; how often they are covered is told apart. Percentile and BCa intervals are of
{resamples} resamples; clusters have 10 respondents and an intra-cluster correlation of {icc:g}, and are declared.

"""


def importance_page(cells) -> str:
    """Everything below the heading."""
    low, high = (100 * share for share in TARGET)
    drivers = ", ".join(map(str, MODELS))
    head = HEAD.format(
        drivers=drivers, among=AMONG, many=MANY, low=low, high=high, resamples=RESAMPLES, icc=ICC
    )  # fmt: skip
    rows = []
    for count in MODELS:
        for n in SIZES:
            for sample in SAMPLES:
                mine = [c for c in cells if (c.drivers, c.n, c.sample) == (count, n, sample)]
                rows.append([count, n, sample, *(_range(mine, interval) for interval in INTERVALS)])
    names = ["drivers", "n", "sample"]
    names += [f"{interval}: {what}" for interval in INTERVALS for what in ("with an effect", "without")]
    flat = [[*row[:3], *(text for pair in row[3:] for text in pair)] for row in rows]
    return head + table(names, flat) + "\n" + _outside(cells)


def _range(cells, interval) -> tuple[str, str]:
    own = [c for c in cells if c.interval == interval]
    with_effect, without = ([100 * c.coverage for c in own if c.effect is effect] for effect in (True, False))
    missed = any(c.missed for c in own)
    text = f"{min(with_effect):.1f}–{max(with_effect):.1f}"
    null = f"{np.mean(without):.1f}" if without else ""
    return f"**{text}**" if missed else text, null


def _outside(cells) -> str:
    """How many cells are outside the target."""
    effective = [c for c in cells if c.effect]
    missed = [c for c in effective if c.missed]
    lines = [
        f"- {c.drivers} drivers, n = {c.n}, {c.sample}, {c.interval}, {c.driver}: {100 * c.coverage:.1f}"
        for c in missed
    ]
    listed = "\n\n" + "\n".join(lines) if lines else ""
    return f"\n{len(missed)} of {len(effective)} intervals of drivers with an effect lie outside.{listed}\n"
