"""Shared fixtures. Outside numbers that may not be shipped are found through PLACET_REFERENCE, or their tests skip."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

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
