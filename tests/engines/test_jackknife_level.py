"""How often intervals of groups left out in turn cover, simulated: surveys that are segments of one frame."""

import numpy as np
import placet
import pytest

#: Surveys, and respondents of each.
SURVEYS, N = 400, 2000
#: Coefficients of the drivers, the correlation of any two of them, and the standard deviation of the rest.
SLOPES, AMONG, REST = np.array([0.5, 0.3, 0.2]), 0.4, 1.0
NAMES = ["a", "b", "c"]
#: What intervals of 95 % are to cover; the simulation errs by 1.1 points.
LEAST, MOST = 0.93, 0.97


def _covariance() -> np.ndarray:
    among = np.full((3, 3), AMONG) + (1 - AMONG) * np.eye(3)
    s = np.empty((4, 4))
    s[1:, 1:], s[0, 1:], s[1:, 0] = among, among @ SLOPES, among @ SLOPES
    s[0, 0] = SLOPES @ among @ SLOPES + REST**2
    return s


def _shares(s: np.ndarray) -> np.ndarray:
    """Shares of R² by LMG of three drivers."""

    def r2(*at: int) -> float:
        return float(s[0, at] @ np.linalg.solve(s[np.ix_(at, at)], s[at, 0])) / s[0, 0]

    whole, found = r2(1, 2, 3), []
    for j in (1, 2, 3):
        k, m = (i for i in (1, 2, 3) if i != j)
        between = (r2(*sorted((j, k))) - r2(k) + r2(*sorted((j, m))) - r2(m)) / 6
        found.append(r2(j) / 3 + between + (whole - r2(*sorted((k, m)))) / 3)
    return np.array(found) / whole


@pytest.fixture(scope="module")
def surveys():
    """Weights that vary, and a tenth of the respondents with a gap."""
    pl = pytest.importorskip("polars")
    rng = np.random.default_rng(20261130)
    n = SURVEYS * N
    x = np.sqrt(1 - AMONG) * rng.standard_normal((n, 3)) + np.sqrt(AMONG) * rng.standard_normal((n, 1))
    y = x @ SLOPES + REST * rng.standard_normal(n)
    gaps = rng.integers(0, 30, n)
    data = {"y": y, **{name: np.where(gaps == i, np.nan, x[:, i]) for i, name in enumerate(NAMES)}}
    data |= {"w": np.exp(0.5 * rng.standard_normal(n)), "survey": np.repeat(np.arange(SURVEYS), N), "id": np.arange(n)}
    return pl.LazyFrame(data)


def test_intervals_of_shares_cover(surveys) -> None:
    found = placet.key_drivers(surveys, "y", NAMES, weights="w", id="id", by="survey", top=1)
    for name, share in zip(NAMES, _shares(_covariance()), strict=True):
        at = np.array([term == name for term in found["term"]])
        held = (found["share_low"][at] <= share) & (share <= found["share_high"][at])
        assert LEAST <= held.mean() <= MOST, (name, held.mean())


def test_intervals_of_paths_cover(surveys) -> None:
    s = _covariance()
    d = np.sqrt(np.diag(s))
    r = s / d / d[:, None]
    right = np.linalg.solve(r[1:, 1:], r[1:, 0])
    model = "\n".join([*(f"{name.upper()} =~ {name}" for name in ("y", *NAMES)), "Y ~ A + B + C"])
    found = placet.path_model(surveys, model, weights="w", id="id", by="survey")
    for name, path in zip(NAMES, right, strict=True):
        at = np.array([driver == name.upper() for driver in found["driver"]])
        held = (found["conf_low"][at] <= path) & (path <= found["conf_high"][at])
        assert LEAST <= held.mean() <= MOST, (name, held.mean())
