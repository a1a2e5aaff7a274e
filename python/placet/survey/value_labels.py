"""Labels of values: codes and what they are called, either way round, or labels in their order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from numbers import Real
from typing import Any, TypeAlias

from .._core import DataError
from ..checks import shown

#: Labels from lowest to highest, or codes and labels either way round.
ValueLabels: TypeAlias = "Sequence[str] | Mapping[str, float] | Mapping[float, str]"


def check(name: str, labels: Any) -> None:
    """Refuse what is neither a list of different labels nor a mapping between labels and codes."""
    if isinstance(labels, Mapping):
        _check_mapping(name, labels)
        return
    if isinstance(labels, str) or not isinstance(labels, Sequence) or not all(isinstance(v, Hashable) for v in labels):
        raise DataError(
            f"value_labels[{name!r}]={shown(labels)} must be a list of labels from lowest to highest, {{code: label}} "
            "or {label: number}"
        )
    twice = [label for label, count in Counter(labels).items() if count > 1]
    if twice:
        raise DataError(f"value_labels[{name!r}] names {twice[0]!r} twice; a label has one place on the scale")


def _check_mapping(name: str, labels: Mapping[Any, Any]) -> None:
    if by_code(labels):
        return
    wrong = [number for number in labels.values() if not isinstance(number, Real)]
    if wrong:
        raise DataError(
            f"value_labels[{name!r}] gives {wrong[0]!r} as a number; give every label a number, or every code a label"
        )
    if all(isinstance(code, Real) for code in labels) and any(code != number for code, number in labels.items()):
        raise DataError(
            f"value_labels[{name!r}] has numbers on both sides, so that codes cannot be told from labels; write the "
            f"labels as text, such as {{1: {'low'!r}}}"
        )


def by_code(labels: Any) -> bool:
    """Whether labels stand beside their codes, as SPSS files have it: ``{1: "North"}``."""
    return isinstance(labels, Mapping) and bool(labels) and all(isinstance(label, str) for label in labels.values())


def label_of_code(labels: Mapping[Any, Any]) -> dict[Any, Any]:
    """Codes and their labels, whichever way they were given, in the order of the codes."""
    found = dict(labels) if by_code(labels) else {number: label for label, number in labels.items()}
    try:
        return dict(sorted(found.items()))
    except TypeError:  # codes of several types stay as they were given
        return found


def number_of_label(name: str, labels: Mapping[Any, Any]) -> dict[Any, Any]:
    """Labels and their numbers for answers, which may be labels, or the numbers themselves.

    Raises
    ------
    DataError
        For a label of two numbers, or a code that is no number.
    """
    if not by_code(labels):
        return {**labels, **{number: number for number in labels.values() if number not in labels}}
    numbers: dict[Any, Any] = {code: code for code in labels}
    for code, label in labels.items():
        if not isinstance(code, Real):
            raise DataError(f"value_labels[{name!r}] gives {code!r} as a number; give answers numbers")
        if numbers.setdefault(label, code) != code:
            raise DataError(
                f"value_labels[{name!r}] calls {numbers[label]!r} and {code!r} both {label!r}; give them labels that "
                "differ, or the numbers as data"
            )
    return numbers


def with_labels(codes: Sequence[Any], labels: Any) -> list[Any]:
    """Codes of `na_codes`, with those of the labels among them: 98 where "Don't know" is listed, and the other way."""
    if not codes or not isinstance(labels, Mapping):
        return list(codes)
    pairs = label_of_code(labels).items()
    more = [code for code, label in pairs if label in codes] + [label for code, label in pairs if code in codes]
    return list(dict.fromkeys([*codes, *more]))
