"""Dominance among drivers: by definition, against R's domir and the paper, in resamples, and what is refused."""

import json
from itertools import combinations

import numpy as np
import pandas as pd
import placet
import pytest
from numpy.testing import assert_allclose
from placet.drivers.importance.dominance_work import DominanceWork

SWISS = ["Agriculture", "Examination", "Education", "Catholic", "Infant.Mortality"]
FORMS = ("complete", "conditional", "general")


@pytest.fixture(scope="module")
def stored(reference):
    return json.loads((reference / "drivers" / "expected_relative_importance.json").read_text())


def simulated(seed, p, n=150):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, p)) + rng.normal(size=(n, 1))
    y = x @ rng.uniform(0.2, 1, p) + 2 * rng.normal(size=n)
    drivers = [f"x{j}" for j in range(p)]
    return {"y": y, "w": rng.integers(1, 6, n).astype(float), **dict(zip(drivers, x.T, strict=True))}, drivers


def r2(data, w, columns):
    """R² of an intercept and columns, by least squares of the rows."""
    y, root = data["y"], np.sqrt(w)
    x = np.column_stack([np.ones(len(y)), *(data[c] for c in columns)])
    residual = y - x @ np.linalg.lstsq(root[:, None] * x, root * y, rcond=None)[0]
    return 1 - w @ residual**2 / (w @ (y - np.average(y, weights=w)) ** 2)


def defined(data, blocks, w=None):
    """Share of subsets to which i adds more than j, and mean gains by size, of blocks of columns."""
    w = np.ones(len(data["y"])) if w is None else w
    p = len(blocks)
    value = {
        subset: r2(data, w, [c for i in subset for c in blocks[i]])
        for k in range(p + 1)
        for subset in combinations(range(p), k)
    }

    def gain(i, subset):
        return value[tuple(sorted((*subset, i)))] - value[subset]

    wins, gains = np.full((p, p), np.nan), np.zeros((p, p))
    for i in range(p):
        for k in range(p):
            gains[i, k] = np.mean([gain(i, s) for s in value if len(s) == k and i not in s])
        for j in range(p):
            if i != j:
                wins[i, j] = np.mean([gain(i, s) > gain(j, s) for s in value if i not in s and j not in s])
    return wins, gains


def check(found, names, wins, gains):
    """The tables are what the definitions say."""
    at = {name: i for i, name in enumerate(names)}
    general = gains.mean(axis=1)
    assert len(found["term"]) == len(names) * (len(names) - 1) // 2
    for term, other, complete, conditional, over, subsets, difference, word in zip(
        *(found[c] for c in ("term", "other", *FORMS, "subsets", "difference", "dominance")), strict=True
    ):
        i, j = at[term], at[other]
        assert subsets == wins[i, j], (term, other)
        assert complete == (1 if wins[i, j] == 1 else 0 if wins[i, j] == 0 else 0.5)
        assert conditional == (1 if (gains[i] > gains[j]).all() else 0 if (gains[i] < gains[j]).all() else 0.5)
        assert over == 1
        assert general[i] > general[j]
        assert word == next(
            form for form in FORMS if {"complete": complete, "conditional": conditional}.get(form, 1) == 1
        )
        assert_allclose(difference, general[i] - general[j], atol=1e-12)
    for term, k, gain in zip(*(found.gains[c] for c in ("term", "others", "gain")), strict=True):
        assert_allclose(gain, gains[at[term], k], atol=1e-12)
    order = sorted(names, key=lambda name: -general[at[name]])
    assert list(found.general["term"]) == order
    assert found.general["rank"].tolist() == list(range(1, len(names) + 1))
    assert_allclose(found.general["share"].sum(), 1)


# ---- in a sample -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("p", [2, 3, 6])
@pytest.mark.parametrize("weighted", [False, True])
def test_it_is_what_its_definitions_say(p, weighted):
    data, drivers = simulated(p, p)
    w = data["w"] if weighted else None
    found = placet.dominance(data, "y", drivers, weights="w" if weighted else None, n_resamples=0)
    check(found, drivers, *defined(data, [[d] for d in drivers], w))


