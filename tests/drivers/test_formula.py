"""Formulas: what they read, what they refuse, and what becomes of them for new rows."""

import contextlib
import pickle
import sys
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
        ("overall ~ double(network)", ["'double(...)'", "not evaluated", "make other columns before the call"]),
        ("log(overall) ~ network", ["left side", "transform the outcome"]),
        ("overall ~ 1", ["names no column"]),
        ("~ network", ["needs an outcome"]),
        ("overall ~ network.mean()", ["'network.mean(...)'", "not evaluated"]),
        ("overall ~ network.x", ["'network.x'", "not in the data", "Python objects", "is not evaluated"]),
        ("overall ~ 2 * network", ["'2'", "I(2 * x)"]),
        ("overall ~ (network - 1)", ["'1'", "intercept"]),
        ("overall ~ network ** network", ["whole number", "I(x**2)"]),
        ("overall ~ log(network", ["ends before ')'"]),
        ("overall ~ network)", ["closes none"]),
        ("overall ~ network bills", ["'bills'", "write + * or :"]),
        ("overall ~ poly(network, 2) ~ bills", ["one outcome"]),
        ("overall ~ network | bills", ["'|'", "by="]),
        ("overall ~ C(brand, Treatment('D'))", ["no level 'D'", "A, B, C"]),
        ("overall ~ C(brand, Treatment)", ['Treatment("level")']),
        ("overall ~ log(brand)", ["column 'brand' holds text"]),
        ("overall ~ log(2)", ["the same for all", "name a column"]),
        ("overall ~ scale(network, center='yes')", ["center", "no value of that option"]),
        ("overall ~ poly(network, 99)", ["99", "counts end at 50"]),
        ("overall ~ poly(network, degre=2)", ["'degre='", "degree, raw"]),
        ("overall ~ log(poly(network, 2))", ["a term of its own"]),
        ("overall ~ $network", ["'$network'", "back-quotes"]),
        ("overall ~", ["needs an outcome and terms"]),
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


# ---- nothing but the list is evaluated -----------------------------------------------------------------------------

