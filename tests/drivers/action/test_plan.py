"""Plans against linear programs and against all plans there are."""

import itertools

import numpy as np
import placet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from placet.drivers.action.plan import Steps, bought
from scipy.optimize import linprog

from .people import DRIVERS, SCALE, by_term, coefficients, mean_move, people

DATA = people()
COST = {"network": 3.0, "bills": 1.0, "hotline": 2.0}


def test_a_plan_is_the_best_of_all_plans_of_whole_points():
    """An exhaustive knapsack: no way to buy whole points within the budget gains more; the budget here is spent so."""
    slopes = dict(zip(DRIVERS, coefficients(DATA), strict=True))
    worth = {d: [slopes[d] * mean_move(DATA[d], by) if by else 0.0 for by in range(10)] for d in DRIVERS}
    plan = placet.simulate(DATA, "overall", DRIVERS, scale=SCALE, cost=COST, budget=12, n_resamples=0)
    best = max(
        sum(worth[d][by] for d, by in zip(DRIVERS, points, strict=True))
        for points in itertools.product(range(10), repeat=3)
        if sum(COST[d] * by for d, by in zip(DRIVERS, points, strict=True)) <= 12
    )
    together = plan["change"][-1]
    assert together >= best - 1e-12
    assert plan.plan["gain"][0] == pytest.approx(together, rel=1e-12)
    assert plan.plan["spent"][0] == pytest.approx(12)
    assert plan["cost"][-1] == pytest.approx(12)
    moves = by_term(plan, "move")
    whole = {d: by for d, by in moves.items() if d in DRIVERS and float(by).is_integer()}
    for driver, by in whole.items():
        assert by_term(plan, "change")[driver] == pytest.approx(worth[driver][int(by)], abs=1e-10)


@given(st.integers(0, 1000), st.floats(0.2, 40))
@settings(max_examples=40, deadline=None)
def test_filling_is_the_solution_of_the_linear_program(seed, budget):
    rng = np.random.default_rng(seed)
    gains, price = rng.normal(0.5, 1, (1, 12)), rng.uniform(0.5, 5, 12)
    found = bought(gains, price, budget)[0]
    solved = linprog(-gains[0], A_ub=price[None], b_ub=[budget], bounds=[(0, 1)] * 12)
    assert found @ gains[0] == pytest.approx(-solved.fun, rel=1e-9, abs=1e-12)
    assert found @ price <= budget * (1 + 1e-12)
    assert ((found >= 0) & (found <= 1)).all()


def test_steps_end_with_the_scale():
    steps = Steps.of({"a": 2.0, "b": -1.5}, {"a": 1.0, "b": 2.0}, {"a": (1, 6), "b": (1, 5)})
    np.testing.assert_allclose(steps.end, [2, 4, 5, -1.5, -3, -4])
    np.testing.assert_allclose(steps.price, [2, 2, 1, 3, 3, 2])
    # Mean moves to the ends of steps: what each step adds.
    np.testing.assert_allclose(steps.lengths(np.array([[1.5, 2, 2, -1, -1.5, -1.5]])), [[1.5, 0.5, 0, -1, -0.5, 0]])
    assert steps.moves[1] == ("a", 4.0)


def test_regret_and_shares_are_counted_resample_by_resample():
    copies = {f"r{i}": DATA["weight"] * np.random.default_rng(i).uniform(0.2, 2, 400) for i in range(3)}
    samples = [coefficients(DATA, weights=w) for w in copies.values()]
    gains = np.array(
        [
            [b * (mean_move(DATA[d], by, w) - (mean_move(DATA[d], by - 1, w) if by > 1 else 0)) for d, b in
             zip(DRIVERS, slopes, strict=True) for by in range(1, 10)]
            for slopes, w in zip(samples, copies.values(), strict=True)
        ]
    )  # fmt: skip
    price = np.repeat([COST[d] for d in DRIVERS], 9)
    for row in gains:
        order, left, total = sorted(range(27), key=lambda s: -row[s] / price[s]), 7.0, 0.0
        for s in order:
            part = min(1.0, left / price[s]) if row[s] > 0 else 0.0
            total, left = total + part * row[s], left - part * price[s]
        assert bought(row[None], price, 7.0)[0] @ row == pytest.approx(total, rel=1e-12)


def test_a_plan_that_is_always_the_best_has_no_regret():
    data = people(3000, slopes=np.array([1.5, 0.1, 0.1]))
    result = placet.simulate(data, "overall", DRIVERS, scale=SCALE, cost=1, budget=2, n_resamples=200, rng=1)
    assert by_term(result, "plan_share")["network"] == 1
    assert result.plan["regret"][0] == pytest.approx(0, abs=1e-12)
    close = placet.simulate(
        people(200, slopes=np.array([0.3, 0.3, 0.3])), "overall", DRIVERS, scale=SCALE, cost=1, budget=2,
        n_resamples=200, rng=1,
    )  # fmt: skip
    assert close.plan["regret"][0] > 0
    assert close.plan["regret_high"][0] >= close.plan["regret"][0]
    assert ((close["plan_share"][:-1] >= 0) & (close["plan_share"][:-1] <= 1)).all()
    assert "more on average" in close.summary()


def test_a_larger_budget_gains_more_and_never_at_a_better_rate():
    found = [
        placet.simulate(DATA, "overall", DRIVERS, scale=SCALE, cost=COST, budget=b, n_resamples=0).plan["gain"][0]
        for b in (2, 4, 6, 8, 10)
    ]
    steps = np.diff([0, *found])
    assert (steps > 0).all()
    assert (np.diff(steps) <= 1e-12).all()


def test_more_than_there_is_to_buy():
    result = placet.simulate(DATA, "overall", DRIVERS, scale=SCALE, cost=1, budget=1000, n_resamples=0)
    assert result.plan["spent"][0] < 28
    everybody = {d: b * mean_move(DATA[d], 9) for d, b in zip(DRIVERS, coefficients(DATA), strict=True)}
    assert result["change"][-1] == pytest.approx(sum(everybody.values()), rel=1e-9)