def test_a_factor_enters_as_one():
    data, drivers = simulated(1, 3)
    group = np.random.default_rng(2).choice(["kurz", "中", "lang"], len(data["y"]))
    dummies = {f"g{level}": (group == level).astype(float) for level in ("中", "lang")}
    found = placet.dominance({**data, "g": group}, "y", [*drivers, "g"], factors="g", n_resamples=0)
    check(found, [*drivers, "g"], *defined({**data, **dummies}, [*([d] for d in drivers), list(dummies)]))


def test_covariates_are_in_every_model():
    data, drivers = simulated(3, 5)
    inside, held = drivers[:3], drivers[3:]
    found = placet.dominance(data, "y", inside, covariates=held, n_resamples=0)
    alone = r2(data, np.ones(len(data["y"])), held)
    left = {name: column - held_part(data, held, column) for name, column in data.items()}
    wins, gains = defined(left, [[d] for d in inside])
    check(found, inside, wins, (1 - alone) * gains)
    assert_allclose(found.fit["r2_covariates"], [alone], atol=1e-12)
    assert_allclose(found.general["importance"].sum() + alone, found.fit["r2"][0], atol=1e-12)


def held_part(data, columns, y):
    x = np.column_stack([np.ones(len(y)), *(data[c] for c in columns)])
    return x @ np.linalg.lstsq(x, y, rcond=None)[0]


def test_domir_of_r(reference, stored):
    expected = stored["domir_dominance"]["swiss"]
    found = placet.dominance(pd.read_csv(reference / "drivers" / "swiss.csv"), "Fertility", SWISS, n_resamples=0)
    wins = {row["_row"].removesuffix("_>"): row for row in expected["complete"]}
    for term, other, subsets in zip(found["term"], found["other"], found["subsets"], strict=True):
        assert subsets == wins[term][f">_{other}"]
    sizes = {row["_row"]: row for row in expected["conditional"]}
    for term, k, gain in zip(*(found.gains[c] for c in ("term", "others", "gain")), strict=True):
        assert_allclose(gain, sizes[term][f"include_at_{k + 1}"], rtol=1e-11)
    for term, importance, rank in zip(*(found.general[c] for c in ("term", "importance", "rank")), strict=True):
        assert_allclose(importance, expected["general"][term], rtol=1e-11)
        assert rank == expected["ranks"][term]


def test_the_example_of_azen_and_budescu(stored):
    given = stored["azen_budescu_2003"]
    names, correlation = given["order"], np.array(given["cor"])
    x = np.random.default_rng(1).normal(size=(60, 5))
    x -= x.mean(axis=0)
    x = np.linalg.qr(x)[0] @ np.linalg.cholesky(correlation).T  # these are the correlations exactly
    found = placet.dominance(dict(zip(names, x.T, strict=True)), "y", names[1:], n_resamples=0)
    for term, k, gain in zip(*(found.gains[c] for c in ("term", "others", "gain")), strict=True):
        assert abs(gain - given["conditional_by_level"][term][k]) <= given["tolerance"]
    at = {name: i for i, name in enumerate(names[1:])}
    for term, other, complete, general in zip(
        *(found[c] for c in ("term", "other", "complete", "general")), strict=True
    ):
        assert complete == given["complete_dominance"][at[term]][at[other]]
        assert general == given["general_dominance"][at[term]][at[other]] == 1


def test_drivers_that_add_the_same_dominate_nobody():
    # Of the four corners of a square and an outcome that is their sum both add ½ to whatever is in.
    data = {"y": [0.0, 1, 1, 2], "a": [0.0, 0, 1, 1], "b": [0.0, 1, 0, 1]}
    found = placet.dominance({k: v * 3 for k, v in data.items()}, "y", ["a", "b"], n_resamples=0)
    assert found["dominance"] == ("none",)
    assert [found[c].tolist() for c in (*FORMS, "subsets")] == [[0.5]] * 4


# ---- properties ------------------------------------------------------------------------------------------------------


def same(one, other, rtol=1e-10):
    for name in one:
        if one[name].__class__ is tuple:
            assert one[name] == other[name], name
        elif name not in ("n", "n_eff"):
            assert_allclose(one[name], other[name], rtol=rtol, atol=1e-12, err_msg=name)


