"""A mistake among thousands of names is told at once and in one line, and values are told from names."""

import difflib

import numpy as np
import pandas as pd
import placet
import polars as pl
import pytest
from placet import DataError, checks

MANY = [f"c{i}" for i in range(3000)]
SHORT = 400


@pytest.fixture(scope="module")
def wide():
    """Five answers to thousands of questions."""
    rng = np.random.default_rng(1)
    columns = {name: rng.integers(1, 6, 5) for name in MANY}
    return {**columns, "score": rng.integers(0, 11, 5), "region": [*"NSNSN"], "year": [2020, 2020, 2021, 2021, 2021]}


class Compared(str):
    """A name that counts how often it is compared."""

    times = 0
    __hash__ = str.__hash__

    def __eq__(self, other):
        Compared.times += 1
        return str.__eq__(self, other)


NAMES = [Compared(name) for name in MANY]
AT_ONCE = {
    "items": lambda d: placet.nps(d, [*NAMES, "regoin"]),
    "keys": lambda d: placet.nps(d, "score", by=[*NAMES, "regoin"]),
    "drivers": lambda d: placet.regression(d, "score", [*NAMES, "regoin"]),
    "indicators": lambda d: placet.satisfaction_index(
        d, dict.fromkeys([*NAMES, "regoin"], 1), scale=(1, 5), normalize=True
    ),
    "replicates": lambda d: placet.nps(
        d, "score", weights="year", repweights=placet.ReplicateWeights([*NAMES, "regoin"], "BRR")
    ),
    "codes": lambda d: placet.nps(d, "score", na_codes={name: [9] for name in [*NAMES, "regoin"]}),
    "moments": lambda d: placet.moments(d, [*NAMES, "regoin"]),
    "a report": lambda d: placet.report(d, recommend="score", by=[*NAMES, "regoin"]),
}  # fmt: skip


@pytest.mark.parametrize("call", AT_ONCE.values(), ids=AT_ONCE)
@pytest.mark.parametrize("frame", [dict, pd.DataFrame, pl.DataFrame, lambda d: pl.DataFrame(d).lazy()])
def test_one_name_that_is_no_column_among_thousands(wide, frame, call) -> None:
    data = frame(wide)
    Compared.times = 0
    with pytest.raises(DataError, match=r"'regoin'(, which)? is not in the data") as refused:
        call(data)
    assert "did you mean 'region'" in str(refused.value)
    assert len(str(refused.value)) < SHORT
    assert Compared.times < 30 * len(NAMES)


TWICE = {
    "items": lambda d: placet.nps(d, [*NAMES, *NAMES]),
    "keys": lambda d: placet.nps(d, "score", by=[*NAMES, *NAMES]),
    "waves": lambda d: placet.track(d, "score", wave="year", waves=[*NAMES, *NAMES]),
    "weights of an index": lambda d: placet.equal_weights([*NAMES, *NAMES]),
    "paired": lambda d: placet.gap(d, [*NAMES, *NAMES], [*NAMES, *NAMES], scale=(1, 5)),
}


@pytest.mark.parametrize("call", TWICE.values(), ids=TWICE)
def test_names_that_are_there_twice(wide, call) -> None:
    Compared.times = 0
    with pytest.raises(DataError, match=r"'c0'.* twice") as refused:
        call(wide)
    assert len(str(refused.value)) < SHORT
    assert Compared.times < 30 * len(NAMES)


LONG = {
    "one column": (lambda d: placet.nps(d, "score", weights=MANY), r"weights=\['c0', .*, ...\] names 3,000 columns"),
    "a level": (lambda d: placet.compare(d, "score", by="region", against=MANY), "against=.* is not known"),
    "labels of answers": (
        lambda d: placet.mean_score(d, "region", scale=None, value_labels={"region": MANY}), "is not among its labels",
    ),
    "labels of keys": (
        lambda d: placet.nps(d, "score", by="region", value_labels={"region": MANY}), "is not among its labels",
    ),
    "levels": (
        lambda d: placet.regression({"f": MANY[:99], "y": range(99)}, "y", ["f"], factors={"f": "x"}),
        "its levels are c0, .*, ...",
    ),
    "comparisons": (lambda d: placet.ahp_weights({("a", "x"): 2}, names=MANY), "which is not in names="),
    "moments": (
        lambda d: placet.regression(placet.moments({n: d[n] for n in MANY[:99]}, MANY[:99]), "c0", ["c1", "x"]), "'x'",
    ),
    "moves": (lambda d: placet.simulate(d, "score", MANY, {1: 1}, scale=(1, 5)), "which is no driver"),
}  # fmt: skip


@pytest.mark.parametrize(("call", "words"), LONG.values(), ids=LONG)
def test_long_lists_are_cut(wide, call, words) -> None:
    with pytest.raises(placet.PlacetError, match=words) as refused:
        call(wide)
    assert len(str(refused.value)) < SHORT


def test_few_of_many_names_are_compared_letter_by_letter(monkeypatch) -> None:
    compared = []
    close = difflib.get_close_matches
    monkeypatch.setattr(difflib, "get_close_matches", lambda w, k, **o: compared.append(len(k)) or close(w, k, **o))
    names = [f"question_{i}" for i in range(20_000)] + ["satisfaction with the hotline", "Region"]
    for wrong, right in (("satisfaction with hotline", "satisfaction with the hotline"), ("region", "Region")):
        assert checks.near(wrong, names).startswith(f"did you mean {right!r}")
    assert max(compared) == checks.MOST_COMPARED
    assert checks.near("Z", names).endswith(", ...")


@pytest.mark.parametrize("values", [["a"] * 40, ["a", "b"] * 20, ("a",) * 40, [f"p{i}" for i in range(40)]])
def test_values_in_the_place_of_names(values) -> None:
    rng = np.random.default_rng(2)
    scores = rng.integers(0, 11, 40)
    words = "by lists 40 texts .*as many as there are rows.* as an array: numpy.array"
    for call in (lambda by: placet.nps(scores, by=by), lambda by: placet.nps({"s": scores}, "s", by=by)):
        with pytest.raises(DataError, match=words):
            call(values)
        assert len(call(np.array(values)).table) == len(call([values]).table) == len(set(values))


def test_names_that_are_as_many_as_rows_stay_names() -> None:
    data = {"s": [9, 3], "a": ["x", "y"], "b": ["x", "x"]}
    assert placet.nps(data, "s", by=["a", "b"]).key_columns == ("a", "b")
    with pytest.raises(DataError, match="by names 'a' twice"):
        placet.nps(data, "s", by=["a", "a"])
    with pytest.raises(DataError, match="by column 'aa' is not in the data"):
        placet.nps(data, "s", by=["aa", "bb"])
