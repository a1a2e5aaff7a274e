"""How sure indexes of path models are: replicate weights by hand, resamples, designs, differences."""

import numpy as np
import placet
import pytest

BLOCKS = {"Quality": ["q1", "q2", "q3"], "Satisfaction": ["s1", "s2"], "Loyalty": ["l1", "l2"]}
PATHS = {"Satisfaction": ["Quality"], "Loyalty": ["Satisfaction", "Quality"]}
MODEL = placet.PathModel(BLOCKS, PATHS)
COLUMNS = [name for block in BLOCKS.values() for name in block]
NAMES = list(BLOCKS)


def survey(n=180, seed=3):
    """Answers from 1 to 10 in three segments, weights, and 12 jackknife replicates of groups of rows."""
    rng = np.random.default_rng(seed)
    g = np.array(["a", "b", "c"])[np.arange(n) % 3]
    quality = rng.standard_normal(n) + 0.4 * (g == "a")
    satisfaction = 0.7 * quality + 0.7 * rng.standard_normal(n)
    loyalty = 0.6 * satisfaction + 0.2 * quality + 0.7 * rng.standard_normal(n)
    data = {}
    for name, score in zip(COLUMNS, np.repeat([quality, satisfaction, loyalty], [3, 2, 2], axis=0), strict=True):
        spread = 0.4 + 0.3 * (ord(name[1]) - ord("0"))
        data[name] = np.clip(np.round(6.5 + 1.6 * (score + spread * rng.standard_normal(n))), 1, 10)
    data["g"], data["w"] = g, rng.uniform(0.5, 2, n)
    group = np.arange(n) // 3 % 12
    for r in range(12):
        data[f"rep{r:02}"] = data["w"] * np.where(group == r, 0, 12 / 11)
    data["cluster"] = np.arange(n) // 6
    return data


REPLICATES = placet.ReplicateWeights("rep*", "JK1", mse=True, combined=True)


def index(data, **options):
    return placet.path_index(data, MODEL, **{"scale": (1, 10), "rng": 1, **options})


def under(data, weights, **options):
    """The same without errors, under other weights; rows of weight 0 are left out by hand."""
    kept = weights > 0
    some = {name: column[kept] for name, column in data.items() if not name.startswith("rep")}
    some["w"] = weights[kept]
    return index(some, weights="w", n_resamples=0, **options)


@pytest.mark.parametrize("source", ["pooled", "segment"])
def test_replicate_weights_by_hand(source):
    """Everything anew under each replicate, and the rule of the kind: exact, weights, differences and impacts."""
    data = survey()
    options = {"by": "g", "weights_from": source, "compare": "all pairs", "adjust": "none"}
    found = index(data, weights="w", repweights=REPLICATES, **options)
    copies = [under(data, data[f"rep{r:02}"], **options) for r in range(12)]

    def error(read, own):
        deviations = np.array([read(copy) for copy in copies]) - own
        return np.sqrt(11 / 12 * (deviations**2).sum(axis=0))

    np.testing.assert_allclose(found["std_error"], error(lambda copy: copy["estimate"], found["estimate"]), rtol=1e-6)
    names = ("estimate", "means", "weights") if source == "segment" else ("estimate",)
    for name in names:
        column = "std_error" if name == "estimate" else f"{name}_std_error"
        own = found.differences[name]
        np.testing.assert_allclose(
            found.differences[column], error(lambda copy, name=name: copy.differences[name], own), rtol=1e-6
        )
    own = found.impacts["estimate"]
    np.testing.assert_allclose(found.impacts["std_error"], error(lambda copy: copy.impacts["estimate"], own), rtol=1e-6)
    own = found.indicators["weight"]
    np.testing.assert_allclose(
        found.indicators["std_error"], error(lambda copy: copy.indicators["weight"], own), rtol=1e-5, atol=1e-12
    )
    from scipy.stats import t

    margin = t.ppf(0.975, 11) * found["std_error"]
    np.testing.assert_allclose(found["conf_high"], np.minimum(found["estimate"] + margin, 100), rtol=1e-9)
    error_of_weights = found.indicators["std_error"]
    np.testing.assert_allclose(found.indicators["conf_low"], own - t.ppf(0.975, 11) * error_of_weights, atol=1e-12)


def test_resamples_have_the_errors_of_rows_drawn_again():
    """A bootstrap by hand, within Monte Carlo error."""
    data = survey()
    found = index(data, by="g", n_resamples=4000)
    rng, n, copies = np.random.default_rng(5), len(data["g"]), []
    for _ in range(400):
        drawn = rng.integers(0, n, n)
        copies.append(under(data, np.bincount(drawn, minlength=n).astype(float), by="g"))
    for read in (lambda one: one["estimate"], lambda one: one.impacts["estimate"]):
        by_hand = np.std([read(copy) for copy in copies], axis=0, ddof=1)
        own = found["std_error"] if len(by_hand) == len(found["std_error"]) else found.impacts["std_error"]
        assert np.abs(own / by_hand - 1).max() < 4 / np.sqrt(2 * 400)


