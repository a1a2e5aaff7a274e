"""What a given number of respondents can tell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

from ..._core import DataError
from ...language import say
from ...options.door import takes
from ...results.scores.plan import PowerResult
from . import arguments
from .options import PLAN, Numbers
from .precision import Setting, chance
from .report import planned
from .search import crossing

WORDS = {
    "power": say("Power of the two-sided {procedure} at the expected answers"),
    "difference": say("Smallest rise that the two-sided {procedure} finds with the power, at the expected answers"),
}


@takes(*PLAN)
def power(
    metric: str,
    *,
    n: int | Sequence[int],
    difference: Numbers | None = None,
    power: Numbers | None = None,
    **assumed: Any,
) -> PowerResult:
    r"""Chance to find a difference of two scores from n respondents, or the difference that can be found.

    .. math:: \mathrm{power} = \Phi\left(\frac{|d| - z s}{\sigma}\right) + \Phi\left(\frac{-|d| - z s}{\sigma}\right)

    with d the difference, s its standard error as the test reckons it and σ as it is (the same without
    pseudo-respondents); for means with t the tails of the noncentral t distribution. See `sample_size` for the
    variances and sources; its plans are those that this function finds powerful enough.

    Every argument that takes a number takes a list of them too: the result has a row for every combination.

    Parameters
    ----------
    metric : {"nps", "net_box", "top_box", "bottom_box", "csat", "mean_score", "ces"}
        What is measured. Net scores are in points from -100 to 100, shares from 0 to 1, means in points of the scale.
    n : int
        Respondents of the first group or wave; the second has `ratio` times as many.
    difference : float, optional
        The second score less the first. Not given, the smallest rise is found that has the power.
    power : float, optional
        Chance to find the difference that is sought, 0.8 if not given; not together with `difference`.
    {options}

    Returns
    -------
    PowerResult
        One row a plan: `n`, `n_second`, the effective base, `difference` and `power`.

    Raises
    ------
    DataError
        A value out of its limits, fewer people than respondents, or no difference that can be found.

    Examples
    --------
    >>> import placet
    >>> round(float(placet.power("nps", n=800, difference=5, promoters=0.45, detractors=0.2)["power"][0]), 3)
    0.261
    >>> round(float(placet.power("nps", n=800, power=0.8, promoters=0.45, detractors=0.2)["difference"][0]), 2)
    10.45
    """
    arguments.check_metric(metric)
    if difference is not None and power is not None:
        raise DataError("difference= and power= follow from each other; give one, or ask sample_size for n")
    goal: Literal["power", "difference"] = "difference" if difference is None else "power"
    asked = {"n": n, "difference": difference, "power": 0.8 if difference is None and power is None else power}
    return planned(PowerResult, metric, goal, WORDS[goal], asked, assumed, _check, _solve)


def _check(goal: str, row: dict[str, Any], setting: Setting) -> Callable[[int], float]:
    """Check what is asked, and return what n respondents give."""
    design = setting.design
    row["n"] = n = arguments.whole("n", row["n"], 1)
    row["n_second"] = design.second(n)
    if not design.fits(n, 2):
        raise DataError(
            f"n={n:,} and {row['n_second']:,} in the second group are {design.people(n):,.0f} people of a "
            f"population={row['population']:,.0f}; give a smaller n or ratio, or leave population out if it has no end"
        )
    row["n_eff"] = design.n_eff(n)
    if goal == "power":
        row["difference"] = difference = arguments.difference(setting.answers, row["difference"])
        return lambda n: chance(setting, difference, n)
    row["power"] = asked = arguments.chance(row["power"])
    return lambda n: detectable(setting, asked, n)


def _solve(goal: str, row: dict[str, Any], setting: Setting, value: Callable[[int], float]) -> None:
    row[goal] = value(row["n"])
    if row[goal] != row[goal]:
        raise DataError(_out_of_reach(row, setting))


def detectable(setting: Setting, power: float, n: int) -> float:
    """The smallest rise that is found with this power; NaN if the score cannot rise that far."""
    answers = setting.answers
    start = answers.unit * 1e-6 * (answers.variance or 1) ** 0.5
    found = crossing(lambda difference: chance(setting, difference, n) >= power, start, answers.room)
    return float("nan") if found is None else found


def _out_of_reach(row: dict[str, Any], setting: Setting) -> str:
    answers = setting.answers
    most = f"by {answers.room:g}" if answers.form == "mean" else f"from {answers.score:g} to {answers.unit:g}"
    return (
        f"n={row['n']:,} finds no rise with power={row['power']:g}, not even one {most}; "
        "give a larger n or a smaller power"
    )
