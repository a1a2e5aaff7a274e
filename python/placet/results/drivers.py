"""Result of `placet.key_drivers`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from .regression import fit_sentence
from .result import Result

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True, eq=False, repr=False)
class DriversResult(Result):
    """Importance of drivers, most important first within each segment.

    Columns: the keys, `term`, `estimate` (raw importance; sums to R²), `std_error`, `conf_low`, `conf_high`, `share`
    (sums to 1), `share_low`, `share_high`, `rank`, `coefficient`, `coefficient_std_error`, `statistic`, `df`,
    `p_value`, `standardized`, `vif`, `mean`, `n`, `n_eff`. Intervals are NaN without resampling. `fit` is as in
    `RegressionResult`; `conditional` holds, per segment, the table of mean gains in R² by driver (in the order they
    were given) and number of other drivers in the model.
    """

    fit: Mapping[str, Any] = field(default_factory=dict)
    conditional: tuple[Any, ...] = ()

    kind: ClassVar[str] = "key_drivers"
    shown = ("rank", "term", "share", "share_low", "share_high", "estimate", "coefficient", "p_value", "vif", "mean")
    headings: ClassVar[dict[str, str]] = {"estimate": "Importance", "term": "Driver"}

    @property
    def title(self) -> str:
        """What the table shows, in words."""
        return f"Drivers of {self.label(self.about['outcome'])}"

    def made_by(self) -> str:
        """How the result was made, and how well the model fits."""
        return f"{fit_sentence(self.fit)} {super().made_by()}"

    def glance(self) -> dict[str, Any]:
        """Counts, and the fit of the model when there is one segment."""
        alone = {k: float(v[0]) for k, v in self.fit.items() if len(v) == 1}
        return alone | super().glance()

    def plot(self, ax: Axes | None = None) -> Axes:
        """Bars of the importance shares with intervals, coloured by the sign of the coefficient."""
        from ..plotting import plot_drivers

        return plot_drivers(self, ax)
