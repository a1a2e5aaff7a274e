"""Answers of a model of three constructs, for tests of groups."""

import numpy as np

MODEL = (
    "Quality =~ q1 + q2 + q3; Satisfaction =~ s1 + s2 + s3; Loyalty =~ l1 + l2; "
    "Satisfaction ~ Quality; Loyalty ~ Satisfaction + Quality"
)
COLUMNS = ["q1", "q2", "q3", "s1", "s2", "s3", "l1", "l2"]
OWNER = np.repeat([0, 1, 2], [3, 3, 2])
#: [i, j]: construct j acts on construct i.
ACTS = np.array([[False, False, False], [True, False, False], [True, True, False]])


def answers(seed, groups=("a", "b"), each=60, *, slope=None, cluster=0.0, weights=0.3):
    """Columns, a group `g`, weights `w`, clusters `c` of 5 and strata `s`; `slope` of satisfaction by group."""
    rng = np.random.default_rng(seed)
    n = each * len(groups)
    c = np.arange(n) // 5

    def noise():
        return np.sqrt(1 - cluster) * rng.normal(size=n) + np.sqrt(cluster) * rng.normal(size=c[-1] + 1)[c]

    g = np.repeat(list(groups), each)
    quality = noise()
    b = np.vectorize(dict(slope or {}).get, otypes=[float])(g, 0.5)
    satisfaction = b * quality + 0.8 * noise()
    loyalty = 0.4 * satisfaction + 0.3 * quality + 0.8 * noise()
    scores = dict(zip("qsl", (quality, satisfaction, loyalty), strict=True))
    loads = np.tile([0.9, 0.7, 0.8], 3)
    data = {name: 5 + load * scores[name[0]] + 0.6 * noise() for name, load in zip(COLUMNS, loads, strict=False)}
    return data | {"g": g, "w": np.exp(weights * rng.normal(size=n)), "c": c, "s": np.where(c % 2, "x", "y")}


def part(data, mask):
    return {name: column[mask] for name, column in data.items()}


def table(data):
    return np.column_stack([data[name] for name in COLUMNS])
