"""The page about coverage: tables and what they show."""

import numpy as np

NAMES = {"nps": "Net Promoter Score", "top_box": "Top box (9 and 10)", "mean_score": "Mean score"}
METHODS = {"adjusted": "adjusted", "wald": "Wald", "score": "score", "design": "design"}

HEAD = """\
# How often the intervals cover

A 95 % interval should hold the true score in 95 of 100 surveys. `make coverage` draws surveys from populations
whose score is known, scores them, counts how often the interval holds it, and writes this page. The default
(`method="adjusted"`) is meant to cover 93.5 to 97 %, in clustered samples 92.5 to 97 %. **Bold** is outside; all
such cells of the default are in [coverage.json](coverage.json).

## What was drawn

Answers from 0 to 10 in five shapes:

{shapes}

Samples of n respondents, 10,000 of them each (4,000 from n = 400 on), so that a coverage of 95 % has a simulation
error of 0.2 (0.35) points:

- **unweighted**;
- **weights CV 0.3, 0.8**: gamma distributed with that coefficient of variation, whatever the answers;
- **raked**: people of two kinds of class, three and two, respond with chances from 0.3 to 1; happier people are in
  other classes than unhappy ones (the classes explain a tenth of the variance of the promoter-detractor variable);
  the sample is raked to the population's shares of both. A sample without a class is drawn again;
- **clustered**: clusters of 8 to 12 respondents, at n = 20 of 4 to 6, with an intra-cluster correlation of 0.07 of
  the promoter-detractor variable; `cluster=` is declared. n = 20 is four clusters, n = 50 five;
- **oversampled**, without a target: promoters respond twice as readily as passives, four times as readily as
  detractors, and are weighted back.

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
values, as in Satterthwaite's degrees of freedom.

{kish}

**Few clusters.** The design's error of c clusters has about c - 1 degrees of freedom, for which the base is
multiplied by the squared ratio of the t quantiles with n - 1 and with those degrees of freedom (Korn and Graubard
1998). The base is then held to 2n: strata can make it larger than n, more than that is luck. Holding it to n first,
as is sometimes done, takes away the small errors that the t quantile allows for, and the interval covers too often:

{first}

**What remains.** Where most answers are passive, Rocks' interval at n = 20 covers too often, weighted or not.
Raking gains precision that weights alone do not show, so that intervals of raked samples are somewhat too long;
replicate weights (`repweights=`), raked one by one, have that gain. Where the few detractors that a small sample
holds weigh much (the oversampled surveys of up to 100), every interval is too short: none can know those who did
not answer. The mean is Student's interval on the same base; the answers of promoter-heavy populations are skewed,
and it needs more than 100 of them. Kept in that form, it is the interval readers expect.

References: Rocks (2016), The American Statistician 70, 365-372. Kish (1965), Survey Sampling. Korn and Graubard
(1998), Survey Methodology 24, 193-201. Satterthwaite (1946), Biometrics Bulletin 2, 110-114. Agresti and Coull
(1998), The American Statistician 52, 119-126.
"""


def page(cells, shapes) -> str:
    """The whole page."""
    weightings = [w for w in dict.fromkeys(c.weighting for c in cells) if w != "oversampled"]
    parts = [HEAD.format(shapes=of_shapes(shapes))]
    for metric, name in NAMES.items():
        mine = select(cells, metric=metric, method="adjusted")
        parts.append(f"## {name}: the default\n\n{by_shape(mine, weightings)}\n\n{outside(mine)}\n")
        if metric == "nps":
            parts.append(
                f"## {name}: all methods\n\nLowest and highest coverage of the five shapes, mean half width.\n"
            )
            parts.append(by_method(cells, weightings, list(METHODS)))
            parts.append("\nMethods that draw, on 2,000 surveys of some conditions, 1,000 draws each:\n")
            parts.append(drawn(cells))
            parts.append("")
    kish = by_method(cells, ["raked", "oversampled"], ["adjusted", "Kish's base", "wald"])
    first = by_method(cells, ["clustered"], ["adjusted", "n at most, then t", "design"])
    parts.append(WHY.format(kish=kish, first=first).lstrip())
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
    mine = [c for c in cells if c.weighting != "oversampled"]
    missed = [c for c in mine if c.missed]
    low = [c for c in missed if c.coverage < 0.95]
    return (
        f"{len(missed)} of {len(mine)} cells lie outside the target: {len(low)} below, {len(missed) - len(low)} above."
        + (f" Lowest {100 * min(c.coverage for c in mine):.1f}, highest {100 * max(c.coverage for c in mine):.1f}.")
    )


def by_method(cells, weightings, methods):
    rows = []
    for weighting in weightings:
        for n in dict.fromkeys(c.n for c in cells):
            row = [weighting, n]
            for method in methods:
                mine = select(cells, metric="nps", method=method, weighting=weighting, n=n)
                found = [100 * c.coverage for c in mine]
                width = np.mean([c.half_width for c in mine])
                row.append(f"{min(found):.1f}–{max(found):.1f} ±{width:.1f}")
            rows.append(row)
    return table(["sample", "n", *(METHODS.get(m, m) for m in methods)], rows)


def drawn(cells):
    methods = ["adjusted", "bootstrap", "bootstrap BCa", "bayes"]
    rows = []
    for one in select(cells, method="bayes"):
        same = {"weighting": one.weighting, "n": one.n, "shape": one.shape, "metric": "nps"}
        mine = [select(cells, method=m, **same)[0] for m in methods]
        rows.append([one.weighting, one.n, one.shape, *(f"{100 * c.coverage:.1f} ±{c.half_width:.1f}" for c in mine)])
    return table(["sample", "n", "shape", *methods], rows)
