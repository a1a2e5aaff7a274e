"""Scores under sampling designs of data that stay where they are equal those of the same data in memory."""

import numpy as np
import placet
import pytest
from placet import DataError
from placet.survey.away import ROW

#: A folder of Parquet files is read as a dataset is.
HERE = ["polars", "duckdb", "dataset", "dask"]
pytestmark = pytest.mark.parametrize("stored", HERE, indirect=True)
ROWS = 1200
ROLES = ("weights", "weight_type", "strata", "cluster", "fpc", "nest", "lonely_psu", "repweights", "wave")
SCORES = {
    "nps": lambda data, **o: placet.nps(data, "recommend", by="region", **o),
    "two items": lambda data, **o: placet.top_box(data, ["overall", "bills"], scale=(1, 10), **o),
    "between the points": lambda data, **o: placet.mean_score(data, "stars", scale=(1, 5), by="region", **o),
    "two metrics": lambda data, **o: placet.score(data, "overall", ["net_box", "mean_score"], scale=(1, 10), **o),
    "design": lambda data, **o: placet.nps(data, "recommend", by=["region", "quarter"], method="design", **o),
    "distribution": lambda data, **o: placet.distribution(data, "recommend", scale=(0, 10), by="region", **o),
    "rest": lambda data, **o: placet.compare(data, "recommend", by="region", against="rest", **o),
    "pairs": lambda data, **o: placet.compare(
        data, ["recommend", "overall"], by="region", against="all pairs", scale=(0, 10), **o
    ),
}
OVER_TIME = {
    "compare waves": lambda data: placet.compare(data, "recommend", wave="quarter", against="previous"),
    "track": lambda data: placet.track(data, "recommend", wave="quarter", by="region"),
    "change": lambda data: placet.change(data, "recommend", wave="quarter", by="region"),
    "all waves": lambda data: placet.nps(data, "recommend"),
}
DESIGNS = {
    "strata": {"strata": "zone"},
    "clusters": {"cluster": "shop", "weights": "w"},
    "strata, clusters, fpc": {"strata": "zone", "cluster": "shop", "fpc": "shops", "weights": "w"},
    "strata, fpc, weights": {"strata": "zone", "fpc": "people", "weights": "w"},
    "numbered anew": {"strata": "zone", "cluster": "number", "nest": True, "weights": "w"},
    "a lonely shop, certain": {"strata": "area", "cluster": "shop", "lonely_psu": "certainty", "weights": "w"},
    "a lonely shop, adjusted": {"strata": "area", "cluster": "shop", "lonely_psu": "adjust"},
    "a lonely shop, averaged": {"strata": "area", "cluster": "shop", "lonely_psu": "average", "weights": "w"},
    "frequencies": {"strata": "zone", "weights": "whole", "weight_type": "frequency"},
    "frequencies in clusters": {"cluster": "shop", "weights": "whole", "weight_type": "frequency"},
    "replicate weights": {"weights": "w", "repweights": placet.ReplicateWeights("copy*", "bootstrap")},
    "factors": {"weights": "w", "repweights": placet.ReplicateWeights("half*", "BRR", combined=False, mse=True)},
}


