"""Ties of fuzzy evaluations: of the largest memberships, and of the terms that an operator chooses among."""

from typing import Any

import numpy as np
import placet
import pytest
from numpy.testing import assert_allclose

GRADES = {"good": 100, "poor": 0}
EQUAL, TIED = "two grades have the largest membership", "terms tie, or are within two standard errors"


def shares(n: int, **good: float) -> dict[str, Any]:
    """Answers of 0 and 1 of which a share is 1, in another order for every item."""
    rng = np.random.default_rng(0)
    return {
        name: rng.permutation([1] * round(share * n) + [0] * (n - round(share * n))) for name, share in good.items()
    }


def evaluate(data: Any, weights: dict[str, float], operator: str, **options: Any) -> Any:
    given = {"grades": GRADES, "scale": (0, 1), "operator": operator, "n_resamples": 400, "rng": 1}
    return placet.fuzzy_evaluation(data, weights, **given | options)


@pytest.mark.parametrize("operator", ["M(.,+)", "M(min,max)"])
def test_equal_memberships_are_said(operator: str) -> None:
    found = evaluate(shares(100, a=0.5, b=0.5), {"a": 0.6, "b": 0.4}, operator)
    assert (found["grade"][0], found["runner_up"][0], found["gap"][0]) == ("good", "poor", 0)
    assert f"{EQUAL}, and the higher one is named: Satisfaction index, a, b" in found.summary()
    assert EQUAL not in evaluate(shares(100, a=0.52, b=0.51), {"a": 0.6, "b": 0.4}, operator).summary()
    # Of memberships that are given, too: .3 and .7 of halves.
    given = placet.fuzzy_evaluation(
        {"a": [0.7, 0.3], "b": [0.3, 0.7]}, {"a": 0.5, "b": 0.5}, grades=GRADES, membership="given", operator=operator
    )
    assert EQUAL in given.summary()
    assert TIED not in given.summary()


@pytest.mark.parametrize(
    ("operator", "weights", "good", "tied"),
    [
        # .4 of a and .4 of b, both below the weights: either may be the larger.
        ("M(min,max)", (0.5, 0.5), (0.4, 0.4), True),
        ("M(min,max)", (0.5, 0.5), (0.42, 0.4), True),
        # .5, the weights, twice, and .4 against .1: nothing turns.
        ("M(min,max)", (0.5, 0.5), (0.6, 0.9), False),
        # a membership at its weight, the larger of which is what counts.
        ("M(min,max)", (0.8, 0.2), (0.8, 0.7), True),
        ("M(.,max)", (0.5, 0.5), (0.4, 0.4), True),
        ("M(.,max)", (0.5, 0.5), (0.3, 0.6), False),
        ("M(.,max)", (0.6, 0.4), (0.4, 0.6), True),  # .24 twice
        ("M(min,bounded)", (0.5, 0.5), (0.5, 0.9), True),
        ("M(min,bounded)", (0.5, 0.5), (0.3, 0.1), False),
        ("M(.,+)", (0.5, 0.5), (0.4, 0.4), False),
    ],
)
def test_terms_that_tie_are_said(
    operator: str, weights: tuple[float, float], good: tuple[float, float], tied: bool
) -> None:
    data = shares(1000, a=good[0], b=good[1])
    found = evaluate(data, dict(zip("ab", weights, strict=True)), operator)
    assert (TIED in found.summary()) == tied
    if tied:
        assert "not valid: Satisfaction index" in found.summary()


def test_where_nothing_ties_resamples_have_the_error_of_the_derivative() -> None:
    # The index is .4 / (.5 + .4) of b = (.5, .4), whose second share alone moves: d/ds of 100 * .5 / (.5 + s).
    found = evaluate(shares(2000, a=0.6, b=0.9), {"a": 0.5, "b": 0.5}, "M(min,max)", n_resamples=2000)
    assert_allclose(found["estimate"][0], 100 * 0.5 / 0.9, rtol=1e-12)
    assert_allclose(found["std_error"][0], 100 * 0.5 / 0.9**2 * np.sqrt(0.4 * 0.6 / 2000), rtol=0.06)
    assert TIED not in found.summary()


def test_segments_and_many_rows_are_named_and_counted() -> None:
    data = shares(80, a=0.5, b=0.5)
    data |= {"s": np.tile(["x", "y"], 40), "v": np.repeat(list("pqrs"), 20)}
    found = evaluate(data, {"a": 0.5, "b": 0.5}, "M(min,max)", by=["s", "v"])
    summary = found.summary()
    assert (
        f"{TIED} of it, so that intervals are not valid: x / p Satisfaction index, x / q Satisfaction index" in summary
    )
    assert "more" in summary
    assert TIED not in evaluate(data, {"a": 0.5, "b": 0.5}, "M(min,max)", n_resamples=0).summary()