HOSTILE = [
    'y ~ a.__class__.__init__.__globals__["sys"].modules["os"].system("touch MADE")',
    'y ~ {a.__class__.__init__.__globals__["sys"].modules["os"].system("touch MADE") + a}',
    'y ~ {a + np.__builtins__["eval"]("__import__(\'canary\')")}',
    'y ~ {a.to_csv("MADE") or a}',
    'y ~ {open("MADE", "w").write("x") + a}',
    'y ~ I(open("MADE", "w").write("x") + a)',
    'y ~ log(__import__("canary").x)',
    "y ~ np.save('MADE', a) + a",
    "y ~ np.f2py.compile('MADE') + a",
    "y ~ a + np.lib.npyio.savetxt('MADE', a)",
    "y ~ scale((lambda: a)())",
    "y ~ I([a for a in a][0])",
    "y ~ I((b := a))",
    "y ~ {a if a else exec('import canary')}",
    "y ~ poly(a, degree=__import__('canary').x)",
    "y ~ bs(a, knots=open('MADE', 'w'))",
    "y ~ bs(a, knots=[__import__('canary')])",
    "y ~ C(g, contrasts=eval('import canary'))",
    "y ~ C(g, Treatment(open('MADE', 'w')))",
    "y ~ C(g, levels=exec('import canary'))",
    'y ~ C(g, Treatment(\'"); open("MADE", "w"); ("\'))',
    'y ~ scale(a, center=\'"), open("MADE", "w"), ("\')',
    "y ~ cr(a, df=4, constraints='__import__(\"canary\")')",
    "y ~ hashed(g, levels=2)",
    "y ~ lag(a)",
    "y ~ exec('import canary') + a",
    "y ~ log(a) + globals()",
    "y ~ Q(open('MADE', 'w'))",
    "y ~ Q('a').to_csv('MADE')",
    "y ~ `a`.to_csv('MADE')",
    "y ~ center.__globals__ + a",
    "y ~ I(a)(a)",
    "y ~ I(*a) + I(**a)",
    'y ~ I(f"{a}") + a',
    "open('MADE', 'w') ~ a",
    "{open('MADE', 'w')} ~ a",
    "y ~ __FORMULAIC_STATE__ + a",
    "y ~ a[0] + a",
    "y ~ a; import canary",
    "y ~ a\nimport canary",
    "y ~ I(a @ a)",
    "y ~ {1 if open('MADE', 'w') else 2}",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_but_the_list_of_transformations_is_evaluated(text, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "canary.py").write_text("x = 1", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    data = {"y": [1.0, 2, 4, 3, 6, 2], "a": [1.0, 2, 3, 4, 5, 9], "g": list("uvwuvw")}
    with pytest.raises(DataError, match="formula"):
        placet.regression(data, text)
    assert [path.name for path in tmp_path.iterdir()] == ["canary.py"]
    assert "canary" not in sys.modules


def test_names_of_columns_and_levels_are_never_python(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    name, level = "open('MADE', 'w')", "'\"\\ + open('MADE', 'w') + \""
    rng = np.random.default_rng(1)
    data = {"y": rng.normal(size=40), name: rng.normal(size=40), "g": np.array(["a", level])[np.arange(40) % 2]}
    for text in (f"y ~ `{name}` + C(g)", f"y ~ scale(`{name}`) * C(g)", f"y ~ poly(`{name}`, 2)"):
        result = placet.regression(data, text)
        assert np.isfinite(result["estimate"]).all()
    plain = placet.regression(data, "y", [name, "g"], factors=["g"])
    assert_allclose(placet.regression(data, f"y ~ `{name}` + C(g)")["estimate"], plain["estimate"], rtol=1e-12)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "text",
    [
        "y ~ a ** 1000", "y ~ (a + g) ** 11", "y ~ " + "(" * 5000 + "a" + ")" * 5000, "y ~ " + "a + " * 40_000 + "a",
        "y ~ I(a ** 10 ** 10 ** 10)", "y ~ I(9 ** 9 ** 9 ** 9 * a)", "y ~ I(a * " + "9" * 5000 + ")",
        "y ~ I(" + "-" * 5000 + "a)", "y ~ poly(a, 1000000)", "y ~ bs(a, df=10**9)", "y ~ I(1 / 0 + a)",
        "y ~ I(a + (-8) ** (1 / 3))", "y ~ log(" * 25 + "a" + ")" * 25, "y ~ " + " * ".join(f"x{i}" for i in range(12)),
        "y ~ (" + " + ".join(f"x{i}" for i in range(12)) + ") ** 10", "y ~ C(many):C(other)", "y ~ C(many)",
        "y ~ poly(x0, 50):poly(x1, 50)", "y ~ `" + "a" * 200_000 + "`",
    ],
)  # fmt: skip
def test_a_formula_without_end_is_refused_at_once(text):
    rng, n = np.random.default_rng(2), 600
    data = {f"x{i}": rng.normal(size=n) for i in range(12)} | {"y": rng.normal(size=n), "a": rng.normal(size=n)}
    data |= {"g": np.arange(n) % 3, "many": np.arange(n) % 300, "other": np.arange(n) % 200}
    with pytest.raises(DataError, match="formula") as caught:
        placet.regression(data, text)
    assert len(str(caught.value)) < 1500


PIECES = [
    "a", "b", "g", "t", "y", "1", "0", "-1", "+", "-", "*", "/", ":", "**", "^", "%in%", "(", ")", "{", "}", "[", "]",
    ",", "=", "~", "|", ".", "'x'", '"', "`a`", "`", "C(", "poly(", "bs(", "scale(", "log(", "I(", "Treatment(", "Sum",
    "np.", "np.log(", "contr.sum", "df=", "degree=", "True", "None", "<", "==", "lambda", "if", "for", "@", ";", "\n",
    "\\", "#", "é", "满", "Q('a')", "..", "1e400", "9" * 400, "knots=[1,2]", "*a", "**a", "raw=True", "\x00", "\ud800",
]  # fmt: skip


def test_no_formula_ends_in_an_error_of_another_library(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(0)
    data = {"y": rng.normal(size=40), "a": rng.normal(size=40), "b": rng.normal(size=40) + 9}
    data |= {"g": np.array(list("uvwx"))[np.arange(40) % 4], "t": np.array([None, True, False, 1.5] * 10, dtype=object)}
    fitted = 0
    for _ in range(500):
        text = "y ~ " + "".join(rng.choice(PIECES) + " " * rng.integers(2) for _ in range(rng.integers(1, 9)))
        with contextlib.suppress(placet.PlacetError):
            placet.regression(data, text)
            fitted += 1
    assert fitted > 0
    assert not list(tmp_path.iterdir())


# ---- names ---------------------------------------------------------------------------------------------------------

NAMES = [
    "Q1.1", "np", "C", "scale", "center", "log", "I", "poly", "Q", "contr", "Treatment", "True", "lambda", "class",
    "满意度", "सेवा", "a name", "a-b", "1st", "~", "x:y", "df",
]  # fmt: skip


def named(extra=()):
    rng = np.random.default_rng(5)
    return {name: rng.normal(size=80) + 9 for name in [*NAMES, "y", "other", *extra]}


@pytest.mark.parametrize("name", NAMES)
def test_a_column_may_have_any_name(name):
    data = named(extra=["Q1"])
    for quoted in (f"`{name}`", f"Q('{name}')"):
        for drivers, text in (([name], f"y ~ {quoted}"), ([name, "other"], f"y ~ {quoted} + other")):
            found, expected = placet.regression(data, text), placet.regression(data, "y", drivers)
            assert found["term"] == expected["term"]
            assert_allclose(found["estimate"], expected["estimate"], rtol=1e-10)
    logs = placet.regression(data | {"log of it": np.log(data[name])}, "y", ["log of it"])["estimate"]
    assert_allclose(placet.regression(data, f"y ~ log(`{name}`)")["estimate"], logs, rtol=1e-10)
    assert_allclose(placet.regression(data, f"y ~ np.log(`{name}`)")["estimate"], logs, rtol=1e-10)
    # An outcome and new rows, too.
    swapped = placet.regression(data, f"`{name}` ~ y")
    assert_allclose(swapped["estimate"], placet.regression(data, name, ["y"])["estimate"], rtol=1e-10)
    new = {key: values[:3] for key, values in data.items()}
    assert_allclose(
        placet.regression(data, f"y ~ scale(`{name}`)").predict(new)["estimate"],
        placet.regression(data, "y", [name]).predict(new)["estimate"],
        rtol=1e-10,
    )


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("a name", "a-b", "1st", "~", "x:y")])
def test_a_name_needs_no_quotes_where_it_is_not_called(name):
    data = named(extra=["Q1"])
    expected = placet.regression(data, "y", [name, "other"])["estimate"]
    assert_allclose(placet.regression(data, f"y ~ {name} + other")["estimate"], expected, rtol=1e-10)
    assert_allclose(placet.regression(data, f"y ~ center({name}) + other")["estimate"][1:], expected[1:], rtol=1e-10)


# ---- which rows a transformation is made of ------------------------------------------------------------------------

REMEMBERING = [
    "center(x)",
    "scale(x)",
    "standardize(x)",
    "poly(x, 3)",
    "bs(x, df=5)",
    "cr(x, df=4, constraints='center')",
]


def apart():
    """Two segments whose answers lie apart, a row of weight 0, one without an outcome, one without a segment."""
    rng, n = np.random.default_rng(8), 120
    data = {"x": rng.normal(size=n), "g": np.repeat(["p", "q"], n // 2).astype(object), "w": np.ones(n)}
    data["x"][n // 2 :] += 4
    data["y"] = data["x"] + rng.normal(size=n)
    data["x"][:3], data["w"][0], data["y"][1], data["g"][2] = 1e4, 0, np.nan, None
    return data


@pytest.mark.parametrize("term", REMEMBERING)
def test_a_transformation_is_made_of_the_rows_used_of_its_segment(term):
    data = apart()
    every = placet.regression(data, f"y ~ {term}", by="g", weights="w")
    for number, segment in enumerate(("p", "q")):
        used = (data["g"] == segment) & (data["w"] > 0) & ~np.isnan(data["y"])
        alone = {name: values[used] for name, values in data.items()}
        expected = placet.regression(alone, f"y ~ {term}", weights="w")
        inside = np.array(every["g"]) == segment
        for column in ("estimate", "std_error"):
            assert_allclose(every[column][inside], expected[column], rtol=1e-9)
        new = {"x": alone["x"][5:9], "g": alone["g"][5:9]}
        assert_allclose(every.predict(new)["estimate"], expected.predict(new)["estimate"], rtol=1e-9)
        assert np.isclose(every.fit["r2"][number], expected.fit["r2"][0])


def test_a_transformation_without_a_value_is_refused():
    with pytest.raises(DataError, match=r"np.sqrt\(x\) has no value in row 1 and in 1 more, where x is -1"):
        placet.regression({"y": [1.0, 2, 3, 5, 4], "x": [1.0, -1, 4, -2, 3]}, "y ~ np.sqrt(x)")
    # Rows that do not count may hold anything.
    data = {"y": [1.0, 2, 3, 5, 4, np.nan], "x": [1.0, 1.5, 4, -2, 3, -1], "w": [1.0, 1, 1, 0, 1, 1]}
    assert placet.regression(data, "y ~ sqrt(x)", weights="w").about["n_used"] == 4


@pytest.mark.parametrize("term", ["poly(x, 2)", "bs(x, df=4)", "C(g, Sum)"])
def test_columns_that_do_not_change_alone_have_no_marginal_effect(term):
    rng = np.random.default_rng(4)
    data = {"x": rng.normal(size=300), "z": rng.normal(size=300), "g": np.array(list("uvw"))[np.arange(300) % 3]}
    data["y"] = (data["x"] + rng.logistic(size=300) > 0).astype(int)
    result = placet.regression(data, f"y ~ {term} + z", model="logit")
    alone = np.array(result["term"]) == "z"
    assert np.isfinite(result["ame"][alone]).all()
    assert np.isnan(result["ame"][~alone]).all()


# ---- products with gaps ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("missing", ["em", "multiple", "drop", "pairwise"])
def test_products_that_are_made_up_for_are_named(missing):
    rng = np.random.default_rng(0)
    data = {"a": rng.normal(size=200), "b": rng.normal(size=200), "f": np.array(["u", "v"])[np.arange(200) % 2]}
    data["y"] = data["a"] * data["b"] + rng.normal(size=200)
    data["a"][rng.random(200) < 0.3] = np.nan
    options = {"missing": missing} | ({"n_imputations": 3, "rng": 1} if missing == "multiple" else {})

    def said(formula):
        notes = placet.regression(data, formula, **options).about["notes"]
        return [note for note in notes if "as if they were answers of their own" in note]

    whole = missing in ("em", "multiple")
    assert len(said("y ~ a * b + C(f)")) == whole
    if whole:
        assert "gaps of a:b, products" in said("y ~ a * b + C(f)")[0]
        assert "gaps of I(a ** 2), a:b, products" in said("y ~ a + I(a ** 2) + b + a:b")[0]
    assert not said("y ~ a + b + b:C(f)")  # no gaps in the product
    assert not said("y ~ exp(a) + b")  # a function that stands alone
