"""States that pipelines keep: every damage is found, bytes are the same in every process, addition is addition."""

import os
import pickle
import subprocess
import sys
from functools import reduce
from itertools import permutations
from operator import add

import numpy as np
import placet
import pytest
from placet import DataError

rng = np.random.default_rng(16)
DATA = {name: rng.integers(1, 6, 120).astype(float) for name in ("overall", "network", "bills")}
DATA["network"][::9] = np.nan
DATA |= {"region": np.array(["North", "South", "北方"])[rng.integers(0, 3, 120)], "w": rng.uniform(0.5, 2, 120)}


def counts(data):
    return placet.score_counts(data, "overall", by="region", weights="w")


def moments(data):
    return placet.moments(data, ["overall", "network", "bills"], by="region", weights="w")


both = pytest.mark.parametrize("make", [counts, moments])


def part(start, end):
    return {name: values[start:end] for name, values in DATA.items()}


@both
def test_every_cut_and_every_changed_bit_is_refused(make) -> None:
    whole, read = make(part(0, 9)).to_bytes(), type(make(part(0, 9))).from_bytes
    for end in range(len(whole)):
        with pytest.raises(DataError, match=r"these .*bytes are"):
            read(whole[:end])
    spoiled = bytearray(whole)
    for place in range(len(whole)):
        for bit in range(8):
            spoiled[place] ^= 1 << bit
            with pytest.raises(DataError, match=r"these .*bytes are"):
                read(bytes(spoiled))
            spoiled[place] ^= 1 << bit
    assert read(bytes(spoiled)) == make(part(0, 9))


def test_bytes_are_the_same_in_every_process() -> None:
    source = (
        f"import sys, pickle; sys.path[:] = {sys.path!r}; import placet\n"
        "kept = pickle.loads(sys.stdin.buffer.read())\n"
        "made = [type(one).from_bytes(one.to_bytes()) for one in kept]\n"
        "assert made == kept; sys.stdout.buffer.write(b''.join(one.to_bytes() for one in made))"
    )
    kept = [counts(DATA), moments(DATA)]
    done = subprocess.run(
        [sys.executable, "-c", source], input=pickle.dumps(kept), capture_output=True, check=True,
        env={**os.environ, "PYTHONHASHSEED": "7"},
    )  # fmt: skip
    assert done.stdout == b"".join(one.to_bytes() for one in kept)


def _near(a, b) -> None:
    """Counts, labels and words exactly, sums within 1e-12 on their scale."""
    assert (a.words, a.n.tolist(), a.count()) == (b.words, b.n.tolist(), b.count())
    pairs = [(a.w, b.w)] if isinstance(a, placet.ScoreCounts) else [(a.sum_w, b.sum_w), (a.mean, b.mean)]
    for mine, theirs in pairs:
        np.testing.assert_allclose(mine, theirs, rtol=1e-12)
    if isinstance(a, placet.Moments):
        scale = np.sqrt(np.einsum("sii,sjj->sij", b.comoment, b.comoment))
        assert (np.abs(a.comoment - b.comoment) <= 1e-12 * scale).all()
        assert a.known == b.known


@both
def test_addition_is_associative_and_commutative_and_has_an_identity(make) -> None:
    parts = [make(part(start, start + 30)) for start in range(0, 120, 30)]
    whole = make(DATA)
    for order in permutations(parts):
        _near(sum(order), whole)
        _near(reduce(lambda one, other: other + one, order), whole)
    a, b, c, d = parts
    _near(a + (b + (c + d)), whole)
    _near((a + b) + (c + d), whole)
    assert 0 + a == a
    assert sum([a]) == a
    if make is counts:  # whole numbers are exact in any order
        assert [one.n.tolist() for one in (reduce(add, parts), whole)] == [whole.n.tolist()] * 2


@pytest.mark.parametrize("offset", [0.0, 1e3, 1e6, 1e9])
def test_merged_moments_are_those_of_all_rows_however_far_from_0_they_are(offset) -> None:
    """Merging takes differences of means, in which the digits that the means share must not be lost."""
    rng = np.random.default_rng(5)
    x = rng.normal(size=300)
    data = {"x": x + offset, "y": x + rng.normal(size=300) + offset, "w": rng.uniform(0.2, 3, 300)}
    exact = {name: values.astype(np.longdouble) for name, values in data.items()}
    rows, w = np.stack([exact["x"], exact["y"]]), exact["w"]
    away = rows - (rows * w).sum(1, keepdims=True) / w.sum()
    expected = ((away * w) @ away.T).astype(float)

    def made(size):
        pieces = ({name: values[at : at + size] for name, values in data.items()} for at in range(0, 300, size))
        return sum(placet.moments(piece, ["x", "y"], weights="w") for piece in pieces).comoment[0]

    for size in (1, 30, 300):
        assert (np.abs(made(size) - expected) <= 2e-14 * np.abs(expected)).all()


@both
def test_states_of_other_columns_segments_or_weights_are_not_added(make) -> None:
    name = type(make(DATA)).__name__
    others = {
        "by": placet.score_counts(DATA, "overall", weights="w")
        if make is counts
        else placet.moments(DATA, ["overall", "network", "bills"], weights="w"),
        "weights": placet.score_counts(DATA, "overall", by="region")
        if make is counts
        else placet.moments(DATA, ["overall", "network", "bills"], by="region"),
    }
    if make is moments:
        others["columns"] = placet.moments(DATA, ["overall", "bills"], by="region", weights="w")
    mine = make(DATA)
    before = mine.to_bytes()
    for what, other in others.items():
        with pytest.raises(DataError, match=f"two {name} of different {what} cannot be added"):
            mine + other
    with pytest.raises(TypeError):
        mine + (counts if make is moments else moments)(DATA)
    assert mine.to_bytes() == before


def test_a_state_does_not_grow_with_the_rows() -> None:
    """Some dozen bytes a number: a state of a day can be a field of a table."""
    for make, most in ((counts, 1000), (moments, 2500)):
        sizes = [
            len(make({name: np.tile(values, times) for name, values in DATA.items()}).to_bytes()) for times in (1, 500)
        ]
        assert sizes[1] < sizes[0] + 150
        assert max(sizes) < most
