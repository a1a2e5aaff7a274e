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
