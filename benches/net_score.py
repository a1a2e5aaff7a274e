"""Net scores: a hundred million answers, and a thousand."""

from __future__ import annotations

import ctypes
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np
import placet
from measure import Call, Case, Contender, Target, ours, yardstick

NAME = "recommend"
VECTOR = "placet.nps, a vector"
POLARS, PANDAS, ARRAYS = (f"placet.nps, {data}" for data in ("Polars frame", "pandas frame", "dict of arrays"))


def answers(rows: int) -> np.ndarray:
    """Scores 0 to 10 as int8."""
    return np.random.default_rng(1).integers(0, 11, rows, dtype=np.int8)


def _numpy_means(x: np.ndarray) -> Call:
    return lambda: 100 * ((x >= 9).mean() - (x <= 6).mean())


def _numpy_counts(x: np.ndarray) -> Call:
    return lambda: 100 * (np.count_nonzero(x >= 9) - np.count_nonzero(x <= 6)) / x.size


def _pandas(x: np.ndarray) -> Call:
    import pandas as pd

    s = pd.DataFrame({NAME: x}, copy=False)[NAME]
    return lambda: 100 * ((s >= 9).mean() - (s <= 6).mean())


def _polars(x: np.ndarray) -> Call:
    import polars as pl

    df, score = pl.DataFrame({NAME: x}), pl.col(NAME)
    return lambda: 100 * df.select((score >= 9).mean() - (score <= 6).mean()).item()


def _placet(library: str, x: np.ndarray) -> Call:
    if library == "polars":
        import polars as pl

        data = pl.DataFrame({NAME: x})
    elif library == "pandas":
        import pandas as pd

        data = pd.DataFrame({NAME: x}, copy=False)
    else:
        data = {NAME: x}
    return lambda: placet.nps(data, NAME)["estimate"][0]


# ---- a plain read: every byte is looked at once and nothing is computed -------------------------------------------


def _or_words(x: np.ndarray) -> object:
    return np.bitwise_or.reduce(x.view(np.uint64))


def _search(x: np.ndarray) -> object:
    # The C library's search for a byte that is not there: the fastest read of memory Python can reach.
    libc = ctypes.CDLL(None)
    libc.memchr.argtypes, libc.memchr.restype = [ctypes.c_void_p, ctypes.c_int, ctypes.c_size_t], ctypes.c_void_p
    return libc.memchr(x.ctypes.data, 99, x.size)


def _threads(read: Call, x: np.ndarray, count: int) -> Call:
    if count == 1:
        return lambda: read(x)
    # Pieces of whole words; both reads release the interpreter.
    pieces = np.split(x, [x.size // count // 8 * 8 * i for i in range(1, count)])
    pool = ThreadPoolExecutor(count)
    return lambda: list(pool.map(read, pieces))


def plain_read(x: np.ndarray, count: int) -> Call:
    """Look at every byte once, on so many threads."""
    return _threads(_or_words, x, count)


READS = {
    f"plain read, {name}, threads: {count}": (read, count)
    for name, read in (("numpy OR of words", _or_words), ("memchr", _search))
    for count in (1, 2)
}


def _contenders(x: np.ndarray) -> dict[str, Contender]:
    return {
        POLARS: ours(partial(_placet, "polars", x)),
        PANDAS: ours(partial(_placet, "pandas", x)),
        ARRAYS: ours(partial(_placet, "dict", x)),
        "numpy, two means": Contender(partial(_numpy_means, x)),
        "pandas": Contender(partial(_pandas, x)),
        "Polars expression": Contender(partial(_polars, x)),
    }


def many(rows: int) -> Case:
    """NPS of many scores."""
    x = answers(rows)
    contenders = {**_contenders(x), "numpy, two counts": Contender(partial(_numpy_counts, x))}
    for name, (read, count) in READS.items():
        contenders[name] = yardstick(partial(_threads, read, x, count))
    return Case(f"NPS of {rows:,} int8 scores", contenders, _targets, memory=True)


def _targets(times: dict[str, float], peaks: object) -> list[Target]:
    own = next(iter(times.values()))
    fastest = min(times[name] for name, (_, threads) in READS.items() if threads == 2)
    targets = [Target(own / fastest, 1.5, "times the fastest plain read, threads: 2")]
    peers = {name: seconds for name, seconds in times.items() if not name.startswith(("placet", "plain"))}
    peer = min(peers, key=peers.__getitem__)
    return [*targets, Target(own / peers[peer], 1, f"times the fastest peer, {peer}")]


def few(rows: int) -> Case:
    """What a call costs when there is next to nothing to compute."""
    x = answers(rows)
    contenders = {VECTOR: ours(lambda: lambda: placet.nps(x)["estimate"][0]), **_contenders(x)}
    return Case(f"NPS of {rows:,} int8 scores, the cost of a call", contenders, _limits)


def _limits(times: dict[str, float], peaks: object) -> list[Target]:
    limits = {VECTOR: 80, ARRAYS: 80, PANDAS: 120, POLARS: 120}
    return [Target(1e6 * times[name], limit, f"us: {name}") for name, limit in limits.items() if name in times]
