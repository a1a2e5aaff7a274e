"""Formulas: what they read, what they refuse, and what becomes of them for new rows."""

import pickle
import warnings

import numpy as np
import placet
import pytest
from numpy.testing import assert_allclose
from placet import DataError

pytest.importorskip("formulaic")

N = 60


def answers():
    rng = np.random.default_rng(3)
    data = {name: rng.integers(1, 11, N).astype(float) for name in ("network", "bills", "overall")}
    return data | {"brand": np.array(["A", "B", "C"])[np.arange(N) % 3], "store": np.arange(N) % 4}


@pytest.mark.parametrize(
    ("term", "columns"),
    [
        ("center(network)", lambda x: [x - x.mean()]),
        ("scale(network)", lambda x: [(x - x.mean()) / x.std(ddof=1)]),
        ("poly(network, 2, raw=True)", lambda x: [x, x**2]),
        ("log(network)", lambda x: [np.log(x)]),
        ("I(network**2)", lambda x: [x**2]),
    ],
)
def test_a_transformation_is_that_of_numpy_and_the_same_for_new_rows(term, columns):
    data = answers()
    made = columns(data["network"])
    plain = {f"x{i}": column for i, column in enumerate(made)}
    result = placet.regression(data, f"overall ~ {term}")
    expected = placet.regression(data | plain, "overall", list(plain))
    assert_allclose(result["estimate"], expected["estimate"], rtol=1e-10)
    # Means and scales are those of the fitted rows, not of the new ones.
    new, values = result.predict({"network": data["network"][:2]}), {name: x[:2] for name, x in plain.items()}
    assert_allclose(new["estimate"], expected.predict(values)["estimate"], rtol=1e-10)


def test_a_mean_is_taken_of_the_answers_there_are():
    data = answers()
    data["network"][:5] = np.nan
    kept = {name: values[5:] for name, values in data.items()}
    for term in ("center(network)", "scale(network)", "C(brand):center(network)"):
        found = placet.regression(data, f"overall ~ {term}")
        assert found.about["n_missing"] == 5
        assert_allclose(found["estimate"], placet.regression(kept, f"overall ~ {term}")["estimate"], rtol=1e-12)


@pytest.mark.parametrize("term", ["network * C(brand)", "network + brand", "network + C(store)"])
def test_a_level_unknown_to_the_model_is_refused(term):
    # It would be predicted as if it were the reference level.
    result = placet.regression(answers(), f"overall ~ {term}")
    new = {"network": [5, 6], "brand": ["A", "B"], "store": [0, 1]}
    assert np.isfinite(result.predict(new)["estimate"]).all()
    new = {"network": [5, 6], "brand": ["A", "Z"], "store": [0, 9]}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(DataError, match=r"has the level ('Z'|9\.0), unknown to the model"):
            result.predict(new)


def test_new_rows_may_lack_a_category_but_not_its_column():
    result = placet.regression(answers(), "overall ~ network * C(brand)")
    known = result.predict({"network": [5, 6, np.nan], "brand": ["C", None, "A"]})
    assert np.isfinite(known["estimate"]).tolist() == [True, False, False]
    assert (known.about["n_used"], known.about["n_missing"]) == (1, 2)
    with pytest.raises(DataError, match="driver column 'brand' is not in the data"):
        result.predict({"network": [5, 6]})


def test_a_formula_survives_pickle_and_predicts_the_same():
    result = placet.regression(answers(), "overall ~ center(network) * C(brand)", by="store")
    new = {"network": [5, 6], "brand": ["C", "A"], "store": [2, 3]}
    again = pickle.loads(pickle.dumps(result))
    assert again == result
    assert again.predict(new) == result.predict(new)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("overall ~ network + + *", ["cannot be read", "incorrectly used"]),
        ("overall ~ netwrk", ["'netwrk'", "not in the data"]),
        ("overall ~ double(network)", ["'double'", "not in the data"]),
        ("log(overall) ~ network", ["left side", "transform the outcome"]),
        ("overall ~ 1", ["names no column"]),
        ("~ network", ["needs an outcome"]),
        ("overall ~ network.mean()", ["cannot be computed"]),
    ],
)
def test_a_formula_that_cannot_be_read(text, words):
    with pytest.raises(DataError) as caught:
        placet.regression(answers(), text)
    said = str(caught.value)
    assert "\n" not in said
    assert "\x1b" not in said
    assert all(word in said for word in [*words, text])


def test_a_formula_names_its_terms_itself():
    data = answers()
    with pytest.raises(DataError, match="is a formula, which names its drivers itself"):
        placet.regression(data, "overall ~ network", ["bills"])
    with pytest.raises(DataError, match=r"leave out covariates and factors, use C\(column\)"):
        placet.regression(data, "overall ~ network", factors=["brand"])
    with pytest.raises(DataError, match="'- 1'"):
        placet.regression(data, "overall ~ network", intercept=False)


def test_the_outcome_explains_nothing():
    with pytest.raises(DataError, match="outcome 'overall' on the right side, too; leave it out"):
        placet.regression({"overall": [1.0, 2, 3], "x": [1.0, 2, 4]}, "overall ~ overall + x")


def test_the_logarithm_of_zero_is_an_error_and_no_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(DataError, match=r"column 'np.log\(x\)' holds a value in row 3"):
            placet.regression({"y": [1.0, 2, 3, 5], "x": [1.0, 2, 4, 0]}, "y ~ np.log(x)")
