"""Importances of hardly anything: few respondents, weights that rest on few, resamples of which few can be fitted."""

import numpy as np
import placet
import pytest

NAMES = ["a", "b", "c", "d"]
RESTS = "the weights rest on so few respondents"


def people(n: int, seed: int = 0, drivers: list[str] = NAMES) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, len(drivers))) + rng.normal(size=(n, 1))
    data = dict(zip(drivers, x.T, strict=True))
    return data | {"y": x.mean(axis=1) + rng.normal(size=n), "g": np.resize(["East", "West"], n)}


def test_drivers_of_which_no_resample_could_be_fitted_are_not_called_alike() -> None:
    # Six respondents and a regression that needs six: every resample repeats one and has fewer.
    found = placet.key_drivers(people(6), "y", NAMES, n_resamples=20, rng=1)
    assert "20 resamples could not be fitted" in str(found)
    assert set(found["letters"]) == {""}
    assert "share a letter" not in str(found)
    assert np.isnan(found["importance_low"]).all()


@pytest.mark.filterwarnings("ignore::placet.CollinearityWarning")
@pytest.mark.parametrize("by", [None, "g"])
def test_weights_that_rest_on_a_few_respondents_are_said(by: str | None) -> None:
    data = people(100)
    w = np.where(np.arange(100) < 6, 1.0, 1e-6)
    for call in (placet.key_drivers, placet.dominance):
        found = call(data | {"w": w}, "y", NAMES, weights="w", by=by, n_resamples=0)
        where = "in segment East: " if by else ""
        assert (f"{where}{RESTS}" in str(found)) == (by is not None)  # 6 of 5 coefficients, 3 in each segment
    assert RESTS not in str(placet.key_drivers(data, "y", NAMES, n_resamples=0))
    few = placet.regression(data | {"w": np.where(np.arange(100) < 4, 1.0, 1e-6)}, "y", NAMES, weights="w")
    assert RESTS in str(few)


def test_chance_is_no_more_than_there_is() -> None:
    # All who are not the event weigh next to nothing, so that the deviance that could be explained does, too.
    data = people(100)
    event = (data["y"] > 0).astype(int)
    data |= {"event": event, "w": np.where(event == 1, 1.0, 1e-6)}
    found = placet.key_drivers(data, "event", NAMES, model="logit", weights="w", n_resamples=0)
    assert not (found["chance"] > 1).any()


def test_segments_none_of_which_has_importances_are_an_error() -> None:
    names = [f"x{j}" for j in range(36)]
    with pytest.raises(placet.ModelError, match="at most 35 drivers are possible"):
        placet.compare_drivers(people(200, 1, names), "y", names, by="g", n_resamples=5, rng=1)


def test_few_resamples_find_no_more_than_many() -> None:
    # Of 5 resamples a variance is off by a factor of two; t with the degrees of the respondents found 23% at 5%.
    found = 0
    for seed in range(60):
        one = placet.compare_drivers(people(200, seed), "y", NAMES, by="g", n_resamples=5, rng=seed)
        assert (one["df"] <= 4).all()
        found += any(word != "not significant" for word in one["finding"])
    assert found <= 9  # more than 9 of 60 at 5%: P = 0.0007
