"""Structured arrays of numpy, records, where columns or options are expected: refused, with what to give."""

from typing import Any

import numpy as np
import pandas as pd
import placet
import pytest

ROWS = np.array([(1, 2.0), (3, 4.0), (5, 1.0), (2, 3.0)], dtype=[("a", int), ("b", float)])
RECORDS: dict[str, Any] = {
    "structured": ROWS,
    "recarray": ROWS.view(np.recarray),
    "masked": np.ma.array(ROWS),
    "list": list(ROWS),
    "objects": np.array([*ROWS, None], dtype=object)[:4],
    "void": np.zeros(4, dtype="V4"),
    "voids": [np.void(b"ab")] * 4,
}
DATA = {"x": [1, 3, 5, 2], "y": [2, 4, 1, 3], "z": [1, 2, 2, 4], "s": ["p", "p", "q", "q"], "u": [1, 1, 2, 2]}
TREE = {"x": 0.5, "y": 0.5}


@pytest.mark.parametrize("kind", RECORDS)
def test_columns_of_records_are_refused(kind: str) -> None:
    given = RECORDS[kind]
    calls = [
        lambda: placet.benchmark({}, own=given, competitor=[1, 2, 3, 4]),
        lambda: placet.benchmark({"own": [1, 2, 3, 4], "theirs": given}, "own", "theirs"),
        lambda: placet.nps({"r": given}, "r"),
        lambda: placet.nps(DATA, [given]),
        lambda: placet.nps(DATA, "x", weights=given),
        lambda: placet.nps(DATA, "x", by=given),
        lambda: placet.nps(DATA, "x", by=["s", given]),
        lambda: placet.compare(DATA, "x", wave=given, against="previous"),
        lambda: placet.nps(DATA, "x", cluster=given),
        lambda: placet.nps(DATA, "x", fpc=given),
        lambda: placet.regression(DATA, given, ["x"]),
        lambda: placet.regression(DATA, "y", [given]),
        lambda: placet.satisfaction_index({**DATA, "x": given}, TREE, scale=(1, 5)),
        lambda: placet.satisfaction_index(DATA, TREE, scale=(1, 5), strata=given),
        lambda: placet.reliability(DATA, ["x", "y", given]),
        lambda: placet.entropy_weights({"x": given, "y": [1, 2, 3, 4]}, ["x", "y"]),
        lambda: placet.ahp_weights(given),
        lambda: placet.Survey(DATA, weights=given),
        lambda: placet.scorecard(given, given, given),
    ]
    for number, call in enumerate(calls):
        with pytest.raises(placet.PlacetError) as caught:
            call()
        assert isinstance(caught.value, placet.DataError), (number, caught.value)


def test_what_to_give_is_said() -> None:
    with pytest.raises(placet.DataError, match=r"give one of its fields, array\['a'\]"):
        placet.nps(DATA, list(ROWS))
    with pytest.raises(placet.DataError, match="of numpy"):
        placet.benchmark(own=np.ma.array(ROWS), competitor=[1, 2, 3, 4])  # type: ignore[call-arg]
    assert list(placet.nps(DATA, ROWS["a"])["n"]) == [4]  # a field of them is a column
    frame = pd.DataFrame({"x": pd.Series(list(ROWS), dtype=object)})
    with pytest.raises(placet.DataError, match="where numbers are needed"):
        placet.nps(frame, "x")


def test_options_that_are_a_record_are_refused() -> None:
    one = ROWS[0]
    for call in (
        lambda: placet.compare(DATA, "x", by="s", against=one),
        lambda: placet.track(DATA, "x", wave="u", baseline=[one]),
        lambda: placet.index_change(DATA, TREE, scale=(1, 5), wave="u", from_=one),
        lambda: placet.regression(DATA, "y", ["x"], errors=one),
        lambda: placet.priorities(DATA, "y", ["x"], scale=(1, 5), missing=one),
        lambda: placet.sample_size("nps", margin=5, ratio=list(ROWS)),
    ):
        with pytest.raises(placet.DataError, match="void"):
            call()
