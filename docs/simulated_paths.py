"""How often intervals of indexes of path models cover, the weights estimated: surveys of two segments of every kind."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
import placet

#: Surveys of a condition by respondents, and resamples of each.
MANY, RESAMPLES = {150: 1_600, 1_000: 1_000}, 200
#: What intervals are to cover.
TARGET = (0.935, 0.97)
MODEL = placet.PathModel(
    "Quality =~ q1 + q2 + q3; Value =~ v1 + v2; Satisfaction =~ s1 + s2 + s3; "
    "Value ~ Quality; Satisfaction ~ Quality + Value"
)
#: Share of the respondents in the first segment, whose constructs are higher by so much, in standard deviations.
FIRST, SHIFT = 0.4, 0.3
#: Means of the answers from 1 to 10 before they are rounded, and loadings on the constructs.
MEANS = {"q1": 8.0, "q2": 7.0, "q3": 6.5, "v1": 5.5, "v2": 6.5, "s1": 7.5, "s2": 6.0, "s3": 7.0}
LOADINGS = {"q1": 0.85, "q2": 0.75, "q3": 0.7, "v1": 0.8, "v2": 0.7, "s1": 0.85, "s2": 0.8, "s3": 0.7}
SPREAD, ICC = 2.2, 0.1
SAMPLES = ("independent", "weights, lognormal 0.5", "clusters of 6", "uneven clusters")
#: Where the weights come from, and what is covered.
SOURCES = ("pooled", "segment")
FIGURES = ("index of the first segment", "difference of the segments", "impact of quality")
#: Respondents that stand for the population.
POPULATION = 2_000_000


@dataclass(frozen=True)
class Covered:
    """How often the intervals of a figure held it."""

    n: int
    sample: str
    weights: str
    figure: str
    surveys: int
    coverage: float

    @property
    def missed(self) -> bool:
        """Whether that lies outside what is promised."""
        return not TARGET[0] <= self.coverage <= TARGET[1]


def draw(rng: np.random.Generator, n: int, sample: str) -> dict[str, np.ndarray]:
    """One survey of n respondents in two segments."""
    columns: dict[str, np.ndarray] = {}
    common, cluster = rng.standard_normal(n), None
    if "clusters" in sample:
        size = np.resize([6] if sample == "clusters of 6" else [2, 4, 12], n)
        cluster = np.searchsorted(np.cumsum(size), np.arange(n), side="right")
        common = np.sqrt(1 - ICC) * common + np.sqrt(ICC) * rng.standard_normal(cluster.max() + 1)[cluster]
        columns["cluster"] = cluster
    first = rng.random(n) < FIRST
    quality = common + SHIFT * first
    value = 0.6 * quality + 0.8 * rng.standard_normal(n)
    satisfaction = 0.5 * quality + 0.3 * value + 0.66 * rng.standard_normal(n)
    for construct, score in (("q", quality), ("v", value), ("s", satisfaction)):
        for name in [name for name in MEANS if name[0] == construct]:
            own = LOADINGS[name] * score + np.sqrt(1 - LOADINGS[name] ** 2) * rng.standard_normal(n)
            columns[name] = np.clip(np.round(MEANS[name] + SPREAD * own), 1, 10)
    columns["segment"] = np.where(first, "first", "second")
    if sample.startswith("weights"):
        columns["w"] = np.exp(0.5 * rng.standard_normal(n))
    return columns


def figures(columns: dict[str, np.ndarray], source: str, n_resamples: int, seed: int) -> np.ndarray:
    """Estimate, lower and upper end of every figure, one a row."""
    found = placet.path_index(
        columns, MODEL, scale=(1, 10), by="segment", weights_from=source, compare="all pairs", adjust="none",
        n_resamples=n_resamples, rng=seed, weights="w" if "w" in columns else None,
        cluster="cluster" if "cluster" in columns else None, progress=False,
    )  # fmt: skip
    names = ("estimate", "conf_low", "conf_high")
    term, segment = np.array(found["term"]), np.array(found["segment"])
    impacts, differences = found.impacts, found.differences
    effect = (np.array(impacts["term"]) == "Quality") & (np.array(impacts["outcome"]) == "Satisfaction")
    at = [
        (found, (term == "Satisfaction") & (segment == "first")),
        (differences, np.array(differences["term"]) == "Satisfaction"),
        (impacts, effect),
    ]
    return np.array([[np.asarray(table[name])[rows][0] for name in names] for table, rows in at])


@cache
def population(source: str) -> np.ndarray:
    """Every figure in the population."""
    return figures(draw(np.random.default_rng(1), POPULATION, "independent"), source, 0, 1)[:, 0]


def _drawn(rng: np.random.Generator, n: int, sample: str, source: str, seed: int) -> np.ndarray:
    """The figures of a survey; one with a negative weight, which has no index, is drawn anew."""
    while True:
        try:
            return figures(draw(rng, n, sample), source, RESAMPLES, seed)
        except placet.ModelError:
            continue


def condition(rng: np.random.Generator, n: int, sample: str, source: str, surveys: int) -> Iterator[Covered]:
    """All figures of one kind of surveys."""
    truth = population(source)
    drawn = np.array([_drawn(rng, n, sample, source, i) for i in range(surveys)])
    held = (drawn[..., 1] <= truth) & (truth <= drawn[..., 2])
    for i, figure in enumerate(FIGURES):
        yield Covered(n, sample, source, figure, surveys, float(held[:, i].mean()))


def coverage(seed: int, part: int = 1) -> Iterator[Covered]:
    """All conditions, each with a random stream of its own."""
    conditions = [(n, sample, source) for n in MANY for sample in SAMPLES for source in SOURCES]
    streams = np.random.SeedSequence(seed).spawn(len(conditions))
    for stream, (n, sample, source) in zip(streams, conditions, strict=True):
        yield from condition(np.random.default_rng(stream), n, sample, source, MANY[n] // part)
