"""Result of `placet.regression`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from .format import minus
from .result import Result

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: The term that is no driver.
INTERCEPT = "Intercept"


@dataclass(frozen=True, eq=False, repr=False)
class RegressionResult(Result):
    """A multiple regression, one row a term and segment.

    Columns: the keys, `term`, `estimate`, `std_error`, `statistic` (t), `df`, `p_value`, `conf_low`, `conf_high`,
    `standardized`, `vif`, `n`, `n_eff`. `fit` holds one array per fact, one entry a segment: `r2`, `adj_r2`, `sigma`,
    `f_statistic`, `df_model`, `df_resid`, `f_p_value`, `condition_number`.
    """

    fit: Mapping[str, Any] = field(default_factory=dict)

    kind: ClassVar[str] = "regression"
    shown = (
        "term", "estimate", "std_error", "statistic", "p_value", "conf_low", "conf_high", "standardized", "vif"
    )  # fmt: skip
    headings: ClassVar[dict[str, str]] = {"estimate": "Coefficient"}

    @property
    def title(self) -> str:
        """What the table shows, in words."""
        return f"Regression of {self.label(self.about['outcome'])}"

    def made_by(self) -> str:
        """How the result was made, and how well the model fits."""
        return f"{fit_sentence(self.fit)} {super().made_by()}"

    def glance(self) -> dict[str, Any]:
        """Counts, and the fit of the model when there is one segment."""
        alone = {k: float(v[0]) for k, v in self.fit.items() if len(v) == 1}
        return alone | super().glance()

    def plot(self, ax: Axes | None = None) -> Axes:
        """Coefficients with intervals."""
        from ..plotting import plot_regression

        return plot_regression(self, ax)


def fit_sentence(fit: Mapping[str, Any]) -> str:
    """How well the model of the one segment fits; how the R² of several range."""
    r2 = [float(value) for value in fit["r2"]]
    if len(r2) > 1:
        return f"R² from {min(r2):.3f} to {max(r2):.3f} over {len(r2)} segments."
    p = float(fit["f_p_value"][0])
    return minus(
        f"R² {r2[0]:.3f}, adjusted {float(fit['adj_r2'][0]):.3f}; "
        f"F({fit['df_model'][0]:.0f}, {fit['df_resid'][0]:,.0f}) = {float(fit['f_statistic'][0]):,.1f}, "
        f"p {'< 0.001' if p < 0.001 else f'= {p:.3f}'}; residual standard deviation {float(fit['sigma'][0]):.3f}."
    )