def test_frequencies_are_rows_and_units_change_nothing():
    data, drivers = simulated(5, 4)
    times = data["w"].astype(int)
    rows = {name: np.repeat(column, times) for name, column in data.items()}
    weighted = placet.dominance(data, "y", drivers, weights="w", weight_type="frequency", n_resamples=0)
    same(weighted, placet.dominance(rows, "y", drivers, n_resamples=0))
    scaled = {**data, "x1": 1e9 * data["x1"] + 3, "w": 7 * data["w"]}
    same(placet.dominance(data, "y", drivers, weights="w", rng=1, n_resamples=50),
         placet.dominance(scaled, "y", drivers, weights="w", rng=1, n_resamples=50))  # fmt: skip


def test_segments_are_calls_of_their_own():
    data, drivers = simulated(6, 3)
    data["g"] = np.resize(["北", "南"], len(data["y"]))
    both = placet.dominance(data, "y", drivers, by="g", n_resamples=0)
    for label in ("北", "南"):
        part = {name: column[data["g"] == label] for name, column in data.items()}
        alone, inside = placet.dominance(part, "y", drivers, n_resamples=0), np.array(both["g"]) == label
        assert_allclose(both["subsets"][inside], alone["subsets"])
        assert_allclose(both["difference"][inside], alone["difference"], atol=1e-12)


def test_a_segment_that_cannot_be_fitted_is_said_and_the_others_are_done():
    data, drivers = simulated(7, 3)
    data["g"] = np.where(np.arange(len(data["y"])) < 3, "few", "many")
    found = placet.dominance(data, "y", drivers, by="g", n_resamples=20, rng=1)
    assert found["dominance"][:3] == ("",) * 3
    assert np.isnan(found["general"][:3]).all()
    assert np.isfinite(found["general_resamples"][3:]).all()
    assert "few" in found.summary()
    assert found.plot() is not None


def test_without_complete_dominance_there_may_be_more_drivers():
    data, drivers = simulated(8, 21, n=200)
    with pytest.raises(placet.DataError, match=r"of at most 20 drivers; pass complete=False"):
        placet.dominance(data, "y", drivers, n_resamples=0)
    found = placet.dominance(data, "y", drivers, complete=False, n_resamples=0)
    assert np.isnan(found["subsets"]).all()
    assert np.isnan(found["complete"]).all()
    assert set(found["dominance"]) <= {"conditional", "general"}
    importance = placet.key_drivers(data, "y", drivers, n_resamples=0)
    assert tuple(importance["term"]) == tuple(found.general["term"])
    assert_allclose(found.general["importance"], importance["importance"], atol=1e-12)


# ---- in resamples ----------------------------------------------------------------------------------------------------


def replicates(data, count, seed):
    rng = np.random.default_rng(seed)
    people = len(data["y"])
    drawn = (np.bincount(rng.integers(0, people, people), minlength=people) for _ in range(count))
    return {f"r{i:03d}": counts * data["w"] for i, counts in enumerate(drawn)}


def test_shares_are_counted_over_samples():
    data, drivers = simulated(9, 3, n=60)
    copies = replicates(data, 25, 1)
    rule = placet.ReplicateWeights("r*", "bootstrap", combined=True)
    found = placet.dominance({**data, **copies}, "y", drivers, weights="w", repweights=rule)
    verdicts = [placet.dominance({**data, "v": v}, "y", drivers, weights="v", n_resamples=0) for v in copies.values()]
    for i, (term, other) in enumerate(zip(found["term"], found["other"], strict=True)):
        for form in FORMS:
            wins = loses = 0
            for one in verdicts:
                pairs = dict(zip(zip(one["term"], one["other"], strict=True), one[form], strict=True))
                verdict = pairs[term, other] if (term, other) in pairs else 1 - pairs[other, term]
                wins, loses = wins + (verdict == 1), loses + (verdict == 0)
            assert_allclose(found[f"{form}_resamples"][i], wins / 25, err_msg=f"{form} {term} {other}")
            assert_allclose(found[f"{form}_reversed"][i], loses / 25, err_msg=f"{form} {term} {other}")
    assert "shares of 25 replicates (bootstrap)" in found.about["method"]