@pytest.fixture(scope="module")
def sampled():
    """Answers from 24 shops in 3 zones, and all the ways in which their design may be written down."""
    rng = np.random.default_rng(17)
    shop = rng.integers(0, 24, ROWS)
    data = {"shop": np.array([f"店 {i}" for i in shop], dtype=object), "number": shop // 3, "zone": shop % 3}
    data["area"] = np.where(shop == 5, 9, shop % 3)
    data["shops"] = np.array([40.0, 60.0, 80.0])[shop % 3]
    data["people"] = np.array([4000.0, 6000.0, 8000.0])[shop % 3]
    taste = rng.normal(0, 1.5, 24)[shop]
    data["recommend"] = np.clip(np.rint(rng.normal(7 + taste, 2)), 0, 10)
    data["overall"] = np.clip(np.rint(rng.normal(7 + taste, 2)), 1, 10).astype(np.int8)
    data["bills"] = rng.integers(1, 11, ROWS).astype(float)
    data["stars"] = rng.integers(2, 11, ROWS) / 2
    data["region"] = [None if i % 97 == 0 else ("North", "South", "北方")[i % 3] for i in range(ROWS)]
    data["quarter"] = [f"2024 Q{1 + i % 2 + i // 2 % 2}" for i in range(ROWS)]
    data["w"] = rng.uniform(0.5, 2, ROWS)
    data["w"][5:9] = 0
    data["whole"] = rng.integers(0, 5, ROWS)
    rows = np.arange(ROWS)
    data["person"] = np.where(rows < 1100, rows // 2, rows)
    for i in range(12):
        drawn = np.bincount(rng.integers(0, 24, 24), minlength=24)
        data[f"copy{i}"] = data["w"] * drawn[shop] * rng.uniform(0.9, 1.1, 24)[shop]
    for i in range(6):
        data[f"half{i}"] = 2.0 * ((shop >> (i % 4) & 1) ^ (i > 3))
    data["recommend"][:50] = np.nan
    data["bills"][40:60] = np.nan
    # A shop that one part of the data has alone.
    for name, value in {"shop": "only here", "number": 50, "zone": 0, "area": 0, "shops": 40, "people": 4000}.items():
        data[name][1190:1192] = value
    return data


@pytest.fixture(scope="module")
def known():
    """What a function makes of rows in memory, once for all engines."""
    made = {}

    def found(name, survey):
        key = name, *(getattr(survey, role) for role in ROLES)
        if key not in made:
            made[key] = {**SCORES, **OVER_TIME}[name](survey)
        return made[key]

    return found


@pytest.fixture
def turn(request):
    """Some of several functions: every engine has others, all engines together have all, and so has every engine of all
    designs."""
    engine = HERE.index(request.node.callspec.params["stored"])

    def of(names, case):
        return [name for i, name in enumerate(names) if (i + case) % len(HERE) == engine]

    return of


@pytest.mark.parametrize("case", range(len(DESIGNS)), ids=DESIGNS)
def test_the_scores_are_those_of_the_rows_in_memory(same, known, turn, stored, sampled, case) -> None:
    design = list(DESIGNS.values())[case]
    where, here = placet.Survey(stored(sampled), **design), placet.Survey(sampled, **design)
    for name in turn(SCORES, case):
        same(SCORES[name](where), known(name, here))


@pytest.mark.parametrize("case", range(len(DESIGNS)), ids=DESIGNS)
def test_every_wave_is_a_sample_of_its_own(same, known, turn, stored, sampled, case) -> None:
    design = {"lonely_psu": "adjust", **list(DESIGNS.values())[case], "wave": "quarter"}
    where, here = placet.Survey(stored(sampled), **design), placet.Survey(sampled, **design)
    for name in turn(OVER_TIME, case):
        same(OVER_TIME[name](where), known(name, here))


PANELS = [{}, {"weights": "w"}, {"strata": "half"}, {"weights": "w", "cluster": "block"}]


@pytest.mark.parametrize("case", range(len(PANELS)), ids=["plain", "weights", "strata", "clusters"])
def test_respondents_that_were_asked_twice(same, turn, stored, sampled, case) -> None:
    person = sampled["person"]
    data = {**sampled, "half": person % 2, "block": person % 15}
    where, here = (placet.Survey(one, id="person", wave="quarter", **PANELS[case]) for one in (stored(data), data))
    for name in turn(OVER_TIME, case):
        same(OVER_TIME[name](where), OVER_TIME[name](here))


@pytest.mark.parametrize("name", ["strata, clusters, fpc", "strata, fpc, weights", "replicate weights"])
def test_a_filter_makes_a_domain(same, turn, stored, sampled, name) -> None:
    nw = pytest.importorskip("narwhals.stable.v2")
    where = placet.Survey(stored(sampled), **DESIGNS[name]).filter(nw.col("whole") > 1)
    here = placet.Survey(sampled, **DESIGNS[name]).filter(sampled["whole"] > 1)
    for score in turn(("nps", "rest", "between the points", "distribution"), 0):
        same(SCORES[score](where), SCORES[score](here))


def _of(*columns: object) -> dict[str, object]:
    """Eight answers, and columns of a design."""
    made = {"score": [9.0, 10, 3, 7, 9, 8, 10, 2], "wave": [1, 2] * 4, "w": [1.0, 2] * 4}
    return made | dict(zip("abcd", columns, strict=False))


HALVES, ONES = [1, 1, 1, 1, 2, 2, 2, 2], [1] * 8
GAPS = [1.0, 1, 2, 2, float("nan"), 3, 4, 4]
WORDS = ["n", "n", None, "n", "s", "s", "s", "s"]
BAD = {
    "a missing stratum": (_of(WORDS), {"strata": "a"}),
    "a missing stratum, a number": (_of(GAPS), {"strata": "a"}),
    "a missing cluster": (_of(GAPS), {"cluster": "a"}),
    "a missing size": (_of(GAPS), {"fpc": "a"}),
    "different sizes in a stratum": (_of(HALVES, [8, 8, 8, 9] * 2), {"strata": "a", "fpc": "b"}),
    "more than there are": (_of(HALVES, [1.5] * 8), {"strata": "a", "fpc": "b"}),
    "one unit": (_of(HALVES, HALVES), {"strata": "a", "cluster": "b"}),
    "one cluster": (_of(ONES), {"cluster": "a"}),
    "a cluster in two strata": (_of(HALVES, [1, 1, 2, 2, 2, 3, 3, 3]), {"strata": "a", "cluster": "b"}),
    "strata that are words in place of sizes": (_of(HALVES, ["many"] * 8), {"strata": "a", "fpc": "b"}),
    "precisions": (_of(HALVES), {"cluster": "a", "weights": "w", "weight_type": "precision"}),
    "a respondent twice": (_of(HALVES), {"id": "a"}),
    "a respondent twice with one answer": ({**_of([1, 2, 1, 3, 4, 5, 6, 7]), "score": [9.0] * 8}, {"id": "a"}),
    "nobody": (_of(GAPS), {"id": "a"}),
    "a respondent in two clusters": (
        _of([1, 1, 2, 2, 3, 3, 4, 4], [1, 2, 1, 1, 2, 2, 2, 2]),
        {"id": "a", "cluster": "b"},
    ),
    "frequencies of a respondent": (_of([1, 2] * 4), {"id": "a", "weights": "w", "weight_type": "frequency"}),
}


@pytest.mark.parametrize(("data", "design"), BAD.values(), ids=BAD)
def test_a_design_is_refused_as_in_memory(stored, data, design) -> None:
    said = []
    for given in (data, stored(data)):
        with pytest.raises(DataError) as error:
            placet.compare(placet.Survey(given, **design), "score", wave="wave")
        said.append(ROW.sub("", str(error.value)))
        assert given is data or str(error.value) == said[-1], "it names a row"
    assert said[0] == said[1]


WHOLE, SIXTH = [1.0, 2, 3, 1, 2, 3, 1, 2], [0.0, 2] * 4
COPIES = {
    "missing": (_of(WHOLE, [*WHOLE[:7], float("nan")]), "'b' are missing in 1 rows"),
    "below 0": (_of(WHOLE, [-1.0, *WHOLE[1:]]), "'b' reach from -1"),
    "infinite": (_of(WHOLE, [float("inf"), *WHOLE[1:]]), "'b' reach from 2? ?1 to inf"),
    "nothing": (_of(WHOLE, [0.0] * 8), "all weights in column 'b' are 0"),
    "words": (_of(WHOLE, list("abcdefgh")), "the weights column 'b' does not hold numbers"),
    "factors": (
        {**_of(SIXTH, SIXTH[::-1]), "w": [1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7]},
        "'a', ... look like factors",
    ),
}


@pytest.mark.parametrize(("data", "said"), COPIES.values(), ids=COPIES)
def test_replicate_weights_that_are_none_are_refused(stored, data, said) -> None:
    copies = placet.ReplicateWeights(["a", "b"], "bootstrap")
    with pytest.raises(DataError, match=said):
        placet.nps(stored(data), "score", weights="w", repweights=copies)


WEIGHTS = [{}, {"weights": "w"}, {"weights": "whole", "weight_type": "frequency"}]


@pytest.mark.parametrize("options", WEIGHTS, ids=["no weights", "weights", "frequencies"])
def test_resamples_are_drawn_from_the_merged_counts(same, stored, sampled, options) -> None:
    data = {**sampled, "w": np.round(sampled["w"], 1)}
    for name, interval in (("nps", "percentile"), ("between the points", "bca")):
        how = {"method": "bootstrap", "interval": interval, "n_resamples": 200, "rng": 5, **options}
        same(SCORES[name](stored(data), **how), SCORES[name](data, **how))


def test_units_that_are_too_many_to_be_counted_are_named(stored, sampled, monkeypatch) -> None:
    from placet.engines import arrow, engine, lazy

    for module in (engine, lazy, arrow):
        monkeypatch.setattr(module, "MOST_ROWS", 300)
    with pytest.raises(DataError, match="'recommend', 'person' have more than 300 different values together"):
        placet.nps(stored(sampled), "recommend", cluster="person")
    survey = placet.Survey(stored(sampled), id="person")
    with pytest.raises(DataError, match=r"id column 'person' are units that .* more than 300 .*; or leave id out"):
        placet.compare(survey, "recommend", wave="quarter")
