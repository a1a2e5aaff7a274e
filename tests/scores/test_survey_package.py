"""Scores under sampling designs against R's survey package; tests/reference/survey.R made the numbers."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import placet
import pytest
from numpy.testing import assert_allclose

FOLDER = Path(__file__).parent.parent / "reference"
METRICS = {
    "nps": ("score", placet.Metric.nps()),
    "top_box": ("score", placet.Metric.top_box((0, 10), top=2)),
    "mean": ("score", placet.Metric.mean_score((0, 10))),
    "top_two": ("satisfaction", placet.Metric.csat()),
}
LINEAR = [
    "weights", "strata", "strata_fpc", "clusters", "strata_clusters", "strata_clusters_fpc", "respondents",
    "strata_respondents",
    *(f"lonely_{rule}{fpc}" for rule in ("certainty", "adjust", "average") for fpc in ("", "_fpc")),
]  # fmt: skip
REPLICATED = [
    f"{kind}{mse}"
    for kind in ("jk1", "jkn", "jkn_fpc", "brr", "fay", "bootstrap", "subbootstrap")
    for mse in ("", "_mse")
]
RANGES = {"nps": (-100, 100), "top_box": (0, 1), "mean": (0, 10), "top_two": (0, 1)}


@pytest.fixture(scope="module")
def golden(typed) -> dict[str, Any]:
    return typed("survey")


@pytest.fixture(scope="module")
def sample() -> pd.DataFrame:
    return pd.read_csv(FOLDER / "survey.csv")


def survey_of(name: str, design: dict[str, Any], sample: pd.DataFrame) -> placet.Survey:
    """The design of that name as a Survey."""
    if name in REPLICATED:
        return replicated(design, sample)
    if name.startswith("lonely"):
        sample = sample[(sample["stratum"] != "E") | (sample["cluster"] == "E1")]
    assert len(sample) == design["rows"]
    rule = {"remove": "certainty"}.get(design["lonely_psu"], design["lonely_psu"])
    return placet.Survey(
        sample, weights="weight", strata=design["strata"], cluster=design["ids"], fpc=design["fpc"], lonely_psu=rule
    )


def replicated(design: dict[str, Any], sample: pd.DataFrame) -> placet.Survey:
    factors = pd.read_csv(FOLDER / "survey_replicates.csv", index_col="cluster").filter(regex=f"^{design['factors']}_")
    factors = factors.dropna()
    sample = sample[sample["cluster"].isin(factors.index)].reset_index(drop=True)
    assert len(sample) == design["rows"]
    combined = factors.loc[sample["cluster"]].reset_index(drop=True).mul(sample["weight"], axis=0)
    kind = design["type"]
    rule = placet.ReplicateWeights(
        f"{design['factors']}_*",
        kind,
        rho=0.3 if kind == "Fay" else 0.0,
        scale=design["scale"] if kind == "other" else None,
        rscales=design["rscales"] if kind == "JKn" else None,
        mse=design["mse"],
    )
    return placet.Survey(pd.concat([sample, combined], axis=1), weights="weight", repweights=rule)


@pytest.mark.parametrize("name", LINEAR + REPLICATED)
def test_estimates_errors_and_degrees_of_freedom(golden, sample, name: str) -> None:
    table = pd.DataFrame(golden["estimates"]["rows"], columns=golden["estimates"]["columns"])
    table = table[table["design"] == name]
    assert len(table) == 16
    survey = survey_of(name, golden["designs"][name], sample)
    for metric, (item, definition) in METRICS.items():
        expected = table[table["metric"] == metric].set_index("domain")
        whole = placet.score(survey, item, definition, method="design")
        by = placet.score(survey, item, definition, method="design", by="segment")
        for row, domain in enumerate(["whole", "a", "b", "c"]):
            found, at = (whole, 0) if domain == "whole" else (by, row - 1)
            golden_row = expected.loc[domain]
            assert found["n"][at] == golden_row["n"]
            assert_allclose(found["estimate"][at], golden_row["estimate"], rtol=1e-12)
            assert_allclose(found["std_error"][at], golden_row["std_error"], rtol=1e-10)
            assert found["df"][at] == golden_row["degf"]
            if not math.isnan(golden_row["low"]):
                # R does not clip; a score beyond its range cannot be.
                limits = np.clip(golden_row[["low", "high"]].astype(float), *RANGES[metric])
                assert_allclose([found["conf_low"][at], found["conf_high"][at]], limits, rtol=1e-10, atol=1e-10)


def test_airport_by_gender_and_times_flown(golden, airport) -> None:
    data = airport.replace({"Q20GENDER": {0: np.nan}, "Q5TIMESFLOWN": {0: np.nan}})
    survey = placet.Survey(data, weights="WEIGHT", strata="STRATA", na_codes=[11])
    found = placet.nps(survey, "NETPRO", by=["Q20GENDER", "Q5TIMESFLOWN"], method="design")
    table = pd.DataFrame(golden["airport"]["rows"], columns=golden["airport"]["columns"])
    cells = table.dropna(subset=["gender", "times"]).set_index(["gender", "times"])
    assert len(cells) == (np.asarray(found["n"]) > 0).sum() > 20
    for row, key in enumerate(zip(found["Q20GENDER"], found["Q5TIMESFLOWN"], strict=True)):
        if found["n"][row] == 0:
            continue
        expected = cells.loc[key]
        assert found["n"][row] == expected["n"]
        assert_allclose(found["estimate"][row], expected["estimate"], rtol=1e-10, atol=1e-10)
        assert_allclose(found["std_error"][row], expected["std_error"], rtol=1e-10, atol=1e-12)
        assert found["df"][row] == expected["degf"]
