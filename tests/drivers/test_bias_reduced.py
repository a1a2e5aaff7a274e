"""Errors by few clusters, their degrees of freedom and joint tests, by the definitions with full matrices."""

from typing import Any

import numpy as np
import placet
import pytest
from numpy.testing import assert_allclose
from placet.drivers.standard_errors.working_model import uneven_hotelling
from scipy import optimize, stats

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


def uneven(share: np.ndarray, q: int) -> tuple[float, float]:
    """Factor and degrees of freedom of Hotelling's T² by units of unequal weight; τ by bisection."""
    share = share[share > 1e-9] / share[share > 1e-9].sum()
    h = np.zeros(len(share))
    if q > 1:
        at = optimize.brentq(lambda tau: (share * tau / (1 + share * tau)).sum() - (q - 1), 0, 1e9, xtol=1e-12)
        h = share * at / (1 + share * at)
    g = h * (1 - h)
    spread = ((share * (1 - h)) ** 2).sum() + ((share @ g) ** 2 / g.sum() if q > 1 else 0)
    factor = (share * (1 - h)).sum()
    return factor, factor**2 / spread


class Definition:
    """Errors by cluster with n × n matrices; working model: residuals independent and alike.

    Power -1/2 is CR2 of Pustejovsky and Tipton (2018), 0 leaves residuals as they are. `form` is K.
    """

    def __init__(
        self, x: np.ndarray, y: np.ndarray, cluster: np.ndarray, w: np.ndarray | float = 1.0, power: float = -0.5,
        form: Any = None,
    ) -> None:  # fmt: skip
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
        self.form = np.eye(len(groups)) if form is None else form(len(groups))
        self.covariance = np.array(moves).T @ self.form @ np.array(moves)
        # What a unit adds where it varies as it is drawn; all of the truth where K is I.
        pull = self.inverse @ weighted
        self.truth = sum(k * pull[:, at] @ pull[:, at].T for k, at in zip(self.form.diagonal(), groups, strict=True))

    def degrees(self, contrast: np.ndarray) -> float:
        """Satterthwaite's of one row."""
        pulls = [(contrast @ pull)[0] for pull in self.pulls]
        p = np.array([[i @ j for j in pulls] for i in pulls])
        return np.trace(p) ** 2 / (p**2).sum()

    def hotelling(self, contrast: np.ndarray, scale: float = 1.0) -> tuple[float, float]:
        """F of the contrasts that V times a scale makes, and its degrees of freedom below."""
        q, pulls = len(contrast), [contrast @ pull for pull in self.pulls]
        p = np.array([[i @ j.T for j in pulls] for i in pulls])
        mean = np.einsum("ij,ijst->st", self.form, p)
        turn = root(mean, -0.5)
        traces = np.einsum("ijss->ij", turn @ p @ turn) / q
        half = root(self.form, 0.5)
        factor, df = uneven(np.linalg.eigvalsh(half @ traces @ half), q)
        b = contrast @ self.coefficients
        w = b @ np.linalg.solve(contrast @ self.covariance @ contrast.T, b)
        bias = q / np.trace(np.linalg.solve(mean, contrast @ self.truth @ contrast.T))
        return factor * bias * w / q, df


def design(data: dict[str, np.ndarray], drivers: list[str] = DRIVERS) -> np.ndarray:
    return np.column_stack([np.ones(len(data["y"])), *(data[name] for name in drivers)])


WEIGHTS: dict[str, dict[str, Any]] = {
    "none": {},
    "probability": {"weights": "w"},
    "precision": {"weights": "w", "weight_type": "precision"},
    "frequency": {"weights": "f", "weight_type": "frequency"},
}


