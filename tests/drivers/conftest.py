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
    "n": "n", "df": "df_resid", "sigma": "sigma", "r2": "r2", "adj_r2": "adj_r2", "f": "f_statistic",
    "f_p": "f_p_value", "loglik": "log_likelihood", "aic": "aic", "bic": "bic", "deviance": "deviance",
    "null_deviance": "null_deviance", "mcfadden": "mcfadden_r2", "cox_snell": "cox_snell_r2",
    "nagelkerke": "nagelkerke_r2", "tjur": "tjur_r2", "press": "press", "condition_number": "condition_number",
}  # fmt: skip


@dataclass(frozen=True)
class Fitted:
    """One segment of a regression, read by R's names."""

    result: Any
    segment: int = 0

    @property
    def rows(self) -> list[int]:
        """Rows of the table that are the segment's coefficients."""
        count = len(self.result.table) // len(self.result.fit["n"] if "n" in self.result.fit else self.result.fit["r2"])
        return list(range(self.segment * count, (self.segment + 1) * count))

    @property
    def names(self) -> list[str]:
        """R's name of every coefficient."""
        table = self.result.table
        levels = table["level"] if "level" in table else [""] * len(table)
        return [r_name(table["term"][row], levels[row]) for row in self.rows]

    def column(self, name: str, terms: Sequence[str]) -> np.ndarray:
        """A column of the table, in the given order of coefficients."""
        values = np.asarray(self.result[name], dtype=float)[self.rows]
        return values[[self.names.index(term) for term in terms]]

    def covariance(self, terms: Sequence[str]) -> np.ndarray:
        """Covariance matrix of the coefficients, in the given order."""
        order = [self.names.index(term) for term in terms]
        return np.asarray(self.result.covariance[self.segment])[np.ix_(order, order)]

    def fact(self, name: str) -> float:
        """A fact of the fit."""
        return float(np.asarray(self.result.fit[FACTS[name]])[self.segment])

    def term_test(self, term: str) -> dict[str, float]:
        """The joint test of a term's coefficients."""
        table = self.result.term_tests
        count = len(table) // len(self.result.fit["r2"])
        row = list(table["term"]).index(term) + self.segment * count
        return {name: float(table[name][row]) for name in ("statistic", "df", "df_resid", "p_value", "gvif")}

    def predict(self, news: Any, **options: Any) -> dict[str, np.ndarray]:
        """Predictions: `estimate`, `std_error`, the limits `conf_*` of the mean and `pred_*` of a new answer."""
        table = self.result.predict(news, **options)
        return {name: np.asarray(table[name]) for name in table.columns}

    def shares(self, news: Any) -> np.ndarray:
        """Predicted probability of every answer of an ordered outcome, a row a row of the news."""
        return self.predict(news)["estimate"].reshape(len(news), -1)

    def collinearity(self, terms: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        """Condition indexes and variance-decomposition proportions, a row an index, columns in the given order."""
        table = self.result.collinearity
        return np.asarray(table["condition_index"]), np.column_stack([table[name] for name in terms])

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
        residuals = self.diagnostics()["residual"]
        return float((np.diff(residuals) ** 2).sum() / (residuals**2).sum())

    def residual_tests(self) -> dict[str, dict[str, float]]:
        """The tests of the residuals: "Breusch-Pagan", "Jarque-Bera", "Shapiro-Wilk"."""
        return tests_of(self.result.residual_tests, "test")

    def diagnostics(self) -> dict[str, np.ndarray]:
        """Leverage and residuals of every row."""
        names = {
            "hat": "leverage",
            "cook": "cook",
            "standardised": "standardized",
            "studentised": "studentized",
            "residual": "residual",
        }
        return {ours: np.asarray(self.result.diagnostics[name]) for ours, name in names.items()}


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
def respondents() -> pd.DataFrame:
    """The invented survey of tests/reference/regression_data.R."""
    return pd.read_csv(FOLDER / "regression.csv")


@pytest.fixture(scope="session")
def yellow_pages(reference) -> pd.DataFrame:
    """1811 customers, q1 overall and nine drivers, all on 1..10."""
    data = pd.read_csv(reference / "microdata" / "customer_sat_yellow_pages.csv")
    return data[[name for name in data if re.fullmatch(r"q\d+", name)]]