def test_a_resample_of_as_many_answers_as_coefficients_has_no_verdict():
    data, drivers = simulated(9, 3, n=60)
    exact = {"r900": data["w"] * (np.arange(60) < 4)}  # an intercept and three slopes
    rule = placet.ReplicateWeights("r*", "bootstrap", combined=True)
    with pytest.raises(placet.DataError, match="under 1 of 26 replicate weights, the first 'r900'"):
        placet.dominance({**data, **replicates(data, 25, 1), **exact}, "y", drivers, weights="w", repweights=rule)


def test_as_many_resamples_fail_as_those_of_importance():
    data, drivers = simulated(9, 3, n=8)
    found, importance = (f(data, "y", drivers, n_resamples=200, rng=3) for f in (placet.dominance, placet.key_drivers))
    said = [[note for note in one.about["notes"] if "resamples" in note] for one in (found, importance)]
    assert said[0] == said[1] != []


def test_replicates_of_a_jackknife_have_no_shares():
    data, drivers = simulated(10, 3, n=40)
    copies = {f"r{i}": data["w"] * (np.arange(40) % 10 != i) for i in range(10)}
    rule = placet.ReplicateWeights("r*", "JK1", combined=True)
    found = placet.dominance({**data, **copies}, "y", drivers, weights="w", repweights=rule)
    assert np.isnan(found["general_resamples"]).all()
    assert "n_resamples" not in found.about
    assert any("JK1" in note for note in found.about["notes"])


def test_the_same_seed_makes_the_same_shares_and_stronger_forms_are_rarer():
    data, drivers = simulated(11, 4, n=80)
    one, other = (placet.dominance(data, "y", drivers, n_resamples=200, rng=5) for _ in range(2))
    assert one == other
    complete, conditional, general = (one[f"{form}_resamples"] for form in FORMS)
    assert (complete <= conditional).all()
    assert (conditional <= general).all()
    assert_allclose(general + one["general_reversed"], 1)


@pytest.mark.parametrize("design", [{"strata": "s"}, {"cluster": "c"}, {"strata": "s", "cluster": "c"}])
def test_designs_are_resampled_by_their_units(design):
    data, drivers = simulated(12, 3, n=120)
    data |= {"s": np.arange(120) // 60, "c": np.arange(120) // 6}
    found = placet.dominance(data, "y", drivers, n_resamples=30, rng=1, weights="w", **design)
    assert np.isfinite(found["complete_resamples"]).all()
    assert "design" in found.about["method"]


@pytest.mark.parametrize("missing", ["drop", "pairwise", "em", "indicator", "multiple"])
def test_missing_answers(missing):
    data, drivers = simulated(13, 3)
    data["x0"] = np.where(np.arange(len(data["y"])) % 7 == 0, np.nan, data["x0"])
    more = {"n_imputations": 3} if missing == "multiple" else {}
    found = placet.dominance(data, "y", drivers, missing=missing, n_resamples=30, rng=1, **more)
    importance = placet.key_drivers(data, "y", drivers, missing=missing, n_resamples=0, rng=1, **more)
    general = dict(zip(found.general["term"], found.general["importance"], strict=True))
    assert_allclose([general[t] for t in importance["term"]], importance["importance"], atol=1e-12)
    assert np.isfinite(found["general_resamples"]).all()
    assert (found["subsets"] >= 0).all()


# ---- what is refused -------------------------------------------------------------------------------------------------


def test_what_cannot_be_compared_is_refused():
    data, drivers = simulated(14, 2)
    with pytest.raises(placet.DataError, match="'x0' is the only driver; dominance compares drivers"):
        placet.dominance(data, "y", "x0")
    with pytest.raises(placet.DataError, match=r"leave '- 1' and '0 [+]' out"):
        placet.dominance(data, "y ~ x0 + x1 - 1")
    with pytest.raises(placet.DataError, match="complete"):
        placet.dominance(data, "y", drivers, complete="yes")
    with pytest.raises(placet.ModelError):
        placet.dominance({**data, "x1": np.ones(len(data["y"]))}, "y", drivers)


def test_what_takes_long_is_refused_with_ways_out():
    work = DominanceWork(20, 1, 1000, 1001, complete=True)
    with pytest.raises(
        placet.DataError, match=r"pass n_resamples=1000 if it is to be done all the same.*complete=False"
    ):
        work.check()
    DominanceWork(10, 1, 1000, 1001, complete=True).check()
