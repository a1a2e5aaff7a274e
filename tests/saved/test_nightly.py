"""The example of a pipeline runs, and reports what all the answers together give."""

import runpy
from pathlib import Path

import numpy as np
import placet

EXAMPLE = Path(__file__).parents[2] / "examples" / "nightly.py"


def test_the_nights_give_what_all_answers_give(tmp_path, capsys) -> None:
    example = runpy.run_path(str(EXAMPLE))
    example["main"](tmp_path)
    said = capsys.readouterr().out
    example["add"](3, tmp_path)  # a night that is run again changes nothing
    days = [example["answers_of"](day) for day in range(1, 6)]
    whole = {name: np.concatenate([day[name] for day in days]) for name in days[0]}
    counts = example["kept"](placet.ScoreCounts, tmp_path)
    scores = placet.nps(counts, by="region", total=True)
    expected = placet.nps(whole, "recommend", by="region", weights="weight", total=True)
    assert str(scores) in said
    np.testing.assert_allclose(scores["estimate"], expected["estimate"], rtol=1e-12)
    for name in ("conf_low", "conf_high"):
        np.testing.assert_allclose(scores[name], expected[name], rtol=1e-12)
    assert list(scores["n"]) == list(expected["n"])
    model, by_rows = (
        placet.regression(data, "recommend", example["DRIVERS"], errors="classical", **options)
        for data, options in ((example["kept"](placet.Moments, tmp_path), {}), (whole, {"weights": "weight"}))
    )
    np.testing.assert_allclose(model["estimate"], by_rows["estimate"], rtol=1e-12)
    assert str(model) in said
