"""Shared fixtures. Outside numbers that may not be shipped are found through PLACET_REFERENCE, or their tests skip."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def reference() -> Path:
    folder = os.environ.get("PLACET_REFERENCE")
    if not folder or not Path(folder).is_dir():
        pytest.skip("PLACET_REFERENCE is not set to the folder of reference data")
    return Path(folder)
