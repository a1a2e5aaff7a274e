"""The dissatisfied customers behind the complaints that were heard: an assumption spelled out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from ... import checks
from ..._core import DataError
from ...language import say, semicolons
from ...options.door import takes
from ...results.scores.printed import IcebergResult
from ...results.table import Table
from .checking import number, optional, plain

#: The row of a call without segments.
ALL = "All complaints"


@takes()
def complaint_iceberg(
    complaints: float | Mapping[str, float],
    ratio: float | Iterable[float] = 25,
    *,
    customers: float | Mapping[str, float] | None = None,
    dissatisfied_tells: float | None = None,
    satisfied_tells: float | None = None,
) -> IcebergResult:
    r"""Dissatisfied customers behind the complaints heard, if one in `ratio` of them complains.

    .. math:: D = r\,c, \qquad \text{silent} = (r - 1)\,c, \qquad \text{share} = D / N

    with c complaints, each of one customer, the ratio r and N customers. The ratio is an assumption and nothing in the
    data bears it out: the result says so, and takes several ratios to show what hangs on them. The 25 is of a mobile
    operator's study and stands for the 4 % that are quoted after the research of TARP [1]_; TARP held that these were
    customers with small losses who complained to headquarters, and that about half of all complain to somebody [2]_,
    which is a ratio of 2.

    Parameters
    ----------
    complaints : float or mapping
        Number of complaints heard, or ``{segment: number}``.
    ratio : float or list of float
        Dissatisfied customers per complaint, the one who complains among them; at least 1. Several give a row each.
    customers : float or mapping, optional
        Number of customers, for the share that is dissatisfied; a mapping if `complaints` is one.
    dissatisfied_tells, satisfied_tells : float, optional
        People whom a dissatisfied and a satisfied customer tell, such as 11 and 5 in that study; the latter needs
        `customers`.

    Returns
    -------
    IcebergResult
        One row a segment and ratio, in customers and people.

    Raises
    ------
    DataError
        A number that is negative or no number, a ratio below 1, more dissatisfied customers than there are customers.

    References
    ----------
    .. [1] Technical Assistance Research Programs (1986). Consumer Complaint Handling in America: An Update Study. White
       House Office of Consumer Affairs.
    .. [2] Misquoted data cause questions, confusion (letter). Quality Progress, November 2005.

    Examples
    --------
    >>> import placet
    >>> result = placet.complaint_iceberg(120, customers=40_000, dissatisfied_tells=11)
    >>> result["estimate"], result["silent"], result["share"], result["told_bad"]
    (array([3000.]), array([2880.]), array([0.075]), array([33000.]))
    """
    heard = _by_segment("complaints", complaints, complaints)
    base = _by_segment("customers", customers, complaints)
    ratios = _ratios(ratio)
    tells = [_at_least_0(name, n) for name, n in _told(dissatisfied_tells, satisfied_tells)]
    if satisfied_tells is not None and customers is None:
        raise DataError("satisfied_tells needs customers: without their number nobody knows how many are satisfied")
    items = [name for name in heard for _ in ratios]
    count, known, r = (
        np.array(values, dtype=np.float64)
        for values in ([heard[i] for i in items], [base[i] for i in items], ratios * len(heard))
    )
    with np.errstate(over="ignore"):
        dissatisfied = r * count
    _check_finite(items, dissatisfied, "complaints times the ratio")
    _check_customers(items, r, count, known)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = dissatisfied / np.where(known > 0, known, np.nan)
    columns = {
        "item": items,
        "metric": ["dissatisfied"] * len(items),
        "estimate": dissatisfied,
        "complaints": count,
        "ratio": r,
        "silent": dissatisfied - count,
        "customers": known,
        "share": share,
    }
    for told, tell, people in (("bad", tells[0], dissatisfied), ("good", tells[1], known - dissatisfied)):
        with np.errstate(over="ignore"):
            columns[f"told_{told}"] = tell * people
        _check_finite(items, columns[f"told_{told}"], "customers times the people each tells")
    about = {
        "method": say(
            "Complaints times an assumed ratio. Assumed, not estimated: {what}",
            what=semicolons(_assumed(ratios, dissatisfied_tells, satisfied_tells)),
        ),
        "ratio": ratios,
        "dissatisfied_tells": dissatisfied_tells,
        "satisfied_tells": satisfied_tells,
    }
    return IcebergResult(Table(columns), (), about)


def _assumed(ratios: list[float], dissatisfied_tells: float | None, satisfied_tells: float | None) -> list[str]:
    """What nothing in the data bears out."""
    ratio = plain(ratios[0])
    for other in ratios[1:]:
        ratio = say("{some} or {other}", some=ratio, other=plain(other))
    assumed: list[str] = [say("that {ratio} customers are dissatisfied for each that complains", ratio=ratio)]
    if dissatisfied_tells is not None:
        assumed.append(say("that a dissatisfied customer tells {count} people", count=plain(dissatisfied_tells)))
    if satisfied_tells is not None:
        assumed.append(say("that a satisfied customer tells {count} people", count=plain(satisfied_tells)))
    return assumed


def _told(dissatisfied: float | None, satisfied: float | None) -> tuple[tuple[str, float | None], ...]:
    return ("dissatisfied_tells", dissatisfied), ("satisfied_tells", satisfied)


def _by_segment(name: str, given: Any, complaints: Any) -> dict[str, float]:
    """A number for every segment of the complaints."""
    if not isinstance(complaints, Mapping):
        if isinstance(given, Mapping):
            raise DataError(f"{name} is a mapping and complaints is one number; give both by segment, or neither")
        return {ALL: _at_least_0(name, given, needed=name == "complaints")}
    if given is None:
        return {str(segment): float("nan") for segment in complaints}
    if not complaints:
        raise DataError("complaints is empty; give at least one segment")
    if not isinstance(given, Mapping) or list(map(str, given)) != list(map(str, complaints)):
        segments = checks.some(map(str, complaints))
        raise DataError(f"{name} must be a mapping of the segments of complaints in their order: {segments}")
    return {str(segment): _at_least_0(f"{name}[{segment!r}]", value, needed=True) for segment, value in given.items()}


def _at_least_0(name: str, given: Any, *, needed: bool = False) -> float:
    value = number(name, given) if needed else optional(name, given)
    if value < 0:
        raise DataError(f"{name}={given!r} must be a number of at least 0")
    return value


def _ratios(ratio: Any) -> list[float]:
    given = list(ratio) if isinstance(ratio, Iterable) and not isinstance(ratio, str) else [ratio]
    ratios = [number("ratio", value) for value in given]
    for value in ratios:
        if not value >= 1:
            raise DataError(f"ratio={plain(value)} must be at least 1: who complains is dissatisfied")
    if not ratios:
        raise DataError("ratio is empty; give at least one number")
    return ratios


def _check_finite(items: list[str], product: np.ndarray, what: str) -> None:
    for name, value in zip(items, product, strict=True):
        if np.isinf(value):
            raise DataError(f"{name}: {what} are beyond all numbers; give smaller ones")


def _check_customers(items: list[str], ratio: np.ndarray, complaints: np.ndarray, customers: np.ndarray) -> None:
    for name, r, heard, known in zip(items, ratio, complaints, customers, strict=True):
        if r * heard > known:
            raise DataError(
                f"{name}: {plain(heard)} complaints times {plain(r)} are {plain(r * heard)} dissatisfied customers, "
                f"more than the {plain(known)} customers there are; give a smaller ratio"
            )
