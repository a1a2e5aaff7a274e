"""Checks of options: unknown ones are refused with the list of known ones."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from numbers import Integral, Real
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from ._core import DataError

T = TypeVar("T")
S = TypeVar("S", bound=str)


#: Values that are what they should be, if they are of the right type.
PLAIN = frozenset({str, int, float, bool, type(None)})
#: Libraries whose objects answer a comparison with an array, which is neither true nor false.
ARRAYS = frozenset({"numpy", "pandas", "polars", "pyarrow", "modin", "cudf", "narwhals"})
#: More resamples than this change no digit that is shown.
MOST_RESAMPLES = 10_000_000
#: Points of a scale lie no farther from zero, and counts are no larger: floats hold all whole numbers up to here.
FARTHEST_POINT = 2.0**53
#: So many names, labels or codes stand in a message at most.
MOST_NAMED = 12
#: So many names are compared letter by letter with one that is not known.
MOST_COMPARED = 500
#: Points of a scale whose points are counted are this far apart at most.
WIDEST_SCALE = 1_000


def plain(option: str, given: Any) -> Any:
    """The value of an option in Python's own types: arrays, Index and Series are lists, their scalars are numbers.

    Raises
    ------
    DataError
        For a table, or what is no value at all, such as an expression of Polars.
    """
    if type(given) in PLAIN:
        return given
    if isinstance(given, Mapping):
        return given if _all_plain(given.values()) else {key: plain(option, value) for key, value in given.items()}
    if type(given) in (list, tuple):
        return given if _all_plain(given) else type(given)(plain(option, value) for value in given)
    if isinstance(given, (Decimal, Fraction)):
        return real(given)
    return _of_library(option, given) if type(given).__module__.partition(".")[0] in ARRAYS else given


def _all_plain(values: Iterable[Any]) -> bool:
    return PLAIN.issuperset(map(type, values))


def _of_library(option: str, given: Any) -> Any:
    """A value of numpy or a library of data frames."""
    if isinstance(given, np.generic):
        # Dates stay what they are: Python has none of the finest unit.
        return given.item() if given.dtype.kind in "biufcSU" else given
    if hasattr(given, "isoformat") or (type(given).__module__.startswith("numpy") and not hasattr(given, "shape")):
        return given
    if type(given).__name__ in ("NAType", "MaskedConstant"):
        return None
    shape = getattr(
        given, "shape", (len(given),) if hasattr(given, "to_pylist") and hasattr(given, "__len__") else None
    )
    if hasattr(given, "as_py"):
        return plain(option, given.as_py())
    if shape == () and isinstance(given, np.ndarray):
        return plain(option, given[()])
    if isinstance(shape, tuple) and len(shape) == 1 and getattr(given, "nlevels", 1) == 1:
        listed = getattr(given, "to_pylist", None) or getattr(given, "to_list", None) or given.tolist
        return plain(option, list(given) if _of_dates(given) else listed())
    if shape is None and hasattr(given, "freq"):  # a period of pandas
        return given
    what = f"a {type(given).__name__}" + (f" of shape {shape}" if isinstance(shape, tuple) else "")
    raise DataError(f"{option} must be a value or a list of values, not {what}; pass a list, such as by .tolist()")


def _of_dates(given: Any) -> bool:
    return isinstance(given, np.ndarray) and given.dtype.kind in "mM"


def real(given: object) -> float:
    """A number as a float, infinite where it is too large for one; NaN for what is no number."""
    known = type(given) in (int, float)
    if not known and (isinstance(given, (bool, np.bool_)) or not isinstance(given, (Real, Decimal))):
        return math.nan
    try:
        return float(given)  # type: ignore[arg-type]
    except OverflowError:
        return math.inf if given > 0 else -math.inf  # type: ignore[operator]
    except ValueError:  # a signalling NaN
        return math.nan


def shown(given: object) -> str:
    """A value in a message, cut where it is long."""
    try:
        text = repr(given)
    except Exception:  # a number of thousands of digits, or an object that cannot say what it is
        return f"a {type(given).__name__}"
    return text if len(text) <= 200 else f"{text[:100]}... ({type(given).__name__})"


def some(given: Iterable[Any], each: Callable[[Any], str] = shown, most: int = MOST_NAMED) -> str:
    """The first of what may be many, for a message."""
    listed = list(given)
    return ", ".join(map(each, listed[:most])) + (", ..." if len(listed) > most else "")


def repeated(given: Sequence[T]) -> list[T]:
    """What is there more than once."""
    try:
        return [value for value, count in Counter(given).items() if count > 1]
    except TypeError:  # values that have no hash are few
        return [value for i, value in enumerate(given) if value in given[:i]]


def choice(option: str, given: object, allowed: Sequence[S]) -> S:
    """Return `given` if it is one of `allowed`; otherwise say what is known."""
    if isinstance(given, str):
        for known in allowed:
            if given == known:
                return known
    raise DataError(f"{option}={shown(given)} is not known; use one of {', '.join(repr(a) for a in allowed)}")


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
        words = some(known[:3], str)
        return f"none of its columns is named by a text ({words}): rename them, such as by data.columns.map(str)"
    close = get_close_matches(name, _like(name, texts), n=3, cutoff=0.5)
    if close:
        return "did you mean " + " or ".join(repr(c) for c in close) + "?"
    return f"the columns are {some(texts, repr)}"


def _like(name: str, known: list[str]) -> list[str]:
    """The names to be compared with one letter by letter: of many those that share most letters with it."""
    if len(known) <= MOST_COMPARED:
        return known
    from heapq import nlargest  # as little as difflib is wanted where nothing is wrong

    letters = set(name)
    alike = {other: len(letters.intersection(other)) / (len(name) + len(other)) for other in known}
    return nlargest(MOST_COMPARED, known, key=alike.__getitem__)


def named(given: object) -> str:
    """A wrong argument in a few words, however large it is."""
    text = shown(given)
    return f"{text} ({type(given).__name__})" if len(text) <= 40 and "\n" not in text else type(given).__name__


def text(option: str, given: object) -> str:
    """A text."""
    if isinstance(given, str):
        return given
    raise DataError(f"{option}={shown(given)} must be a text")


def flag(option: str, given: object) -> bool:
    """True or False, and nothing else that happens to be truthy."""
    if isinstance(given, (bool, np.bool_)):
        return bool(given)
    raise DataError(f"{option}={shown(given)} must be True or False")


def level(conf_level: object) -> float:
    """A confidence level strictly between 0 and 1."""
    number = real(plain("conf_level", conf_level))
    if 0.0 < number < 1.0:
        return number
    hint = f"; for {shown(conf_level)} % pass {number / 100:g}" if number > 1 else ""
    raise DataError(f"conf_level={shown(conf_level)} must lie strictly between 0 and 1{hint}")


def whole(option: str, given: object, least: int, most: int = int(FARTHEST_POINT)) -> int:
    """A whole number of at least `least`, and at most `most`."""
    if isinstance(given, (int, Integral)) and not isinstance(given, bool) and int(given) >= least:
        if int(given) <= most:
            return int(given)
        raise DataError(f"{option}={shown(given)} must be at most {most:,}")
    raise DataError(f"{option}={shown(given)} must be a whole number of at least {least}")


def resamples(given: object, least: int) -> int:
    """How many resamples are drawn."""
    return whole("n_resamples", given, least, MOST_RESAMPLES)


def enough_resamples(count: int, data_sets: int) -> None:
    """Refuse resamples that are too few for an interval: two of every completed data set, or none."""
    if 0 < count < 2 * data_sets:
        shared = f" of each of {data_sets} completed data sets" if data_sets > 1 else ""
        raise DataError(f"n_resamples={count} makes no interval{shared}; give at least {2 * data_sets}, or 0 for none")


def from_json(text: object, what: str) -> Any:
    """What JSON holds that is given as text or as the path of a file; `what` begins a message, as "the model is"."""
    if not isinstance(text, (str, Path)):
        raise DataError(f"text={shown(text)} must be JSON, or the path of a file")
    found = str(text)
    if not found.lstrip().startswith(("{", "[")):
        try:
            found = Path(text).read_text(encoding="utf-8")
        except (OSError, ValueError) as error:
            raise DataError(f"{shown(str(text))} is neither JSON nor a file that can be read") from error
    try:
        return json.loads(found)
    except (ValueError, RecursionError) as error:
        raise DataError(f"{what} no JSON: {error}") from error


def scale_bounds(option: str, scale: object) -> tuple[float, float]:
    """The lowest and the highest point of a scale."""
    scale = plain(option, scale)
    given = list(scale) if isinstance(scale, (list, tuple, range)) else []
    if len(given) != 2:
        raise DataError(f"{option}={shown(scale)} must be two numbers, (lowest, highest)")
    low, high = map(real, given)
    if not -FARTHEST_POINT <= low < high <= FARTHEST_POINT:
        raise DataError(
            f"{option}={shown(scale)} must be two numbers with the lower first, such as (1, 10), none of them beyond "
            f"{FARTHEST_POINT:.0e}"
        )
    return low, high


def whole_scale(option: str, scale: object) -> tuple[int, int]:
    """The bounds of a scale of whole points."""
    low, high = scale_bounds(option, scale)
    if not (low.is_integer() and high.is_integer()):
        raise DataError(f"{option}={shown(scale)} must be two whole numbers: every point of the scale is counted")
    if high - low > WIDEST_SCALE:
        raise DataError(f"{option}={shown(scale)} is too wide to count; give at most {WIDEST_SCALE} points apart")
    return int(low), int(high)


def names(option: str, given: object) -> list[str]:
    """A name or a list of names, none of them twice."""
    if given is None:
        return []
    listed = [given] if isinstance(given, str) else list(given) if isinstance(given, (list, Iterable)) else None
    if listed is None or not all(isinstance(name, str) for name in listed):
        raise DataError(f"{option} must be a column name or a list of column names, not {named(given)}")
    if len(set(listed)) < len(listed):
        raise DataError(f"{option} names {some(sorted(repeated(listed)), repr)} twice; name every column once")
    return listed


def seed(rng: Any) -> int:
    """Return the one seed of a call: a whole number is the seed itself, anything else draws one (SPEC 7).

    The result records it; passing it back as `rng` gives the same result again.
    """
    if isinstance(rng, Integral) and not isinstance(rng, bool):
        if 0 <= int(rng) < 2**64:
            return int(rng)
        raise DataError(f"rng={shown(rng)} must lie between 0 and 2**64 - 1")
    if rng is None or isinstance(rng, (np.random.SeedSequence, np.random.Generator)):
        return int(np.random.default_rng(rng).integers(2**63))
    raise DataError(f"rng={shown(rng)} must be None, a whole number, a numpy SeedSequence or a numpy Generator")
