"""How often intervals of indexes cover, and how often equal indexes are found to differ: surveys of every kind."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import placet
from scipy.special import ndtr

#: Surveys of a condition by respondents.
MANY = {36: 4_000, 150: 4_000, 1_000: 1_000}
#: What intervals are to cover, and what tests at 5 % may reject.
TARGET, SIZE_TARGET = (0.935, 0.97), (0.035, 0.07)
#: The tree: two dimensions, five indicators answered from 1 to 10.
TREE = {"service": (0.6, {"a": 0.5, "b": 0.3, "c": 0.2}), "price": (0.4, {"d": 0.5, "e": 0.5})}
SHARES = {"a": 0.3, "b": 0.18, "c": 0.12, "d": 0.2, "e": 0.2}
#: Means of the answers before they are rounded, and the correlation of any two within a respondent.
MEANS = {"a": 8.0, "b": 7.0, "c": 8.5, "d": 5.5, "e": 6.0}
SPREAD, AMONG = 2.2, 0.5
#: Correlation within clusters of what all answers of a respondent have in common.
ICC = 0.1
SAMPLES = ("independent", "weights, lognormal 0.5", "clusters of 6", "uneven clusters")
#: Share of the answers to an indicator that are missing; those of the last are two in five respondents at most.
GAPS = {"no gaps": 0.0, "a tenth missing": 0.1, "half missing": 0.5}
NODES = ("Satisfaction index", "service", "e")


@dataclass(frozen=True)
class Indexed:
    """How often intervals of a node held its score, and how often the test of two equal halves rejected."""

    n: int
    sample: str
    gaps: str
    node: str
    coverage: float
    size: float

    @property
    def missed(self) -> bool:
        """Whether either lies outside what is promised."""
        return not (TARGET[0] <= self.coverage <= TARGET[1] and SIZE_TARGET[0] <= self.size <= SIZE_TARGET[1])


def truth(node: str) -> float:
    """Score of a node in the population."""
    cuts = np.arange(1, 10) + 0.5
    points = {name: 1 + (1 - ndtr((cuts - mean) / SPREAD)).sum() for name, mean in MEANS.items()}
    scores = {name: 100 * (value - 1) / 9 for name, value in points.items()}
    if node in scores:
        return scores[node]
    below = SHARES if node == NODES[0] else TREE[node][1]
    return sum(share * scores[name] for name, share in below.items())


def draw(rng: np.random.Generator, n: int, sample: str, gaps: float, surveys: int) -> dict[str, np.ndarray]:
    """Surveys of n respondents, one after the other."""
    rows = n * surveys
    columns: dict[str, np.ndarray] = {"survey": np.repeat(np.arange(surveys, dtype=np.int32), n)}
    common = rng.standard_normal(rows)
    if "clusters" in sample:
        size = np.resize([6] if sample == "clusters of 6" else [2, 4, 12], n)
        ends = np.cumsum(size)
        within = np.searchsorted(ends, np.arange(n), side="right")
        cluster = (within + (within.max() + 1) * np.arange(surveys)[:, None]).ravel()
        common = np.sqrt(1 - ICC) * common + np.sqrt(ICC) * rng.standard_normal(cluster.max() + 1)[cluster]
        columns["cluster"] = cluster
    for name, mean in MEANS.items():
        answer = mean + SPREAD * (np.sqrt(AMONG) * common + np.sqrt(1 - AMONG) * rng.standard_normal(rows))
        columns[name] = np.clip(np.round(answer), 1, 10)
        columns[name][rng.random(rows) < gaps] = np.nan
    if sample.startswith("weights"):
        columns["w"] = np.exp(0.5 * rng.standard_normal(rows))
    # Two halves that nothing distinguishes; of clusters whole ones.
    columns["half"] = (columns["cluster"] if "clusters" in sample else np.arange(rows)) % 2
    return columns


def condition(
    rng: np.random.Generator, n: int, sample: str, gaps: str, surveys: int
) -> Iterator[Indexed]:  # fmt: skip
    """All nodes of one kind of surveys; every survey is a segment, and a stratum where it has clusters."""
    columns = draw(rng, n, sample, GAPS[gaps], surveys)
    design = {"weights": "w"} if "w" in columns else {}
    if "cluster" in columns:
        design |= {"cluster": "cluster", "strata": "survey"}
    found = placet.satisfaction_index(columns, TREE, scale=(1, 10), by="survey", **design)
    halves = placet.satisfaction_index(
        columns, TREE, scale=(1, 10), by="survey", wave="half", compare="previous", adjust="none", **design
    ).differences
    for node in NODES:
        at, pair = (np.array(table["term"]) == node for table in (found, halves))
        right = truth(node)
        held = (found["conf_low"][at] <= right) & (right <= found["conf_high"][at])
        rejected = np.asarray(halves["p_value"])[pair] < 0.05
        yield Indexed(n, sample, gaps, node, float(held.mean()), float(rejected.mean()))


def coverage(seed: int, part: int = 1) -> Iterator[Indexed]:
    """All conditions, each with a random stream of its own."""
    conditions = [(n, sample, gaps) for n in MANY for sample in SAMPLES for gaps in GAPS]
    streams = np.random.SeedSequence(seed).spawn(len(conditions))
    for stream, (n, sample, gaps) in zip(streams, conditions, strict=True):
        yield from condition(np.random.default_rng(stream), n, sample, gaps, MANY[n] // part)
