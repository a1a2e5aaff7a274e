"""Numeric columns of an eager frame are read where they are."""

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from placet import Survey
from placet.survey.reading import read

NAMES = ["a", "b", "c", "d", "e"]
# Not a run of neighbours with one step: pandas gives a view of such a run, and a copy of these.
CHOSEN = ["a", "b", "e"]
MATRIX = np.arange(20.0).reshape(4, 5)
COLUMNS = {name: MATRIX[:, i].copy() for i, name in enumerate(NAMES)}

FRAMES = {
    "pandas columns": lambda: pd.DataFrame(COLUMNS),
    "pandas block": lambda: pd.DataFrame(MATRIX, columns=NAMES),
    "polars": lambda: pl.DataFrame(COLUMNS),
    "pyarrow": lambda: pa.table(COLUMNS),
}


@pytest.mark.parametrize("library", FRAMES)
def test_columns_share_the_memory_of_the_frame(library):
    frame = FRAMES[library]()
    rows = read(Survey(frame, weights="d"), CHOSEN)
    assert rows.weights is not None
    for name, values, _ in (*rows.columns, rows.weights):
        assert np.array_equal(values, COLUMNS[name])
        assert np.shares_memory(values, frame[name].to_numpy()), f"{name} was copied"
