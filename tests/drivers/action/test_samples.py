"""Resamples of many moves, which are drawn in parts, against those of one draw; slopes against regressions."""

import numpy as np
import placet
import pytest
from placet import _core
from placet.drivers.action.moves import move_columns
from placet.drivers.action.samples import WIDTH, resampled, slopes
from placet.survey import Survey
from placet.survey.columns import answered
from placet.survey.reading import read

from .people import DRIVERS, SCALE, people

DATA = people(240)
DATA["network"] = np.where(np.arange(240) % 7, DATA["network"], np.nan)


@pytest.mark.parametrize(
    "design", [{}, {"weights": "weight"}, {"strata": "stratum", "cluster": "store", "weights": "weight"}]
)
def test_parts_are_of_the_same_draws(design):
    """Many more moves than are drawn at once, with missing answers and a segment: as if all were drawn together."""
    rows = read(Survey(DATA, **design), ["overall", *DRIVERS], role="driver", by="region", design="declared")
    scales = dict.fromkeys(DRIVERS, SCALE)
    asked = [(driver, by) for driver in DRIVERS for by in np.arange(0.25, 7, 0.25)]
    moves = move_columns(rows.columns, asked, scales, answered(rows.columns))
    assert len(moves) > 2 * WIDTH
    draws = rows.draws(6, 9)
    found = resampled(rows.given, moves, ([1, 2, 3], []), 1, draws, None)
    whole = rows.given._replace(columns=[*rows.columns, *moves])
    _, mean, comoment = _core.bootstrap_moments(whole, 1, draws)
    np.testing.assert_allclose(found.moves, mean[:, 4:], rtol=1e-12)
    np.testing.assert_allclose(found.means, mean[:, 1:4], rtol=1e-12)
    for slope, products in zip(found.coefficients, comoment, strict=True):
        np.testing.assert_allclose(slope, np.linalg.solve(products[1:4, 1:4], products[1:4, 0]), rtol=1e-9)


def test_slopes_are_those_of_a_regression_with_all_columns():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(50, 6)) @ rng.normal(size=(6, 6))
    products = np.cov(x, rowvar=False)
    expected = np.linalg.solve(products[1:, 1:], products[1:, 0])
    np.testing.assert_allclose(slopes(products[None], [1, 2, 3], [4, 5])[0], expected[:3], rtol=1e-9)
    units = np.array([1e6, 1e-6, 1.0, 1e3, 1e-4, 1.0])
    scaled = slopes((products * np.outer(units, units))[None], [1, 2, 3], [4, 5])[0]
    np.testing.assert_allclose(scaled, expected[:3] * units[0] / units[1:4], rtol=1e-8)


def test_covariates_that_say_nothing_change_nothing_and_dependent_drivers_have_no_slopes():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(50, 6))
    x[:, 4], x[:, 5] = 0, x[:, 3]  # a level that nobody has; the same column twice
    products = np.cov(x, rowvar=False)
    plain = slopes(products[None], [1, 2], [3])
    np.testing.assert_allclose(slopes(products[None], [1, 2], [3, 4, 5]), plain, rtol=1e-9)
    assert np.isnan(slopes(products[None], [1, 3, 5], [])).all()
    assert np.isnan(slopes(products[None], [1, 4], [])).all()
    assert np.isnan(slopes(np.full((1, 3, 3), np.nan), [1, 2], [])).all()


def test_resamples_without_a_fit_are_counted():
    data = {"y": np.arange(12.0) ** 1.5, "a": np.array([5.0] * 11 + [6]), "b": np.arange(12) % 5 + 1.0}
    result = placet.priorities(data, "y", ["a", "b"], scale=(1, 10), n_resamples=200, rng=1)
    # A resample without the one respondent who differs cannot be fitted: (11/12)^12 of them, about 35 %.
    note = next(note for note in result.about["notes"] if "could not be fitted" in note)
    assert 45 <= int(note.split()[0]) <= 95
    assert np.isfinite(result["gain_low"]).all()
