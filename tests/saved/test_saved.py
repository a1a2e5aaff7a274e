"""Counts and moments that are kept: merged they are those of all rows, and damaged bytes are refused."""

import pickle
import struct
import zlib
from datetime import date
from itertools import pairwise

import numpy as np
import pandas as pd
import placet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from placet import DataError

COLUMNS = ["overall", "network", "bills"]
TREE = {"network": 0.5, "bills": 0.5}


def survey(n: int = 300):
    rng = np.random.default_rng(3)
    data = {name: rng.integers(1, 11, n).astype(float) for name in COLUMNS}
    data["network"][40:60] = np.nan
    data["region"] = np.array(
        [None if i % 31 == 5 else ("North", "South", "北方")[i % 3] for i in range(n)], dtype=object
    )
    data["region"][7] = "only here"
    data["quarter"] = np.array(["2024 Q1", "2024 Q2"])[rng.integers(0, 2, n)]
    data["w"] = rng.integers(0, 4, n)
    data["w"][::40] = 2
    return data


DATA = survey()


def part(start: int, end: int):
    return {name: values[start:end] for name, values in DATA.items()}


def counted(data, **options):
    return placet.score_counts(data, "overall", **{"by": "region", "wave": "quarter", "weights": "w", **options})


def moments(data, **options):
    return placet.moments(data, COLUMNS, **{"by": "region", "wave": "quarter", "weights": "w", **options})


cuts = st.lists(st.integers(1, 299), min_size=1, max_size=6, unique=True).map(sorted)


@settings(max_examples=25, deadline=None)
@given(cuts)
def test_any_partition_gives_the_counts_of_all(ends) -> None:
    ends = [0, *ends, 300]
    parts = [part(a, b) for a, b in pairwise(ends) if DATA["w"][a:b].any()]
    kept = {name: np.concatenate([piece[name] for piece in parts]) for name in DATA}
    whole = counted(kept)
    assert sum(map(counted, parts)) == whole
    assert sum(map(counted, reversed(parts))) == whole
    found, expected = sum(map(moments, parts)), moments(kept)
    assert (found.keys, found.known) == (expected.keys, expected.known)
    assert found.n.tolist() == expected.n.tolist()
    np.testing.assert_allclose(found.mean, expected.mean, rtol=1e-12)
    scale = np.sqrt(np.einsum("sii,sjj->sij", expected.comoment, expected.comoment))
    assert (np.abs(found.comoment - expected.comoment) <= 1e-12 * scale).all()


BOTH = counted(part(0, 130)) + counted(part(130, 300))
MOMENTS = moments(part(0, 130)) + moments(part(130, 300))
SCORES = {
    "nps": lambda data, *item, **o: placet.nps(data, *item, **o),
    "distribution": lambda data, *item, **o: placet.distribution(data, *item, scale=(0, 10), **o),
    "top_box": lambda data, *item, **o: placet.top_box(data, *item, scale=(0, 10), top=2, **o),
    "compare": lambda data, *item, **o: placet.compare(data, *item, **{"by": "region", **o}),
    "track": lambda data, *item, **o: placet.track(data, *item, **{**o, "wave": "quarter"}),
}


@pytest.mark.parametrize("options", [{}, {"by": "region"}, {"by": "region", "wave": "quarter"}, {"wave": "quarter"}])
@pytest.mark.parametrize("score", SCORES)
def test_scores_of_counts_are_those_of_the_rows(score, options) -> None:
    if score == "compare" and options == {"wave": "quarter"}:
        options = {"wave": "quarter", "against": "previous", "by": None}
    kept = placet.ScoreCounts.from_bytes(BOTH.to_bytes())
    assert SCORES[score](kept, **options) == SCORES[score](DATA, "overall", weights="w", **options)


@pytest.mark.parametrize("options", [{}, {"by": "region"}, {"by": "region", "wave": "quarter"}])
def test_analyses_of_moments_are_those_of_the_rows_with_all_answers(options) -> None:
    kept = placet.Moments.from_bytes(MOMENTS.to_bytes())
    keep = ~np.isnan(DATA["network"])
    rows = {name: values[keep] for name, values in DATA.items()}
    calls = [
        lambda data, **o: placet.satisfaction_index(data, TREE, scale=(1, 10), missing="drop", **o),
        lambda data, **o: placet.regression(data, "overall", ["network", "bills"], errors="classical", **o),
        lambda data, **o: placet.gap(data, "network", "bills", scale=(1, 10), **o),
    ]
    for call in calls:
        found, expected = call(kept, **options), call(rows, weights="w", **options)
        for name in ("estimate", "std_error"):
            scale = np.nanmax(np.abs(expected[name]))
            np.testing.assert_allclose(found[name], expected[name], rtol=1e-12, atol=1e-12 * scale)
        assert list(found["n"]) == list(expected["n"])


def test_importance_of_unweighted_moments() -> None:
    kept = sum(moments(part(a, b), weights=None) for a, b in [(0, 100), (100, 300)])
    found = placet.key_drivers(kept, "overall", ["network", "bills"], n_resamples=0)
    expected = placet.key_drivers(DATA, "overall", ["network", "bills"], n_resamples=0)
    np.testing.assert_allclose(found["importance"], expected["importance"], rtol=1e-12)


