"""Long calls say so before they start, and are refused where nobody asked for them; what a bar leaves behind."""

import sys
from functools import partialmethod

import nbclient
import nbformat
import numpy as np
import placet
import pytest
from placet import DataError, _core
from placet.drivers.importance.work import MOST, Work
from placet.inference.work import RATE, Once, imputed, once, searched, seconds, walks
from placet.progress import bar, in_words

RNG = np.random.default_rng(2)


def data(drivers, rows=60):
    columns = {f"x{i}": RNG.normal(size=rows) for i in range(drivers)}
    return {**columns, "y": sum(columns.values()) + RNG.normal(size=rows), "g": np.arange(rows) % 2}


# ---- how much work there is ------------------------------------------------------------------------------------------


def test_work_is_counted_in_models():
    assert Work(drivers=10, segments=3, rows=0, resamples=1000).models == 1001 * 3 * 2**10
    assert Work(drivers=10, segments=1, rows=500, resamples=0).models == 2**10 + 500 * 10
    work = Work(drivers=20, segments=1, rows=0, resamples=99)
    assert work.seconds * RATE * _core.thread_count() == pytest.approx(100 * 2**20)


@pytest.mark.parametrize(
    ("drivers", "segments", "rows", "long"),
    [
        (24, 1, 2_000, False),
        (25, 1, 2_000, True),
        (10, 1, 1_000_000, False),
        (20, 17, 10_000, False),
        (20, 40, 10_000, True),
        (30, 1, 100, True),
        (15, 1, 10_000_000, True),
    ],
)
def test_a_minute_of_two_threads_is_the_limit_on_every_machine(drivers, segments, rows, long):
    work = Work(drivers, segments, rows, 1000)
    assert (work.models > MOST) is long
    if not long:
        work.check()
        return
    with pytest.raises(DataError, match="resamples"):
        work.check()


def test_the_ways_out_are_shorter(monkeypatch):
    monkeypatch.setattr(_core, "thread_count", lambda: 2)
    with pytest.raises(DataError) as caught:
        Work(30, 1, 500, 1000).check()
    assert str(caught.value) == (
        "importances of 30 drivers in 1,000 resamples take about 50 min here; pass n_resamples=1000 if they are to be "
        "done all the same. Less would take: n_resamples=0, without intervals, about 3 s; 24 drivers, such as with "
        "means in place of drivers that belong together, about 47 s"
    )
    with pytest.raises(
        DataError, match=r"n_resamples=500 about 47 s; interval=.jackknife., 60 groups left out in turn, about 6 s; "
    ):
        Work(25, 1, 500, 1000).check()
    with pytest.raises(DataError, match="in each of 40 segments"):
        Work(20, 40, 500, 1000).check()


# ---- calls -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def tight(monkeypatch):
    """A limit that small calls pass, so that none of them is long."""
    monkeypatch.setattr("placet.drivers.importance.work.MOST", 1001 * (2**4 + 60 * 7) - 1)


@pytest.mark.usefixtures("tight")
def test_what_nobody_asked_for_is_refused():
    four = data(4)
    names = ["x0", "x1", "x2", "x3"]
    with pytest.raises(DataError, match=r"4 drivers in 1,000 resamples .* n_resamples=500 about 1 s"):
        placet.key_drivers(four, "y", names, rng=1)
    asked = placet.key_drivers(four, "y", names, n_resamples=1000, rng=1)
    assert asked.about["n_resamples"] == 1000
    assert placet.key_drivers(four, "y", names[:3], rng=1).about["n_resamples"] == 1000
    with pytest.raises(DataError, match="in each of 2 segments"):
        placet.key_drivers(four, "y", names, by="g", rng=1)
    with pytest.raises(DataError, match="1,000 resamples"):
        placet.key_drivers(four, "y", names[:3], interval="bca", rng=1)
    weights = {f"r{i}": np.ones(60) for i in range(30)}
    survey = placet.Survey(
        {**four, **weights, "w": np.ones(60)}, weights="w", repweights=placet.ReplicateWeights("r*", "bootstrap")
    )
    assert placet.key_drivers(survey, "y", names).about["n_resamples"] == 30


def test_the_default_gives_what_the_number_gives():
    three, names = data(3), ["x0", "x1", "x2"]
    assert placet.key_drivers(three, "y", names, rng=1) == placet.key_drivers(
        three, "y", names, n_resamples=1000, rng=1
    )


# ---- what is said ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.2, "about 1 s"),
        (42, "about 42 s"),
        (89, "about 89 s"),
        (90, "about 2 min"),
        (3000, "about 50 min"),
        (7200, "about 2 h"),
    ],
)
def test_times_in_words(seconds, words):
    assert in_words(seconds) == words


@pytest.fixture
def bars(monkeypatch):
    """Bars, which the tests are run without."""
    tqdm = pytest.importorskip("tqdm").tqdm
    monkeypatch.setattr(tqdm, "__init__", partialmethod(tqdm.__init__, disable=False))


@pytest.mark.usefixtures("bars")
def test_a_long_call_says_so_at_once(capsys):
    with bar(10, "resample", None, seconds=42.0) as report:
        assert report is not None
        assert "takes about 42 s" in capsys.readouterr().err
        report(10)
    assert capsys.readouterr().err.rpartition("\r")[2].strip() == ""


