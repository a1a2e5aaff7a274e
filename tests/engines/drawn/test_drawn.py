"""Any function with any options on any data: an engine ends as the same data in memory do, in numbers and in errors."""

from __future__ import annotations

import re
import warnings
from collections import Counter
from itertools import pairwise
from typing import Any

import numpy as np
import placet
import pytest

pa = pytest.importorskip("pyarrow")
import answers_at_random  # noqa: E402
import calls_at_random  # noqa: E402

#: Seeds that are drawn, and those that found something once.
SEEDS = [*range(1000, 1060), 10, 63, 110, 120, 216]
WHOLE = {"n", "n_missing", "n_used", "n_total", "n_zero_weight", "n_outside", "n_filtered"}
#: What data that stay where they are may be asked for in vain, and what is said of rows in memory only.
IN_VAIN = ("only counts and moments", "was read already")
UNSAID = re.compile(r"; nobody answered [^;]*")


def cuts(rng: np.random.Generator, rows: int) -> list[tuple[int, int]]:
    """Parts of uneven size, some of them empty, some of one row."""
    inner = sorted(rng.integers(0, rows + 1, 3).tolist())
    return list(pairwise([0, *inner, *inner[-1:], max(rows - 1, inner[-1]), rows]))


def dataset(table: Any, rng: np.random.Generator) -> tuple[Any, Any]:
    """A dataset of parts, and the table."""
    of = pytest.importorskip("pyarrow.dataset").dataset
    return of([of(table.slice(start, end - start)) for start, end in cuts(rng, len(table))]), table


def polars(table: Any, rng: np.random.Generator) -> tuple[Any, Any]:
    """A lazy frame and the frame."""
    frame = pytest.importorskip("polars").from_arrow(table)
    return frame.lazy(), frame


def duckdb(table: Any, rng: np.random.Generator) -> tuple[Any, Any]:
    """A relation, and what it holds of the types of the table."""
    relation = pytest.importorskip("duckdb").from_arrow(table)
    return relation, relation.to_arrow_table()


def dask(table: Any, rng: np.random.Generator) -> tuple[Any, Any]:
    """Partitions, and the frame that they are."""
    frames, frame = pytest.importorskip("dask.dataframe"), table.to_pandas()
    parts = [frame.iloc[start:end] for start, end in cuts(rng, len(frame))]
    data = frames.from_map(lambda i: parts[i], range(len(parts)), meta=frame.iloc[:0])
    return data, data.compute()


ENGINES = {"dataset": dataset, "polars": polars, "duckdb": duckdb, "dask": dask}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("make", ENGINES.values(), ids=ENGINES)
def test_an_engine_ends_as_the_same_data_in_memory(make) -> None:
    ends: Counter[str] = Counter()
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        table = answers_at_random.table(rng)
        name = rng.choice(list(calls_at_random.FUNCTIONS)).item()
        options, condition = calls_at_random.options(rng, name), calls_at_random.condition(rng)
        stored, rows = make(table, rng)
        found, expected = (_end(name, calls_at_random.filtered(data, condition), options) for data in (stored, rows))
        where = f"seed {seed}: {name}({options}), filter {condition}, {table.schema}"
        if isinstance(found, placet.PlacetError) and any(words in str(found) for words in IN_VAIN):
            ends["in vain"] += 1
            continue
        assert type(found) is type(expected), f"{where}\n{found}\n{expected}"
        if isinstance(expected, placet.PlacetError):
            assert _column(found) == _column(expected), f"{where}\n{found}\n{expected}"
            ends["error"] += 1
            continue
        assert not (found_out := _difference(found, expected)), f"{where}\n{found_out}"
        ends["result"] += 1
    assert ends["result"] > len(SEEDS) / 4
    assert ends["error"] > len(SEEDS) / 10


def _end(name: str, data: Any, options: dict[str, Any]) -> Any:
    """What a call ends in; any other error than placet's own is raised."""
    try:
        with warnings.catch_warnings(action="ignore"):
            return calls_at_random.FUNCTIONS[name](data, **options)
    except placet.PlacetError as error:
        return error


def _column(error: placet.PlacetError) -> str | None:
    """The first column that an error names: what is wrong with it is said otherwise where there are no rows."""
    named = re.search(r"'(\w+)'", str(error))
    return named and named[1]


def _difference(found: Any, expected: Any) -> str | None:
    """Where two results differ by more than 1e-12 on the scale of a column, or at all where there are whole numbers."""
    if isinstance(expected, placet.ScoreCounts):
        tables = [({"w": one.w, "n": one.n, "n_missing": one.n_missing}, one.words) for one in (found, expected)]
    elif isinstance(expected, placet.Moments):
        parts = ("n", "sum_w", "mean", "comoment")
        tables = [({name: getattr(one, name) for name in parts}, (one.words, one.known)) for one in (found, expected)]
    else:
        tables = [
            ({name: one.table[name] for name in one.table.columns}, _words(one.about)) for one in (found, expected)
        ]
    (mine, words), (theirs, others) = tables
    if words != others or mine.keys() != theirs.keys():
        return f"{words}\n{others}\n{list(mine)}\n{list(theirs)}"
    return next((f"{name}: {mine[name]} {of}" for name, of in theirs.items() if not _near(name, mine[name], of)), None)


def _words(about: Any) -> dict[str, Any]:
    """Facts beside a table, numbers to twelve digits."""
    return {
        name: f"{value:.11e}" if isinstance(value, float) else UNSAID.sub("", str(value))
        for name, value in about.items()
    }


def _near(name: str, found: Any, expected: Any) -> bool:
    if not (isinstance(expected, np.ndarray) and expected.dtype.kind == "f") or name in WHOLE:
        return [(type(one), str(one)) for one in np.ravel(found).tolist()] == [
            (type(one), str(one)) for one in np.ravel(expected).tolist()
        ]
    scale = np.abs(expected[np.isfinite(expected)]).max(initial=1e-3)
    return np.shape(found) == expected.shape and np.allclose(found, expected, 1e-12, 1e-12 * scale, equal_nan=True)