def test_errors_hold_those_of_the_weights():
    """Known weights have smaller errors than estimated ones where indicators differ much in their means."""
    data = survey()
    data["s2"] = np.clip(data["s2"] - 4, 1, 10)
    pooled = index(data, construct="Satisfaction", n_resamples=2000)
    frozen = index(data, construct="Satisfaction", weights_from=pooled.weights)
    assert pooled["std_error"][0] > 1.02 * frozen["std_error"][0]


def test_resamples_depend_on_the_seed_alone_and_each_on_its_number():
    data = survey()
    a, b = index(data, by="g", n_resamples=50), index(data, by="g", n_resamples=50)
    assert a == b
    assert a != index(data, by="g", n_resamples=50, rng=2)
    assert a.about["n_resamples"] == 50


def test_clusters_are_drawn_whole():
    """Every respondent six times over in a cluster has the errors of one, for the degrees of freedom of 30."""
    data = survey(180)
    first = {name: column[::6] for name, column in data.items()}
    six = {name: np.repeat(column, 6) for name, column in first.items()}
    six["cluster"] = np.repeat(np.arange(30), 6)
    one = index(first, form="equal")
    clustered = index(six, form="equal", cluster="cluster")
    np.testing.assert_allclose(clustered["std_error"], one["std_error"], rtol=1e-9)
    estimated, alone = index(six, cluster="cluster", n_resamples=3000), index(first, n_resamples=3000)
    assert np.abs(estimated["std_error"] / alone["std_error"] - 1).max() < 0.1
    naive = index(six, n_resamples=3000)
    assert (naive["std_error"] < 0.6 * estimated["std_error"]).all()


def test_percentile_limits_are_those_of_the_resamples():
    data = survey()
    a, b = index(data, n_resamples=3000), index(data, n_resamples=3000, interval="percentile")
    np.testing.assert_array_equal(a["std_error"], b["std_error"])
    assert (a["conf_low"] != b["conf_low"]).all()
    assert np.abs(a["conf_low"] - b["conf_low"]).max() < 0.3 * a["std_error"].max()
    of, by = a.indicators, b.indicators
    several = of["std_error"] > 1e-9
    middle = (of["conf_low"] + of["conf_high"]) / 2
    np.testing.assert_allclose(middle, of["weight"], atol=1e-12)
    assert np.abs(by["conf_low"] + by["conf_high"] - 2 * by["weight"])[several].min() > 1e-9


def test_without_resamples_there_are_no_intervals():
    found = index(survey(), by="g", n_resamples=0)
    assert np.isnan(found["std_error"]).all()
    assert np.isnan(found.impacts["conf_low"]).all()
    assert "no resamples" in found.summary()
    equal = index(survey(), by="g", n_resamples=0, form="equal")
    assert np.isfinite(equal["conf_low"]).all()


# ---- differences -----------------------------------------------------------------------------------------------------


def test_differences_are_those_of_the_indexes():
    data = survey()
    found = index(data, by="g", compare="all pairs", n_resamples=60)
    value = dict(zip(found.table.rows(("g", "term")), found["estimate"], strict=True))
    for term, one, other, estimate in found.differences.rows(("term", "level", "against", "estimate")):
        assert estimate == pytest.approx(value[one, term] - value[other, term], abs=1e-10)
    assert len(found.differences) == 9
    total = index(data, by="g", compare="total", n_resamples=60).differences
    whole = dict(index(data, n_resamples=0).table.rows(("term", "estimate")))
    rest = index(data, by="g", compare="rest", n_resamples=60).differences
    for row, (term, reference) in enumerate(total.rows(("term", "reference"))):
        assert reference == pytest.approx(whole[term], abs=1e-10)
        assert total["estimate"][row] == pytest.approx(2 / 3 * rest["estimate"][row], abs=1e-9)
        # Sizes of segments vary over resamples, so that these are the same but for that.
        assert total["std_error"][row] == pytest.approx(2 / 3 * rest["std_error"][row], rel=0.1)


def test_parts_of_a_difference_add_up_and_are_those_of_kitagawa():
    data = survey()
    found = index(data, by="g", compare="b", weights_from="segment", n_resamples=60)
    d = found.differences
    np.testing.assert_allclose(d["means"] + d["weights"], d["estimate"], atol=1e-10)
    weights = {(g, item): w for g, item, w in found.indicators.rows(("g", "item", "weight"))}
    for g, term, means in d.rows(("level", "term", "means")):
        items = BLOCKS[term]
        x = {h: np.array([100 * (data[i][data["g"] == h].mean() - 1) / 9 for i in items]) for h in (g, "b")}
        v = {h: np.array([weights[h, i] for i in items]) for h in (g, "b")}
        assert means == pytest.approx((v[g] + v["b"]) @ (x[g] - x["b"]) / 2, abs=1e-9)
    assert np.isfinite(d["means_low"]).all()
    assert found.weights is None


def test_waves_are_compared_with_the_wave_before():
    data = survey()
    data["wave"] = np.arange(len(data["g"])) % 2 + 1
    found = index(data, by="g", wave="wave", compare="previous", n_resamples=60, construct=["Loyalty"])
    assert set(found.differences.rows(("g", "level", "against"))) == {("a", 2, 1), ("b", 2, 1), ("c", 2, 1)}
    assert set(found.differences["term"]) == {"Loyalty"}
    assert (found.differences["p_adjusted"] >= found.differences["p_value"]).all()
