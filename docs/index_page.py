"""The fourth part of the page about coverage: intervals and differences of indexes."""

import simulated_resampled as resampled
from coverage_page import table
from simulated_index import GAPS, ICC, MANY, NODES, SAMPLES, SIZE_TARGET, TARGET

#: Where the fourth part of the page begins.
HEADING = "# How often intervals of indexes cover\n"

HEAD = """
An index of two dimensions and five indicators, answered from 1 to 10, of which respondents leave out none, a tenth or
half, at random. Of {many} surveys each, the percent in which the interval of `satisfaction_index` held the score in the
population, which is meant to lie between {low:g} and {high:g}, and in which two halves that nothing distinguishes were
found to differ at 5 % (between {least:g} and {most:g}); **bold** is outside. Clusters have 6 respondents, uneven ones
2, 4 or 12, an intra-cluster correlation of {icc:g}, and are declared; the halves are of whole clusters.

"""


def index_page(cells) -> str:
    """Everything below the heading."""
    low, high, least, most = (100 * share for share in (*TARGET, *SIZE_TARGET))
    many = f"{min(MANY.values()):,} to {max(MANY.values()):,}"
    rows = []
    for n in MANY:
        for sample in SAMPLES:
            for gaps in GAPS:
                mine = {c.node: c for c in cells if (c.n, c.sample, c.gaps) == (n, sample, gaps)}
                covered = [_bold(mine[node].coverage, TARGET) for node in NODES]
                sizes = [_bold(mine[node].size, SIZE_TARGET) for node in NODES]
                rows.append([n, sample, gaps, *covered, *sizes])
    what = ("index", "dimension", "indicator")
    names = ["n", "sample", "answers", *(f"{w} covered" for w in what), *(f"{w} differs" for w in what)]
    missed = sum(c.missed for c in cells)
    head = HEAD.format(many=many, low=low, high=high, least=least, most=most, icc=ICC)
    return head + table(names, rows) + f"\n{missed} of {len(cells)} nodes lie outside.\n"


RESAMPLED = """
Five normal items of one factor, and an index of the same tree by four fuzzy operators from answers in five grades. Of
{many:,} surveys each (a simulation error of 0.9 points), the percent in which intervals held what they are of: Feldt's
interval of alpha where respondents are independent, all others of {resamples} resamples but that of M(.,+), which is
linearised; meant to lie between {low:g} and {high:g}. Of 20 clusters, which are declared, a fifth of the factor's
variance lies between them.

"""


def resampled_page(cells) -> str:
    """What stands below the indexes."""
    low, high = (100 * share for share in resampled.TARGET)
    head = RESAMPLED.format(many=resampled.MANY, resamples=resampled.RESAMPLES, low=low, high=high)
    names = list(dict.fromkeys(c.what for c in cells))
    rows = []
    for n in resampled.SIZES:
        for sample in resampled.SAMPLES:
            mine = {c.what: c.coverage for c in cells if (c.n, c.sample) == (n, sample)}
            rows.append([n, sample, *(_bold(mine[name], resampled.TARGET) for name in names)])
    return "\n## Reliability and fuzzy evaluation\n" + head + table(["n", "sample", *names], rows)


def _bold(share, target) -> str:
    text = f"{100 * share:.1f}"
    return text if target[0] <= share <= target[1] else f"**{text}**"
