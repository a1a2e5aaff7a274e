"""How often a selection reads data that stay where they are: a few times, whatever models and segments there are."""

import numpy as np
import placet
import pytest
from placet import DataError
from placet.frames.frame import Frame
from placet.survey.passes import folded, together

DRIVERS = [f"x{i}" for i in range(6)]
REPLICATES = [f"r{i}" for i in range(16)]


@pytest.fixture(scope="module")
def surveyed():
    """Drivers that share a factor, of which half count, with uneven weights, a gap here and there and a design."""
    rng, n = np.random.default_rng(83), 2400
    common = rng.normal(size=n)
    drivers = {name: np.clip(np.round(5.5 + 1.2 * (rng.normal(size=n) + common)), 1, 10) for name in DRIVERS}
    drivers["x4"][rng.uniform(size=n) < 0.04] = np.nan
    overall = sum(share * drivers[name] for share, name in zip((0.4, 0.2, 0.1), DRIVERS, strict=False))
    w = rng.lognormal(0, 0.5, n) * (rng.uniform(size=n) > 0.02)
    store = rng.integers(0, 120, n)
    return {
        **drivers, "overall": np.round(overall + rng.normal(size=n)), "w": w, "region": rng.choice(list("abc"), n),
        "store": store, "town": store % 8,
        **{name: w * rng.choice([0.0, 2.0], n) for name in REPLICATES},
    }  # fmt: skip


@pytest.fixture
def passes(monkeypatch):
    """How many there were."""
    pl = pytest.importorskip("polars")
    from placet.engines import polars as engine

    monkeypatch.setattr(engine, "BATCH", 500)
    batches, made = Frame.batches, []

    def counted(*given, **more):
        made.append(given)
        return batches(*given, **more)

    monkeypatch.setattr(Frame, "batches", counted)
    return pl.LazyFrame, made


ERRORS = {
    "none": {},
    "weights": {"weights": "w"},
    "strata": {"strata": "town", "weights": "w"},
    "clusters": {"cluster": "store"},
    "strata of clusters": {"strata": "town", "cluster": "store", "weights": "w"},
    "replicates": {
        "weights": "w", "n_resamples": 16,
        "repweights": placet.ReplicateWeights(REPLICATES, "bootstrap", combined=True),
    },
}  # fmt: skip
CALLS = {
    "stepwise": lambda data, **o: placet.stepwise(data, "overall", DRIVERS, **o),
    "backward": lambda data, **o: placet.stepwise(data, "overall", DRIVERS, direction="backward", **o),
    "by bic": lambda data, **o: placet.stepwise(data, "overall", DRIVERS, criterion="bic", **o),
    "best_subsets": lambda data, **o: placet.best_subsets(data, "overall", DRIVERS, **o),
}


@pytest.mark.parametrize("by", [None, "region"])
@pytest.mark.parametrize("errors", ERRORS)
@pytest.mark.parametrize("name", CALLS)
def test_a_selection_takes_a_few_passes(same, passes, surveyed, name, errors, by) -> None:
    lazy, made = passes
    options = {"n_resamples": 0, "rng": 1, **ERRORS[errors], **({"by": by} if by else {})}
    found = CALLS[name](lazy(surveyed), **options)
    # The scan, the models, those of the result; moments and products of replicate weights; moves that nobody foresaw.
    assert len(made) <= {"none": 2, "clusters": 2}.get(errors, 8 if name == "backward" else 4)
    same(found, CALLS[name](surveyed, **options))


@pytest.mark.filterwarnings("ignore::placet.CollinearityWarning")
def test_nearly_dependent_drivers_take_as_few(same, passes, surveyed) -> None:
    lazy, made = passes
    rng = np.random.default_rng(84)
    data = {**surveyed, "twin": surveyed["x1"] + 1e-3 * rng.normal(size=2400)}
    options = {"by": "region", "weights": "w", "n_resamples": 0}

    def call(data):
        return placet.stepwise(data, "overall", ["x0", "x1", "twin", "x2"], **options)

    found = call(lazy(data))
    assert len(made) <= 12
    same(found, call(data), rtol=1e-7)


class _Source:
    """Batches that are numbers, and how often they were read."""

    def __init__(self, *batches):
        self.batches, self.read = batches, 0

    def fold(self, make, join):
        self.read += 1
        first, *others = map(make, self.batches)
        for other in others:
            first = join(first, other)
        return first


def test_tasks_share_passes_and_keep_their_own_answers() -> None:
    source = _Source(1, 2, 3)

    def task(power, again):
        first = folded(source, lambda batch: batch**power, lambda a, b: a + b)
        return folded(source, lambda batch: batch * first, max) if again else first

    assert together([lambda: task(1, False), lambda: task(2, True), lambda: 7, lambda: task(3, True)]) == [
        6,
        42,
        7,
        108,
    ]
    assert source.read == 2
    assert task(2, True) == 42
    assert source.read == 4


def test_only_as_many_share_one_as_there_is_room_for(monkeypatch) -> None:
    from placet.survey import passes

    monkeypatch.setattr(passes, "MOST", 10)
    source = _Source(1, 2)
    tasks = [lambda i=i: folded(source, lambda batch: batch * i, max) for i in range(5)]
    assert together(tasks, 5) == [0, 2, 4, 6, 8]
    assert source.read == 3


def test_an_error_is_that_of_its_task_alone() -> None:
    source = _Source(1, 2)

    def refused(batch):
        raise DataError("no")

    def task():
        try:
            return folded(source, refused, max)
        except DataError as error:
            return str(error)

    assert together([task, lambda: folded(source, abs, max)]) == ["no", 2]
    with pytest.raises(DataError, match="no"):
        together([lambda: folded(source, abs, max), lambda: folded(source, refused, max)])


def test_what_is_refused_at_once_reads_nothing() -> None:
    source = _Source(1)

    def refused():
        raise DataError("no")

    with pytest.raises(DataError):
        together([refused, lambda: folded(source, abs, max)])
    assert source.read == 0
