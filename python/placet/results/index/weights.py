"""Results of `placet.equal_weights`, `ahp_weights` and the others that make weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from ..._core import DataError
from ...checks import shown
from ...language import say, sentence, speak
from .. import format as fmt
from ..result import Result
from ..table import Table

#: What a further table is where there is nothing to tell.
NOTHING = Table({})
#: Tables of random indices, and whom they are from.
RANDOM_INDICES: Mapping[str, str] = {
    "saaty2008": say("Saaty 2008"), "saaty1980": say("Saaty 1980"), "donegan_dodd": say("Donegan and Dodd 1991"),
    "alonso_lamata": say("Alonso and Lamata 2006"),
}  # fmt: skip
#: What weights are called by where they come from.
TITLES: Mapping[str, str] = {
    "equal": say("Equal weights"), "fixed": say("Fixed weights"), "ahp": say("Weights by comparison in pairs (AHP)"),
    "entropy": say("Entropy weights"), "critic": say("CRITIC weights"), "std": say("Standard deviation weights"),
    "pca": say("Principal component weights"), "lmg": say("LMG weights"), "blend": say("Blended weights"),
}  # fmt: skip


@dataclass(frozen=True, eq=False, repr=False)
class WeightsResult(Result):
    """Weights by name, which sum to 1 within every node, and what speaks for and against them.

    Columns: `term` (the name), `weight` (share within its node); of a hierarchy `node` before and `total_weight` (share
    in the whole) after them; and what the weights were made from: `given` (fixed), `entropy` and `divergence`
    (entropy), `std_dev`, `conflict` and `information` (CRITIC), `std_dev` (standard deviations), `loading` (principal
    component), `importance` (LMG: what each adds to R²). `weights` has them by name, as trees take them. `plot` draws
    bars, with a dot a judge or blended part.

    Attributes
    ----------
    parts : Table
        What the weights were made of, judge by judge or blended part by part: `part`, `node`, `term`, `weight`, and of
        parts that were blended `share`.
    consistency : Table
        Of comparisons in pairs, by node and judge (empty for all together): `n`, `compared` (pairs), `lambda_max`,
        `ci`, `cr`, `gci`, and the worst triad: `first`, `middle`, `last`, `direct` (first to last as judged) and
        `indirect` (first to middle times middle to last).
    """

    parts: Table = NOTHING
    consistency: Table = NOTHING

    kind: ClassVar[str] = "weights"
    _main = "weight"
    _displayed = (
        "node", "term", "weight", "total_weight", "given", "entropy", "divergence", "std_dev", "conflict",
        "information", "loading", "importance",
    )  # fmt: skip
    _headings: ClassVar[dict[str, str]] = {
        "node": "Node", "term": "Name", "weight": "Weight", "total_weight": "In the whole", "given": "Given",
        "entropy": "Entropy", "divergence": "1 - entropy", "std_dev": "SD", "conflict": "Conflict",
        "information": "Information", "loading": "Loading", "importance": "Share of R²",
    }  # fmt: skip

    @property
    def weights(self) -> dict[str, Any]:
        """The weights by name; those of a hierarchy by node and name."""
        if "node" not in self.table:
            return dict(self.table.rows(["term", "weight"]))
        found: dict[str, Any] = {}
        for node, term, weight in self.table.rows(["node", "term", "weight"]):
            found.setdefault(node, {})[term] = weight
        return found

    @property
    def total_weights(self) -> dict[str, float]:
        """Shares in the whole of what has nothing below it, by name."""
        if "node" not in self.table:
            return self.weights
        nodes = set(self.table["node"])
        return {term: weight for term, weight in self.table.rows(["term", "total_weight"]) if term not in nodes}

    def frame(self, name: str) -> Any:
        """One of the further tables, `parts` or `consistency`, as a data frame like the one that came in."""
        if name not in ("parts", "consistency"):
            raise DataError(
                f"frame({shown(name)}) is no table of this result; use 'parts', 'consistency', or to_frame()"
            )
        return self._build(getattr(self, name))

    def made_by(self) -> str:
        """How the weights were made; who answered, where respondents were asked."""
        if "n_used" in self.about:
            return super().made_by()
        words = sentence([self.about["method"], *self.about["notes"]])
        return "\n".join(filter(None, [*self._beside(), words]))

    def _title(self) -> str:
        return speak(TITLES[self.about["source"]])

    def _cell(self, row: int, name: str, value: Any) -> str:
        """One cell; shares in percent, nodes by their labels."""
        if name == "node":
            return self.label(value)
        if name in ("total_weight", "importance"):
            return fmt.number("weight", value, 1)
        return super()._cell(row, name, value)

    def _beside(self) -> list[str]:
        """How consistent the comparisons are."""
        if not len(self.consistency):
            return []
        rows = self._judged()
        cr, gci = (self.consistency[name][rows] for name in ("cr", "gci"))
        table = RANDOM_INDICES[self.about["random_index"]]
        if len(rows) == 1:
            ci, lambda_max = (float(self.consistency[name][rows[0]]) for name in ("ci", "lambda_max"))
            said = [say("Consistency ratio {cr} (random index of {table})", cr=_digits(cr[0]), table=table),
                    say("consistency index {ci}, λmax {value:.4f}", ci=_digits(ci), value=lambda_max),
                    say("geometric consistency index {gci}", gci=_digits(gci[0]))]  # fmt: skip
            return [sentence(said)]
        said = [say("Consistency ratios up to {cr} (random index of {table})", cr=_most(cr), table=table),
                say("geometric consistency indices up to {gci}", gci=_most(gci))]  # fmt: skip
        return [sentence(said)]

    def _judged(self) -> np.ndarray:
        """Rows of the consistency that are of all judges together; those of the judges where there are none."""
        judges = np.array([not judge for judge in self.consistency["judge"]])
        return np.flatnonzero(judges) if judges.any() else np.arange(len(judges))

    def glance(self) -> dict[str, Any]:
        """Counts; how consistent the comparisons of the one node are; how much a component or model explains."""
        found: dict[str, Any] = {"n_weights": len(self.total_weights)}
        found |= {name: self.about[name] for name in ("r2", "explained") if name in self.about}
        if len(self.consistency) and len(rows := self._judged()) == 1:
            found |= {name: float(self.consistency[name][rows[0]]) for name in ("lambda_max", "ci", "cr", "gci")}
        return found | super().glance()


def _digits(value: float) -> str:
    """A measure of inconsistency."""
    return fmt.number("cr", value, 3)


def _most(values: np.ndarray) -> str:
    """The largest that is known."""
    return _digits(float(np.nanmax(values))) if np.isfinite(values).any() else fmt.MISSING
