"""The second part of the page about coverage: sizes of tests."""

from coverage_page import table
from simulated_tests import CONTROL_TARGET, TARGET

#: Where the second part of the page begins.
HEADING = "# How often tests reject\n"

HEAD = """
A test at 5 % should find something in 5 of 100 surveys in which there is nothing. In the surveys below no driver
explains the outcome, groups have the same scores and coefficients, and waves differ by who was asked only. Cells are
percent of tests with p < 0.05; they are meant to lie between {low:g} and {high:g}, **bold** is outside. Each is of
2,000 surveys and more (equal coefficients: 600, changes: 1,200), a simulation error of half a point (nine tenths,
0.6) and less. `track` counts waves beyond the limits of three standard errors, which 0.27 % of waves in control are.

- **independent**: 120 respondents (or 40); answers from 0 to 10, three drivers from 1 to 7, a factor of three levels;
- **weights**: lognormal with that standard deviation of their logarithms, whatever the answers;
- **clusters**: of geometric sizes of mean 10, so that some are many times as large as others, with intra-cluster
  correlations of {outcome:g} of the outcome and {driver:g} of the drivers; groups lie across clusters;
- **strata**: five strata of unlike outcomes, of which one in five to one in one were drawn; every group has as many
  of each;
- **gaps**: a fifth of the answers to two of the drivers is missing.

Standard errors are those the package chooses for such surveys, if no others are named. The event of a logit is an
answer of 8 to 10.

A single driver under declared clusters keeps the t of R's `svyglm`, with clusters less coefficients for its degrees of
freedom and errors that are too small: with 12 clusters of such sizes it finds too much, alone and as a step of a
selection, with 6 and 5 coefficients nothing; `errors="CR2"` has a t for so few. Tests of several coefficients have the
factor and degrees of freedom of a working model and hold their size. A criterion is no test at 5 %: by BIC one of three
null drivers enters where the best of three chi-squared passes ln n, of 120 in 8.4 %.

`gap` is that of two items of equal means, `index` whether the interval of an index misses the truth, and `change`
whether the intervals of a change between two waves and of its rate miss 0. The mix of segments whose shares
and scores do not differ is a product of two deviations from 0, whose interval misses it in 0 to 2 %.

"""


def sizes_page(cells) -> str:
    """Everything below the heading."""
    tests = list(dict.fromkeys(cell.test for cell in cells if cell.trials))
    conditions = list(dict.fromkeys(cell.condition for cell in cells))
    found = {(cell.condition, cell.test): cell for cell in cells}
    rows = [[test, *(in_words(found.get((condition, test))) for condition in conditions)] for test in tests]
    by_condition = [list(column) for column in zip(["surveys", *conditions], *rows, strict=True)]
    refused = [
        f"- {cell.condition}: {cell.test}" for cell in cells if not cell.trials and cell.test.startswith("refused")
    ]
    low, high = (100 * share for share in TARGET)
    head = HEAD.format(low=low, high=high, outcome=0.07, driver=0.2)
    return "\n\n".join([head + table(by_condition[0], by_condition[1:]), exceptions(cells), *refused]) + "\n"


def in_words(cell) -> str:
    """A cell of the table."""
    if cell is None or cell.rejected != cell.rejected:
        return ""
    size = f"{100 * cell.rejected:.{2 if cell.test == 'track' else 1}f}"
    return f"**{size}**" if cell.missed else size


def exceptions(cells) -> str:
    """What lies outside, listed with its size."""
    tested = [cell for cell in cells if cell.trials]
    missed = [cell for cell in tested if cell.missed]
    low, high = (100 * share for share in CONTROL_TARGET)
    first = f"{len(missed)} of {len(tested)} sizes lie outside (of `track`: {low:g} to {high:g} %)" + (
        ":\n\n" if missed else "."
    )
    return first + "\n".join(f"- {cell.condition}, {cell.test}: {100 * cell.rejected:.1f} %" for cell in missed)