def defined(data: dict[str, np.ndarray], which: str, **own: Any) -> Definition:
    x, y, cluster = design(data), data["y"], data["cluster"]
    if which == "frequency":
        copies = data["f"].astype(int)
        x, y, cluster = (np.repeat(part, copies, axis=0) for part in (x, y, cluster))
    if which == "precision":  # on the scale on which residuals are alike
        scale = np.sqrt(data["w"])
        return Definition(x * scale[:, None], y * scale, cluster, **own)
    return Definition(x, y, cluster, data["w"] if which == "probability" else 1.0, **own)


@pytest.mark.parametrize("which", WEIGHTS)
@pytest.mark.parametrize("seed", [1, 2])
def test_the_definition(which: str, seed: int) -> None:
    data = answers(seed)
    found = placet.regression(data, "y", DRIVERS, errors="CR2", cluster="cluster", **WEIGHTS[which])
    expected = defined(data, which)
    assert_allclose(found["estimate"], expected.coefficients, rtol=1e-9)
    assert_allclose(found.covariance[0], expected.covariance, rtol=1e-6, atol=1e-9)
    assert_allclose(found["df"], [expected.degrees(row[None]) for row in np.eye(4)], rtol=1e-6)
    statistic, df = expected.hotelling(np.eye(4)[1:])
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
        statistic, df = whole.hotelling(np.hstack([-np.eye(4)[at], np.eye(4)[at]]))
        assert_allclose(found["statistic"][place], statistic, rtol=1e-8)
        assert_allclose(found["df_resid"][place], df, rtol=1e-8)


def centred(strata: np.ndarray, share: float = 1.0) -> Any:
    """K of a design: clusters about the mean of their stratum, times n / (n - 1) and the share that was not drawn."""

    def form(count: int) -> np.ndarray:
        same = strata[:, None] == strata
        n = same.sum(axis=1)
        return share * (np.eye(count) - same / n) * (n / (n - 1))[:, None]

    return form


