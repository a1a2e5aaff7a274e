"""Numbers of answer labels: those they begin with, or their places."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from .._core import DataError
from ..checks import some
from .no_answer import says_nothing

#: "10 - Extremely likely", "(1) never", "5: often", "3 stars", "10分": a number, and words without any other.
#: "18-24" and "1 to 2 times" are ranges, "1st" and "5+" are words.
_ANCHOR = re.compile(
    r"[(\[（【]?\s*([+\-−]?\d+(?:\.\d+)?)\s*(?:[)\]）】.:：=、,，;|\-–—]|(?<=\s)|(?=[^\x00-\x7f]))\s*(\D*[^\W\d]\D*)"
)


def number_of(label: Any) -> float | None:
    """The number that a label is, or begins with; None where there is none."""
    if isinstance(label, complex):  # numpy would take a part of it
        return None
    try:
        number = float(label)
    except (TypeError, ValueError):
        anchor = _ANCHOR.fullmatch(label.strip()) if isinstance(label, str) else None
        return float(anchor[1].replace("−", "-")) if anchor else None
    return number if math.isfinite(number) else None


def is_anchor(label: Any) -> bool:
    """Whether a label is more than its number."""
    return isinstance(label, str) and _ANCHOR.fullmatch(label.strip()) is not None


def leading_numbers(labels: Iterable[Any]) -> dict[Any, float] | None:
    """The numbers of labels of which each is or begins with one of its own; None if any is or does not."""
    numbers: dict[Any, float] = {}
    worded: dict[float, Any] = {}
    for label in labels:
        number = number_of(label)
        if number is None or (is_anchor(label) and worded.setdefault(number, label) != label):
            return None
        numbers[label] = number
    return numbers or None


def ordered_numbers(
    name: str, labels: Sequence[Any], na_codes: Sequence[Any], low: float, high: float | None
) -> dict[Any, float]:
    """Numbers of labels in order, lowest first: those that all begin with, or else from `low` on by their places.

    One that means "no answer" takes no place. Numbers that contradict the places are refused, unless the labels are
    sorted as text, where "10" comes before "2": nobody chose that order.
    """
    placed = [label for label in labels if label not in na_codes and not says_nothing(label)]
    numbers = leading_numbers(placed)
    anchored = any(map(is_anchor, placed))
    if numbers is not None and (
        not anchored or _ascending(dict.fromkeys(numbers.values())) or placed == sorted(map(str, placed))
    ):
        return numbers
    places = {label: low + place for place, label in enumerate(placed)}
    if anchored:
        _check_places(name, places, high)
    if high is not None and len(placed) != high - low + 1:
        idle = [label for label in labels if says_nothing(label) and label not in na_codes]
        besides = f" besides {idle[0]!r}, which belongs into na_codes={[*na_codes, *idle]!r}" if idle else ""
        raise DataError(
            f"column {name!r} has {len(placed)} ordered labels{besides}, but the scale {low:g}..{high:g} has "
            f"{high - low + 1:g} points; give the scale of the labels, such as scale=({low:g}, "
            f"{low + len(placed) - 1:g}), or their numbers, value_labels={{{name!r}: {{label: number}}}}"
        )
    return places


def _ascending(numbers: Iterable[float]) -> bool:
    return all(a < b for a, b in pairwise(numbers))


def _check_places(name: str, places: Mapping[Any, float], high: float | None) -> None:
    """Refuse labels whose numbers and places say different things."""
    numbers = {label: number for label in places if (number := number_of(label)) is not None}
    moved = [label for label, number in numbers.items() if number != places[label]]
    if _ascending(numbers.values()) and not (moved and high is not None):
        return
    label = moved[0]
    offered = some(places, lambda label: f"{label!r}: {f'{numbers[label]:g}' if label in numbers else '...'}")
    raise DataError(
        f"the labels of column {name!r} begin with numbers that contradict their order: {label!r} has place "
        f"{places[label]:g}; give their numbers, value_labels={{{name!r}: {{{offered}}}}}"
    )
