"""Results of `placet.sample_size` and `placet.power`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from ...language import say, sentence, speak
from .. import format as fmt
from ..result import Result

METRICS = {
    "nps": say("Net Promoter Score"),
    "net_box": say("net box"),
    "top_box": say("top box share"),
    "bottom_box": say("bottom box share"),
    "csat": say("CSAT"),
    "mean_score": say("mean score"),
    "ces": say("customer effort score"),
}
#: Values of columns that say nothing: a table shows these columns only where another value is in them.
PLAIN = {"comparisons": 1, "design_effect": 1, "ratio": 1, "conf_level": 0.95, "n_second": 0}


@dataclass(frozen=True, eq=False, repr=False)
class PlanResult(Result):
    """What a survey that measures scores needs or can do, one row a plan.

    `plot` draws a curve against the number of respondents with the plans marked on it.

    Attributes
    ----------
    curves : mapping
        What the picture draws: `label`, `n` and `value` of every point, and in `row` the label of every row's curve.
    """

    curves: Mapping[str, Any] = field(default_factory=dict)

    #: Columns of question and answer, before those that are assumed.
    plan: ClassVar[tuple[str, ...]] = ()
    _headings: ClassVar[dict[str, str]] = {"n_second": "n second", "sd": "SD", "conf_level": "Level"}

    @property
    def score(self) -> str:
        """What is measured, in words."""
        return speak(METRICS[self.about["metric"]])

    def _shown_columns(self) -> tuple[str, ...]:
        """All of them but the metric, which is in the title."""
        return tuple(name for name in self.table.columns if name != "metric")

    def _cell(self, row: int, name: str, value: Any) -> str:
        """One cell as text."""
        return _cell(name, value)

    def _speaks(self, name: str) -> bool:
        values = set(self.table[name].tolist())
        return any(value == value for value in values) and values != {PLAIN.get(name)}

    def made_by(self) -> str:
        """How the plans were made, in words."""
        level = sorted(set(self.table["conf_level"].tolist()))
        one = len(level) == 1
        levels = say("level {level:g}%", level=100 * level[0]) if one else say("levels as in the table")
        return sentence([self.about["method"], levels, *self.about["notes"]])

    def glance(self) -> dict[str, Any]:
        """Question and answer when there is one plan; how many there are."""
        alone = {name: self[name].tolist()[0] for name in self.plan} if len(self.table) == 1 else {}
        return alone | {"plans": len(self.table)}


@dataclass(frozen=True, eq=False, repr=False)
class SampleSizeResult(PlanResult):
    """Respondents that a margin of error or the power of a comparison takes, one row a plan.

    Columns: `metric`, what was asked (`margin`, or `difference` and `power`), `n` (of one score, or of the first
    group), `n_second` (0 without a second group), `n_eff` (simple random respondents of an endless population worth
    n), `achieved` (half width or power at n), and what is assumed: `promoters`, `detractors`, `share`, `sd`,
    `conf_level`, `comparisons`, `design_effect`, `population`, `ratio`, `overlap`, `correlation`; NaN where it does
    not apply.
    """

    kind: ClassVar[str] = "sample_size"
    _main = "n"
    plan: ClassVar[tuple[str, ...]] = ("margin", "difference", "power", "n", "n_second", "n_eff", "achieved")

    def _title(self) -> str:
        margin = self.about["goal"] == "margin"
        return speak(
            "Sample size for a margin of error of the {score} ({units})"
            if margin
            else "Sample size for a difference of the {score} ({units})",
            score=self.score, units=self.about["unit"],
        )  # fmt: skip


@dataclass(frozen=True, eq=False, repr=False)
class PowerResult(PlanResult):
    """Power of a comparison of two scores, or the difference it can find, one row a plan.

    Columns: `metric`, `n` (of the first group), `n_second`, `n_eff`, `difference`, `power`, and what is assumed as in
    `SampleSizeResult`.
    """

    kind: ClassVar[str] = "power"
    _main = "power"
    plan: ClassVar[tuple[str, ...]] = ("n", "n_second", "n_eff", "difference", "power")

    def _title(self) -> str:
        difference = self.about["goal"] == "difference"
        return speak(
            "Detectable difference of the {score} ({units})"
            if difference
            else "Power for a difference of the {score} ({units})",
            score=self.score, units=self.about["unit"],
        )  # fmt: skip


def _cell(name: str, value: Any) -> str:
    """Counts in full, shares in percent, anything else to four digits."""
    if name == "conf_level":
        return f"{100 * value:g}%"
    if value == value and name in {"n", "n_second", "comparisons", "population"}:
        return f"{value:,.0f}"
    if value != value or name in fmt.PERCENT or name in fmt.ONE_DECIMAL:
        return "∞" if value == float("inf") else fmt.number(name, value, 1)
    return fmt.minus(f"{value:.4g}")
