"""What calls hold beside the data, in bytes a row; tallies that would hold too much are refused with the figures."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import placet
import pytest
from placet import DataError
from placet._core import ScoreCounts

ROWS = 1_000_000
SCRIPT = """
import resource, sys, warnings
import numpy as np
import placet

warnings.simplefilter("ignore")
name, rows = sys.argv[1], int(sys.argv[2])

def data(n):
    rng = np.random.default_rng(0)
    found = {{f"x{{i}}": rng.integers(0, 11, n).astype("i1") for i in range(5)}}
    found |= {{"s": rng.integers(0, 11, n).astype("i1"), "wave": (np.arange(n) % 4).astype("i1")}}
    found |= {{"id": (np.arange(n) // 4).astype("i4"), "g": rng.integers(0, 8, n).astype("i1")}}
    return found

def call(of):
    {call}

peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
call(data(10_000))  # everything is imported and the pool is built
many = data(rows)
before = peak()
call(many)
print((peak() - before) / rows)
"""
FIVE = '["x0", "x1", "x2", "x3", "x4"]'
CALLS = {
    "compare by id": ('placet.compare(of, "s", wave="wave", id="id", against="previous")', 64),
    "change by id": ('placet.change(of, "s", by="g", wave="wave", from_=0, to=1, id="id")', 64),
    "diagnostics": (f'placet.regression(of, "s", {FIVE}, diagnostics=True)', 64),
    "resamples": (f'placet.key_drivers(of, "s", {FIVE}, n_resamples=20, rng=1, progress=False)', 16),
}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not tell the peak")
@pytest.mark.parametrize("name", CALLS)
def test_bytes_a_row(name: str) -> None:
    call, limit = CALLS[name]
    script = SCRIPT.format(call=call)
    done = subprocess.run([sys.executable, "-c", script, name, str(ROWS)], capture_output=True, text=True, check=True)
    assert float(done.stdout) < limit


def test_a_tally_out_of_proportion_is_refused_with_the_figures() -> None:
    n = 100_000
    data = {"s": np.arange(n) % 1001, "k": np.arange(n), "t": np.arange(n).astype(str)}
    for by in ("k", "t", ["k", "t"]):
        with pytest.raises(DataError, match=r"100000 segments .* 1001 points .* 2\.2 GiB, and 100000 rows .* 0\.2 GiB"):
            placet.mean_score(data, "s", scale=(0, 1000), by=by)
    # As many segments on a shorter scale are no trouble, nor are as many units of a design.
    assert len(placet.mean_score(data | {"s": np.arange(n) % 11}, "s", scale=(0, 10), by="k")["estimate"]) == n
    clustered = placet.Survey(data | {"k": np.arange(n) // 2}, cluster="k")
    assert placet.mean_score(clustered, "s", scale=(0, 1000))["n"][0] == n


def test_cells_are_regrouped_within_reason() -> None:
    tally = ScoreCounts.from_json(
        '{"low":0,"high":1,"n":[1,1,2,0],"w":[1,1,2,0],"w2":[1,1,2,0],"n_missing":[0,1],"n_zero_weight":[0,0]}'
    )
    assert tally.regroup([1, -1], 2).n.tolist() == [[0, 0], [1, 1]]
    for to, cells, reason in (
        ([0], 1, "1 numbers for the 2 cells"),
        ([0, 2], 2, "cell 2 of 2"),
        ([0, 0], 10**10, "GiB"),
        ([0, 0], 2**62, "GiB"),
    ):
        with pytest.raises(DataError, match=reason):
            tally.regroup(to, cells)
