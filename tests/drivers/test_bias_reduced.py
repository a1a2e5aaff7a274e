"""Errors by few clusters (CR2), their degrees of freedom and joint tests, by the definitions with full matrices."""

from typing import Any

import numpy as np
import placet
import pytest
from numpy.testing import assert_allclose
from scipy import stats

DRIVERS = ["a", "b", "level"]


def answers(seed: int = 1, clusters: int = 9, n: int = 90) -> dict[str, np.ndarray]:
    """Clusters of unequal sizes, one of a single respondent, one smaller than the coefficients; a level few have."""
    rng = np.random.default_rng(seed)
    cluster = np.concatenate([[0], [1, 1], rng.integers(2, clusters, n - 3)])
    mood = rng.normal(size=(clusters, 2))[cluster]
    data = {"a": mood[:, 0] + rng.normal(size=n), "b": 40 + rng.normal(size=n), "level": (cluster % 4 == 1) * 1.0}
    data["y"] = data["a"] - 0.1 * data["b"] + mood[:, 1] + rng.normal(size=n)
    return data | {"cluster": cluster, "w": rng.gamma(2, 0.5, n), "f": rng.integers(1, 4, n).astype(float)}


def root(matrix: np.ndarray, power: float) -> np.ndarray:
    """A power of a symmetric matrix, 0 where its eigenvalue is."""
    values, vectors = np.linalg.eigh(matrix)
    known = values > 1e-9
    return (vectors * np.where(known, np.where(known, values, 1) ** power, 0)) @ vectors.T


class Definition:
    """CR2 with n × n matrices: Pustejovsky and Tipton (2018), working model: residuals independent and alike."""

    def __init__(
        self, x: np.ndarray, y: np.ndarray, cluster: np.ndarray, w: np.ndarray | float = 1.0, power: float = -0.5
    ) -> None:
        groups, weighted = [np.flatnonzero(cluster == g) for g in np.unique(cluster)], x.T * w
        self.inverse = np.linalg.inv(weighted @ x)
        self.coefficients = self.inverse @ weighted @ y
        away = np.eye(len(y)) - x @ self.inverse @ weighted
        residual, self.pulls, moves = y - x @ self.coefficients, [], []
        for at in groups:
            # k × n_g, of the residuals, and k × n, of what they are of.
            pull = self.inverse @ weighted[:, at] @ root((away @ away.T)[np.ix_(at, at)], power)
            moves.append(pull @ residual[at])
            self.pulls.append(pull @ away[at])
        self.covariance = np.array(moves).T @ np.array(moves)

    def degrees(self, contrast: np.ndarray) -> float:
        """Satterthwaite's of one row, eta of the approximate Hotelling test of several."""
        pulls = [contrast @ pull for pull in self.pulls]
        mean = root(sum(p @ p.T for p in pulls), -0.5)
        p = np.array([[mean @ i @ j.T @ mean for j in pulls] for i in pulls])
        q = len(contrast)
        traces = np.einsum("ijss->ij", p)
        return q * (q + 1) / ((traces**2).sum() + np.einsum("ijst,ijts->", p, p))

    def hotelling(self, at: list[int]) -> tuple[float, float]:
        """F and its degrees of freedom below."""
        contrast, q = np.eye(len(self.coefficients))[at], len(at)
        eta, b = self.degrees(contrast), self.coefficients[at]
        w = b @ np.linalg.solve(self.covariance[np.ix_(at, at)], b)
        return (eta - q + 1) / (eta * q) * w, eta - q + 1


def design(data: dict[str, np.ndarray], drivers: list[str] = DRIVERS) -> np.ndarray:
    return np.column_stack([np.ones(len(data["y"])), *(data[name] for name in drivers)])


WEIGHTS: dict[str, dict[str, Any]] = {
    "none": {},
    "probability": {"weights": "w"},
    "precision": {"weights": "w", "weight_type": "precision"},
    "frequency": {"weights": "f", "weight_type": "frequency"},
}


def defined(data: dict[str, np.ndarray], which: str) -> Definition:
    x, y, cluster = design(data), data["y"], data["cluster"]
    if which == "frequency":
        copies = data["f"].astype(int)
        x, y, cluster = (np.repeat(part, copies, axis=0) for part in (x, y, cluster))
    if which == "precision":  # on the scale on which residuals are alike
        scale = np.sqrt(data["w"])
        return Definition(x * scale[:, None], y * scale, cluster)
    return Definition(x, y, cluster, data["w"] if which == "probability" else 1.0)


