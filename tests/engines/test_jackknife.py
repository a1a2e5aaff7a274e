"""Groups of respondents that are left out in turn, where data live: the groups, and what is made of them."""

import re
import zlib
from itertools import combinations
from math import factorial

import numpy as np
import placet
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from placet import DataError
from scipy import stats

DRIVERS = ["network", "bills", "hotline"]
pytestmark = [
    pytest.mark.filterwarnings("ignore::placet.CollinearityWarning"),
    pytest.mark.filterwarnings("ignore::placet.MissingAnswersWarning"),
]


# ---- the groups, written out -----------------------------------------------------------------------------------------


def _mixed(bits: int) -> int:
    """The finalizer of SplitMix64."""
    rest = (1 << 64) - 1
    z = (bits + 0x9E3779B97F4A7C15) & rest
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & rest
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & rest
    return z ^ (z >> 31)


def _group(unit) -> int:
    """A whole number by itself, any other text by its checksum."""
    text = str(unit)
    whole = re.fullmatch("0|-?[1-9][0-9]*", text)
    return (_mixed(int(text) % (1 << 64) if whole else zlib.crc32(text.encode())) >> 1) % 100


def _groups(units) -> np.ndarray:
    return np.array([_group(unit) for unit in units])


# ---- statistics, written out -----------------------------------------------------------------------------------------


def _moments(data, weights, columns=("overall", *DRIVERS)) -> np.ndarray:
    """Weighted covariances of complete rows."""
    x = np.array([np.array(data[name], dtype=float) for name in columns])
    kept = ~np.isnan(x).any(axis=0) & (weights > 0)
    return np.cov(x[:, kept], aweights=weights[kept])


def _lmg(s: np.ndarray) -> np.ndarray:
    """The mean gain in R² over all orders."""
    p = len(s) - 1

    def r2(chosen) -> float:
        at = [i + 1 for i in chosen]
        return float(s[0, at] @ np.linalg.solve(s[np.ix_(at, at)], s[at, 0])) / s[0, 0] if at else 0.0

    found = np.zeros(p)
    for j in range(p):
        others = [i for i in range(p) if i != j]
        for size in range(p):
            share = factorial(size) * factorial(p - 1 - size) / factorial(p)
            found[j] += share * sum(r2([*chosen, j]) - r2(chosen) for chosen in combinations(others, size))
    return found


def _path(s: np.ndarray) -> np.ndarray:
    """Standardized coefficients."""
    d = np.sqrt(np.diag(s))
    r = s / d / d[:, None]
    return np.linalg.solve(r[1:, 1:], r[1:, 0])


def _jackknife(data, statistic, weights, group, inside=None):
    """Estimates, standard errors and degrees of freedom by the definition of Kott (2001)."""
    w = weights if inside is None else np.where(inside, weights, 0.0)
    there = ~np.isnan([np.array(data[name], dtype=float) for name in ("overall", *DRIVERS)]).any(axis=0) & (w > 0)
    occurring = np.unique(group[there])
    whole = statistic(_moments(data, w))
    each = np.array([statistic(_moments(data, np.where(group == g, 0.0, w))) for g in occurring])
    count = len(np.unique(group[weights > 0]))
    return whole, np.sqrt((count - 1) / count * ((each - whole) ** 2).sum(axis=0)), len(occurring) - 1


@pytest.fixture(scope="module")
def panel(answers):
    """The same respondents with names, and with a recommendation that follows from what they think."""
    n, noise = len(answers["w"]), np.random.default_rng(3).normal(0, 1.5, len(answers["w"]))
    recommend = np.clip(np.rint(answers["overall"] + noise), 0, 10)
    recommend[:30] = np.nan
    return {**answers, "recommend": recommend, "respondent": np.arange(n) * 7919 + 100_003}


def _importances(result, key=None):
    """Estimate, error and limits by driver in the order of the drivers."""
    rows = [i for i, of in enumerate(result.table["region"]) if of == key] if key else range(len(result["term"]))
    order = sorted(rows, key=lambda i: DRIVERS.index(result["term"][i]))
    return [
        np.array(result[name])[order]
        for name in ("importance", "importance_std_error", "importance_low", "importance_high")
    ]


# ---- tests -----------------------------------------------------------------------------------------------------------

