"""Excel and SPSS files: the same columns as of a text, with the labels that they have."""

import sys
from datetime import date, datetime

import numpy as np
import pandas as pd
import placet
import pytest

ROWS = [
    ["recommend", "region", "w", "day", "ok"],
    [10, "NA", 1.5, date(2026, 1, 31), True],
    [9, "EU", 1, date(2026, 2, 28), False],
    [None, None, None, None, None],
    ["NA", "", 2.25, None, None],
    [0, "EU", 0, date(2026, 3, 31), True],
]


def test_a_sheet_is_read_as_a_text_is(tmp_path, workbook):
    survey = placet.read_survey(workbook(tmp_path / "survey.xlsx", Data=ROWS))
    data = survey.data
    assert data["recommend"].tolist() == pytest.approx([10, 9, np.nan, 0], nan_ok=True)
    assert data["region"].tolist() == ["NA", "EU", None, "EU"]
    assert data["w"].tolist() == [1.5, 1, 2.25, 0]
    assert data["day"].tolist() == [datetime(2026, 1, 31), datetime(2026, 2, 28), None, datetime(2026, 3, 31)]
    assert data["ok"].tolist() == [True, False, None, True]


def test_rows_of_zeros_are_respondents(tmp_path, workbook):
    survey = placet.read_survey(workbook(tmp_path / "survey.xlsx", Data=[["q", "r"], [0, 0], [0, 0], [None, None]]))
    assert survey.data["q"].tolist() == [0, 0]


def test_numbers_stored_as_text_and_second_headers(tmp_path, workbook):
    path = workbook(tmp_path / "a.xlsx", Data=[["q", "r"], ["How?", "Where?"], ["10", 1], [" 9", 2]])
    with pytest.raises(placet.DataError, match=r"row 2 .*skip_rows=\[2\]"):
        placet.read_survey(path)
    assert placet.read_survey(path, skip_rows=2).data["q"].tolist() == [10, 9]


def test_sheets(tmp_path, workbook):
    path = workbook(tmp_path / "a.xlsx", Notes=[["a"], ["b"]], Data=[["q"], [10]])
    with pytest.warns(UserWarning, match=r"sheet 'Notes' is read; for another give sheet= .'Data'"):
        assert list(placet.read_survey(path).data) == ["a"]
    assert placet.read_survey(path, sheet="Data").data["q"].tolist() == [10]
    with pytest.raises(placet.DataError, match=r"no sheet='Dat'.*'Data'"):
        placet.read_survey(path, sheet="Dat")


def test_columns_of_one_name_in_a_sheet(tmp_path, workbook):
    with pytest.raises(placet.DataError, match="2 columns named 'q'"):
        placet.read_survey(workbook(tmp_path / "a.xlsx", Data=[["q", "q"], [1, 2]]))


@pytest.mark.parametrize(
    ("module", "name", "start", "extra"),
    [("python_calamine", "a.xls", b"\xd0\xcf\x11\xe0", "excel"), ("pyreadstat", "a.sav", b"$FL2", "spss")],
)
def test_what_is_missing_is_named(tmp_path, monkeypatch, module, name, start, extra):
    pytest.importorskip(module)
    monkeypatch.setitem(sys.modules, module, None)
    (tmp_path / name).write_bytes(start + b"junk")
    with pytest.raises(ImportError, match=rf"pip install placet\[{extra}\]"):
        placet.read_survey(tmp_path / name)
    monkeypatch.undo()
    with pytest.raises(placet.DataError, match="cannot be read as"):
        placet.read_survey(tmp_path / name)


@pytest.fixture
def saved(tmp_path):
    pyreadstat = pytest.importorskip("pyreadstat")

    frame = pd.DataFrame(
        {
            "rec": [10, 9, 3, 99, np.nan],
            "region": [1, 2, 1, 2, 1],
            "w": [1.5, 1, 2, 1, 1],
            "name": ["a", "", "NA", "c", None],
            "day": pd.to_datetime(["2026-01-31", "2026-02-28", None, "2026-03-31", "2026-04-30"]),
        }
    )
    pyreadstat.write_sav(
        frame, tmp_path / "survey.sav",
        column_labels={"rec": "How likely are you to recommend us?", "region": "Where?"},
        variable_value_labels={"rec": {0: "Not at all", 10: "Extremely", 99: "Don't know"}, "region": {1: "N", 2: "S"}},
        missing_ranges={"rec": [99]},
    )  # fmt: skip
    return tmp_path / "survey.sav"


def test_an_spss_file_has_numbers_and_labels(saved):
    survey = placet.read_survey(saved, weights="w")
    assert survey.data["rec"].tolist() == pytest.approx([10, 9, 3, np.nan, np.nan], nan_ok=True)
    assert survey.data["region"].dtype == np.int64
    assert survey.data["name"].tolist() == ["a", None, "NA", "c", None]
    assert survey.data["day"][:2].tolist() == [datetime(2026, 1, 31), datetime(2026, 2, 28)]
    assert np.isnat(survey.data["day"][2])
    assert dict(survey.labels) == {"rec": "How likely are you to recommend us?", "region": "Where?"}
    result = placet.nps(survey, "rec")
    assert result.title.endswith("How likely are you to recommend us?")
    assert result["n"][0] == 3
    assert result["estimate"][0] == pytest.approx(100 * (2.5 - 2) / 4.5)


def test_value_labels_of_an_spss_file_name_segments(saved):
    survey = placet.read_survey(saved)
    assert list(placet.nps(survey, "rec", by="region")["region"]) == ["N", "S"]
    survey = placet.read_survey(saved, value_labels={"region": {1: "North", 2: "South"}})
    assert list(placet.nps(survey, "rec", by="region")["region"]) == ["North", "South"]


def test_an_spss_file_by_the_command(saved, tmp_path, capsys):
    from placet.reporting.command import main

    out = tmp_path / "page.html"
    assert main(["report", str(saved), "--recommend", "rec", "--by", "region", "-o", str(out)]) == 0
    assert "How likely are you to recommend us?" in capsys.readouterr().out
