"""How many respondents a survey needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

from ..._core import DataError
from ...language import say
from ...options.door import takes
from ...results.scores.plan import SampleSizeResult
from . import arguments
from .design import MOST_RESPONDENTS, Design
from .options import PLAN, Numbers
from .precision import Setting, chance, half_width
from .report import planned
from .search import smallest

WORDS = {
    "margin": say("Smallest n whose {procedure} has at most the margin as half width at the expected answers"),
    "power": say("Smallest n per group with at least the power of the two-sided {procedure} at the expected answers"),
}


@takes(*PLAN)
def sample_size(
    metric: str,
    *,
    margin: Numbers | None = None,
    difference: Numbers | None = None,
    power: Numbers | None = None,
    **assumed: Any,
) -> SampleSizeResult:
    r"""Respondents needed for a margin of error, or to detect a difference of two scores.

    The smallest n is searched for which the interval or the test of the package itself does what is asked, at the
    expected answers; no formula is turned round. With the effective base b,

    .. math:: \frac{1}{b} = \mathrm{deff}\left(\frac{1}{n} - \frac{1}{N}\right) \qquad
              \mathrm{Var}(d) = \frac{v_1}{b_1} + \frac{v_2}{b_2} -
              2 \rho \sqrt{v_1 v_2}\,\mathrm{deff} \left(\frac{m}{n_1 n_2} - \frac{1}{N}\right)

    where v are the variances of an answer, N the population, and of two waves m respondents are in both, with answers
    correlated by ρ; two separate groups have no last term.

    Every argument that takes a number takes a list of them too: the result has a row for every combination, the last
    varying fastest. `promoters` and `detractors` are one distribution; lists of them go together entry by entry.

    Parameters
    ----------
    metric : {"nps", "net_box", "top_box", "bottom_box", "csat", "mean_score", "ces"}
        What is measured. Net scores are in points from -100 to 100, shares from 0 to 1, means in points of the scale.
    margin : float, optional
        Half width of the interval of one score; or else `difference`.
    difference : float, optional
        Of two scores, the second less the first, that should be found significant.
    power : float, optional
        Chance to find it; 0.8 if not given.
    {options}

    Returns
    -------
    SampleSizeResult
        One row a plan: `n` of the one or the first group, `n_second`, the effective base, and what is achieved.

    Raises
    ------
    DataError
        Nothing or too much asked, a value out of its limits, or more respondents than there are.

    References
    ----------
    .. [1] Rocks, B. (2016). Interval estimation for the "Net Promoter Score". The American Statistician 70(4), 365-372.
    .. [2] Agresti, A. and Coull, B. A. (1998). Approximate is better than "exact" for interval estimation of binomial
       proportions. The American Statistician 52(2), 119-126.
    .. [3] Agresti, A. and Caffo, B. (2000). Simple and effective confidence intervals for proportions and differences
       of proportions result from adding two successes and two failures. The American Statistician 54(4), 280-288.
    .. [4] Derrick, B., Russ, B., Toher, D. and White, P. (2017). Test statistics for the comparison of means for two
       samples that include both paired and independent observations. J. Modern Applied Statistical Methods 16(1),
       137-157.
    .. [5] Cochran, W. G. (1977). Sampling Techniques, 3rd ed., section 2.14. Wiley.

    Examples
    --------
    >>> import placet
    >>> plan = placet.sample_size("nps", margin=3, promoters=0.45, detractors=0.2, design_effect=1.4)
    >>> int(plan["n"][0])
    3507
    >>> plan = placet.sample_size("nps", difference=5, promoters=0.45, detractors=0.2, overlap=0.5, correlation=0.6)
    >>> int(plan["n"][0])
    2524
    """
    arguments.check_metric(metric)
    goal = _goal(margin, difference, power)
    asked = {
        "margin": margin, "difference": difference, "power": 0.8 if goal == "power" and power is None else power
    }  # fmt: skip
    return planned(SampleSizeResult, metric, goal, WORDS[goal], asked, assumed, _check, _solve)


def _goal(margin: Any, difference: Any, power: Any) -> Literal["margin", "power"]:
    if (margin is None) == (difference is None):
        raise DataError("give margin= for the interval of one score, or difference= to compare two")
    if margin is not None and power is not None:
        raise DataError("power= belongs to difference=; an interval has margin= and conf_level=")
    return "margin" if difference is None else "power"


def _check(goal: str, row: dict[str, Any], setting: Setting) -> Callable[[int], float]:
    """Check what is asked, and return what n respondents give."""
    answers = setting.answers
    if goal == "margin":
        row["margin"] = arguments.margin(answers, row["margin"])
        if setting.method == "wald" and answers.variance == 0:
            raise DataError(
                "at the expected shares all answer alike, so that a Wald interval has no width at any n; "
                "use method='adjusted' or give other shares"
            )
        return lambda n: half_width(setting, n)
    row["difference"] = difference = arguments.difference(answers, row["difference"])
    row["power"] = arguments.chance(row["power"])
    return lambda n: chance(setting, difference, n)


def _solve(goal: str, row: dict[str, Any], setting: Setting, value: Callable[[int], float]) -> None:
    asked, groups = row[goal], 1 if goal == "margin" else 2
    most = _most(setting.design, groups)
    n = smallest(lambda n: value(n) <= asked if goal == "margin" else value(n) >= asked, most) if most else None
    if n is None:
        raise DataError(_too_many(goal, row, most, value))
    row |= {"n": n, "n_second": 0 if groups == 1 else setting.design.second(n)}
    row |= {"n_eff": setting.design.n_eff(n), "achieved": value(n)}


def _most(design: Design, groups: int) -> int:
    """The largest first group that there are people for."""
    beyond = smallest(lambda n: not design.fits(n, groups), MOST_RESPONDENTS + 1)
    return MOST_RESPONDENTS if beyond is None else beyond - 1


def _too_many(goal: str, row: Mapping[str, Any], most: int, value: Callable[[int], float]) -> str:
    asked = f"margin={row['margin']:g}" if goal == "margin" else f"difference={row['difference']:g}"
    if most == MOST_RESPONDENTS:
        return f"{asked} takes more than {MOST_RESPONDENTS:.0e} respondents; ask for less"
    limit = f"population={row['population']:,.0f} leaves at most n={most:,} in the first group"
    reached = f", which gives a {goal} of {value(most):.3g}, not {row[goal]:g}" if most else ""
    return f"{asked}: {limit}{reached}; ask for less, or change ratio, overlap or population"