@pytest.mark.parametrize("declared", [True, False])
def test_equal_coefficients_under_uncorrected_errors(declared: bool) -> None:
    data = answers(n=400) | {"g": np.arange(400) % 2, "cluster": np.minimum(np.arange(400) // 2 % 40, 20)}
    own = {"cluster": "cluster"} if declared else {"errors": "cluster", "cluster": "cluster"}
    found = placet.regression(data, "y", DRIVERS[:2], by="g", weights="w", **own).equality
    x = np.hstack([design(data, DRIVERS[:2]) * (data["g"] == g)[:, None] for g in (0, 1)])
    form = centred(np.zeros(21)) if declared else None
    whole = Definition(x, data["y"], data["cluster"], data["w"], power=0.0, form=form)
    assert found is not None
    for place, at in enumerate([[0, 1, 2], [1, 2], [1], [2]]):
        statistic, df = whole.hotelling(np.hstack([-np.eye(3)[at], np.eye(3)[at]]))
        assert_allclose(found["df_resid"][place], df, rtol=1e-8)
        assert_allclose(found["statistic"][place], statistic, rtol=1e-8)


@pytest.mark.parametrize("which", WEIGHTS)
def test_joint_tests_of_uncorrected_errors(which: str) -> None:
    data = answers()
    found = placet.regression(data, "y", DRIVERS, errors="cluster", cluster="cluster", **WEIGHTS[which])
    expected = defined(data, which, power=0.0)
    n = data["f"].sum() if which == "frequency" else 90
    factor = 9 / 8 * (n - 1) / (n - 4)
    assert_allclose(found.covariance[0], factor * expected.covariance, rtol=1e-9)
    # The factor and the bias, both of V, cancel.
    statistic, df = expected.hotelling(np.eye(4)[1:])
    assert_allclose(found.fit["f_statistic"], statistic, rtol=1e-8)
    assert_allclose(found.fit["f_df_resid"], df, rtol=1e-8)


@pytest.mark.parametrize("which", ["none", "probability"])
@pytest.mark.parametrize(("strata", "fpc"), [(False, False), (True, False), (True, True)])
def test_joint_tests_of_designs(which: str, strata: bool, fpc: bool) -> None:
    data = answers(n=150, clusters=14)
    data |= {"half": data["cluster"] % 2, "there": np.full(150, 10)}
    roles = {"strata": "half"} if strata else {}
    roles |= {"fpc": "there"} if fpc else {}
    found = placet.regression(placet.Survey(data, cluster="cluster", **roles, **WEIGHTS[which]), "y", DRIVERS)
    halves = np.arange(14) % 2 if strata else np.zeros(14)
    expected = defined(data, which, power=0.0, form=centred(halves, 0.3 if fpc else 1.0))
    assert_allclose(found.covariance[0], expected.covariance, rtol=1e-8, atol=1e-10)
    statistic, df = expected.hotelling(np.eye(4)[1:])
    assert_allclose(found.fit["f_statistic"], statistic, rtol=1e-8)
    assert_allclose(found.fit["f_df_resid"], df, rtol=1e-8)


@pytest.mark.parametrize(("d", "q"), [(11, 4), (9, 9), (30, 1), (100, 20)])
def test_units_of_equal_weight_make_hotellings_distribution(d: int, q: int) -> None:
    assert_allclose(uneven_hotelling(np.full(d, 0.7), q), [(d - q + 1) / d, d - q + 1], rtol=1e-10)


def test_of_one_coefficient_degrees_of_freedom_are_satterthwaites() -> None:
    share = np.array([5.0, 1, 1, 0.5, 0])
    assert_allclose(uneven_hotelling(share, 1), [1, share.sum() ** 2 / (share**2).sum()])
    assert np.isnan(uneven_hotelling(share, 5)).all()


@pytest.mark.parametrize(("units", "q"), [(8, 3), (12, 4), (12, 8), (30, 8)])
def test_the_distribution_of_units_of_unequal_weight(units: int, q: int) -> None:
    rng = np.random.default_rng(3)
    share = rng.geometric(0.1, units).astype(float)
    z, x = rng.normal(size=(20_000, units, q)), rng.normal(size=(20_000, q, 1))
    d = np.einsum("rls,l,rlt->rst", z, share / share.sum(), z)
    w = (x * np.linalg.solve(d, x)).sum(axis=(1, 2)) / q
    factor, df = uneven_hotelling(share, q)
    p = stats.f.sf(factor * w, q, df)
    # Of a few large units and many small ones it is a little less, as Satterthwaite's t is.
    assert 0.03 < (p < 0.05).mean() < 0.053
    assert 0.07 < (p < 0.1).mean() < 0.104


def test_logits_have_no_such_errors() -> None:
    data = answers()
    data["y"] = (data["y"] > data["y"].mean()).astype(float)
    with pytest.raises(placet.DataError, match='use errors="cluster"'):
        placet.regression(data, "y", DRIVERS, model="logit", errors="CR2", cluster="cluster")


def test_a_segment_that_cannot_be_fitted_under_weights_is_said():
    data = {"y": [1.0], "x": [2.0], "w": [1.0], "c": [1]}
    with pytest.raises(placet.ModelError, match="needs at least 3 complete cases and has 1"):
        placet.regression(data, "y", ["x"], errors="CR2", weights="w", cluster="c")
    rng = np.random.default_rng(1)
    many = {name: np.append(rng.normal(size=60), 1.0) for name in ("y", "x")}
    many |= {"w": np.ones(61) + rng.random(61), "c": np.append(np.arange(60) // 5, 99), "g": ["a"] * 60 + ["b"]}
    found = placet.regression(many, "y", ["x"], errors="CR2", weights="w", cluster="c", by="g")
    alone = placet.regression(
        {name: column[:60] for name, column in many.items()}, "y", ["x"], errors="CR2", weights="w", cluster="c"
    )
    assert np.allclose(found["std_error"][:2], alone["std_error"], rtol=1e-12)
    assert np.isnan(found["std_error"][2:]).all()
    assert any("segment b" in str(note) for note in found.about["notes"])
