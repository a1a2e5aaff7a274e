"""Shared fixtures. Outside numbers that may not be shipped are found through PLACET_REFERENCE, or their tests skip."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest


@pytest.fixture(scope="session")
def reference() -> Path:
    folder = os.environ.get("PLACET_REFERENCE")
    if not folder or not Path(folder).is_dir():
        pytest.skip("PLACET_REFERENCE is not set to the folder of reference data")
    return Path(folder)


@pytest.fixture(scope="session")
def typed() -> Callable[[str], dict[str, Any]]:
    """Read outside numbers that may be shipped, each file with its source."""
    return lambda name: json.loads((Path(__file__).parent / "reference" / f"{name}.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def airport(reference: Path) -> pd.DataFrame:
    """San Francisco airport passenger survey 2017: 11 and empty are no answers in NETPRO; 0, 6 and "Blank" in Q7*."""
    return pd.read_csv(reference / "microdata" / "sfo_customer_survey_2017.csv.gz", low_memory=False)


@pytest.fixture(scope="session")
def interval_base():
    """The base of an interval of a weighted mean of x, respondent by respondent, as the docs define it."""

    def base(score, x, weight):
        kish = weight.sum() ** 2 / (weight**2).sum()
        mean = np.average(x, weights=weight)
        variance = np.average((x - mean) ** 2, weights=weight)
        if variance == 0:
            return kish
        # Respondents of one answer count with their mean squared weight.
        same = score[:, None] == score
        squares = (same @ weight**2) / same.sum(axis=1) * (x - mean) ** 2
        own = variance / (squares.sum() / weight.sum() ** 2)
        carried = kish if own < kish else squares.sum() ** 2 / (squares**2).sum()
        trust = carried / (carried + 40)
        return min(1 / ((1 - trust) / kish + trust / own), 2 * len(weight))

    return base