UNITS = {
    "whole numbers": lambda i: i,
    "text": lambda i: f"respondent {i} 北",
    "whole numbers as text": str,
    "far and negative": lambda i: (-1) ** i * (1 << 40) - i,
}


@pytest.mark.parametrize("units", UNITS.values(), ids=UNITS)
def test_respondents_are_in_the_groups_of_the_definition(stored, units) -> None:
    from placet.survey.reading import read

    names = [units(i) for i in range(3000)]
    data = {"x": np.random.default_rng(1).normal(size=3000), "id": names}
    rows = read(placet.Survey(stored(data), id="id"), ["x"], resampled=True)
    expected = np.bincount(_groups(names), minlength=100)
    (groups,) = rows.scan.groups
    assert {g: groups.n[i] for g, i in groups.places.items()} == dict(enumerate(expected.tolist()))
    assert [(m.n, 3000 - m.n) for (m,) in rows.replicated()] == [(3000 - n, n) for n in expected.tolist()]


def test_a_respondent_has_one_hash_whatever_holds_the_name() -> None:
    nw = pytest.importorskip("narwhals.stable.v2")
    pa, pl, pd = (pytest.importorskip(name) for name in ("pyarrow", "polars", "pandas"))
    from placet.survey.hashes import hashes

    numbers = [0, 1, 7, 100, 127]
    expected = [_mixed(n) >> 1 for n in numbers]
    held = [
        *(np.array(numbers, dtype=kind) for kind in ("i1", "u2", "i4", "u8", ">i8", "f2", "f4", "f8", object)),
        *(pl.Series(numbers, dtype=kind) for kind in (pl.Int8, pl.UInt64, pl.Float32, pl.Decimal(10, 0))),
        pl.Series(map(str, numbers)), pl.Series(map(str, numbers)).cast(pl.Categorical),
        *(pd.Series(numbers, dtype=kind) for kind in ("int16", "Int64", "float64", "int64[pyarrow]")),
        pd.Series(list(map(str, numbers)), dtype=object), pd.Series(list(map(str, numbers)), dtype="category"),
        *(pa.chunked_array([pa.array(numbers[:2], kind), pa.array(numbers[2:], kind)]) for kind in ("int32", "double")),
        pa.chunked_array([list(map(str, numbers))]), pa.chunked_array([list(map(str, numbers))]).dictionary_encode(),
        pa.chunked_array([pa.array(list(map(str, numbers)), pa.large_string())]),
    ]  # fmt: skip
    for values in held:
        given = values if isinstance(values, np.ndarray) else nw.from_native(values, series_only=True)
        assert_array_equal(hashes("id", given), expected, err_msg=f"{type(values)} {getattr(values, 'dtype', '')}")
    gaps = [pl.Series([7, None]), pl.Series(["7", None]), pd.Series([7, None]), pd.Series([7, None], dtype="Int64")]
    for values in [*gaps, pa.chunked_array([[7, None]]), pd.Series(["7", None], dtype=object)]:
        assert_array_equal(hashes("id", nw.from_native(values, series_only=True)), [_mixed(7) >> 1, -1])
    others = ["007", "7.5", "+7", "", "北方", "a name that is longer than twelve bytes"]
    checksums = [_mixed(zlib.crc32(text.encode())) >> 1 for text in others]
    for values in (pl.Series(others), pd.Series(others), pa.chunked_array([others])):
        assert_array_equal(hashes("id", nw.from_native(values, series_only=True)), checksums)
    half = _mixed(int(np.array([7.5]).view(np.uint64)[0])) >> 1
    assert_array_equal(hashes("id", np.array([7.5, np.nan])), [half, -1])


@pytest.mark.parametrize("weights", [None, "w"])
def test_importances_are_those_of_the_definition(stored, panel, weights) -> None:
    found = placet.key_drivers(stored(panel), "overall", DRIVERS, weights=weights, id="respondent")
    own = np.ones(2000) if weights is None else np.array(panel["w"])
    value, error, df = _jackknife(panel, _lmg, own, _groups(panel["respondent"]))
    importance, std_error, low, high = _importances(found)
    assert df == 99
    assert_allclose(importance, value, rtol=1e-10)
    assert_allclose(std_error, error, rtol=1e-10)
    margin = stats.t.ppf(0.975, 99) * error
    assert_allclose(low, np.maximum(value - margin, 0), rtol=1e-10, atol=1e-12)
    assert_allclose(high, value + margin, rtol=1e-10)
    assert "delete-a-group jackknife (100 groups of respondents 'respondent')" in found.about["method"]
    assert (found.about["n_resamples"], found.about["seed"]) == (100, None)


