"""The first part of the page about coverage: tables of intervals and what they show."""

import numpy as np

NAMES = {"nps": "Net Promoter Score", "top_box": "Top box (9 and 10)", "mean_score": "Mean score"}
METHODS = {"adjusted": "adjusted", "wald": "Wald", "score": "score", "design": "design"}

HEAD = """\
# How often the intervals cover

A 95 % interval should hold the true score in 95 of 100 surveys. `make coverage` draws surveys from populations
whose score is known, scores them, counts how often the interval holds it, and writes this page. The default
(`method="adjusted"`) is meant to cover 93.5 to 97 %, in clustered samples 92.5 to 97 %, where the weights depend on the
answers and for differences 92 to 98.5 %. **Bold** is outside; all such cells of the default are in
[coverage.json](coverage.json). How often tests reject is [below](#how-often-tests-reject).

## What was drawn

Answers from 0 to 10 in five shapes:

{shapes}

Samples of n respondents, 8,000 of them each (4,000 for n = 400, 1,000 for n = 2000), so that a coverage of 95 % has a
simulation error of 0.24 (0.34, 0.7) points:

- **unweighted**;
- **weights CV 0.3, 0.8**: gamma distributed with that coefficient of variation, whatever the answers;
- **raked**: people of two kinds of class, three and two, respond with chances from 0.3 to 1; happier people are in
  other classes than unhappy ones (the classes explain a tenth of the variance of the promoter-detractor variable);
  the sample is raked to the population's shares of both. A sample without a class is drawn again;
- **clustered**: clusters of 8 to 12 respondents, at n = 20 and 30 of 4 to 6, at n = 12 of 2 to 4, with an
  intra-cluster correlation of 0.07 of the promoter-detractor variable; `cluster=` is declared. n = 12 and 20 are four
  clusters, n = 30 six, n = 50 five;
- **uneven clusters**: as many, of geometric sizes, so that some are many times as large as others; n is the mean;
- **oversampled**: promoters respond twice as readily as passives, four times as readily as detractors, and are
  weighted back;
- **ready**: people respond the more readily the happier they are, by e^0.25 a point of 0 to 10, and are weighted back.

Cells are the coverage in percent and half the mean width of the interval.
"""

WHY = """
## Why the default is as it is

Without weights it is Rocks' interval: 3/4 of a promoter, 3/2 passives and 3/4 of a detractor are added to the n
respondents. With weights or a design they are added to an effective base b.

**Which base with weights.** Kish's base, (Σw)²/Σw², supposes that weights know nothing of the answers. After
raking, and far more where the unhappy seldom respond, they do, and an interval on Kish's base covers too often or
too seldom however large the survey. The base of the standard error (variance of the answers / squared error) is
right in large samples, but the error of few weighted respondents is itself uncertain, and intervals on it are too
short. The default mixes the two: 1/b = (1 - a)/Kish + a/own with a = m/(m + 40), where m is Kish's base if the
error is larger than Kish's, and else the number of respondents that carry the error, (Σz²)²/Σz⁴ of the linearised
values, as in Satterthwaite's degrees of freedom. The weights of the answers to a point are taken as alike in it, since
a tally has no fourth powers; with lognormal weights of σ = 1 that changes the coverage by 0.4 points or less, of
σ = 1.5 by 1.8.

{kish}

**Strata.** Where strata but no clusters are declared, the same mixture has Kish's base of strata: the error the design
would have if weights knew nothing of the answers within strata. Without weights it is the error's base, which is as
much larger as the strata explain.

**Few clusters.** The design's error of c clusters has at most c - 1 degrees of freedom, for which the base is
multiplied by the squared ratio of the t quantiles with n - 1 and with those degrees of freedom (Korn and Graubard
1998). Of clusters of unequal sizes a few large ones make the error, and the degrees of freedom are fewer: those of Bell
and McCaffrey (2002) for answers that correlate by 0.05 within clusters. The base is then held to 2n: strata can make it
larger than n, more than that is luck. Holding it to n first, as is sometimes done, takes away the small errors that the
t quantile allows for, and the interval covers too often:

{first}

**Means.** The mean is Student's interval on the same base. Where the weights depend on the answers, those who seldom
answer weigh much, and a sample that has few of them knows neither the mean nor its error: a respondent is added, half
at each end of the scale, times the share of the weights' variance that the answers explain, and as far the degrees of
freedom are those of the respondents that carry the error. Without weights it is Student's interval as readers expect
it; R's is the same without all that:

{means}

**Differences.** Each of two groups gets half of Rocks' respondents, as Agresti and Caffo (2000) halve those of
Agresti and Coull. All of them in both groups pull scores that lie far apart together, by so much that the interval of
NPS -76 and +93.5 covered in 73 % at n = 12.

{differences}

**What remains.** Where most answers are passive, Rocks' interval of few covers too often, weighted or not. Raking gains
precision that weights alone do not show, so that intervals of raked samples are somewhat too long; replicate weights
(`repweights=`), raked one by one, have that gain. Where the few detractors that a small sample holds weigh much (the
oversampled and the ready surveys of up to 100, polarised ones above all), intervals may be too short: none can know
those who did not answer, and results say so. The answers of promoter-heavy populations are skewed, and Student's
interval needs more than 100 of them. Groups that nearly all say the same have intervals that cover nearly always.

References: Rocks (2016), The American Statistician 70, 365-372. Kish (1965), Survey Sampling. Korn and Graubard
(1998), Survey Methodology 24, 193-201. Satterthwaite (1946), Biometrics Bulletin 2, 110-114. Bell and McCaffrey (2002),
Survey Methodology 28, 169-181. Agresti and Coull (1998), The American Statistician 52, 119-126. Agresti and Caffo
(2000), The American Statistician 54, 280-288.
"""