@pytest.mark.usefixtures("bars")
@pytest.mark.parametrize(("show", "seconds"), [(None, 9.0), (False, 42.0)])
def test_a_short_or_silent_call_says_nothing(capsys, show, seconds):
    with bar(10, "resample", show, seconds=seconds):
        pass
    assert capsys.readouterr().err == ""


def test_without_tqdm_a_long_call_says_so_in_a_line(capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "tqdm", None)
    with bar(10, "resample", None, seconds=42.0) as report:
        assert report is None
    assert capsys.readouterr().err == "placet: this takes about 42 s; a bar needs tqdm, progress=False is silent\n"
    with bar(10, "resample", None, seconds=5.0):
        pass
    with bar(10, "resample", False, seconds=42.0):
        pass
    assert capsys.readouterr().err == ""
    with pytest.raises(ImportError, match=r"placet\[progress\]"), bar(10, "resample", True):
        pass


@pytest.mark.usefixtures("bars")
def test_key_drivers_says_how_long_it_takes(capsys, monkeypatch):
    monkeypatch.setattr("placet.inference.work.RATE", 100.0)
    placet.key_drivers(data(3), "y", ["x0", "x1", "x2"], n_resamples=50, rng=1)
    assert "takes about" in capsys.readouterr().err
    placet.key_drivers(data(3), "y", ["x0", "x1", "x2"], n_resamples=50, rng=1, progress=False)
    assert capsys.readouterr().err == ""


NOTEBOOK = """
import os
os.environ.pop("TQDM_DISABLE", None)
from placet.progress import bar
print("before")
with bar(10, "resample", None, seconds=42.0) as report:
    for done in range(11):
        report(done)
with bar(10, "resample", None) as report:
    report(10)
try:
    with bar(10, "resample", True, seconds=42.0) as report:
        report(5)
        raise ValueError("stopped")
except ValueError:
    pass
print("after")
"""


def test_nothing_stays_in_a_notebook():
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(NOTEBOOK)])
    nbclient.NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
    outputs = notebook.cells[0].outputs
    assert "".join(output.get("text", "") for output in outputs) == "before\nafter\n"
    assert all(output["name"] == "stdout" for output in outputs if output.output_type == "stream")
    shown = [output for output in outputs if output.output_type != "stream"]
    assert len(shown) == 2  # the second bar is over before it is shown
    assert not any(output["data"] for output in shown)
    nbformat.validate(notebook)


# ---- selections and imputations --------------------------------------------------------------------------------------


@pytest.fixture
def told(monkeypatch):
    """What bars are told of the time, by their unit, with machines whose threads take `RATE`."""
    found = {}

    def spy(total, unit, show, least=1, seconds=0.0):
        found[unit] = seconds
        return bar(total, unit, False, least, seconds)

    for room in ("missing.imputation", "drivers.selection.stepwise_selection", "drivers.selection.best_subsets"):
        monkeypatch.setattr(f"placet.{room}.bar", spy)
    monkeypatch.setattr(_core, "thread_count", lambda: 2)
    return found


def test_work_grows_with_what_is_asked_for(monkeypatch):
    # By hand: 1,000 resamples of 100 rows of 9 numbers and moves among 9 columns; 50 turns of two columns of 100 rows.
    assert walks(100, 9, 1000) == 1000 * (100 * 9.5 + 25 * 81)
    assert imputed(100, 6, 2, 50, lent=True) == 50 * 2 * 100 * (14 + 3)
    assert imputed(100, 6, 2, 50, lent=False) < imputed(100, 6, 2, 50, lent=True)
    assert imputed(100, 6, 0, 50, lent=True) == 0
    monkeypatch.setattr(_core, "thread_count", lambda: 2)
    assert seconds(2 * RATE) == 1.0
    assert searched(0, 30, 100, Once(2.0)) == pytest.approx(100 * 2.0 * 0.3 / 2)
    with once() as first:
        pass
    assert 0 <= first.seconds < 60
    assert first.again(10) == 10 * first.seconds


def test_selections_say_how_long_their_resamples_take(told):
    given = data(4) | {"z": np.arange(60) % 2}
    drivers = [f"x{i}" for i in range(4)]
    placet.stepwise(given, "y", drivers, n_resamples=20, rng=1)
    assert told.pop("resample") == walks(60, 5, 20) / RATE / 2
    placet.stepwise(given, "z", drivers, model="logit", n_resamples=20, rng=1)
    assert told.pop("resample") > walks(60, 5, 20) / RATE / 2  # a logit is fitted again and again
    placet.best_subsets(given, "y", drivers, n_resamples=20, rng=1)
    assert told.pop("resample") > 0


def test_imputations_say_how_long_they_take(told):
    given = data(4)
    given["x1"] = np.where(RNG.random(60) < 0.2, np.nan, given["x1"])
    drivers = [f"x{i}" for i in range(4)]
    placet.regression(given, "y", drivers, missing="multiple", n_imputations=3, rng=1)
    assert told.pop("turn") == imputed(60, 5, 1, 30, lent=True) / RATE / 2
    # A long one says so at once: a million rows of six columns with gaps, five times, is nearly twenty seconds.
    assert 10 < imputed(1_000_000, 6, 6, 50, lent=True) / RATE / 2 < 20
