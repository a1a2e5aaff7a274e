"""Limits of bootstrapped LMG against R: its definition over lm fits, made by tests/reference/swiss_bootstrap.R."""

import numpy as np
import pandas as pd
import placet
import pytest
from numpy.testing import assert_allclose


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_percentile_limits_are_those_of_r(reference, typed, seed: int) -> None:
    golden = typed("swiss_bootstrap")
    data = pd.read_csv(reference / "drivers" / "swiss.csv")
    found = placet.key_drivers(data, "Fertility", golden["drivers"], n_resamples=1000, rng=seed)
    at = [found["term"].index(driver) for driver in golden["drivers"]]
    assert_allclose(found["importance"][at], golden["estimate"], rtol=1e-8)
    for side in ("low", "high"):
        # 1,000 samples against 20,000: their limits differ by chance, and R tells by how much.
        error = np.array(golden[f"{side}_sd"]) * np.sqrt(1 + 1 / 20)
        assert (np.abs(found[f"importance_{side}"][at] - golden[side]) < 4 * error).all()
