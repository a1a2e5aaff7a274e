"""Ten thousand segments: all are in the frame, and what is shown stays readable."""

import matplotlib.pyplot as plt
import numpy as np
import placet
import pytest

SEGMENTS = 10_000


@pytest.fixture(scope="module")
def data():
    rng = np.random.default_rng(3)
    store = np.repeat(np.arange(SEGMENTS), 3)
    return {"store": store, "score": rng.integers(0, 11, store.size), "rating": rng.integers(1, 11, store.size)}


@pytest.fixture(scope="module", params=["nps", "index"])
def result(request, data):
    if request.param == "nps":
        return placet.nps(data, "score", by="store")
    return placet.satisfaction_index(data, {"rating": 1.0}, by="store", scale=(1, 10))


def test_every_segment_is_in_the_frame(result, data):
    assert len(result.to_frame()) == len(result.table) >= SEGMENTS
    assert result["store"][-1] == SEGMENTS - 1
    assert result.about["n_used"] == data["store"].size


def test_shown_tables_are_cut_and_say_so(result):
    assert len(result.summary().splitlines()) < 80
    assert "9,940 more rows; to_frame() has all 10,000" in result.summary()
    page = result._repr_html_()
    assert page.count("<tr>") == 61  # the heading and 60 rows
    assert "9,940 more rows" in page


def test_pictures_show_the_first_segments_and_say_so(result):
    with pytest.warns(placet.PictureWarning, match="60 of 10,000 segments are drawn"):
        ax = result.plot()
    assert len(ax.get_yticks()) == 60
    assert "first 60 of 10,000 segments" in ax.get_title(loc="left").replace("\n", " ")
    plt.close(ax.figure)
