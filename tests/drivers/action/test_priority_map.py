"""The map against key_drivers, means and resamples one by one."""

import matplotlib.pyplot as plt
import numpy as np
import placet
import pytest
from matplotlib.text import Text
from placet import _core
from placet.survey import Survey
from placet.survey.reading import read

from .people import DRIVERS, SCALE, by_term, coefficients, people

DATA = people()
QUADRANTS = {
    (True, False): "fix_first",
    (True, True): "keep_up",
    (False, False): "low_priority",
    (False, True): "overkill",
}


def test_importances_are_those_of_key_drivers():
    result = placet.priority_map(DATA, "overall", DRIVERS, scale=SCALE, covariates="age", n_resamples=100, rng=2)
    drivers = placet.key_drivers(DATA, "overall", DRIVERS, covariates="age", n_resamples=100, rng=2)
    for column, other in (("importance", "share"), ("importance_low", "share_low"), ("importance_high", "share_high")):
        assert by_term(result, column) == pytest.approx(by_term(drivers, other), rel=1e-9)
    assert result["importance"].sum() == pytest.approx(1)


def test_a_number_of_resamples_that_was_given_is_done(monkeypatch):
    monkeypatch.setattr("placet.drivers.importance.work.MOST", 10)
    with pytest.raises(placet.DataError, match=r"pass n_resamples=1000 if they are to be done") as refused:
        placet.priority_map(DATA, "overall", DRIVERS, scale=SCALE)
    assert "jackknife" not in str(refused.value)
    found = placet.priority_map(DATA, "overall", DRIVERS, scale=SCALE, n_resamples=20)
    assert len(found["term"]) == len(DRIVERS)


def test_performances_are_means_on_0_to_100():
    result = placet.priority_map(DATA, "overall", DRIVERS, scale=SCALE, weights="weight", n_resamples=500, rng=2)
    for driver in DRIVERS:
        score = placet.mean_score(DATA, driver, scale=SCALE, rescale=True, weights="weight")
        assert by_term(result, "performance")[driver] == pytest.approx(float(score), rel=1e-12)
        assert by_term(result, "performance_std_error")[driver] == pytest.approx(score["std_error"][0], rel=0.12)
    scale = {"network": (1, 10), "bills": (0, 20), "hotline": (1, 10)}
    other = placet.priority_map(DATA, "overall", DRIVERS, scale=scale, n_resamples=0)
    assert by_term(other, "performance")["bills"] == pytest.approx(100 * DATA["bills"].mean() / 20)


@pytest.mark.parametrize("cuts", [{}, {"importance_cut": 0.3, "performance_cut": 68}])
def test_quadrants_are_counted_resample_by_resample(cuts):
    result = placet.priority_map(
        DATA, "overall", DRIVERS, scale=SCALE, importance="effect", n_resamples=150, rng=5, **cuts
    )
    rows = read(Survey(DATA), ["overall", *DRIVERS], role="driver")
    _, means, comoments = _core.bootstrap_moments(rows.given, 0, (150, 5))
    counted = {(driver, name): 0 for driver in DRIVERS for name in QUADRANTS.values()}
    where = []
    for mean, comoment in zip(means, comoments, strict=True):
        slopes = np.linalg.solve(comoment[1:, 1:], comoment[1:, 0])
        performance = 100 * (mean[1:] - 1) / 9
        least, good = cuts.get("importance_cut", slopes.mean()), cuts.get("performance_cut", performance.mean())
        where.append([least, good])
        for driver, slope, points in zip(DRIVERS, slopes, performance, strict=True):
            counted[driver, QUADRANTS[bool(slope >= least), bool(points >= good)]] += 1
    for driver, name in counted:
        assert by_term(result, name)[driver] == pytest.approx(counted[driver, name] / 150, abs=1e-12)
    own = {
        "fix first": "fix_first",
        "keep up": "keep_up",
        "low priority": "low_priority",
        "possible overkill": "overkill",
    }
    for driver, quadrant in by_term(result, "quadrant").items():
        assert by_term(result, "quadrant_share")[driver] == by_term(result, own[quadrant])[driver]
    low = np.quantile(where, 0.025, axis=0)
    assert [result.cuts["importance_low"][0], result.cuts["performance_low"][0]] == pytest.approx(low, rel=1e-9)
    assert by_term(result, "importance") == pytest.approx(dict(zip(DRIVERS, coefficients(DATA), strict=True)), rel=1e-9)


def test_regions_have_the_covariance_of_the_resamples():
    result = placet.priority_map(DATA, "overall", DRIVERS, scale=SCALE, importance="effect", n_resamples=300, rng=5)
    rows = read(Survey(DATA), ["overall", *DRIVERS], role="driver")
    _, means, comoments = _core.bootstrap_moments(rows.given, 0, (300, 5))
    slopes = np.array([np.linalg.solve(c[1:, 1:], c[1:, 0]) for c in comoments])
    for i, driver in enumerate(DRIVERS):
        expected = np.corrcoef(slopes[:, i], means[:, i + 1])[0, 1]
        assert by_term(result, "correlation")[driver] == pytest.approx(expected, abs=1e-9)
        assert by_term(result, "importance_std_error")[driver] == pytest.approx(slopes[:, i].std(ddof=1), rel=1e-9)


