"""The table of `nps_drivers`: one row a driver and segment, the largest gain first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...inference.distributions import t_quantile
from ...results.table import Table, fixed_rows
from .levers import Coefficients, coefficients_of
from .mean_moves import MeanMoves
from .sides import Sides
from .split_importance import SplitImportance

Floats = NDArray[np.float64]
SIDES = ("promoter", "detractor")
#: Columns of the result, which a key column may not be named.
COLUMNS = (
    "term", "rank", "estimate", "std_error", "statistic", "df", "p_value", "conf_low", "conf_high",
    *(f"{side}{what}" for side in SIDES for what in ("", "_std_error", "_low", "_high", "_p_value")),
    "difference", "difference_std_error", "difference_p_value", "lever", "move", "mean_move",
    "gain", "gain_low", "gain_high",
    *(f"{side}_gain{what}" for side in SIDES for what in ("", "_low", "_high")),
    "importance", "promoter_importance", "detractor_importance", "share", "promoter_logit", "detractor_logit", "mean",
    "vif", "n", "n_eff",
)  # fmt: skip
#: Those of them that may lack a value.
NUMERIC = tuple(name for name in COLUMNS if name not in {"term", "rank", "lever", "n"})
#: What the columns of a side are called in the table of a regression.
OF_SIDE = {"": "estimate", "_std_error": "std_error", "_low": "conf_low", "_high": "conf_high", "_p_value": "p_value"}


@dataclass(frozen=True)
class Found:
    """What was found out of all segments.

    Attributes
    ----------
    sides : Sides
    importances : mapping from segment to SplitImportance
        Of those that could be fitted.
    moves : MeanMoves
    logits : ndarray, 2 × segments × drivers
        Average marginal effects, of promoters and of no detractors.
    conf_level : float
    """

    sides: Sides
    importances: Mapping[int, SplitImportance]
    moves: MeanMoves
    logits: Floats
    conf_level: float

    def table(self) -> Table:
        """The rows of all segments."""
        model = self.sides.score.basis.model
        names = [term.name for term in model.terms if term.role == "driver"]
        segments = list(self.sides.score.placed)
        p, rows = len(names), np.full((len(NUMERIC), len(segments) * len(names)), np.nan)
        ranks, terms, levers = np.zeros(len(segments) * p, dtype=np.int64), [], []
        for i, segment in enumerate(segments):
            own, order, words = slice(i * p, (i + 1) * p), np.arange(p), [""] * p
            if segment in self.importances:
                found = coefficients_of(self.sides, segment, self.conf_level)
                block = self._segment(segment, found)
                order = np.argsort(-block["gain"], kind="stable")
                rows[:, own] = [block[name][order] for name in NUMERIC]
                ranks[own], words = np.arange(1, p + 1), found.levers(self.conf_level)
            terms += [names[driver] for driver in order]
            levers += [words[driver] for driver in order]
        n = np.array([moments.n for moments in self.sides.score.moments], dtype=np.int64).repeat(p)
        made = {"term": terms, "rank": ranks, "lever": levers, "n": n, **fixed_rows(NUMERIC, rows)}
        return Table(model.rows.segments.columns(repeat=p) | {name: made[name] for name in COLUMNS})

    def _segment(self, segment: int, found: Coefficients) -> dict[str, Floats]:
        """The numbers of a segment, in the order the drivers were given."""
        group, place = self.sides.score.placed[segment]
        fit, model = group.fitted.fit(place), group.fitted.model
        columns = np.array([c for term in model.terms if term.role == "driver" for c in term.columns])
        importance, move = self.importances[segment], (self.moves.mean[segment], self.moves.variance[segment])
        gains = partial(_gains, move=move, conf_level=self.conf_level)
        with np.errstate(divide="ignore", invalid="ignore"):
            share = importance.score / importance.score.sum()
        return {
            **{name: np.broadcast_to(values, len(columns)) for name, values in found.score.items()},
            **gains("gain", found.score),
            **{f"{side}{what}": getattr(found, side)[name] for side in SIDES for what, name in OF_SIDE.items()},
            **gains("promoter_gain", found.promoter),
            **gains("detractor_gain", found.detractor),
            "difference": found.difference,
            "difference_std_error": found.difference_std_error,
            "difference_p_value": found.difference_p_value,
            "move": np.array(list(self.moves.moves.values())),
            "mean_move": move[0],
            "importance": importance.score,
            "promoter_importance": importance.promoters,
            "detractor_importance": importance.detractors,
            "share": share,
            "promoter_logit": self.logits[0, segment],
            "detractor_logit": self.logits[1, segment],
            "mean": np.mean([fitted.moments[place].mean[columns] for fitted in group.sets], axis=0),
            "vif": fit.vif[columns - 1],
            "n_eff": np.full(len(columns), fit.n_eff),
        }

    def facts(self) -> dict[str, Floats]:
        """Facts of the score beside its fit, one number a segment."""
        names = ("nps", "promoters", "detractors", "promoter_r2", "detractor_r2", "r2_covariates")
        found = np.full((len(names), self.sides.score.segments), np.nan)
        for segment, part in self.importances.items():
            promoters, detractors = self.sides.shares(segment)
            found[:3, segment] = 100 * (promoters - detractors), promoters, detractors
            found[3:, segment] = part.promoters.sum(), part.detractors.sum(), part.r2_covariates
        held = any(term.role == "covariate" for one in self.sides.score.groups for term in one.fitted.model.terms)
        return dict(zip(names if held else names[:-1], found, strict=False))


def _gains(name: str, side: Mapping[str, Any], move: tuple[Floats, Floats], conf_level: float) -> dict[str, Floats]:
    """What the mean move gains, with limits that count the errors of the coefficient and of the mean move."""
    mean, variance = move
    gain = mean * side["estimate"]
    std_error = np.sqrt((mean * side["std_error"]) ** 2 + side["estimate"] ** 2 * variance)
    margin = t_quantile(conf_level, side["df"]) * np.where(std_error > 0, std_error, np.nan)
    return {name: gain, f"{name}_low": gain - margin, f"{name}_high": gain + margin}
