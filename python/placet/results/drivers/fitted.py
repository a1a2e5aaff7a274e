"""What results of fitted models share: the facts of the fit, and the words for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from math import isfinite
from typing import Any

import numpy as np

from ..._core import DataError
from ...checks import shown
from ..format import EMPTY, minus, number
from ..result import Result
from ..table import Table

#: A table that is filled by some calls only.
NOTHING = Table({})


@dataclass(frozen=True, eq=False, repr=False)
class FittedResult(Result):
    """A result with a fitted model a segment.

    Attributes
    ----------
    fit : mapping
        One array per fact, one entry a segment: `r2`, `adj_r2`, `sigma`, `f_statistic`, `df_model`, `df_resid`,
        `f_df_resid`, `f_p_value`, `condition_number`, `log_likelihood`, `aic`, `aicc`, `bic`; NaN where a segment could
        not be fitted. F is the joint test of all drivers that belongs to the errors, which `about["joint_test"]` names:
        "F" of the sums of squares, "Wald F", "adjusted Wald F" of clusters and designs, "Hotelling F" of CR2, "pooled
        Wald F" of imputed data, or of a logit the "likelihood ratio" (`chi2`, `chi2_p_value`). Without an intercept
        `r2` and `adj_r2` are about zero, which `r2_about_zero` says, and `r2_about_mean` has that about the mean.
    """

    fit: Mapping[str, Any] = field(default_factory=dict)

    def frame(self, name: str) -> Any:
        """One of the further tables, such as `inclusion` or `term_tests`, as a data frame like the one that came in."""
        tables = {
            f.name: t for f in fields(self) if isinstance(t := getattr(self, f.name), Table) and f.name != "table"
        }
        if not isinstance(name, str) or name not in tables:
            known = ", ".join(map(repr, tables))
            raise DataError(f"frame({shown(name)}) is no table of this result; use one of {known}, or to_frame()")
        table = tables[name]
        return self.build(
            _spread(table, self.about["n_total"] + self.about.get("n_filtered", 0)) if "row" in table else table
        )

    def level_word(self, term: str, level: str) -> str:
        """A level of a factor in words, no word for a term that has none."""
        return level or (EMPTY if term in self.about.get("references", {}) else "")

    def cell(self, row: int, name: str, value: Any) -> str:
        """One cell; a level without a character can be told from a term without levels."""
        return self.level_word(self["term"][row], value) if name == "level" else super().cell(row, name, value)

    def made_by(self) -> str:
        """How the result was made, and how well the model fits."""
        return f"{fit_sentence(self.fit, self.about)} {super().made_by()}"

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
        return f"R²{_about(fit)} {_range(r2)}."
    return minus(
        f"R²{_about(fit)} {r2[0]:.3f}, adjusted {float(fit['adj_r2'][0]):.3f}; "
        f"{_f_test(fit, joint_test)}; "
        f"residual standard deviation {number('sigma', float(fit['sigma'][0]), 3)}."
    )


def _about(fit: Mapping[str, Any]) -> str:
    """What R² is about, where that is not the mean."""
    return " about zero" if "r2_about_zero" in fit else ""


def references(about: Mapping[str, Any]) -> str:
    """Which levels of factors the others are compared with."""
    levels = [f"{level or EMPTY} ({name})" for name, level in about.get("references", {}).items()]
    return f"Compared with {', '.join(levels)}." if levels else ""


def _likelihood_sentence(fit: Mapping[str, Any], joint_test: str) -> str:
    """How well the logit of the one segment fits; how the R² of several range."""
    r2 = [float(value) for value in fit["mcfadden_r2"]]
    if len(r2) > 1:
        return f"McFadden's R² {_range(r2)}."
    tjur, test = float(fit["tjur_r2"][0]), _likelihood_test(fit, joint_test)
    return minus(
        f"R² McFadden {r2[0]:.3f}, Nagelkerke {float(fit['nagelkerke_r2'][0]):.3f}"
        + (f", Tjur {tjur:.3f}" if isfinite(tjur) else "")
        + f"; {test}."
    )


def _likelihood_test(fit: Mapping[str, Any], joint_test: str) -> str:
    """The test of all drivers: the likelihood ratio under errors of the model itself, else one by those chosen."""
    if "f_statistic" in fit:
        return _f_test(fit, joint_test)
    df, statistic, p = (float(fit[name][0]) for name in ("df_model", "chi2", "chi2_p_value"))
    return f"{joint_test} χ²({df:.0f}) = {statistic:,.1f}, {p_words(p)}"


def _f_test(fit: Mapping[str, Any], joint_test: str) -> str:
    """An F of all drivers, under the name that says which it is."""
    df, resid, statistic, p = (float(fit[name][0]) for name in ("df_model", "f_df_resid", "f_statistic", "f_p_value"))
    if not isfinite(p):
        return "no joint test of the drivers"
    below = f"{resid:,.0f}" if isfinite(resid) else "∞"
    return f"{joint_test}({df:.0f}, {below}) = {number('f_statistic', statistic, 1)}, {p_words(p)}"


def p_words(p: float) -> str:
    """A p-value in a sentence."""
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"


def _range(values: list[float]) -> str:
    """How the numbers of several segments range; those that could not be fitted have none."""
    fitted = [value for value in values if isfinite(value)]
    if len(fitted) == 1:
        return f"{fitted[0]:.3f} in one segment"
    return f"from {min(fitted):.3f} to {max(fitted):.3f} over {len(fitted)} segments"
