"""Series of PyArrow as arrays: what its own way gives, without the pandas that this imports."""

import subprocess
import sys

import numpy as np
import pytest
from placet.engines.arrays import rows_of, to_numpy

nw = pytest.importorskip("narwhals.stable.v2")
pa = pytest.importorskip("pyarrow")

WHOLE = [f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)]
VALUES = ([], [1], [0, 1, 1, 0, 1, 0, 0, 1, 1, 1], [None, 1, 0, None], [None])


@pytest.mark.parametrize("kind", [*WHOLE, "float32", "float64", "bool"])
def test_an_array_is_what_pyarrow_makes(kind):
    for values in VALUES:
        given = [bool(v) if kind == "bool" and v is not None else v for v in values]
        part = pa.array(given, pa.type_for_alias(kind))
        for parts in ([part], [part, part.slice(1)], [part.slice(1)], [], [part, pa.array([], part.type)]):
            series = nw.from_native(pa.chunked_array(parts, part.type), series_only=True)
            np.testing.assert_array_equal(found := to_numpy(series), expected := series.to_numpy())
            assert found.dtype == expected.dtype


def test_rows_by_their_numbers():
    data, rows = {"a": [1, 2, 3], "b": ["x", None, "z"]}, np.array([2, 0, 2])
    expected = {"a": [3, 1, 3], "b": ["z", "x", "z"]}
    for native in (pa.table(data), pytest.importorskip("polars").DataFrame(data)):
        frame = rows_of(nw.from_native(native, eager_only=True), rows)
        assert frame.to_dict(as_series=False) == expected
        assert len(rows_of(frame, rows[:0])) == 0


CALLS = """
import sys
import duckdb
import placet

columns = "(i % 11)::TINYINT AS s, 1 + i % 3 / 7 AS w, i % 5 AS g, 'r' || i % 4 AS t, i % 7 AS x"
data = duckdb.sql(f"SELECT {columns} FROM range(5000) rows(i)")
for key in "gt":
    print(placet.nps(data, "s", weights="w", by=key)["n"].sum())
placet.regression(data, "s", ["x", "g"], weights="w", errors="HC3")
print("pandas" in sys.modules)
"""


def test_calls_on_duckdb_import_no_pandas():
    if not hasattr(pytest.importorskip("duckdb").DuckDBPyRelation, "to_arrow_reader"):
        pytest.skip("older versions of the libraries import pandas themselves")
    ran = subprocess.run([sys.executable, "-c", CALLS], capture_output=True, text=True, check=False)
    assert not ran.stderr
    assert ran.stdout.split() == ["5000", "5000", "False"]
