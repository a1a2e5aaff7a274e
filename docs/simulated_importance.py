"""How often intervals of importance cover: surveys of every kind from models whose importances are known."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import placet
from placet import _core
from placet._core import Moments

#: Surveys of a condition, and resamples of each.
MANY, RESAMPLES = 400, 300
#: What intervals of drivers with an effect are to cover.
TARGET = (0.90, 0.97)
#: Coefficients of the drivers; the last of six and nine have none.
MODELS = {
    3: (0.5, 0.3, 0.2),
    6: (0.5, 0.4, 0.3, 0.2, 0.15, 0.0),
    9: (0.5, 0.4, 0.4, 0.3, 0.3, 0.2, 0.15, 0.0, 0.0),
}
#: Correlation of any two drivers, and standard deviation of what they leave of the outcome.
AMONG, REST = 0.4, 1.0
SAMPLES = ("independent", "weights, lognormal 0.5", "clusters of 10")
SIZES = (200, 1_000)
INTERVALS = ("percentile", "bca", "linearized")
#: Correlation within clusters, of drivers and of the rest.
ICC = 0.1


@dataclass(frozen=True)
class Covered:
    """How often the interval of one driver held its importance.

    Attributes
    ----------
    drivers, n, sample, interval
        The condition.
    effect : bool
        Whether the driver has a coefficient.
    coverage : float
    earned, chance : float
        Mean importance and level of chance of drivers without an effect.
    """

    drivers: int
    n: int
    sample: str
    interval: str
    driver: str
    effect: bool
    coverage: float
    earned: float
    chance: float

    @property
    def missed(self) -> bool:
        """Whether the coverage of a driver with an effect lies outside what is promised."""
        return self.effect and not TARGET[0] <= self.coverage <= TARGET[1]


def importances(drivers: int) -> np.ndarray:
    """LMG in the population."""
    slopes = np.array(MODELS[drivers])
    among = np.full((drivers, drivers), AMONG) + (1 - AMONG) * np.eye(drivers)
    joint = np.empty((drivers + 1, drivers + 1))
    joint[1:, 1:], joint[0, 1:], joint[1:, 0] = among, among @ slopes, among @ slopes
    joint[0, 0] = slopes @ among @ slopes + REST**2
    moments = Moments.from_json(_json(joint))
    return _core.lmg(moments, [str(i) for i in range(drivers + 1)], list(range(1, drivers + 1)))["lmg"]


def _json(joint: np.ndarray) -> str:
    import json

    plain = {"n": 1000, "sum_w": 1000.0, "sum_w2": 1000.0, "mean": [0.0] * len(joint), "n_missing": 0}
    return json.dumps(plain | {"comoment": joint.ravel().tolist(), "n_zero_weight": 0})


def draw(rng: np.random.Generator, drivers: int, n: int, sample: str) -> dict[str, np.ndarray]:
    """A survey of n respondents."""
    clustered, cluster = sample.startswith("clusters"), np.arange(n) // 10

    def noise(columns: int) -> np.ndarray:
        own = rng.standard_normal((n, columns))
        if not clustered:
            return own
        shared = rng.standard_normal((n // 10, columns))[cluster]
        return np.sqrt(ICC) * shared + np.sqrt(1 - ICC) * own

    x = np.sqrt(1 - AMONG) * noise(drivers) + np.sqrt(AMONG) * noise(1)
    y = x @ np.array(MODELS[drivers]) + REST * noise(1)[:, 0]
    columns = {"y": y, **{f"x{i + 1}": x[:, i] for i in range(drivers)}}
    if sample.startswith("weights"):
        columns["w"] = np.exp(0.5 * rng.standard_normal(n))
    return columns | ({"cluster": cluster} if clustered else {})


def condition(
    rng: np.random.Generator, drivers: int, n: int, sample: str, surveys: int
) -> Iterator[Covered]:  # fmt: skip
    """All intervals of one kind of surveys."""
    names, right = [f"x{i + 1}" for i in range(drivers)], importances(drivers)
    held = {interval: np.zeros(drivers) for interval in INTERVALS}
    earned, chance = np.zeros(drivers), np.zeros(drivers)
    for seed in range(surveys):
        columns = draw(rng, drivers, n, sample)
        design = {"cluster": "cluster"} if "cluster" in columns else {}
        survey = placet.Survey(columns, weights="w" if "w" in columns else None, **design)
        for interval in INTERVALS:
            found = placet.key_drivers(
                survey, "y", names, interval=interval, n_resamples=RESAMPLES, rng=seed, progress=False
            )
            at = [found["term"].index(name) for name in names]
            held[interval] += (found["importance_low"][at] <= right) & (right <= found["importance_high"][at])
        earned, chance = earned + found["importance"][at], chance + found["chance"][at]
    for interval in INTERVALS:
        for i, slope in enumerate(MODELS[drivers]):
            share = float(held[interval][i] / surveys)
            facts = (float(earned[i] / surveys), float(chance[i] / surveys))
            yield Covered(drivers, n, sample, interval, names[i], slope != 0, share, *facts)


def coverage(rng: np.random.Generator, surveys: int = MANY) -> Iterator[Covered]:
    """All conditions."""
    for drivers in MODELS:
        for n in SIZES:
            for sample in SAMPLES:
                yield from condition(rng, drivers, n, sample, surveys)
