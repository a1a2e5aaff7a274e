"""Odd columns × roles: any kind of column, in any library, in any place of any function."""

from __future__ import annotations

import inspect
import random

import placet
from verdict import Call, written

#: A column of 40 rows, as it is written.
COLUMNS = [
    "rng.integers(0, 11, 40)",
    "rng.integers(1, 6, 40).astype(float)",
    "rng.random(40)",
    "np.full(40, np.nan)",
    "np.zeros(40)",
    "np.ones(40)",
    "np.full(40, 5)",
    "np.arange(40)",
    "-np.arange(40.0)",
    "np.full(40, np.inf)",
    "np.full(40, 1e308)",
    "np.full(40, 5e-324)",
    "np.where(rng.random(40) < 0.5, np.nan, 3.0)",
    "rng.random(40) * 1e300",
    "np.array([2**63 - 1, -2**63] * 20)",
    "np.array([2**64 - 1, 0] * 20, dtype=np.uint64)",
    "np.arange(40) % 2 == 0",
    "rng.integers(0, 11, 40).astype(np.int8)",
    "rng.random(40).astype(np.float16)",
    "rng.random(40).astype('>f8')",
    "rng.integers(0, 11, 40).astype('>i4')",
    "rng.random(40).astype(np.longdouble)",
    "rng.random(40).astype(complex)",
    "np.tile(['a', 'b'], 20)",
    "np.tile(['1', '2'], 20)",
    "np.tile([b'a', b'b'], 20)",
    "np.full(40, '')",
    "np.array(['x' * i for i in range(40)])",
    "np.array(['\\x00a', 'a\\x00'] * 20)",
    "np.array(['\\ud800', 'b'] * 20)",
    "np.array([1, '1'] * 20, dtype=object)",
    "np.array([1, 'a'] * 20, dtype=object)",
    "np.full(40, None)",
    "np.array([None, 3] * 20)",
    "np.array([True, None] * 20)",
    "np.array([True, 1, 1.0, '1'] * 10, dtype=object)",
    "np.array([10**400, 1] * 20, dtype=object)",
    "np.array([Decimal('1.5'), Fraction(1, 2)] * 20, dtype=object)",
    "np.array([Decimal('sNaN'), 1] * 20, dtype=object)",
    "np.array([float('nan'), 'a'] * 20, dtype=object)",
    "np.array([pd.NA, 1] * 20, dtype=object)",
    "np.array([pd.NaT, pd.Timestamp(0)] * 20, dtype=object)",
    "np.array([(1, 2), 'a'] * 20 + [None], dtype=object)[:40]",
    "np.array([[1], {}] * 20, dtype=object)",
    "np.array([np.arange(2), None] * 20, dtype=object)",
    "np.array([np.array([3]), 4] * 20, dtype=object)",
    "np.array([object() for _ in range(40)])",
    "np.array([{1}, 2] * 20, dtype=object)",
    "np.arange(40).astype('datetime64[D]')",
    "np.arange(40).astype('datetime64[ns]')",
    "np.arange(40).astype('timedelta64[s]')",
    "np.full(40, 'NaT', dtype='datetime64[us]')",
    "np.array([10**9] * 40, dtype='datetime64[Y]')",
    "np.array(['2024-Q1', '2023-Q4'] * 20)",
    "np.array(['Q1 2024', 'Q4 2023'] * 20)",
    "np.array(['Jan', 'Feb'] * 20)",
    "np.array([dt.date(2024, 1, 1), dt.datetime(2024, 1, 1)] * 20)",
    "np.array(['满意', '不满意'] * 20)",
    "np.array(['Wave 10', 'Wave 9'] * 20)",
    "np.array(['<b>', '\\n\\r\\u202e\\x1b[31m'] * 20)",
    "np.array([' ', '$x$'] * 20)",
    "list(range(40))",
    "[1, 'a'] * 20",
    "[1, '1'] * 20",
    "[None] * 40",
    "[[1], [2, 3]] * 20",
    "range(40)",
    "deque(range(40))",
    "pd.Series(range(40), dtype='Int64')",
    "pd.Series([1, None] * 20, dtype='Int64')",
    "pd.Series(['a', 'b'] * 20)",
    "pd.Series(['a', None] * 20, dtype='string')",
    "pd.Series([True, None] * 20, dtype='boolean')",
    "pd.Series(['lo', 'hi'] * 20, dtype='category')",
    "pd.Series(pd.Categorical(['lo', 'hi'] * 20, ['lo', 'mid', 'hi'], ordered=True))",
    "pd.Series(pd.Categorical([1, 2] * 20))",
    "pd.Series(pd.interval_range(0, 40))",
    "pd.Series(pd.period_range('2024', periods=40, freq='M'))",
    "pd.Series(pd.date_range('2024', periods=40, tz='UTC'))",
    "pd.Series(range(40), index=range(40, 0, -1))",
    "pd.Series(pd.arrays.SparseArray(np.ones(40)))",
    "pd.Series([1+2j] * 40)",
    "pd.Series([[1]] * 40)",
    "pd.Index(range(40))",
    "pl.Series([1, None] * 20)",
    "pl.Series(['a', None] * 20)",
    "pl.Series(['a', 'b'] * 20, dtype=pl.Categorical)",
    "pl.Series(['lo', 'hi'] * 20, dtype=pl.Enum(['lo', 'mid', 'hi']))",
    "pl.Series([None] * 40)",
    "pl.Series([[1], [2]] * 20)",
    "pl.Series([{'x': 1}] * 40)",
    "pl.Series([Decimal('1.5'), Decimal('2.5')] * 20)",
    "pl.Series([dt.date(2024, 1, 1)] * 40)",
    "pl.Series([dt.time(1)] * 40)",
    "pl.Series([b'a'] * 40)",
    "pl.Series([True, None] * 20)",
    "pl.Series([1.0, float('nan')] * 20)",
    "pl.Series([object()] * 40, dtype=pl.Object)",
    "pl.Series([dt.timedelta(1)] * 40)",
    "pa.array([1, None] * 20)",
    "pa.array(['a', None] * 20)",
    "pa.array(['a', 'b'] * 20).dictionary_encode()",
    "pa.nulls(40)",
    "pa.array([[1], [2]] * 20)",
    "pa.array([b'a', b'b'] * 20)",
    "pa.array([1.5, 2.5] * 20, pa.float16())",
    "pa.array([True, None] * 20)",
    "pa.array([Decimal('1.5')] * 40)",
    "pa.chunked_array([['a'] * 20, ['b'] * 20])",
    "pa.array(['a', 'b'] * 20, pa.large_string())",
    "pa.array(['a', 'b'] * 20, pa.string_view())",
    "pa.array([1, 2] * 20, pa.timestamp('ns'))",
    "pa.array([{'x': 1}] * 40)",
    "pa.DictionaryArray.from_arrays(pa.array([0, 1] * 20), pa.array(['a', 'a']))",
]
#: Functions, and calls of them that are right; ``Q`` is the place of the odd column.
PLACES: list[tuple[str, dict[str, str]]] = [
    ("nps", {"items": "Q"}),
    ("score", {"items": "Q", "metric": "'mean_score'", "scale": "(1, 5)"}),
    ("distribution", {"items": "Q", "scale": "(0, 10)"}),
    ("csat", {"items": "Q"}),
    ("compare", {"item": "Q", "by": "'g'"}),
    ("track", {"item": "Q", "wave": "'u'", "min_base": "1"}),
    ("change", {"item": "Q", "by": "'g'", "wave": "'u'"}),
    ("gap", {"perceived": "[Q]", "expected": "['b']"}),
    ("rank_scores", {"items": "[Q, 'a']"}),
    ("rank_scores", {"item": "Q", "score": "'b'"}),
    ("regression", {"outcome": "Q", "drivers": "['a', 'b']"}),
    ("regression", {"outcome": "'y'", "drivers": "[Q, 'b']"}),
    ("regression", {"outcome": "'y'", "drivers": "['q', 'b']", "factors": "['q']"}),
    ("regression", {"outcome": "Q", "drivers": "['a', 'b']", "model": "'logit'"}),
    ("regression", {"outcome": "Q", "drivers": "['a', 'b']", "model": "'ordered'"}),
    ("regression", {"outcome": "'y'", "drivers": "[Q, 'b']", "missing": "'multiple'", "n_imputations": "2"}),
    ("regression", {"outcome": "'y'", "drivers": "[Q, 'b']", "missing": "'em'"}),
    ("key_drivers", {"outcome": "'y'", "drivers": "[Q, 'b']", "n_resamples": "5"}),
    ("key_drivers", {"outcome": "Q", "drivers": "['a', 'b']", "n_resamples": "5"}),
    ("dominance", {"outcome": "Q", "drivers": "['a', 'b']", "n_resamples": "5"}),
    ("compare_drivers", {"outcome": "Q", "drivers": "['a', 'b']", "by": "'g'", "n_resamples": "5"}),
    ("priorities", {"outcome": "'y'", "drivers": "[Q, 'b']", "scale": "(0, 10)", "n_resamples": "5"}),
    (
        "priorities",
        {"outcome": "Q", "drivers": "['a', 'b']", "scale": "(0, 10)", "metric": "'nps'", "n_resamples": "5"},
    ),
    ("priority_map", {"outcome": "Q", "drivers": "['a', 'b']", "scale": "(0, 10)", "n_resamples": "5"}),
    ("simulate", {"outcome": "'y'", "drivers": "[Q, 'b']", "scale": "(0, 10)", "n_resamples": "5"}),
    ("stepwise", {"outcome": "'y'", "drivers": "[Q, 'b']", "n_resamples": "5"}),
    ("best_subsets", {"outcome": "'y'", "drivers": "[Q, 'b']", "n_resamples": "5"}),
    ("satisfaction_index", {"tree": "{'q': 0.5, 'a': 0.5}", "scale": "(0, 10)"}),
    ("index_change", {"tree": "{'q': 0.5, 'a': 0.5}", "scale": "(0, 10)", "wave": "'g'"}),
    ("index_scores", {"tree": "{'q': 0.5, 'a': 0.5}", "scale": "(0, 10)"}),
    ("weight_sensitivity", {"tree": "{'q': 0.5, 'a': 0.5}", "scale": "(0, 10)", "by": "'g'", "n_draws": "100"}),
    ("path_model", {"model": "'A =~ q + a; B =~ b; B ~ A'", "n_resamples": "5"}),
    (
        "path_index",
        {"model": "'A =~ q; B =~ a; C =~ b; C ~ A + B'", "scale": "(0, 10)", "form": "'equal'", "n_resamples": "5"},
    ),
    (
        "path_map",
        {"model": "'A =~ q; B =~ a; C =~ b; C ~ A + B'", "outcome": "'C'", "scale": "(0, 10)", "n_resamples": "5"},
    ),
    ("path_scores", {"model": "'A =~ q; B =~ a; C =~ b; C ~ A + B'", "scale": "(0, 10)", "form": "'index'"}),
    ("reliability", {"items": "[Q, 'a', 'b']", "n_resamples": "5"}),
    ("reliability", {"items": "{'x': ['q', 'a'], 'z': ['q', 'b']}", "scale": "(0, 10)", "n_resamples": "5"}),
    (
        "fuzzy_evaluation",
        {
            "tree": "{'q': 0.5, 'a': 0.5}",
            "grades": "{'good': 100, 'poor': 0}",
            "scale": "(0, 10)",
            "membership": "'gaussian'",
            "operator": "'M(.,max)'",
            "n_resamples": "5",
        },
    ),
    ("report", {"recommend": "Q"}),
    ("benchmark", {"own": "Q", "competitor": "'b'"}),
    ("scorecard", {"possible": "'b'", "scored": "Q"}),
]
#: Further options that take the column.
ROLES = {"by": ["Q", "['g', Q]"], **{name: ["Q"] for name in ("wave", "weights", "strata", "cluster", "fpc", "id")}}
#: And options that change what is made of it.
WITH = {
    "weight_type": ["'frequency'", "'precision'"],
    "method": ["'design'"],
    "missing": ["'raise'"],
    "na_codes": ["[1]", "['a']"],
}
LIBRARIES = ["{**columns, 'q': COLUMN}"]
LIBRARIES += [f"{kind}({LIBRARIES[0]})" for kind in ("pd.DataFrame", "pl.DataFrame", "pa.table", "pl.LazyFrame")]


def call(chance: random.Random) -> Call:
    """A call with an odd column in one place or two."""
    name, given = chance.choice(PLACES)
    known, given = inspect.signature(getattr(placet, name)).parameters, dict(given)
    role = chance.choice(["", *ROLES])
    if role in known:
        if chance.random() < 0.6:  # in this place only
            given = {option: value.replace("Q", "'b'").replace("'q'", "'b'") for option, value in given.items()}
            given |= {"tree": "{'b': 0.5, 'a': 0.5}"} if "tree" in given else {}
        given[role] = chance.choice(ROLES[role])
    option = chance.choice(list(WITH))
    if option in known and option not in given and chance.random() < 0.3:
        given[option] = chance.choice(WITH[option])
    frame = chance.choice(LIBRARIES)
    q = "frame['q']" if chance.random() < 0.15 and "Lazy" not in frame else "'q'"
    frame = frame.replace("COLUMN", chance.choice(COLUMNS))
    arguments = {"data": "frame", **{option: value.replace("Q", q) for option, value in given.items()}}
    return Call(written(f"placet.{name}", arguments), frame)