def test_a_segment_of_one_part_and_those_of_none_are_kept() -> None:
    assert ("only here", "2024 Q1") in BOTH.keys or ("only here", "2024 Q2") in BOTH.keys
    assert any(None in key for key in BOTH.keys)
    assert placet.nps(BOTH).about["n_total"] == 300
    assert placet.nps(BOTH, by="region").about["n_outside"] == sum(region is None for region in DATA["region"])


def test_updates_add_and_an_empty_part_adds_nothing() -> None:
    day = counted(part(0, 130), wave=None)
    assert day.update(part(130, 300)) == counted(DATA, wave=None)
    assert day.update(part(0, 0)) == day
    kept = moments(part(0, 130), wave=None)
    assert kept.update(part(0, 0)) == kept
    assert kept.update(part(130, 300)).count() == 300
    with pytest.raises(DataError, match="no rows"):
        counted(part(0, 0))


def test_orders_of_categories_are_kept_and_merged() -> None:
    size = pd.CategoricalDtype(["small", "middle", "large"], ordered=True)
    frames = [
        pd.DataFrame({"q": [9, 3], "size": pd.Series(names, dtype=size)})
        for names in (["small", "large"], ["middle"] * 2)
    ]
    kept = sum(placet.score_counts(frame, "q", by="size") for frame in frames)
    read = placet.ScoreCounts.from_bytes(kept.to_bytes())
    assert list(placet.nps(read, by="size")["size"]) == ["small", "middle", "large"]


def test_labels_of_any_type_are_kept() -> None:
    for labels in ([1, 2], [1.5, 2.5], [True, False], [date(2024, 1, 31), date(2025, 1, 1)], ["a", "\N{SNOWMAN}"]):
        data = {"q": [9, 3], "key": np.array(labels, dtype=object)}
        kept = placet.ScoreCounts.from_bytes(placet.score_counts(data, "q", by="key").to_bytes())
        assert sorted(kept.labels("key")) == sorted(labels)
        assert placet.nps(kept, by="key") == placet.nps(data, "q", by="key")


def test_pickles_and_equality() -> None:
    for kept in (BOTH, MOMENTS):
        assert pickle.loads(pickle.dumps(kept)) == kept
        assert kept != 3
    assert counted(part(0, 130)) != BOTH


@pytest.mark.parametrize("kept", [BOTH, MOMENTS], ids=["counts", "moments"])
def test_damaged_bytes_are_refused(kept) -> None:
    whole, read = kept.to_bytes(), type(kept).from_bytes
    for spoiled in (
        b"",
        b"\0" * 100,
        whole[:-1],
        whole + b"\0",
        whole[:40],
        bytes([*whole[:60], whole[60] ^ 1, *whole[61:]]),
    ):
        with pytest.raises(DataError, match=r"these .*bytes are"):
            read(spoiled)
    with pytest.raises(DataError, match="takes the bytes"):
        read("text")


def test_bytes_of_a_later_version_say_so() -> None:
    whole = bytearray(BOTH.to_bytes())
    whole[8:10] = struct.pack("<H", 2)
    whole[-4:] = struct.pack("<I", zlib.crc32(whole[:-4]))
    with pytest.raises(DataError, match=r"version 2, and this placet reads up to version 1; update placet"):
        placet.ScoreCounts.from_bytes(bytes(whole))


def test_bytes_of_another_statistic_say_so() -> None:
    with pytest.raises(DataError, match="no ScoreCounts but another statistic"):
        placet.ScoreCounts.from_bytes(MOMENTS.to_bytes())


DIFFERENT = {
    "by": lambda: counted(DATA, wave=None),
    "weights": lambda: counted(DATA, weights=None),
    "scale": lambda: counted(DATA, scale=(1, 10)),
    "item": lambda: placet.score_counts(DATA, "bills", by="region", wave="quarter", weights="w"),
    "weight_type": lambda: counted(DATA, weight_type="frequency"),
}


@pytest.mark.parametrize("name", DIFFERENT)
def test_counts_of_other_things_are_not_added(name) -> None:
    with pytest.raises(DataError, match=f"two ScoreCounts of different {name} cannot be added"):
        BOTH + DIFFERENT[name]()


def test_what_rows_alone_can_tell_is_refused() -> None:
    with pytest.raises(DataError, match="needs another pass over the rows"):
        placet.regression(MOMENTS, "overall", ["network", "bills"])
    with pytest.raises(DataError, match=r"'hotline'.* is not in the data"):
        placet.regression(MOMENTS, "overall", ["hotline"])
    with pytest.raises(DataError, match="have no rows to leave out"):
        placet.Survey(BOTH).filter([True])
    with pytest.raises(DataError, match="weights='region' was not that of counts"):
        placet.nps(BOTH, weights="region")
    with pytest.raises(DataError, match="no sampling units are kept"):
        placet.score_counts(placet.Survey(DATA, cluster="region"), "overall")


def test_an_answer_off_the_scale_is_refused_where_it_is_counted() -> None:
    with pytest.raises(DataError, match="holds 11 in row 1"):
        placet.score_counts({"q": [3, 11]}, "q")
