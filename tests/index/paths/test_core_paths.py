"""The core of path models against semPLS, against openpls, and against itself."""

import json

import numpy as np
import pandas as pd
import pytest
from placet import _core


def columns_of(frame, names):
    return [(name, np.ascontiguousarray(frame[name], dtype=np.float64), []) for name in names]


def rows_of(frame, names, cells=None, weights=None):
    held = None if weights is None else ("w", np.asarray(weights, dtype=np.float64), [])
    return (columns_of(frame, names), held, cells, "probability")


def spec_of(blocks, paths, modes="A", scheme="path", *, scaled=True, consistent=False, tolerance=1e-13):
    names = list(blocks)
    acting = [[names.index(source) for source, target in paths if target == name] for name in names]
    stage = (None, [len(block) for block in blocks.values()], list(modes * len(names))[: len(names)], acting, [])
    return ([stage], scheme, scaled, consistent, tolerance, 1000, [names])


def fit(frame, blocks, paths, **options):
    names = [name for block in blocks.values() for name in block]
    (moments,) = _core.accumulate_moments(rows_of(frame, names))
    (found,) = _core.fit_paths(moments, names, spec_of(blocks, paths, **options))
    return names, found


@pytest.fixture(scope="module")
def mobi(reference):
    model = json.loads((reference / "pls" / "mobi_model.json").read_text(encoding="utf-8"))
    return pd.read_csv(reference / "pls" / "mobi.csv"), model["blocks"], model["paths"]


@pytest.fixture(scope="module")
def bank(reference):
    expected = json.loads((reference / "pls" / "expected_satisfaction_bank.json").read_text(encoding="utf-8"))
    frame = pd.read_csv(reference / "pls" / "satisfaction_bank.csv")
    return frame, expected["model"]["blocks"], expected["model"]["paths"], expected


def by_path(found, blocks):
    names = list(blocks)
    pairs = zip(*np.nonzero(found["paths"]), strict=True)
    return {f"{names[source]}->{names[target]}": found["paths"][target, source] for target, source in pairs}


def test_the_mobile_phone_index_is_that_of_sempls(mobi, reference):
    frame, blocks, paths = mobi
    expected = json.loads((reference / "pls" / "expected_mobi_sempls.json").read_text(encoding="utf-8"))
    for scheme in ("centroid", "path"):
        names, found = fit(frame, blocks, paths, scheme=scheme)
        wanted = expected["schemes"][scheme]
        assert by_path(found, blocks) == pytest.approx(wanted["path"], abs=1e-8)
        # Its standard deviations divide by n - 1; a weight of a standardised indicator does not depend on that.
        assert dict(zip(names, found["weights"], strict=True)) == pytest.approx(wanted["weights"], abs=1e-8)
        assert dict(zip(names, found["loadings"], strict=True)) == pytest.approx(wanted["loadings"], abs=1e-8)
        assert found["mean"] == pytest.approx(frame[names].mean(), abs=1e-12)
        assert found["sd"] == pytest.approx(frame[names].std(ddof=0), abs=1e-12)


@pytest.mark.parametrize("scheme", ["centroid", "factorial", "path"])
@pytest.mark.parametrize("scaled", [True, False])
def test_the_bank_is_that_of_openpls(bank, scheme, scaled):
    frame, blocks, paths, expected = bank
    wanted = expected["computed"][f"bank:openpls:scaled={scaled}:{scheme.upper()}"]
    names, found = fit(frame, blocks, paths, scheme=scheme, scaled=scaled)
    # It stops at changes of 1e-10 or so, and standardises indicators with n - 1 and scores with n.
    size = np.sqrt(len(frame) / (len(frame) - 1)) if scaled else 1.0
    assert by_path(found, blocks) == pytest.approx(wanted["path"], abs=1e-9)
    assert dict(zip(names, found["weights"] * size, strict=True)) == pytest.approx(wanted["weight"], abs=1e-8)
    assert dict(zip(names, found["loadings"], strict=True)) == pytest.approx(wanted["loading"], abs=1e-8)
    alpha = wanted["unidimensionality"]["cronbach_alpha"]
    assert dict(zip(blocks, found["alpha"], strict=True)) == pytest.approx(alpha, abs=1e-12)


def test_the_bank_in_raw_metric_is_as_published(bank):
    frame, blocks, paths, expected = bank
    _, found = fit(frame, blocks, paths, scheme="centroid", scaled=False)
    assert by_path(found, blocks) == pytest.approx(expected["published_centroid_unstandardised"]["path"], abs=1e-6)


def test_replicates_are_fits_of_the_rows_drawn(mobi):
    frame, blocks, paths = mobi
    names = [name for block in blocks.values() for name in block]
    spec = spec_of(blocks, paths)
    weights = [np.random.default_rng(7).integers(0, 3, len(frame)).astype(np.float64) for _ in range(3)]
    draws = [("w", w, []) for w in weights]
    (found,) = _core.resample_paths((rows_of(frame, names), 0, draws), names, spec)
    assert found["status"].tolist() == [0, 0, 0]
    for at, w in enumerate(weights):
        (moments,) = _core.accumulate_moments(rows_of(frame, names, weights=w))
        (one,) = _core.fit_paths(moments, names, spec)
        for name, value in one.items():
            assert found[name][at] == pytest.approx(value, abs=1e-11), name