def test_every_segment_has_its_own_groups(stored, panel) -> None:
    found = placet.key_drivers(stored(panel), "overall", DRIVERS, weights="w", id="respondent", by="region")
    region, group = np.array(panel["region"], dtype=object), _groups(panel["respondent"])
    for key in ("North", "South", "北方"):
        value, error, _ = _jackknife(panel, _lmg, np.array(panel["w"]), group, region == key)
        importance, std_error, *_ = _importances(found, key)
        assert_allclose(importance, value, rtol=1e-10)
        assert_allclose(std_error, error, rtol=1e-10)


def test_groups_that_nobody_is_in_do_not_count(stored, panel) -> None:
    shops = {**panel, "shop": [f"shop {i % 31}" for i in range(2000)]}
    found = placet.key_drivers(stored(shops), "overall", DRIVERS, id="shop")
    group = _groups(shops["shop"])
    value, error, df = _jackknife(shops, _lmg, np.ones(2000), group)
    assert df + 1 == len(np.unique(group)) < 31
    _, std_error, low, _ = _importances(found)
    assert_allclose(std_error, error, rtol=1e-10)
    assert_allclose(low, np.maximum(value - stats.t.ppf(0.975, df) * error, 0), rtol=1e-10, atol=1e-12)
    assert f"({df + 1} groups of respondents 'shop')" in found.about["method"]


def test_paths_are_those_of_the_definition(stored, panel) -> None:
    lines = [f"{name.title()} =~ {name}" for name in ("overall", *DRIVERS)]
    model = "\n".join([*lines, "Overall ~ Network + Bills + Hotline"])
    found = placet.path_model(stored(panel), model, weights="w", id="respondent")
    value, error, _ = _jackknife(panel, _path, np.array(panel["w"]), _groups(panel["respondent"]))
    order = [found["driver"].index(name.title()) for name in DRIVERS]
    assert_allclose(np.array(found["estimate"])[order], value, rtol=1e-9)
    assert_allclose(np.array(found["std_error"])[order], error, rtol=1e-8)
    assert_allclose(np.array(found["conf_high"])[order], value + stats.t.ppf(0.975, 99) * error, rtol=1e-8)


# ---- everything else: the replicate weights of the same groups -------------------------------------------------------

MODEL = """
Image =~ network + bills
Loyalty =~ recommend + overall
Loyalty ~ Image
"""
RESAMPLED = {
    "importances": lambda data, **o: placet.key_drivers(
        data, "overall", DRIVERS, importance=["lmg", "johnson", "first"], **o
    ),
    "groups": lambda data, **o: placet.key_drivers(
        data, "overall", DRIVERS, groups={"Service": ["bills", "hotline"]}, **o
    ),
    "compare_drivers": lambda data, **o: placet.compare_drivers(
        data, "overall", DRIVERS, **{"by": "quarter", "against": "rest", **o}
    ),
    "compare all": lambda data, **o: placet.compare_drivers(
        data, "overall", DRIVERS, **{"by": "quarter", "against": "all pairs", "of": "importance", **o}
    ),
    "path_model": lambda data, **o: placet.path_model(data, MODEL, **o),
    "path_index": lambda data, **o: placet.path_index(data, MODEL, scale=(0, 10), **o),
    "own weights": lambda data, **o: placet.path_index(data, MODEL, scale=(0, 10), weights_from="segment", **o),
    "path_map": lambda data, **o: placet.path_map(data, MODEL, "Loyalty", scale=(0, 10), **o),
    "compare_paths": lambda data, **o: placet.compare_paths(
        data, MODEL, test="intervals", **{"by": "quarter", **o}
    ),
    "reliability": lambda data, **o: placet.reliability(
        data, {"Technology": DRIVERS, "All": [*DRIVERS, "overall"]}, **o
    ),
    "on a scale": lambda data, **o: placet.reliability(data, DRIVERS, scale=(1, 10), **o),
}  # fmt: skip
#: They choose anew in every resample, so that groups left out would not do.
CHOSEN = {
    "stepwise": lambda data, **o: placet.stepwise(data, "overall", DRIVERS[:2], **o),
    "best_subsets": lambda data, **o: placet.best_subsets(data, "overall", DRIVERS[:2], **o),
}
#: Columns of the regression, whose errors are not resampled.
FITTED = "coefficient_"


