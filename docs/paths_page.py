"""The last part of the page about coverage: intervals of indexes of path models."""

from coverage_page import table
from simulated_paths import FIGURES, FIRST, ICC, MANY, RESAMPLES, SAMPLES, SOURCES, TARGET

#: Where the last part of the page begins.
HEADING = "# How often intervals of indexes of path models cover\n"

HEAD = """
A path model of quality, value and satisfaction with eight indicators, answered from 1 to 10, and two segments, the
first with {first:.0%} of the respondents and higher constructs. Of {many} surveys each (simulation errors of {error}
points), the percent in which the interval of `path_index`, by t and {resamples} resamples in which the weights are
estimated anew, held what it is of in the population, which is meant to lie between {low:g} and {high:g}; **bold** is
outside. Weights are those of one model of both segments or, in the second rows, of one each; then the impact is that in
the first segment. Clusters have 6 respondents, uneven ones 2, 4 or 12, an intra-cluster correlation of {icc:g}, and are
declared. A survey with a negative weight, which has no index, is drawn anew.

"""


def paths_page(cells) -> str:
    """Everything below the heading."""
    low, high = (100 * share for share in TARGET)
    many = " and ".join(f"{count:,}" for count in MANY.values())
    error = " and ".join(f"{100 * (0.05 * 0.95 / count) ** 0.5:.1f}" for count in MANY.values())
    rows = []
    for n in MANY:
        for sample in SAMPLES:
            for source in SOURCES:
                mine = {c.figure: c for c in cells if (c.n, c.sample, c.weights) == (n, sample, source)}
                rows.append([n, sample, source, *(_bold(mine[figure].coverage) for figure in FIGURES)])
    missed = sum(c.missed for c in cells)
    head = HEAD.format(first=FIRST, many=many, error=error, resamples=RESAMPLES, low=low, high=high, icc=ICC)
    names = ["n", "sample", "weights", *FIGURES]
    return head + table(names, rows) + f"\n{missed} of {len(cells)} lie outside.\n"


def _bold(share) -> str:
    text = f"{100 * share:.1f}"
    return text if TARGET[0] <= share <= TARGET[1] else f"**{text}**"