def split_mobi(mobi):
    frame, blocks, paths = mobi
    names = [name for block in blocks.values() for name in block]
    rng = np.random.default_rng(3)
    frame = frame.assign(IMAG1=frame["IMAG1"].where(np.arange(len(frame)) != 17))
    return frame, names, blocks, spec_of(blocks, paths), rng.integers(-1, 2, len(frame)).astype(np.int32), rng


def scored(frame, names, blocks, ruler, weights):
    ends = np.cumsum([len(block) for block in blocks.values()])[:-1]
    scores = np.stack([part.sum(axis=1) for part in np.split(frame[names].to_numpy() * ruler, ends, axis=1)])
    mean = (scores * weights).sum(axis=1) / weights.sum()
    return mean, ((scores - mean[:, None]) ** 2 * weights).sum(axis=1) / weights.sum()


@pytest.mark.parametrize("fits", ["pooled", "each", "none"])
def test_segments_drawn_together_are_fits_of_their_rows(mobi, fits):
    frame, names, blocks, spec, cells, rng = split_mobi(mobi)
    weights = [rng.integers(0, 4, len(frame)).astype(np.float64) for _ in range(3)]
    ruler = rng.uniform(size=len(names))
    rows = rows_of(frame, names, cells=(cells, 2))
    found = _core.resample_path_segments(rows, names, spec, [("w", w, []) for w in weights], fits, ruler)
    assert ("fit" in found) == (fits != "none")
    complete = frame[names].notna().all(axis=1).to_numpy()
    for at, w in enumerate(weights):
        moments = _core.accumulate_moments(rows_of(frame, names, cells=(cells, 2), weights=w))
        for cell, of_cell in enumerate(moments):
            assert found["sum_w"][at, cell] == of_cell.sum_w
            assert found["mean"][at, cell] == pytest.approx(of_cell.mean, abs=1e-12)
            here = complete & (cells == cell)
            mean, variance = scored(frame[here], names, blocks, ruler, w[here])
            assert found["ruler_mean"][at, cell] == pytest.approx(mean, abs=1e-12)
            assert found["ruler_var"][at, cell] == pytest.approx(variance, abs=1e-11)
        expected = {"pooled": [sum(moments)], "each": moments, "none": []}[fits]
        for cell, of_fit in enumerate(expected):
            (one,) = _core.fit_paths(of_fit, names, spec)
            for name, value in one.items():
                got = found["fit"][0][name][at] if fits == "pooled" else found["fit"][0][name][at, cell]
                assert got == pytest.approx(value, abs=1e-10), name


def test_relabelled_segments_are_fits_of_their_rows(mobi):
    frame, names, blocks, spec, _, rng = split_mobi(mobi)
    weights = rng.uniform(0.5, 2, len(frame))
    labels = rng.integers(-1, 2, (4, len(frame))).astype(np.int32)
    ruler = rng.uniform(size=len(names))
    found = _core.relabelled_paths(rows_of(frame, names, weights=weights), names, spec, labels, 2, ruler)
    assert found["status"].shape == (4, 2)
    assert not found["status"].any()
    complete = frame[names].notna().all(axis=1).to_numpy()
    for at, row in enumerate(labels):
        moments = _core.accumulate_moments(rows_of(frame, names, cells=(row, 2), weights=weights))
        for group, of_group in enumerate(moments):
            assert found["sum_w"][at, group] == pytest.approx(of_group.sum_w, rel=1e-14)
            assert found["mean"][at, group] == pytest.approx(of_group.mean, abs=1e-12)
            here = complete & (row == group)
            mean, variance = scored(frame[here], names, blocks, ruler, weights[here])
            assert found["ruler_mean"][at, group] == pytest.approx(mean, abs=1e-12)
            assert found["ruler_var"][at, group] == pytest.approx(variance, abs=1e-11)
            (one,) = _core.fit_paths(of_group, names, spec)
            for name, value in one.items():
                assert found["fit"][0][name][at, group] == pytest.approx(value, abs=1e-10), name


def test_a_replicate_that_fails_says_why(mobi):
    frame, names, _, spec, _, _ = split_mobi(mobi)
    labels = np.full((2, len(frame)), -1, dtype=np.int32)
    labels[0, :100], labels[1, :3] = 0, 0
    found = _core.relabelled_paths(rows_of(frame, names), names, spec, labels, 1, None)
    assert found["status"][0].tolist() == [0]
    assert found["status"][1, 0] > 0
    assert np.isnan(found["fit"][0]["weights"][1]).all()
    assert np.isfinite(found["mean"]).all()
    assert "ruler_mean" not in found