def scores_page(cells, shapes, pairs) -> str:
    """The part about scores."""
    weightings = list(dict.fromkeys(c.weighting for c in cells if c.weighting != "differences"))
    parts = [HEAD.format(shapes=of_shapes(shapes))]
    for metric, name in NAMES.items():
        mine = [c for c in select(cells, metric=metric, method="adjusted") if c.weighting != "differences"]
        parts.append(f"## {name}: the default\n\n{by_shape(mine, weightings)}\n\n{outside(mine)}\n")
        if metric == "nps":
            parts.append(
                f"## {name}: all methods\n\nLowest and highest coverage of the five shapes, mean half width.\n"
            )
            parts.append(by_method(cells, weightings, list(METHODS)))
            parts.append("\nMethods that draw, on 1,000 surveys of some conditions, 1,000 draws each:\n")
            parts.append(drawn(cells))
            parts.append("")
    kish = by_method(cells, ["raked", "oversampled"], ["adjusted", "Kish's base", "wald"])
    clusters = ["adjusted", "clusters less one", "n at most, then t", "design"]
    first = by_method(cells, ["clustered", "uneven clusters"], clusters)
    means = by_method(cells, ["oversampled", "ready"], ["adjusted", "design"], "mean_score")
    parts.append(WHY.format(kish=kish, first=first, means=means, differences=by_pair(cells, pairs)).lstrip())
    return "\n".join(parts)


def select(cells, **wanted):
    return [c for c in cells if all(getattr(c, name) == value for name, value in wanted.items())]


def table(head, rows):
    lines = [head, [":--" if i == 0 else "--:" for i in range(len(head))], *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def of_shapes(shapes):
    rows = []
    for name, chances in shapes.items():
        p = np.array(chances)
        low, middle, high = 100 * p[:7].sum(), 100 * p[7:9].sum(), 100 * p[9:].sum()
        answers = ", ".join(f"{100 * x:g}" for x in chances)
        rows.append([name, f"{high:.0f} %", f"{middle:.0f} %", f"{low:.0f} %", f"{high - low:+.0f}", answers])
    return table(["shape", "promoters", "passives", "detractors", "NPS", "% of 0 to 10"], rows)


def in_words(cell):
    coverage = f"{100 * cell.coverage:.1f}"
    width = f"{cell.half_width:.1f}" if cell.metric == "nps" else f"{cell.half_width:.3f}"
    return f"{f'**{coverage}**' if cell.missed else coverage} ±{width}"


def by_shape(cells, weightings):
    shapes = list(dict.fromkeys(c.shape for c in cells))
    rows = []
    for weighting in weightings:
        for n in dict.fromkeys(c.n for c in cells):
            mine = select(cells, weighting=weighting, n=n)
            rows.append([weighting, n, *(in_words(c) for c in mine)])
    return table(["sample", "n", *shapes], rows)


def outside(cells):
    """How many cells are outside the target, and on which side."""
    mine, missed = cells, [c for c in cells if c.missed]
    low = [c for c in missed if c.coverage < 0.95]
    return (
        f"{len(missed)} of {len(mine)} cells lie outside the target: {len(low)} below, {len(missed) - len(low)} above."
        + (f" Lowest {100 * min(c.coverage for c in mine):.1f}, highest {100 * max(c.coverage for c in mine):.1f}.")
    )


def by_method(cells, weightings, methods, metric="nps"):
    rows = []
    for weighting in weightings:
        for n in dict.fromkeys(c.n for c in cells if c.weighting != "differences"):
            row = [weighting, n]
            for method in methods:
                mine = select(cells, metric=metric, method=method, weighting=weighting, n=n)
                found = [100 * c.coverage for c in mine]
                width = np.mean([c.half_width for c in mine])
                row.append(f"{min(found):.1f}–{max(found):.1f} ±{width:.{1 if metric == 'nps' else 2}f}")
            rows.append(row)
    return table(["sample", "n", *(METHODS.get(m, m) for m in methods)], rows)


def by_pair(cells, pairs):
    """Differences of scores: of the NPS by two methods, of the top box and the mean by the default."""
    mine = select(cells, weighting="differences")
    shown = [("nps", "adjusted"), ("nps", "wald"), ("top_box", "adjusted"), ("mean_score", "adjusted")]
    rows = []
    for shape in dict.fromkeys(c.shape for c in mine):
        pair = next(name for name in pairs if shape.startswith(name))
        found = [select(mine, shape=shape, metric=metric, method=method)[0] for metric, method in shown]
        rows.append([pair, shape.removeprefix(pair).strip(), *map(in_words, found)])
    return table(["populations", "n", "NPS, adjusted", "NPS, Wald", "top box", "mean"], rows)


def drawn(cells):
    methods = ["adjusted", "bootstrap", "bootstrap BCa", "bayes"]
    rows = []
    for one in select(cells, method="bayes"):
        same = {"weighting": one.weighting, "n": one.n, "shape": one.shape, "metric": "nps"}
        mine = [select(cells, method=m, **same)[0] for m in methods]
        rows.append([one.weighting, one.n, one.shape, *(f"{100 * c.coverage:.1f} ±{c.half_width:.1f}" for c in mine)])
    return table(["sample", "n", "shape", *methods], rows)
