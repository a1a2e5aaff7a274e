"""Checks of options: unknown ones are refused with the list of known ones."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from numbers import Integral, Real
from typing import Any, TypeVar

import numpy as np

from ._core import DataError

T = TypeVar("T", bound=str)


def choice(option: str, given: object, allowed: Sequence[T]) -> T:
    """Return `given` if it is one of `allowed`; otherwise say what is known."""
    for known in allowed:
        if given == known:
            return known
    raise DataError(f"{option}={given!r} is not known; use one of {', '.join(repr(a) for a in allowed)}")


def near(name: str, known: Iterable[str]) -> str:
    """Words that offer the known names nearest to a mistyped one."""
    known = list(known)
    numbered = [k for k in known if not isinstance(k, str) and str(k) == name]
    if numbered:
        return f"it has a column {numbered[0]!r}, which is no text: rename the columns, such as by str"
    if not known:
        return "it has no columns at all"
    from difflib import get_close_matches  # 5 ms that only a mistake has to pay

    texts = [k for k in known if isinstance(k, str)]
    if not texts:
        some = ", ".join(str(k) for k in known[:3])
        return f"none of its columns is named by a text ({some}): rename them, such as by data.columns.map(str)"
    known = texts
    close = get_close_matches(name, known, n=3, cutoff=0.5)
    if close:
        return "did you mean " + " or ".join(repr(c) for c in close) + "?"
    shown = ", ".join(repr(k) for k in known[:12])
    return f"the columns are {shown}{', ...' if len(known) > 12 else ''}"


def named(given: object) -> str:
    """A wrong argument in a few words, however large it is."""
    text = repr(given)
    return f"{text} ({type(given).__name__})" if len(text) <= 40 and "\n" not in text else type(given).__name__


def flag(option: str, given: object) -> bool:
    """True or False, and nothing else that happens to be truthy."""
    if isinstance(given, (bool, np.bool_)):
        return bool(given)
    raise DataError(f"{option}={given!r} must be True or False")


def level(conf_level: object) -> float:
    """A confidence level strictly between 0 and 1."""
    if isinstance(conf_level, (float, Real)) and 0.0 < float(conf_level) < 1.0:
        return float(conf_level)
    percent = isinstance(conf_level, Real) and float(conf_level) > 1
    hint = f"; for {conf_level} % pass {float(conf_level) / 100:g}" if percent else ""  # type: ignore[arg-type]
    raise DataError(f"conf_level={conf_level!r} must lie strictly between 0 and 1{hint}")


def whole(option: str, given: object, least: int) -> int:
    """A whole number of at least `least`."""
    if isinstance(given, (int, Integral)) and not isinstance(given, bool) and int(given) >= least:
        return int(given)
    raise DataError(f"{option}={given!r} must be a whole number of at least {least}")


def scale_bounds(option: str, scale: object) -> tuple[float, float]:
    """The lowest and the highest point of a scale."""
    try:
        low, high = scale  # type: ignore[misc]
        low, high = float(low), float(high)
    except (TypeError, ValueError):
        raise DataError(f"{option}={scale!r} must be two numbers, (lowest, highest)") from None
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        raise DataError(f"{option}={scale!r} must be two numbers with the lower first, such as (1, 10)")
    return low, high


def whole_scale(option: str, scale: object) -> tuple[int, int]:
    """The bounds of a scale of whole points."""
    low, high = scale_bounds(option, scale)
    if not (low.is_integer() and high.is_integer()):
        raise DataError(f"{option}={scale!r} must be two whole numbers: every point of the scale is counted")
    return int(low), int(high)


def names(option: str, given: object) -> list[str]:
    """A name or a list of names, none of them twice."""
    if given is None:
        return []
    listed = [given] if isinstance(given, str) else list(given) if isinstance(given, (list, Iterable)) else None
    if listed is None or not all(isinstance(name, str) for name in listed):
        raise DataError(f"{option} must be a column name or a list of column names, not {named(given)}")
    if len(set(listed)) < len(listed):
        twice = sorted({name for name in listed if listed.count(name) > 1})
        raise DataError(f"{option} names {', '.join(repr(t) for t in twice)} twice; name every column once")
    return listed


def seed(rng: Any) -> int:
    """Return the one seed of a call: a whole number is the seed itself, anything else draws one (SPEC 7).

    The result records it; passing it back as `rng` gives the same result again.
    """
    if isinstance(rng, Integral) and not isinstance(rng, bool):
        if 0 <= int(rng) < 2**64:
            return int(rng)
        raise DataError(f"rng={rng!r} must lie between 0 and 2**64 - 1")
    if rng is None or isinstance(rng, (np.random.SeedSequence, np.random.Generator)):
        return int(np.random.default_rng(rng).integers(2**63))
    raise DataError(f"rng={rng!r} must be None, a whole number, a numpy SeedSequence or a numpy Generator")