@pytest.mark.parametrize("which", WEIGHTS)
@pytest.mark.parametrize("seed", [1, 2])
def test_the_definition(which: str, seed: int) -> None:
    data = answers(seed)
    found = placet.regression(data, "y", DRIVERS, errors="CR2", cluster="cluster", **WEIGHTS[which])
    expected = defined(data, which)
    assert_allclose(found["estimate"], expected.coefficients, rtol=1e-9)
    assert_allclose(found.covariance[0], expected.covariance, rtol=1e-6, atol=1e-9)
    assert_allclose(found["df"], [expected.degrees(row[None]) for row in np.eye(4)], rtol=1e-6)
    statistic, df = expected.hotelling([1, 2, 3])
    assert_allclose(found.fit["f_statistic"], statistic, rtol=1e-6)
    assert_allclose(found.fit["f_df_resid"], df, rtol=1e-6)
    assert_allclose(found.fit["f_p_value"], stats.f.sf(statistic, 3, df), rtol=1e-5)
    # Of one coefficient the test is t².
    assert_allclose(found.term_tests["p_value"], found["p_value"][1:], rtol=1e-9)
    assert "Hotelling F(3, " in found.summary()


def test_respondents_as_clusters_are_hc2() -> None:
    data = answers() | {"cluster": np.arange(90)}
    found = placet.regression(data, "y", DRIVERS, errors="cr2", cluster="cluster")
    assert found.about["errors"] == "CR2"
    expected = placet.regression(data, "y", DRIVERS, errors="HC2")
    assert_allclose(found.covariance[0], expected.covariance[0], rtol=1e-9)


def test_segments_are_regressions_of_their_own() -> None:
    data = answers(n=200) | {"g": np.arange(200) % 2}
    both = placet.regression(data, "y", DRIVERS, by="g", errors="CR2", cluster="cluster", weights="w")
    for g in (0, 1):
        part = {name: values[data["g"] == g] for name, values in data.items()}
        alone = placet.regression(part, "y", DRIVERS, errors="CR2", cluster="cluster", weights="w")
        assert_allclose(both.covariance[g], alone.covariance[0], rtol=1e-8)
        assert_allclose(both["df"][4 * g : 4 * g + 4], alone["df"], rtol=1e-8)


def test_equal_coefficients_by_the_model_of_all_segments() -> None:
    data = answers(n=400, clusters=21) | {"g": np.arange(400) % 2}
    data["level"] = (data["cluster"] % 3 == 1) * 1.0
    found = placet.regression(data, "y", DRIVERS, by="g", errors="CR2", cluster="cluster").equality
    whole = Definition(
        np.hstack([design(data) * (data["g"] == g)[:, None] for g in (0, 1)]), data["y"], data["cluster"]
    )
    assert found is not None
    for place, at in enumerate([[0, 1, 2, 3], [1, 2, 3], [1], [2], [3]]):
        contrast, p = np.hstack([-np.eye(4)[at], np.eye(4)[at]]), len(at)
        eta, b = min(whole.degrees(contrast), 20), contrast @ whole.coefficients
        w = b @ np.linalg.solve(contrast @ whole.covariance @ contrast.T, b)
        assert_allclose(found["statistic"][place], (eta - p + 1) / (eta * p) * w, rtol=1e-8)
        assert_allclose(found["df_resid"][place], eta - p + 1, rtol=1e-8)


@pytest.mark.parametrize("declared", [True, False])
def test_equal_coefficients_under_uncorrected_errors(declared: bool) -> None:
    data = answers(n=400, clusters=21) | {"g": np.arange(400) % 2}
    own = {"cluster": "cluster"} if declared else {"errors": "cluster", "cluster": "cluster"}
    found = placet.regression(data, "y", DRIVERS[:2], by="g", weights="w", **own).equality
    x = np.hstack([design(data, DRIVERS[:2]) * (data["g"] == g)[:, None] for g in (0, 1)])
    whole = Definition(x, data["y"], data["cluster"], data["w"], power=0.0)
    assert found is not None
    for place, at in enumerate([[0, 1, 2], [1, 2], [1], [2]]):
        eta, p = whole.degrees(np.hstack([-np.eye(3)[at], np.eye(3)[at]])), len(at)
        assert p + 2 < eta < 20
        assert_allclose(found["df_resid"][place], eta - p + 1, rtol=1e-8)


def test_logits_have_no_such_errors() -> None:
    data = answers()
    data["y"] = (data["y"] > data["y"].mean()).astype(float)
    with pytest.raises(placet.DataError, match='use errors="cluster"'):
        placet.regression(data, "y", DRIVERS, model="logit", errors="CR2", cluster="cluster")
