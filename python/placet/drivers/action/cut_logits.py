"""Binary logits at the two cuts of the score, by their average marginal effects: what least squares is held against."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from ..._core import PlacetError
from ...language import say
from ..fits.cumulative_logit import CumulativeLogit, fit_cumulative_logit
from ..model.model import Model
from ..regression.logit_tables import marginal_effects
from .sides import MISSING, Sides

Floats = NDArray[np.float64]
#: What each logit explains: the two classes in words, the event last, and the points of the score that are it.
CUTS = (
    ((say("no promoter"), say("promoter")), (100,)),
    ((say("detractor"), say("no detractor")), (0, 100)),
)


def cut_effects(sides: Sides, segments: Collection[int]) -> tuple[Floats, list[str]]:
    """Average marginal effects in points, cuts × segments × drivers, and words for logits that could not be fitted.

    The chance of a promoter, and that of no detractor, are the two cumulative chances of the three classes. They get a
    logit each, with coefficients of its own: one ordered logit would have the same at both cuts, and so assume what the
    sides are there to tell.
    """
    drivers = sum(term.role == "driver" for term in sides.score.basis.model.terms)
    found, notes = np.full((len(CUTS), sides.score.segments, drivers), np.nan), []
    if sides.score.basis.gaps.of_moments:
        return found, [say("moments of incomplete answers have no logits to be held against")]
    for cut, (classes, event) in enumerate(CUTS):
        for group in sides.score.groups:
            logits = [_logit(fitted.model, classes, event) for fitted in group.sets]
            effects = [marginal_effects(logit) for logit in logits]
            for place, segment in enumerate(group.segments):
                if segment not in segments:
                    continue
                failed = next((f for logit in logits if isinstance(f := logit.fits[place], PlacetError)), None)
                if failed is not None:
                    where = group.fitted.model.where(place)
                    words = {"event": classes[1], "where": where, "error": str(failed)}
                    notes.append(say("{where}no logit of '{event}' to hold the sides against: {error}", **words))
                    continue
                every = [effect[place] for effect in effects]
                found[cut, segment] = 100 * np.mean([e[0][_columns(group.fitted.model)] for e in every if e], axis=0)
    return found, notes


def _logit(model: Model, classes: tuple[str, str], event: tuple[int, ...]) -> CumulativeLogit:
    name, points, _ = model.rows.columns[0]
    happened = np.where(points == MISSING, -1, np.isin(points, event)).astype(np.int8)
    return fit_cumulative_logit(model.with_outcome((name, happened, [-1.0])), classes)


def _columns(model: Model) -> list[int]:
    """Places of the drivers among the effects."""
    return [column - 1 for term in model.terms if term.role == "driver" for column in term.columns]
