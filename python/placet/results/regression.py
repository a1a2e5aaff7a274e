"""Result of `placet.regression`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from .fitted import FittedResult

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: The term that is no driver.
INTERCEPT = "Intercept"


@dataclass(frozen=True, eq=False, repr=False)
class RegressionResult(FittedResult):
    """A multiple regression, one row a term and segment.

    Columns: the keys, `term`, `estimate`, `std_error`, `statistic` (t), `df`, `p_value`, `conf_low`, `conf_high`,
    `standardized`, `vif`, `n`, `n_eff`. `fit` says how well the model fits, see `FittedResult`.
    """

    kind: ClassVar[str] = "regression"
    shown = (
        "term", "estimate", "std_error", "statistic", "p_value", "conf_low", "conf_high", "standardized", "vif"
    )  # fmt: skip
    headings: ClassVar[dict[str, str]] = {"estimate": "Coefficient"}

    @property
    def title(self) -> str:
        """What the table shows, in words."""
        return f"Regression of {self.label(self.about['outcome'])}"

    def plot(self, ax: Axes | None = None) -> Axes:
        """Coefficients with intervals."""
        from ..plotting import plot_regression

        return plot_regression(self, ax)
