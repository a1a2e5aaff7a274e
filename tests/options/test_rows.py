"""What has a row for each row of the data keeps their number, order and labels."""

import numpy as np
import pandas as pd
import placet
import polars as pl
import pytest

ROWS = 30


def answers():
    rng = np.random.default_rng(2)
    x = rng.normal(size=ROWS)
    y = x + rng.normal(size=ROWS)
    y[[3, 17]] = np.nan
    return {"x": x, "z": rng.normal(size=ROWS), "y": y, "g": np.tile(["a", "b"], ROWS // 2)}


LABELS = {
    "text": pd.Index([f"r{i}" for i in range(ROWS)][::-1], name="respondent"),
    "numbers": pd.Index(range(100, 100 + ROWS)),
    "dates": pd.date_range("2026-01-01", periods=ROWS),
    "levels": pd.MultiIndex.from_product([["north", "south"], range(ROWS // 2)]),
}


@pytest.mark.parametrize("labels", LABELS)
def test_residuals_and_predictions_of_pandas_keep_the_index(labels):
    frame = pd.DataFrame(answers(), index=LABELS[labels])
    result = placet.regression(frame, "y", ["x", "z"], by="g", diagnostics=True)
    residuals = result.frame("residuals")
    assert residuals.index.equals(frame.index)
    assert residuals["residual"].isna().to_numpy().nonzero()[0].tolist() == [3, 17]
    fitted = result.predict(frame).to_frame()
    assert fitted.index.equals(frame.index)
    there = frame["y"].notna()
    left = frame["y"] - fitted["estimate"]  # by label
    assert np.allclose(left[there], residuals["residual"][there], atol=1e-12)
    assert placet.regression(frame, "y", ["x", "z"]).to_frame().index.equals(pd.RangeIndex(3))


def test_vectors_give_their_index():
    frame = pd.DataFrame(answers(), index=LABELS["text"])
    result = placet.regression(frame[["x", "z"]], frame["y"], diagnostics=True)
    assert result.frame("residuals").index.equals(frame.index)


def test_every_category_of_a_row_has_its_label():
    frame = pd.DataFrame({"x": np.arange(60) % 7, "y": np.arange(60) * 7 % 3}, index=range(60, 0, -1))
    shown = placet.regression(frame, "y", "x", model="ordered").predict(frame).to_frame()
    assert shown.index.tolist() == [label for label in frame.index for _ in range(3)]


def test_other_libraries_have_no_labels():
    result = placet.regression(pl.DataFrame(answers()).fill_nan(None), "y", ["x", "z"], diagnostics=True)
    residuals = result.frame("residuals")
    assert len(residuals) == ROWS
    assert residuals["row"].to_list() == list(range(ROWS))
    assert residuals["residual"].is_nan().arg_true().to_list() == [3, 17]