@pytest.mark.parametrize("name", RESAMPLED)
def test_it_is_the_jackknife_of_replicate_weights_in_memory(stored, in_turn, panel, name) -> None:
    (by,) = in_turn([None, "quarter"], list(RESAMPLED).index(name))
    group, w = _groups(panel["respondent"]), np.array(panel["w"])
    replicates = {f"without {g}": np.where(group == g, 0.0, w) for g in range(100)}
    declared = placet.ReplicateWeights(list(replicates), "JK1", mse=True, combined=True)
    options = {"weights": "w", "rng": 1, **({"by": by} if by else {})}
    found = RESAMPLED[name](stored(panel), id="respondent", **options)
    expected = RESAMPLED[name]({**panel, **replicates}, repweights=declared, **options)
    # Joint intervals are found by numerical integration.
    _tables_agree(found.table, expected.table, rtol=1e-8, atol=1e-10, but=FITTED)
    assert found.about["n_resamples"] == 100


@pytest.mark.parametrize("name", [*RESAMPLED, *CHOSEN])
def test_replicate_weights_serve_in_the_place_of_groups(stored, in_turn, panel, name) -> None:
    (combined,) = in_turn([True, False], [*RESAMPLED, *CHOSEN].index(name))
    rng, w = np.random.default_rng(71), np.array(panel["w"])
    halves = {f"half {i}": rng.choice([0.0, 2.0], len(w)) * (w if combined else 1.0) for i in range(24)}
    declared = placet.ReplicateWeights(list(halves), "bootstrap", combined=combined)
    data, options = {**panel, **halves}, {"weights": "w", "rng": 1, "by": "quarter", "repweights": declared}
    call = (RESAMPLED | CHOSEN)[name]
    found, expected = call(stored(data), **options), call(data, **options)
    _tables_agree(found.table, expected.table, rtol=1e-8, atol=1e-9)
    assert found.about["method"] == expected.about["method"]


def test_partitions_and_the_order_of_rows_change_nothing(panel, monkeypatch) -> None:
    pl, dataset = pytest.importorskip("polars"), pytest.importorskip("pyarrow.dataset")
    pa = pytest.importorskip("pyarrow")
    from placet.engines import polars as engine

    def call(data):
        return placet.key_drivers(data, "overall", DRIVERS, weights="w", by="region", id="respondent")

    def check(data) -> None:
        found = call(data)
        assert found["term"] == expected["term"]
        for column in ("importance", "importance_std_error", "importance_low", "share_high"):
            assert_allclose(found[column], expected[column], rtol=1e-10, atol=1e-12)

    expected = call(pl.LazyFrame(panel))
    for size in (7, 333):
        monkeypatch.setattr(engine, "BATCH", size)
        check(pl.LazyFrame(panel))
    table = pa.table(panel).take(np.random.default_rng(2).permutation(2000))
    for size in (61, 999):
        check(dataset.dataset([dataset.dataset(table.slice(start, size)) for start in range(0, 2000, size)]))


# ---- what cannot be --------------------------------------------------------------------------------------------------


def _refused(data, **options) -> str:
    with pytest.raises(DataError) as error:
        placet.key_drivers(data, "overall", DRIVERS, **options)
    return str(error.value)


def test_what_cannot_be_told_apart_is_refused(stored, panel) -> None:
    data = stored({**panel, "gaps": [None if i in (3, 4) else i for i in range(2000)]})
    assert "pass id=, the column that tells respondents apart, or n_resamples=0" in _refused(data)
    assert "the id column 'gaps' is missing in 2 rows" in _refused(data, id="gaps")
    assert "'quarter' makes 2 groups of respondents" in _refused(data, id="quarter")
    assert "under frequency weights" in _refused(data, id="respondent", weights="whole", weight_type="frequency")
    assert 'interval="bca" is of bootstrap resamples' in _refused(data, id="respondent", interval="bca")
    with pytest.raises(DataError, match="needs respondents who are drawn again"):
        placet.dominance(data, "overall", DRIVERS, n_resamples=50)
    assert "cannot be drawn again" in placet.dominance(data, "overall", DRIVERS).about["notes"][0]


