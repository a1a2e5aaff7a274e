"""NaN and null are both no answer on every engine, alone and mixed; names that differ by capitals only are refused."""

import numpy as np
import placet
import pytest
from placet import DataError

pa = pytest.importorskip("pyarrow")
NOTHING = {"nan": [float("nan")] * 3, "null": [None] * 3, "both": [float("nan"), None, float("nan")]}
CALLS = {
    "nps": lambda data: placet.nps(data, "score", by="region", weights="w"),
    "mean": lambda data: placet.mean_score(data, "score", scale=None, by="region", weights="w"),
    "regression": lambda data: placet.regression(data, "score", ["x", "z"], weights="w"),
    "index": lambda data: placet.satisfaction_index(data, {"x": 0.5, "score": 0.5}, scale=(0, 10), weights="w"),
    "key": lambda data: placet.nps(data, "x", by="number"),
    "counts": lambda data: placet.score_counts(data, "score", by=["region", "number"], weights="w"),
}


def _rows():
    rng = np.random.default_rng(4)
    rows = {name: rng.integers(0, 11, 60).astype(float).tolist() for name in ("score", "x", "z")}
    rows["w"] = rng.uniform(0.5, 2, 60).tolist()
    rows["number"] = rng.integers(0, 3, 60).astype(float).tolist()
    rows["region"] = np.array(["North", "South"])[rng.integers(0, 2, 60)].tolist()
    return rows


def _arrow(rows):
    """As Arrow holds it: NaN stays NaN beside null."""
    return pa.table({name: pa.array(values, from_pandas=False) for name, values in rows.items()})


@pytest.mark.parametrize("nothing", NOTHING)
@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
@pytest.mark.filterwarnings("ignore::placet.MissingAnswersWarning")
def test_nan_and_null_are_no_answers(same, keeps_nan, call, nothing) -> None:
    rows = _rows()
    for at, (name, start) in enumerate((("score", 3), ("x", 10), ("number", 30))):
        rows[name][start : start + 3] = NOTHING[nothing]
        rows[name][58 - at] = None
    expected = {name: [np.nan if v is None else v for v in values] for name, values in rows.items()}
    expected = {name: np.array(values) for name, values in expected.items()}
    found = call(keeps_nan(_arrow(rows)))
    if isinstance(found, placet.ScoreCounts):
        made = call(expected)
        assert (found.n.tolist(), found.keys, found.n_missing.tolist()) == (
            made.n.tolist(),
            made.keys,
            made.n_missing.tolist(),
        )
    else:
        same(found, call(expected))


@pytest.mark.parametrize("call", [CALLS["nps"], CALLS["regression"]], ids=["nps", "regression"])
def test_names_that_differ_by_capitals_only_are_refused(tells_capitals, call) -> None:
    twins = {**_rows(), "Score": [1.0] * 60}
    with pytest.raises(
        DataError, match=r"'(score|Score)' and '(Score|score)', whose names differ only by capitals; rename"
    ):
        call(tells_capitals(_arrow(twins)))
    # Columns that a call does not name are none of its business.
    placet.nps(tells_capitals(_arrow(twins)), "x", by="region")


def test_a_part_whose_weights_are_all_0_adds_nothing(same) -> None:
    """As where the rows are sorted by weight: only all weights together may not be 0."""
    dataset = pytest.importorskip("pyarrow.dataset").dataset
    rows = _rows()
    rows["w"] = [0.0] * 20 + rows["w"][20:]
    table = _arrow(rows)
    parts = dataset([dataset(table.slice(start, 20)) for start in (0, 20, 40)])
    for call in CALLS["nps"], CALLS["regression"], CALLS["index"]:
        same(call(parts), call({name: np.array(values) for name, values in rows.items()}))
