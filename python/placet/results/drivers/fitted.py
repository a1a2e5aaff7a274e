"""What results of fitted models share: the facts of the fit, and the words for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from math import isfinite
from typing import Any

import numpy as np

from ..._core import DataError
from ...checks import shown
from ...language import enumerated, say, sentence, speak
from ..format import EMPTY, number
from ..result import Result
from ..table import NOTHING as NOTHING
from ..table import Table

#: The term that is no driver.
INTERCEPT = "Intercept"


@dataclass(frozen=True, eq=False, repr=False)
class FittedResult(Result):
    """A result with a fitted model a segment.

    Attributes
    ----------
    fit : mapping
        One array per fact, one entry a segment: `r2`, `adj_r2`, `sigma`, `f_statistic`, `df_model`, `df_resid`,
        `f_df_resid`, `f_p_value`, `condition_number`, `log_likelihood`, `aic`, `aicc`, `bic`; NaN where a segment could
        not be fitted. F is the joint test of all drivers that belongs to the errors, which `about["joint_test"]` names:
        "F" of the sums of squares, "Wald F", "adjusted Wald F" of designs, "Hotelling F" of few clusters, "pooled
        Wald F" of imputed data, or of a logit the "likelihood ratio" (`chi2`, `chi2_p_value`). Without an intercept
        `r2` and `adj_r2` are about zero, which `r2_about_zero` says, and `r2_about_mean` has that about the mean.
    """

    fit: Mapping[str, Any] = field(default_factory=dict)

    def frame(self, name: str) -> Any:
        """One of the further tables, such as `inclusion` or `term_tests`, as a data frame like the one that came in."""
        held = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "table"}
        tables = {name: table for name, table in held.items() if isinstance(table, Table)}
        if not isinstance(name, str) or name not in tables:
            known = ", ".join(map(repr, tables))
            raise DataError(f"frame({shown(name)}) is no table of this result; use one of {known}, or to_frame()")
        table = tables[name]
        rows = self.about["n_total"] + self.about.get("n_filtered", 0)
        return self._build(_spread(table, rows) if "row" in table else table)

    def _level_word(self, term: str, level: str) -> str:
        """A level of a factor in words, no word for a term that has none."""
        return level or (speak(EMPTY) if term in self.about.get("references", {}) else "")

    def _cell(self, row: int, name: str, value: Any) -> str:
        """One cell; a level without a character can be told from a term without levels."""
        if name == "level":
            return self._level_word(self.table["term"][row], value)
        constant = name == "term" and value == INTERCEPT and value not in self._named
        return speak("Intercept") if constant else super()._cell(row, name, value)

    @property
    def _named(self) -> set[str]:
        """Terms that have their names from the data, or labels."""
        return {*self.about["drivers"], *self.about.get("covariates", ()), *self.labels}

    def _beside(self) -> list[str]:
        """How well the model fits."""
        return [fit_sentence(self.fit, self.about)]

    def glance(self) -> dict[str, Any]:
        """Counts, and the fit of the model when there is one segment."""
        alone = {k: float(v[0]) for k, v in self.fit.items() if len(v) == 1}
        return alone | super().glance()


def _spread(table: Table, rows: int) -> Table:
    """A table of some rows of the data as one of all, in their order: nothing is known of the others."""
    place = table["row"]

    def spread(column: Any) -> Any:
        numbers = isinstance(column, np.ndarray)
        full = np.full(rows, np.nan) if numbers else np.full(rows, None, dtype=object)
        full[place] = column
        return full if numbers else tuple(full)

    return Table({name: np.arange(rows) if name == "row" else spread(column) for name, column in table.columns.items()})


def fit_sentence(fit: Mapping[str, Any], about: Mapping[str, Any]) -> str:
    """How well the model of the one segment fits; how the R² of several range."""
    joint_test = about.get("joint_test", "F")
    if "mcfadden_r2" in fit:
        return _likelihood_sentence(fit, joint_test)
    r2 = [float(value) for value in fit["r2"]]
    if len(r2) > 1:
        return sentence([say("{what} {range}", what=_r2(fit), range=_range(r2))])
    adjusted, sigma = float(fit["adj_r2"][0]), number("sigma", float(fit["sigma"][0]), 3)
    if r2[0] == r2[0] and adjusted != adjusted:  # drivers depend on each other: no coefficients, nothing is tested
        return sentence([say("{what} {range}", what=_r2(fit), range=f"{r2[0]:.3f}"), _f_test(fit, joint_test)])
    return sentence(
        [
            say("{what} {r2:.3f}, adjusted {adjusted:.3f}", what=_r2(fit), r2=r2[0], adjusted=adjusted),
            _f_test(fit, joint_test),
            say("residual standard deviation {sigma}", sigma=sigma),
        ]
    )


def _r2(fit: Mapping[str, Any]) -> str:
    """R², and what it is about where that is not the mean."""
    return say("R² about zero") if "r2_about_zero" in fit else say("R²")


def references(about: Mapping[str, Any]) -> str:
    """Which levels of factors the others are compared with."""
    levels = [f"{level or speak(EMPTY)} ({name})" for name, level in about.get("references", {}).items()]
    return sentence([say("Compared with {levels}", levels=enumerated(levels))]) if levels else ""


def _likelihood_sentence(fit: Mapping[str, Any], joint_test: str) -> str:
    """How well the logit of the one segment fits; how the R² of several range."""
    r2 = [float(value) for value in fit["mcfadden_r2"]]
    if len(r2) > 1:
        return sentence([say("{what} {range}", what=say("McFadden's R²"), range=_range(r2))])
    tjur, values = float(fit["tjur_r2"][0]), {"mcfadden": r2[0], "nagelkerke": float(fit["nagelkerke_r2"][0])}
    known = (
        say("R² McFadden {mcfadden:.3f}, Nagelkerke {nagelkerke:.3f}, Tjur {tjur:.3f}", tjur=tjur, **values)
        if isfinite(tjur)
        else say("R² McFadden {mcfadden:.3f}, Nagelkerke {nagelkerke:.3f}", **values)
    )
    return sentence([known, _likelihood_test(fit, joint_test)])


def _likelihood_test(fit: Mapping[str, Any], joint_test: str) -> str:
    """The test of all drivers: the likelihood ratio under errors of the model itself, else one by those chosen."""
    if "f_statistic" in fit:
        return _f_test(fit, joint_test)
    df, statistic, p = (float(fit[name][0]) for name in ("df_model", "chi2", "chi2_p_value"))
    values = {"test": joint_test, "df": df, "statistic": statistic, "p": p_words(p)}
    return say("{test} χ²({df:.0f}) = {statistic:,.1f}, {p}", **values)


def _f_test(fit: Mapping[str, Any], joint_test: str) -> str:
    """An F of all drivers, under the name that says which it is."""
    df, resid, statistic, p = (float(fit[name][0]) for name in ("df_model", "f_df_resid", "f_statistic", "f_p_value"))
    if not isfinite(p):
        return say("no joint test of the drivers")
    below = f"{resid:,.0f}" if isfinite(resid) else "∞"
    values = {"test": joint_test, "df": df, "below": below, "statistic": number("f_statistic", statistic, 1)}
    return say("{test}({df:.0f}, {below}) = {statistic}, {p}", **values, p=p_words(p))


def p_words(p: float) -> str:
    """A p-value in a sentence."""
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"


def _range(values: list[float]) -> str:
    """How the numbers of several segments range; those that could not be fitted have none."""
    fitted = [value for value in values if isfinite(value)]
    if len(fitted) == 1:
        return say("{value:.3f} in one segment", value=fitted[0])
    return say(
        "from {low:.3f} to {high:.3f} over {count} segments", low=min(fitted), high=max(fitted), count=len(fitted)
    )