def test_respondents_without_a_name_who_do_not_count_need_none(stored, panel) -> None:
    gaps = {**panel, "gaps": [None if i in (5, 6) else i for i in range(2000)]}
    assert panel["w"][5] == panel["w"][6] == 0
    placet.key_drivers(stored(gaps), "overall", DRIVERS, id="gaps", weights="w")


def test_a_jackknife_that_is_asked_for_is_the_same(stored, panel) -> None:
    found = placet.key_drivers(stored(panel), "overall", DRIVERS, id="respondent", interval="jackknife", n_resamples=0)
    expected = placet.key_drivers(stored(panel), "overall", DRIVERS, id="respondent")
    assert_array_equal(found["importance_low"], expected["importance_low"])


def test_clusters_stay_together_whatever_else_is_declared(stored, panel) -> None:
    data = {**panel, "shop": [f"shop {i % 60}" for i in range(2000)], "number": [i % 60 // 2 for i in range(2000)]}
    data["area"] = [("east", "west")[i % 60 % 2] for i in range(2000)]
    held = stored(data)
    own = np.array(data["w"])

    def error(**design) -> np.ndarray:
        found = placet.key_drivers(held, "overall", DRIVERS, weights="w", **design)
        assert "without what strata" in found.about["method"]
        return _importances(found)[1]

    _, expected, _ = _jackknife(data, _lmg, own, _groups(data["shop"]))
    assert_allclose(error(cluster="shop", strata="area"), expected, rtol=1e-10)
    assert_allclose(error(cluster="shop", strata="area", id="respondent"), expected, rtol=1e-10)
    # Clusters that are numbered anew in every stratum are told apart by both.
    inner = [_mixed(n) >> 1 for n in data["number"]]
    outer = [_mixed(zlib.crc32(area.encode())) >> 1 for area in data["area"]]
    both = [(_mixed((a ^ (b << 1)) % (1 << 64)) >> 1) % 100 for a, b in zip(inner, outer, strict=True)]
    _, expected, _ = _jackknife(data, _lmg, own, np.array(both))
    assert_allclose(error(cluster="number", strata="area", nest=True), expected, rtol=1e-10)
    _, expected, _ = _jackknife(data, _lmg, own, _groups(data["respondent"]))
    assert_allclose(error(strata="area", id="respondent"), expected, rtol=1e-10)


MOVED = {
    "priorities": lambda data, **o: placet.priorities(data, "overall", DRIVERS, scale=(1, 10), **o),
    "covariates and costs": lambda data, **o: placet.priorities(
        data, "overall", DRIVERS[:2], covariates="hotline", scale=(1, 10), cost={"network": 2, "bills": 1}, **o
    ),
    "priority_map": lambda data, **o: placet.priority_map(
        data, "overall", DRIVERS, scale=(1, 10), importance="lmg", **o
    ),
    "simulate": lambda data, **o: placet.simulate(data, "overall", DRIVERS, {"bills": 2}, scale=(1, 10), **o),
}


@pytest.mark.parametrize("name", MOVED)
def test_gains_of_moves_are_those_of_replicate_weights_in_memory(stored, panel, name) -> None:
    group, w = _groups(panel["respondent"]), np.array(panel["w"])
    replicates = {f"without {g}": np.where(group == g, 0.0, w) for g in range(100)}
    declared = placet.ReplicateWeights(list(replicates), "JK1", mse=True, combined=True)
    found = MOVED[name](stored(panel), id="respondent", weights="w", rng=1, by="quarter")
    expected = MOVED[name]({**panel, **replicates}, repweights=declared, weights="w", rng=1, by="quarter")
    _tables_agree(found.table, expected.table, rtol=1e-9, atol=1e-11)
    alone = MOVED[name](stored(panel), weights="w", rng=1, n_resamples=0)
    assert list(alone["term"])


def _tables_agree(found, expected, rtol: float, atol: float, but: str | tuple[str, ...] = ()) -> None:
    """All columns are alike, besides numbers in columns of which the names begin so."""
    for column in expected.columns:
        a, b = found[column], expected[column]
        if isinstance(b, np.ndarray) and b.dtype.kind == "f":
            if not column.startswith(but):
                assert_allclose(a, b, rtol=rtol, atol=atol, err_msg=column)
        else:
            assert list(a) == list(b), column
