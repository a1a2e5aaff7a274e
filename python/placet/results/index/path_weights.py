"""Weights of an index by a path model, which later waves are measured with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np

from ... import checks
from ..._core import DataError
from ...mistakes import brief

KIND, VERSION = "path_weights", 1
#: What weights are, and inner weighting schemes of the estimation.
FORMS, SCHEMES = ("acsi", "standardized", "equal"), ("path", "factorial", "centroid")
#: Weights of a construct sum to 1 within rounding of what was written.
SUM_ERROR = 1e-6
#: What of a model makes it another one, and what its parts are called.
PARTS = {"blocks": "indicators of {} are", "modes": "mode of {} is", "paths": "paths to {} are from"}
#: Most spaces that a level of JSON is moved to the right.
MOST_INDENT = 64


@brief
@dataclass(frozen=True)
class PathWeights:
    """Weights of the indicators of a path model, frozen so that later waves are measured with the same ruler.

    Parameters
    ----------
    weights : mapping
        Of every construct the weights of its indicators per unit of the answers, which sum to 1.
    scale : mapping
        Lowest and highest possible answer of every indicator.
    form : str
        What they are: "acsi", "standardized" or "equal", see `path_index`.
    model : mapping
        The model they are of, as its `to_dict` gives it.
    scheme : str
        Inner weighting scheme of the estimation.
    scaled : bool
        Whether indicators were standardised before they were weighted.

    Examples
    --------
    >>> import placet
    >>> model = {"blocks": {"Image": ["a"], "Loyalty": ["b"]}, "paths": {"Loyalty": ["Image"]}}
    >>> answers = {"a": [9, 7, 3, 8], "b": [8, 8, 2, 9]}
    >>> found = placet.path_index(answers, model, scale=(1, 10), n_resamples=0)
    >>> placet.PathWeights.from_json(found.weights.to_json()) == found.weights
    True
    """

    weights: Mapping[str, Mapping[str, float]]
    scale: Mapping[str, tuple[float, float]]
    form: str
    model: Mapping[str, Any]
    scheme: str = "path"
    scaled: bool = True

    def __post_init__(self) -> None:
        """Check the form."""
        for construct, own in self._mapping("weights", self.weights).items():
            _check_weights(construct, own)
        held = [name for own in self.weights.values() for name in own]
        for name in held:
            if name not in self._mapping("scale", self.scale):
                raise DataError(f"the weights have no scale of {name!r}; give (low, high) of every indicator")
            checks.scale_bounds(f"scale of {name!r}", self.scale[name])
        checks.choice("form", self.form, FORMS)
        checks.choice("scheme", self.scheme, SCHEMES)
        checks.flag("scaled", self.scaled)
        plain = _plain(self.model)
        given = {
            "weights": {construct: dict(own) for construct, own in self.weights.items()},
            "scale": {name: tuple(map(float, ends)) for name, ends in self.scale.items()},
            "model": plain,
        }
        for name, value in given.items():
            object.__setattr__(self, name, value)

    @staticmethod
    def _mapping(what: str, given: Any) -> Mapping[str, Any]:
        if not isinstance(given, Mapping) or not given:
            raise DataError(
                f"{what} of PathWeights are {checks.shown(given)}; they must be a mapping that is not empty"
            )
        return given

    def __hash__(self) -> int:
        return hash(self.to_json())

    @property
    def constructs(self) -> tuple[str, ...]:
        """The constructs that have weights."""
        return tuple(self.weights)

    def to_dict(self) -> dict[str, Any]:
        """The weights as plain values, in the form of JSON."""
        return {
            "kind": KIND,
            "version": VERSION,
            "weights": {construct: dict(own) for construct, own in self.weights.items()},
            "scale": {name: list(ends) for name, ends in self.scale.items()},
            "form": self.form,
            "scheme": self.scheme,
            "scaled": self.scaled,
            "model": self.model,
        }

    def to_json(self, *, indent: int | None = None) -> str:
        """The weights as JSON, which `from_json` reads again to the last digit."""
        indent = None if indent is None else checks.whole("indent", indent, 0, MOST_INDENT)
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=indent)

    @classmethod
    def from_dict(cls, weights: Mapping[str, Any]) -> PathWeights:
        """Weights from plain values, as `to_dict` gives them.

        Parameters
        ----------
        weights : mapping
            With "kind", "version", "weights", "scale", "form", "scheme", "scaled" and "model".

        Returns
        -------
        PathWeights
        """
        if not isinstance(weights, Mapping) or weights.get("kind") != KIND:
            raise DataError(
                f"weights={checks.shown(weights)} are no weights of a path model, which have the kind {KIND!r}"
            )
        if weights.get("version") != VERSION:
            raise DataError(
                f"the weights have version {checks.shown(weights.get('version'))}; this placet reads {VERSION}"
            )
        names = ("weights", "scale", "form", "model", "scheme", "scaled")
        lacking = [name for name in names if name not in weights]
        if lacking:
            raise DataError(f"the weights have no {lacking[0]!r}; they must be as to_json() wrote them")
        return cls(**{name: weights[name] for name in names})

    @classmethod
    def from_json(cls, text: str | Path) -> PathWeights:
        """Weights from JSON, given as text or as the path of a file.

        Parameters
        ----------
        text : str or Path
            JSON as `to_json` writes it.

        Returns
        -------
        PathWeights
        """
        return cls.from_dict(checks.from_json(text, "the weights are"))

    def check_model(self, model: Mapping[str, Any]) -> None:
        """Refuse another model than the one the weights are of, naming what differs."""
        for part, words in PARTS.items():
            own, other = self.model.get(part) or {}, _plain(model).get(part) or {}
            default = "A" if part == "modes" else None
            for name in dict.fromkeys([*own, *other]):
                before, now = own.get(name, default), other.get(name, default)
                if part == "blocks" and not (before and now):
                    where = "in the model and not in the weights" if now else "in the weights and not in the model"
                    raise DataError(
                        f"weights_from= are the weights of another model: construct {name!r} is {where}; measure with "
                        'the model they were estimated with, or estimate anew with weights_from="pooled"'
                    )
                if before != now and not (part == "paths" and _alike(before, now)):
                    raise DataError(
                        f"weights_from= are the weights of another model: {words.format(repr(name))} "
                        f"{checks.shown(before)} there and {checks.shown(now)} here; measure with the model they were "
                        'estimated with, or estimate anew with weights_from="pooled"'
                    )

    def check_scale(self, scales: Mapping[str, tuple[float, float]]) -> None:
        """Refuse other scales than those the weights are of."""
        for name, ends in self.scale.items():
            if name in scales and tuple(map(float, scales[name])) != tuple(ends):
                here, there = ("{:g}..{:g}".format(*pair) for pair in (scales[name], ends))
                raise DataError(
                    f"scale= gives {name!r} the scale {here}, and its weight in weights_from= is of {there}; give the "
                    "scale of the weights, or estimate anew"
                )

    def slopes(self, constructs: tuple[str, ...], columns: tuple[str, ...]) -> np.ndarray:
        """The weights as a table, one row a construct, one column an indicator."""
        for construct in constructs:
            if construct not in self.weights:
                raise DataError(
                    f"weights_from= has no weights of construct {construct!r}; it has {checks.some(self.weights, str)}"
                )
        for name in (name for own in self.weights.values() for name in own):
            if name not in columns:
                raise DataError(f"weights_from= has a weight of {name!r}, which is no indicator of the model")
        return np.array([[self.weights[c].get(name, 0.0) for name in columns] for c in constructs])


def _check_weights(construct: Any, own: Any) -> None:
    if not isinstance(own, Mapping) or not own:
        raise DataError(f"weights of {construct!r} are {checks.shown(own)}; give {{indicator: weight, ...}}")
    for name, weight in own.items():
        if not (isfinite(checks.real(weight)) and checks.real(weight) >= 0):
            raise DataError(
                f"the weight of {name!r} in {construct!r} is {checks.shown(weight)}; weights are numbers of at least 0"
            )
    total = sum(map(float, own.values()))
    if abs(total - 1) > SUM_ERROR:
        raise DataError(f"the weights of {construct!r} sum to {total:.6g} and not to 1; divide each by their sum")


def _plain(model: Any) -> dict[str, Any]:
    """What JSON makes of a model."""
    parts = [model.get(part) for part in PARTS] if isinstance(model, Mapping) else []
    if not parts or not all(part is None or isinstance(part, Mapping) for part in parts) or not parts[0]:
        raise DataError(f"model={checks.shown(model)} must be what to_dict() of a PathModel gives, with its 'blocks'")
    try:
        return json.loads(json.dumps(dict(model), ensure_ascii=False))
    except (TypeError, ValueError, RecursionError) as error:
        raise DataError(f"the model of the weights is no JSON: {error}") from error


def _alike(before: Any, now: Any) -> bool:
    """Whether the same constructs act, in whatever order."""
    return sorted(map(str, before or [])) == sorted(map(str, now or []))
