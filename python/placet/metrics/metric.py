"""Metrics: the value of every scale point, the units of the score and its words. One place for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from .. import checks
from .._core import DataError
from ..language import say
from ..results.table import frozen

Scale: TypeAlias = tuple[int, int]
#: Of means, whose ends may be any numbers.
Bounds: TypeAlias = tuple[float, float]
MetricName: TypeAlias = Literal["nps", "net_box", "top_box", "bottom_box", "csat", "ces", "mean_score"]
Form: TypeAlias = Literal["net", "share", "mean"]

#: Name → title, short heading.
WORDS = {
    "nps": (say("Net Promoter Score"), say("NPS")),
    "net_box": (say("Top box minus bottom box"), say("Net box")),
    "top_box": (say("Top box share"), say("Top box")),
    "bottom_box": (say("Bottom box share"), say("Bottom box")),
    "csat": (say("Customer satisfaction (CSAT)"), say("CSAT")),
    "ces": (say("Customer effort score (CES)"), say("CES")),
    "mean_score": (say("Mean score"), say("Mean")),
}

#: Name → the cut points it has.
CUTS = {
    "nps": ("top_from", "bottom_to"),
    "net_box": ("top_from", "bottom_to"),
    "top_box": ("top_from",),
    "bottom_box": ("bottom_to",),
    "csat": ("top_from",),
    "ces": (),
    "mean_score": (),
}

#: Name → a difference of two shares, a share, or a mean.
FORMS: dict[str, Form] = {
    "nps": "net",
    "net_box": "net",
    "top_box": "share",
    "bottom_box": "share",
    "csat": "share",
    "ces": "mean",
    "mean_score": "mean",
}

#: What the classes count: detractors, passives, promoters; out of the box, in it.
CLASSES = {"net": np.array([-1.0, 0.0, 1.0]), "share": np.array([0.0, 1.0])}


@dataclass(frozen=True)
class Metric:
    """What a score counts: made by one of its constructors, such as ``Metric.top_box((1, 5), top=2)``.

    Every metric is the weighted mean of a value given to each point of the scale: 1, 0 and -1 for a net score, 1 and 0
    for the share in a box, the point itself for a mean. Of a mean answers may lie between the points.

    Parameters
    ----------
    name : {"nps", "net_box", "top_box", "bottom_box", "csat", "ces", "mean_score"}
        What is counted.
    scale : (int, int)
        Lowest and highest point; of a mean two numbers, or None for any.
    top_from, bottom_to : int, optional
        Lowest point of the top box, highest point of the bottom box, for the metrics that have them.
    rescale : bool
        A mean is given on 0..100 of the scale's range.

    Raises
    ------
    DataError
        For an unknown name, or cut points that are not on the scale, overlap, or do not belong to the metric.

    Examples
    --------
    >>> import placet
    >>> placet.Metric.top_box((1, 5), top=2).values
    array([0., 0., 0., 1., 1.])
    """

    name: MetricName
    scale: Any
    top_from: int | None = None
    bottom_to: int | None = None
    rescale: bool = False

    def __post_init__(self) -> None:
        """Check the cut points against the scale."""
        object.__setattr__(self, "name", checks.choice("name", self.name, tuple(WORDS)))
        object.__setattr__(self, "scale", self._checked_scale())
        low, high = self.scale or (0, 1)
        if checks.flag("rescale", self.rescale) and self.form != "mean":
            raise DataError(f"rescale=True belongs to means; {self.name} has its own units")
        if self.rescale and self.scale is None:
            raise DataError("rescale=True needs the scale whose ends become 0 and 100, such as scale=(1, 5)")
        for cut, bounds in (("top_from", (low + 1, high)), ("bottom_to", (low, high - 1))):
            self._check_cut(cut, *bounds)
        if self.top_from is not None and self.bottom_to is not None and self.bottom_to >= self.top_from:
            raise DataError(f"bottom_to={self.bottom_to} must lie below top_from={self.top_from}")

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle by what it was made of."""
        return Metric, (self.name, self.scale, self.top_from, self.bottom_to, self.rescale)

    def _checked_scale(self) -> Scale | Bounds | None:
        """The scale of whole points; that of a mean may have other ends, or be unknown."""
        if self.form != "mean":
            return checks.whole_scale("scale", self.scale)
        if self.scale is None:
            return None
        low, high = checks.scale_bounds("scale", self.scale)
        return (int(low), int(high)) if low.is_integer() and high.is_integer() else (low, high)

    def _check_cut(self, cut: str, least: int, most: int) -> None:
        given = getattr(self, cut)
        if (given is not None) != (cut in CUTS[self.name]):
            hint = "leave it out" if given is not None else "give the point, or use the constructor of the metric"
            raise DataError(f"{cut}={given!r} does not make a metric {self.name!r}; {hint}")
        if given is not None:
            if checks.whole(cut, given, least) > most:
                raise DataError(
                    f"{cut}={checks.shown(given)} must be at most {most} on the scale {self.scale[0]}..{self.scale[1]}"
                )
            object.__setattr__(self, cut, int(given))

    @classmethod
    def nps(cls, scale: Scale = (0, 10), promoter_from: int = 9, detractor_to: int = 6) -> Metric:
        """Share of promoters minus share of detractors, in points."""
        low, high = checks.whole_scale("scale", scale)
        detractor_to = checks.whole("detractor_to", detractor_to, low)
        promoter_from = checks.whole("promoter_from", promoter_from, low)
        for name, cut in (("detractor_to", detractor_to), ("promoter_from", promoter_from)):
            if cut > high:
                raise DataError(
                    f"{name}={checks.shown(cut)} lies above the scale {low}..{high}; give a point of the scale"
                )
        if detractor_to >= promoter_from:
            raise DataError(
                f"detractor_to={detractor_to} must lie below promoter_from={promoter_from}: "
                "nobody can be a promoter and a detractor"
            )
        return _metric("nps", (low, high), promoter_from, detractor_to)

    @classmethod
    def net_box(cls, scale: Scale, top: int = 1, bottom: int = 1) -> Metric:
        """Share of the `top` highest points minus share of the `bottom` lowest, in points."""
        low, high = checks.whole_scale("scale", scale)
        top_from, bottom_to = _top(low, high, top), _bottom(low, high, bottom)
        if bottom_to >= top_from:
            raise DataError(
                f"top={top} and bottom={bottom} overlap on the scale {low}..{high} of {high - low + 1} points; "
                "an answer is in one box at most"
            )
        return _metric("net_box", (low, high), top_from, bottom_to)

    @classmethod
    def top_box(cls, scale: Scale, top: int = 1) -> Metric:
        """Share of the `top` highest points."""
        low, high = checks.whole_scale("scale", scale)
        return _metric("top_box", (low, high), _top(low, high, top))

    @classmethod
    def bottom_box(cls, scale: Scale, bottom: int = 1) -> Metric:
        """Share of the `bottom` lowest points."""
        low, high = checks.whole_scale("scale", scale)
        return _metric("bottom_box", (low, high), None, _bottom(low, high, bottom))

    @classmethod
    def csat(cls, scale: Scale = (1, 5), top: int = 2) -> Metric:
        """Share of the satisfied: the `top` highest points."""
        low, high = checks.whole_scale("scale", scale)
        return _metric("csat", (low, high), _top(low, high, top))

    @classmethod
    def ces(cls, scale: Bounds = (1, 7), rescale: bool = False) -> Metric:
        """Mean ease, a high point meaning little effort."""
        return _metric("ces", checks.scale_bounds("scale", scale), rescale=checks.flag("rescale", rescale))

    @classmethod
    def mean_score(cls, scale: Bounds | None, rescale: bool = False) -> Metric:
        """Mean answer, in points of the scale or 0 to 100 of its range; of any numbers where the scale is None."""
        scale = None if scale is None else checks.scale_bounds("scale", scale)
        return _metric("mean_score", scale, rescale=checks.flag("rescale", rescale))

    # ---- what it counts ------------------------------------------------------------------------------------------

    @cached_property
    def points(self) -> NDArray[np.float64]:
        """The points of the scale; of a mean of other numbers those that were answered, see `of`."""
        if not self.counts_points:
            raise DataError(f"{self.name} on scale={self.scale!r} has no points of its own: any number is an answer")
        return np.arange(self.scale[0], self.scale[1] + 1, dtype=float)

    @property
    def counts_points(self) -> bool:
        """Whether the scale has whole points that can be counted."""
        ends = self.scale or (0.5, 0.5)
        return all(isinstance(end, int) for end in ends) and ends[1] - ends[0] <= checks.WIDEST_SCALE

    def of(self, answers: NDArray[np.float64] | None) -> Metric:
        """The metric of answers that are these numbers, in rising order, in place of the points of the scale."""
        if answers is None:
            return self
        made = Metric(self.name, self.scale, rescale=self.rescale)
        vars(made)["points"] = frozen(answers)
        return made

    @cached_property
    def values(self) -> NDArray[np.float64]:
        """The value of every point, in units of the score divided by `unit`."""
        return frozen(self._values())

    @cached_property
    def ends(self) -> tuple[float, float]:
        """The lowest and the highest value; without a scale those there are."""
        if self.form == "mean" and self.scale is not None:
            return (0.0, 100.0) if self.rescale else (float(self.scale[0]), float(self.scale[1]))
        return float(self.values.min()), float(self.values.max())

    @property
    def bounds(self) -> tuple[float, float]:
        """What a score lies between, divided by `unit`."""
        return self.ends if self.scale is not None else (-np.inf, np.inf)

    def _values(self) -> NDArray[np.float64]:
        points = self.points
        if self.form == "mean":
            if not self.rescale:
                return points
            low, high = self.scale
            return (points - low) / (high - low) * 100
        top = points >= self.top_from if self.top_from is not None else np.zeros(len(points))
        bottom = points <= self.bottom_to if self.bottom_to is not None else np.zeros(len(points))
        return bottom.astype(float) if self.name == "bottom_box" else top - bottom.astype(float)

    @property
    def form(self) -> Form:
        """A difference of two shares, a share, or a mean."""
        return FORMS[self.name]

    @property
    def unit(self) -> float:
        """Factor from values to units of the score: net scores are in points."""
        return 100.0 if self.form == "net" else 1.0

    @property
    def measured_in(self) -> str:
        """The units of the score in the fixed words of the column `unit`."""
        return {"net": "points", "share": "share"}.get(self.form, "0-100" if self.rescale else "scale points")

    @cached_property
    def classes(self) -> NDArray[np.float64]:
        """The different values."""
        return frozen(CLASSES.get(self.form, self.values))

    def by_class(self, mass: NDArray[np.float64]) -> NDArray[np.float64]:
        """What classes have of a table of domains × points; the classes of a mean are its points."""
        return mass if self.form == "mean" else mass @ (self.values[:, None] == self.classes).astype(float)

    # ---- in words ------------------------------------------------------------------------------------------------

    @property
    def title(self) -> str:
        """The metric in words."""
        name = WORDS[self.name][0]
        if self.form == "mean":
            return name
        low, high = self.scale
        if self.name in ("top_box", "csat") and self.top_from is not None:
            box = _range(self.top_from, high)
            return say("{name}, {box} of {low}..{high}", name=name, box=box, low=low, high=high)
        if self.name == "bottom_box" and self.bottom_to is not None:
            box = _range(low, self.bottom_to)
            return say("{name}, {box} of {low}..{high}", name=name, box=box, low=low, high=high)
        if self.name == "net_box" and self.top_from is not None and self.bottom_to is not None:
            boxes = {"top": _range(self.top_from, high), "bottom": _range(low, self.bottom_to)}
            return say("Share of {top} minus share of {bottom} on {low}..{high}", **boxes, low=low, high=high)
        return name

    @property
    def heading(self) -> str:
        """The metric as the heading of a column."""
        return WORDS[self.name][1]

    @property
    def units(self) -> str:
        """The units of the score."""
        if self.form == "net":
            return say("points, -100 to 100")
        if self.form == "share":
            return say("% of respondents")
        if self.scale is None:
            return say("in units of the answers")
        low, high = self.scale
        return say("0 to 100") if self.rescale else say("scale points, {low} to {high}", low=low, high=high)

    @cached_property
    def cuts(self) -> Mapping[str, Any]:
        """Scale and cut points, these under the names the metric uses."""
        names = ("promoter_from", "detractor_to") if self.name == "nps" else ("top_from", "bottom_to")
        given = dict(zip(names, (self.top_from, self.bottom_to), strict=True))
        return MappingProxyType({"scale": self.scale} | {k: v for k, v in given.items() if v is not None})

    @cached_property
    def definition(self) -> Mapping[str, Any]:
        """All that a reader of a result needs to know, as plain values."""
        words = {"title": self.title, "heading": self.heading, "units": self.units, "form": self.form}
        return MappingProxyType({"name": self.name, **self.cuts, "rescale": self.rescale, **words})


@lru_cache(maxsize=256, typed=True)
def _metric(*what: Any, **how: Any) -> Metric:
    """A metric, the same object for the same arguments: its values and words are found out once."""
    return Metric(*what, **how)


def _range(low: int, high: int) -> str:
    return f"{low}" if low == high else say("{low} to {high}", low=low, high=high)


def _top(low: int, high: int, top: int) -> int:
    return high + 1 - _box("top", top, low, high)


def _bottom(low: int, high: int, bottom: int) -> int:
    return low - 1 + _box("bottom", bottom, low, high)


def _box(name: str, size: int, low: int, high: int) -> int:
    size = checks.whole(name, size, 1)
    if size > high - low:
        raise DataError(
            f"{name}={checks.shown(size)} takes all of the {high - low + 1} points of the scale {low}..{high}; leave "
            "at least one out"
        )
    return size
