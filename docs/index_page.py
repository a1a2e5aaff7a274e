"""The fourth part of the page about coverage: intervals and differences of indexes."""

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


def _bold(share, target) -> str:
    text = f"{100 * share:.1f}"
    return text if target[0] <= share <= target[1] else f"**{text}**"
