"""What turns answers into indexes of constructs: the share that every indicator has in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

import numpy as np

from ..._core import ModelError
from ...inference.distributions import Floats
from .path_spec import Spec, composed
from .solution import Solution

Form: TypeAlias = Literal["acsi", "standardized", "equal"]
FORMS: tuple[Form, ...] = get_args(Form)


@dataclass(frozen=True)
class Places:
    """The constructs that have an index, and where they are among the stages.

    Attributes
    ----------
    names : tuple of str
    stage, place : tuple of int
        Stage that has the construct last, and its place there.
    """

    names: tuple[str, ...]
    stage: tuple[int, ...]
    place: tuple[int, ...]

    @classmethod
    def of(cls, spec: Spec, order: Sequence[str]) -> Places:
        """Those of a model in some order; products of constructs, which nobody answered, are none."""
        found: dict[str, tuple[int, int]] = {}
        for number, stage in enumerate(spec.stages):
            real = len(stage.constructs) - len(stage.products)
            found |= {name: (number, place) for place, name in enumerate(stage.constructs[:real])}
        names = [name for name in order if name in found]
        return cls(tuple(names), *(tuple(found[name][i] for name in names) for i in (0, 1)))


@dataclass(frozen=True)
class Ruler:
    r"""How answers make scores and indexes, by the estimated stages of a model or of each of its resamples.

    Attributes
    ----------
    slopes : shape (..., k, p)
        :math:`u_{kj}`: by how much the score of construct k, whose variance is 1, rises with a unit of answer j.
    sd : shape (..., p)
        Of the answers.
    length : shape (p,)
        Of the scales of the answers.
    """

    slopes: Floats
    sd: Floats
    length: Floats

    @classmethod
    def of(cls, spec: Spec, places: Places, stages: Sequence[Solution], length: Floats) -> Ruler:
        """What the stages make of the columns of the data."""
        with np.errstate(invalid="ignore", divide="ignore"):
            weights = [own.unit_weights(scaled=spec.scaled) for own in stages]
        return cls(_of_places(spec, places, weights), stages[0].sd, length)

    def points(self, form: Form) -> Floats:
        r"""Shares of the indicators in the indexes, each answer rescaled to 0..100, shape (..., k, p); they sum to 1.

        ``"acsi"`` :math:`v_j \propto u_j (h_j - l_j)`, ``"standardized"`` :math:`v_j \propto u_j s_j`.
        """
        made = self.slopes * (self.length if form == "acsi" else self.sd[..., None, :])
        with np.errstate(invalid="ignore", divide="ignore"):
            return made / made.sum(axis=-1, keepdims=True)

    @property
    def sd_of_index(self) -> Floats:
        r"""Standard deviations of the indexes of ``"acsi"``, :math:`100 / \sum_j u_j (h_j - l_j)`, shape (..., k).

        That index is a linear function of the score, whose variance is 1.
        """
        with np.errstate(divide="ignore"):
            return 100 / (self.slopes * self.length).sum(axis=-1)


def _of_places(spec: Spec, places: Places, weights: Sequence[Floats]) -> Floats:
    """Weights of the columns of the data in the constructs, from those of the columns of every stage, (..., k, p)."""
    found = composed(spec.stages, weights)
    return np.stack([found[s][..., c, :] for s, c in zip(places.stage, places.place, strict=True)], axis=-2)


def equal_points(spec: Spec, places: Places) -> Floats:
    """The same share for every indicator of a construct, shape (k, p)."""
    belongs = _of_places(spec, places, [np.ones(len(stage.indicators)) for stage in spec.stages]) > 0
    return belongs / belongs.sum(axis=1, keepdims=True)


def check_signs(ruler: Ruler, names: Sequence[str], columns: Sequence[str], where: str = "") -> None:
    """Refuse weights below 0, of which no index can be made."""
    wrong = np.argwhere(ruler.slopes < 0)
    if not len(wrong):
        return
    construct, column = (int(i) for i in wrong[np.argmin([ruler.slopes[k, j] * ruler.sd[j] for k, j in wrong])])
    share = ruler.points("standardized")[construct, column]
    more = f" ({len(wrong) - 1} more indicators have such)" if len(wrong) > 1 else ""
    raise ModelError(
        f"{where}indicator {columns[column]!r} has the negative weight {share:.3f} in {names[construct]!r}{more}, so "
        "that better answers would lower the index; reverse its answers if it is worded the other way round, leave it "
        'out, use mode A (=~) if the construct has mode B (<~), or take path_index with form="equal", or with '
        "weights_from= the PathWeights of an earlier wave"
    )
