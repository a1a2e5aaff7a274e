"""How the tests against other programs call a regression and read it: the only place that knows its options and names.

Coefficients go by R's names: "(Intercept)", "network", "brandbeta" (a level of a factor), "1|2" (a cut).
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import placet
import pytest
from numpy.testing import assert_allclose

FOLDER = Path(__file__).parent.parent / "reference"

#: Where what other programs call so is found among the facts of a fit.
FACTS = {
    "df": "df_resid", "sigma": "sigma", "r2": "r2", "adj_r2": "adj_r2", "f": "f_statistic",
    "f_p": "f_p_value", "loglik": "log_likelihood", "aic": "aic", "bic": "bic", "deviance": "deviance",
    "null_deviance": "null_deviance", "mcfadden": "mcfadden_r2", "cox_snell": "cox_snell_r2",
    "nagelkerke": "nagelkerke_r2", "tjur": "tjur_r2", "condition_number": "condition_number",
}  # fmt: skip


#: Drivers of the simulated customers.
SIMULATED = ["network", "billing", "hotline", "shop"]


@dataclass(frozen=True)
class Fitted:
    """One segment of a regression, read by R's names."""

    result: Any
    segment: int = 0

    def part(self, table: Any) -> list[int]:
        """Rows of a table that are the segment's: tables hold equally many a segment."""
        count = len(table) // len(self.result.fit["r2"])
        return list(range(self.segment * count, (self.segment + 1) * count))

    @property
    def names(self) -> list[str]:
        """R's name of every coefficient."""
        table = self.result.table
        return [r_name(table["term"][row], table["level"][row]) for row in self.part(table)]

    def column(self, name: str, terms: Sequence[str]) -> np.ndarray:
        """A column of the table, in the given order of coefficients."""
        values = np.asarray(self.result[name], dtype=float)[self.part(self.result.table)]
        return values[[self.names.index(term) for term in terms]]

    def covariance(self, terms: Sequence[str]) -> np.ndarray:
        """Covariance matrix of the coefficients, in the given order."""
        order = [self.names.index(term) for term in terms]
        return np.asarray(self.result.covariance[self.segment])[np.ix_(order, order)]

    def fact(self, name: str) -> float:
        """A fact of the fit."""
        if name == "n":
            return float(self.result["n"][self.part(self.result.table)[0]])
        return float(np.asarray(self.result.fit[FACTS[name]])[self.segment])

    def term_test(self, term: str) -> dict[str, float]:
        """The joint test of a term's coefficients."""
        table = self.result.term_tests
        row = next(row for row in self.part(table) if table["term"][row] == term)
        return {name: float(table[name][row]) for name in ("statistic", "df", "df_resid", "p_value", "gvif")}

    def predict(self, news: Any) -> dict[str, np.ndarray]:
        """Predictions: `estimate`, `std_error`, the limits `conf_*` of the mean and `pred_*` of a new answer."""
        mean = self.result.predict(news)
        names = ("estimate", "std_error", "conf_low", "conf_high")
        if self.result.about.get("model"):
            return {name: mean[name] for name in names}
        one = self.result.predict(news, interval="individual")
        return {name: mean[name] for name in names} | {"pred_low": one["conf_low"], "pred_high": one["conf_high"]}

    def link(self, news: Any) -> dict[str, np.ndarray]:
        """Linear predictor and its error."""
        return self.result.predict(news, scale="link").table.columns

    def shares(self, news: Any) -> np.ndarray:
        """Predicted probability of every answer of an ordered outcome, a row a row of the news."""
        return self.predict(news)["estimate"].reshape(len(news), -1)

    def collinearity(self, terms: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        """Condition indexes and variance-decomposition proportions, a row an index, columns in the given order."""
        table, k = self.result.collinearity, len(terms)
        rows = self.part(table)
        names = [r_name(table["term"][row], table["level"][row]) for row in rows[:k]]
        shares = np.asarray(table["share"])[rows].reshape(k, k)
        return np.asarray(table["condition_index"])[rows[::k]], shares[:, [names.index(term) for term in terms]]

    def chow(self) -> dict[str, float]:
        """The test that all coefficients are equal in all segments."""
        table = self.result.equality
        row = list(table["term"]).index("(all coefficients)")
        return {name: float(table[name][row]) for name in ("statistic", "df", "df_resid", "p_value")}

    def brant(self) -> dict[str, dict[str, float]]:
        """The tests of proportional odds, by term and "overall"."""
        return tests_of(self.result.proportional_odds, "term")

    def durbin_watson(self) -> float:
        """Durbin and Watson's statistic of the residuals, which depends on the order of the rows."""
        residuals = self.diagnostics()["e"]
        return float((np.diff(residuals) ** 2).sum() / (residuals**2).sum())

    def residual_tests(self) -> dict[str, dict[str, float]]:
        """The tests of the residuals: "Breusch-Pagan", "Jarque-Bera", "Shapiro-Wilk"."""
        return tests_of(self.result.tests, "test")

    def diagnostics(self) -> dict[str, np.ndarray]:
        """Leverage and residuals of every row."""
        names = {
            "hat": "leverage",
            "cook": "cook",
            "standardised": "standardized",
            "studentised": "studentized",
            "e": "residual",
        }
        return {ours: np.asarray(self.result.residuals[name]) for ours, name in names.items()}


def tests_of(table: Any, key: str) -> dict[str, dict[str, float]]:
    """The rows of a table of tests by their key."""
    columns = [name for name in ("statistic", "df", "p_value") if name in table]
    return {name: {column: float(table[column][row]) for column in columns} for row, name in enumerate(table[key])}


def r_name(term: str, level: str | None) -> str:
    """R's name of a coefficient of ours."""
    return "(Intercept)" if term == "Intercept" else f"{term}{level or ''}"


def symmetric(triangle: Sequence[Sequence[float]]) -> np.ndarray:
    """The matrix whose rows up to the diagonal are stored."""
    matrix = np.zeros((len(triangle), len(triangle)))
    for i, row in enumerate(triangle):
        matrix[i, : i + 1] = matrix[: i + 1, i] = row
    return matrix


def same_covariance(found: Any, expected: Any, tol: float = 1e-9) -> None:
    """Compare covariances in units of the errors, so that an entry near 0 counts as much as the others."""
    expected = np.asarray(expected)
    errors = np.sqrt(np.diag(expected))
    assert_allclose(found / np.outer(errors, errors), expected / np.outer(errors, errors), rtol=0, atol=tol)


def same_fit(found: Fitted, expected: Any, drivers: list[str], tol: float = 1e-9) -> None:
    """Compare with a fit of statsmodels on a constant and the drivers."""
    terms = ["(Intercept)", *drivers]
    assert_allclose(found.column("estimate", terms), expected.params, rtol=tol, atol=tol * 1e-2)
    same_covariance(found.covariance(terms), expected.cov_params(), tol)
    assert_allclose(found.column("std_error", terms), expected.bse, rtol=tol)
    assert_allclose(found.column("statistic", terms), expected.tvalues, rtol=tol, atol=tol)
    assert_allclose(found.column("p_value", terms), expected.pvalues, rtol=1e-7, atol=1e-300)


def regress(data: Any, formula: str, **options: Any) -> Any:
    """`placet.regression` of ``"outcome ~ driver + driver"``; brand is a factor; with ``a * b`` it is our formula."""
    outcome, right = (side.strip() for side in formula.split("~"))
    terms = [term.strip() for term in right.split("+")]
    if any("*" in term for term in terms):
        return placet.regression(data, formula, **options)
    factors = [term for term in terms if term == "brand"]
    return placet.regression(data, outcome, terms, **({"factors": factors} if factors else {}), **options)


@pytest.fixture(scope="session")
def fitted() -> Callable[..., Fitted]:
    return Fitted


@pytest.fixture(scope="session")
def regression_of() -> Callable[..., Any]:
    return regress


@pytest.fixture(scope="session")
def matrix_of() -> Callable[..., np.ndarray]:
    return symmetric


@pytest.fixture(scope="session")
def check_covariance() -> Callable[..., None]:
    return same_covariance


@pytest.fixture(scope="session")
def check_fit() -> Callable[..., None]:
    return same_fit


@pytest.fixture(scope="session")
def respondents() -> pd.DataFrame:
    """The invented survey of tests/reference/regression_data.R."""
    return pd.read_csv(FOLDER / "regression.csv")


@pytest.fixture(scope="session")
def yellow_pages(reference) -> pd.DataFrame:
    """1811 customers, q1 overall and nine drivers, all on 1..10."""
    data = pd.read_csv(reference / "microdata" / "customer_sat_yellow_pages.csv")
    return data[[name for name in data if re.fullmatch(r"q\d+", str(name))]]


@pytest.fixture(scope="session")
def simulated() -> pd.DataFrame:
    """400 customers of 40 shops, whose answers spread more the better they rate the network."""
    rng = np.random.default_rng(11)
    store = rng.integers(0, 40, size=400)
    mood = rng.normal(size=(400, 1)) + rng.normal(size=40)[store][:, None] / 2
    x = np.clip(np.round(6 + mood + 1.5 * rng.normal(size=(400, 4))), 1, 10)
    level = x @ [0.5, 0.3, 0.1, -0.05] + rng.normal(size=40)[store] / 2
    data = pd.DataFrame(x, columns=SIMULATED).assign(store=store)
    data["overall"] = level + rng.normal(size=400) * (0.3 + 0.1 * x[:, 0])
    data["promoter"] = (rng.random(400) < 1 / (1 + np.exp(5 - level))).astype(float)
    data["rating"] = 1 + np.digitize(level + rng.logistic(size=400), [3, 4.3, 5.4, 7])
    return data.assign(weight=np.exp(rng.normal(size=400) / 2), count=rng.integers(1, 5, size=400))


@pytest.fixture(scope="session", params=["simulated", "yellow pages"])
def customers(request) -> tuple[pd.DataFrame, list[str]]:
    """Simulated and real customers: the drivers, and the outcomes overall, promoter and rating."""
    if request.param == "simulated":
        return request.getfixturevalue("simulated"), SIMULATED
    data = request.getfixturevalue("yellow_pages")
    rng = np.random.default_rng(5)
    outcomes = {"overall": data["q1"], "promoter": (data["q1"] >= 9).astype(float), "rating": (data["q1"] + 1) // 2}
    design = {"store": rng.integers(0, 60, len(data)), "weight": np.exp(rng.normal(size=len(data)) / 2)}
    return data.assign(**outcomes, **design, count=rng.integers(1, 4, len(data))), [f"q{i}" for i in range(2, 11)]
