"""Replicate weights of regressions where answers are missing: degrees of freedom of the rows that are used."""

from typing import Any

import numpy as np
import placet
import pytest

UNITS, LEFT = 20, 8


@pytest.fixture(scope="module")
def survey() -> placet.Survey:
    """The first eight of twenty units answered the outcome."""
    rng, unit = np.random.default_rng(1), np.repeat(np.arange(UNITS), 10)
    x, z = rng.normal(size=(2, len(unit)))
    copies = {f"r{u}": np.where(unit == u, 0.0, UNITS / (UNITS - 1)) for u in range(UNITS)}
    y = np.where(unit < LEFT, x + rng.normal(size=len(unit)), np.nan)
    data: dict[str, Any] = {"y": y, "x": x, "z": z, "w": np.ones(len(unit)), **copies}
    return placet.Survey(data, weights="w", repweights=placet.ReplicateWeights(list(copies), "JK1"))


@pytest.mark.filterwarnings("ignore::placet.MissingAnswersWarning", "ignore::placet.ReplicatesWarning")
def test_units_without_an_outcome_give_no_degrees_of_freedom(survey: placet.Survey) -> None:
    # As R's svyglm counts: the rank of the replicate weights of the rows used, less the coefficients.
    assert set(placet.regression(survey, "y", ["x"])["df"]) == {LEFT - 2}
    found = placet.key_drivers(survey, "y", ["x", "z"])
    assert set(found["coefficient_df"]) == {LEFT - 3}