def test_one_driver_is_on_its_own_cuts():
    result = placet.priority_map(DATA, "overall", ["network"], scale=SCALE, n_resamples=20, rng=1)
    assert (result["quadrant"], result["quadrant_share"][0]) == (("keep up",), 1)


def test_equal_importances_are_on_the_cut_whatever_rounding_says():
    """Three drivers that are the same but for their place: none is above the mean of all."""
    rng = np.random.default_rng(0)
    base = rng.permutation(np.repeat(np.arange(1, 7), 30))
    data = {"a": base, "b": np.roll(base, 60), "y": base + np.roll(base, 60)}
    result = placet.priority_map(data, "y", ["a", "b"], scale=(1, 6), n_resamples=0, importance="effect")
    assert result["quadrant"] == ("keep up", "keep up")


def test_replicate_weights_and_segments():
    copies = {f"r{i}": DATA["weight"] * np.random.default_rng(i).choice([0.0, 2], 400) for i in range(10)}
    rule = placet.ReplicateWeights(list(copies), "BRR", combined=True)
    result = placet.priority_map(
        {**DATA, **copies}, "overall", DRIVERS, scale=SCALE, weights="weight", repweights=rule, by="region", rng=1,
        n_resamples=400,
    )  # fmt: skip
    shares = np.array([result[name] for name in QUADRANTS.values()])
    np.testing.assert_allclose(shares.sum(axis=0), 1)
    assert (result["importance_low"] >= 0).all()
    assert result.about["n_resamples"] == 10


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"importance": "shapley"}, "importance='shapley' is not known"),
        ({"importance_cut": 20}, "importance_cut=20 must be a number from 0 to 1"),
        ({"performance_cut": 101}, "performance_cut=101 must be a number from 0 to 100"),
        ({"performance_cut": "mean"}, "performance_cut='mean' must be a number"),
        ({"scale": {"network": (1, 10)}}, "names no scale of driver 'bills'"),
        ({"missing": "pairwise"}, "a move begins at an answer"),
    ],
)
def test_bad_options(options, words):
    with pytest.raises(placet.DataError, match=words):
        placet.priority_map(DATA, "overall", DRIVERS, **{"scale": SCALE, "n_resamples": 0, **options})


def test_too_many_resamples_of_too_many_drivers_are_refused():
    rng = np.random.default_rng(0)
    data = {f"d{j}": rng.integers(1, 11, 100) for j in range(26)} | {"y": rng.normal(size=100)}
    names = [f"d{j}" for j in range(26)]
    with pytest.raises(placet.DataError, match="importances of 26 drivers"):
        placet.priority_map(data, "y", names, scale=SCALE)
    assert placet.priority_map(data, "y", names, scale=SCALE, importance="effect", n_resamples=20, rng=1)


def test_scales_of_different_lengths_are_noted():
    scale = {"network": (1, 10), "bills": (0, 20), "hotline": (1, 10)}
    result = placet.priority_map(DATA, "overall", DRIVERS, scale=scale, importance="effect", n_resamples=0)
    assert any("scales differ in length" in note for note in result.about["notes"])


# ---- the picture ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "label"), [(9, "Service in the shop"), (9, "营业厅服务人员的态度"), (30, "客服热线处理问题的效率如何")]
)
def test_names_on_the_map_cover_neither_each_other_nor_a_point(count, label):
    rng = np.random.default_rng(count)
    halo = rng.normal(size=600)
    data = {f"d{j}": np.clip(np.rint(6 + halo + 1.5 * rng.normal(size=600)), 1, 10) for j in range(count)}
    data["y"] = sum(data.values()) / count + rng.normal(size=600)
    labels = {f"d{j}": f"{label} {j}" for j in range(count)}
    result = placet.priority_map(
        data, "y", list(labels), scale=SCALE, importance="effect", n_resamples=50, rng=1, labels=labels
    )
    ax = result.plot()
    ax.figure.draw_without_rendering()
    names = [text for text in ax.texts if getattr(text, "arrow_patch", None) is not None]
    assert len(names) == count
    boxes = [Text.get_window_extent(text) for text in names]  # without the lines to their points
    for i, box in enumerate(boxes):
        assert ax.bbox.padded(1).x0 <= box.x0
        assert box.x1 <= ax.bbox.padded(1).x1
        for other in boxes[i + 1 :]:
            assert not box.padded(-1.5).overlaps(other)
        for x, y in ax.transData.transform([text.xy for text in names]):
            assert not box.padded(-1).contains(x, y)


def test_a_map_of_several_segments_has_a_panel_each():
    result = placet.priority_map(DATA, "overall", DRIVERS, scale=SCALE, by="region", n_resamples=20, rng=1)
    ax = result.plot()
    assert [panel.get_title(loc="left").split("\n")[-1] for panel in ax.figure.axes] == ["North", "South"]
    assert result.plot(skip=1).get_title(loc="left").endswith("South")
    _, given = plt.subplots()
    assert [text.get_text() for text in result.plot(given).get_legend().get_texts()] == ["North", "South"]
    plt.close("all")
