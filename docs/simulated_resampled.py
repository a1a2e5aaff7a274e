"""How often intervals of reliability and of fuzzy evaluations cover, most of which are resampled."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import placet
from scipy.special import ndtr
from simulated_index import TREE

#: Surveys of a condition, and resamples of each.
MANY, RESAMPLES = 600, 400
TARGET = (0.925, 0.975)
SIZES = (100, 400)
SAMPLES = ("independent", "weights, lognormal 0.5", "20 clusters")
#: Loadings of five items on one factor, whose other variance makes them have variance 1; share between clusters.
LOADINGS, BETWEEN = np.array([0.8, 0.7, 0.7, 0.6, 0.5]), 0.2
OPERATORS = ("M(.,+)", "M(min,max)", "M(.,max)", "M(min,bounded)")
#: Points of the five grades, where answers are cut, and means of the indicators of the tree.
GRADES = {"very good": 100, "good": 75, "fair": 50, "poor": 25, "bad": 0}
CUTS, MEANS = np.array([-1.5, -0.5, 0.5, 1.5]), {"a": 0.6, "b": 0.1, "c": 0.9, "d": -0.8, "e": -0.3}


@dataclass(frozen=True)
class Resampled:
    """How often an interval held what it is of."""

    what: str
    n: int
    sample: str
    coverage: float

    @property
    def missed(self) -> bool:
        """Whether that lies outside what is promised."""
        return not TARGET[0] <= self.coverage <= TARGET[1]


def draw(rng: np.random.Generator, n: int, sample: str) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """A factor of n respondents, and what the design adds."""
    factor = rng.standard_normal(n)
    if sample == "20 clusters":
        cluster = np.arange(n) % 20
        return np.sqrt(1 - BETWEEN) * factor + np.sqrt(BETWEEN) * rng.standard_normal(20)[cluster], {"cluster": cluster}
    return factor, {"w": np.exp(0.5 * rng.standard_normal(n))} if sample.startswith("weights") else {}


def design(columns: dict[str, np.ndarray]) -> dict[str, str]:
    """The options that go with the columns."""
    return {option: name for option, name in (("weights", "w"), ("cluster", "cluster")) if name in columns}


def reliabilities(rng: np.random.Generator, n: int, sample: str, surveys: int) -> Iterator[Resampled]:
    """Alpha and omega of five normal items."""
    common = LOADINGS.sum() ** 2
    total = common + (1 - LOADINGS**2).sum()
    truth = {"estimate": 5 / 4 * (1 - 5 / total), "omega": common / total}
    held = dict.fromkeys(truth, 0)
    for seed in range(surveys):
        factor, more = draw(rng, n, sample)
        noise = rng.standard_normal((n, 5)) * np.sqrt(1 - LOADINGS**2)
        columns = {f"x{i}": x for i, x in enumerate((np.outer(factor, LOADINGS) + noise).T)} | more
        items = [f"x{i}" for i in range(5)]
        options = {"n_resamples": RESAMPLES, "rng": seed, "progress": False, **design(columns)}
        found = placet.reliability(columns, items, **options)
        for name, (low, high) in (("estimate", ("conf_low", "conf_high")), ("omega", ("omega_low", "omega_high"))):
            held[name] += int(found[low][0] <= truth[name] <= found[high][0])
    for name, what in (("estimate", "Cronbach's alpha"), ("omega", "omega")):
        yield Resampled(what, n, sample, held[name] / surveys)


def true_index(operator: str) -> float:
    """Index of the population by an operator."""

    def composed(weights: np.ndarray, below: np.ndarray) -> np.ndarray:
        one = {
            "M(.,+)": lambda: weights @ below,
            "M(min,max)": lambda: np.minimum(weights[:, None], below).max(axis=0),
            "M(.,max)": lambda: (weights[:, None] * below).max(axis=0),
            "M(min,bounded)": lambda: np.minimum(np.minimum(weights[:, None], below).sum(axis=0), 1),
        }[operator]()
        return one / one.sum()

    shares = {}
    for name, mean in MEANS.items():
        below = ndtr(np.concatenate([[-np.inf], CUTS, [np.inf]]) - mean)
        shares[name] = np.diff(below)[::-1]  # the best grade first
    nodes = [composed(np.array(list(of.values())), np.stack([shares[i] for i in of])) for _, of in TREE.values()]
    whole = composed(np.array([weight for weight, _ in TREE.values()]), np.stack(nodes))
    return float(whole @ np.array(list(GRADES.values())))


def evaluations(rng: np.random.Generator, n: int, sample: str, surveys: int) -> Iterator[Resampled]:
    """The index by every operator."""
    held = dict.fromkeys(OPERATORS, 0)
    for seed in range(surveys):
        factor, more = draw(rng, n, sample)
        latent = {i: mean + np.sqrt(0.5) * (factor + rng.standard_normal(n)) for i, mean in MEANS.items()}
        columns = {i: 1 + (x[:, None] > CUTS).sum(axis=1) for i, x in latent.items()} | more
        options = {"scale": (1, 5), "grades": GRADES, "n_resamples": RESAMPLES, "rng": seed, "progress": False}
        for operator in OPERATORS:
            found = placet.fuzzy_evaluation(columns, TREE, operator=operator, **options, **design(columns))
            held[operator] += int(found["conf_low"][0] <= true_index(operator) <= found["conf_high"][0])
    for operator in OPERATORS:
        yield Resampled(f"fuzzy index, {operator}", n, sample, held[operator] / surveys)


def resampled(seed: int, part: int = 1) -> Iterator[Resampled]:
    """All conditions, each with a random stream of its own."""
    conditions = [(call, n, sample) for call in (reliabilities, evaluations) for n in SIZES for sample in SAMPLES]
    for stream, (call, n, sample) in zip(np.random.SeedSequence(seed).spawn(len(conditions)), conditions, strict=True):
        yield from call(np.random.default_rng(stream), n, sample, MANY // part)
