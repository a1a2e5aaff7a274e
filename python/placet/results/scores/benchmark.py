"""Result of `placet.benchmark`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from .printed import PrintedResult


@dataclass(frozen=True, eq=False, repr=False)
class BenchmarkResult(PrintedResult):
    """Own scores against a competitor's, in points, the worst gap first and the composite last.

    Columns: `item`, `metric`, `estimate` (the gap), `own`, `competitor`, `rank` (1 = worst; NaN for the composite),
    `weight` (share in the composite), `level` (0 composite, 1 item), `printed_gap`, `contradiction`. What is not given
    is NaN. `plot` draws both scores of every item joined by their gap.
    """

    kind: ClassVar[str] = "benchmark"
    shown = ("rank", "item", "own", "competitor", "estimate", "weight", "printed_gap")
    decimals: ClassVar[int] = 2
    headings: ClassVar[dict[str, str]] = {"estimate": "Gap"}

    @property
    def sides(self) -> tuple[str, str]:
        """What the two scores are called."""
        competitor = self.about["competitor"]
        return self.label(self.about["own"]), self.label(competitor) if isinstance(competitor, str) else "Total"

    def _title(self) -> str:
        return "Gaps of {} to {} (points)".format(*self.sides)

    def heading(self, name: str) -> str:
        """The scores are headed by the names of their columns."""
        called = {"own": self.sides[0], "competitor": self.sides[1]}
        return called[name] if name in called else super().heading(name)

    def glance(self) -> dict[str, Any]:
        """Numbers of rows and contradictions, the worst gap and the gap of the composite if there is one."""
        items, whole = (self["estimate"][self["level"] == level].tolist() for level in (1, 0))
        composite = {"composite_gap": whole[0]} if whole else {}
        return super().glance() | {"worst_gap": items[0]} | composite
