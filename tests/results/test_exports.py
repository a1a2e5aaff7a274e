"""Results as crosstabs, Markdown, LaTeX, great_tables and workbooks."""

import builtins
import re

import numpy as np
import pandas as pd
import placet
import polars as pl
import pyarrow as pa
import pytest
from placet import DataError

openpyxl = pytest.importorskip("openpyxl")


@pytest.fixture(scope="module")
def survey():
    return placet.datasets.make_survey(1500, seed=3)


@pytest.fixture(scope="module")
def banner(survey):
    return placet.nps(survey, "recommend", by="region", wave="wave")


@pytest.fixture(scope="module")
def compared(survey):
    return placet.compare(survey, "recommend", by="region", against="all pairs")


# ---- frames ----------------------------------------------------------------------------------------------------------


def test_a_frame_of_any_library(banner):
    assert isinstance(banner.to_frame("pandas"), pd.DataFrame)
    assert isinstance(banner.to_frame("polars"), pl.DataFrame)
    assert isinstance(banner.to_frame("pyarrow"), pa.Table)
    with pytest.raises(DataError, match="library"):
        banner.to_frame("panda")


def test_a_frame_of_what_is_shown(banner):
    shown = banner.to_frame("pandas", display=True)
    lines = banner.summary().split("\n\n")[1].split("\n")[2:]
    assert [" ".join(row) for row in shown.to_numpy().tolist()] == [" ".join(line.split()) for line in lines]
    assert len(set(shown.columns)) == shown.shape[1]
    drivers = placet.key_drivers(
        {"y": [1, 2, 4, 3, 5, 4], "a": [1, 2, 3, 4, 5, 6], "b": [2, 1, 3, 1, 2, 2]}, "y", ["a", "b"], n_resamples=0
    )
    assert len(set(drivers.to_frame("polars", display=True).columns)) > 3


def test_a_crosstab_has_a_column_for_every_label(banner):
    wide = banner.to_frame("pandas", wide="wave")
    long = banner.to_frame("pandas")
    expected = long.pivot(index="region", columns="wave", values="estimate")
    assert list(wide.columns) == ["region", *expected.columns]
    assert np.array_equal(wide.set_index("region").loc[expected.index].to_numpy(), expected.to_numpy())
    low = banner.to_frame("pandas", wide=banner._heading("wave"), values="conf_low")
    assert np.array_equal(low.iloc[:, 1:].to_numpy(), long.pivot(index="region", columns="wave", values="conf_low"))


def test_a_crosstab_of_what_is_shown_ends_with_the_bases(banner):
    wide = banner.to_frame("pandas", wide="region", display=True)
    assert wide.iloc[-1, 0] == "n"
    counts = banner.to_frame("pandas").groupby("region")["n"].agg(["min", "max"])
    assert list(wide.iloc[-1, 1:]) == [f"{low} to {high}" for low, high in counts.to_numpy()]


def test_letters_stand_beside_the_scores_of_a_crosstab(compared):
    wide = compared.to_frame("pandas", wide="region", display=True)
    letters = dict(zip(compared.groups["region"], compared.groups["column"], strict=True))
    assert list(wide.columns)[1:] == ["Total", *(f"{region} ({letter})" for region, letter in letters.items())]
    assert wide["Total"].tolist() == [f"{compared.totals['score'][0]:.1f}", f"{compared.totals['n'][0]:,}"]
    cells = dict(zip(letters, wide.iloc[0, 2:], strict=True))
    for region, score, higher in zip(
        compared.groups["region"], compared.groups["score"], compared.groups["higher_than"], strict=True
    ):
        assert cells[region] == f"{score:.1f} {higher}".strip()
    numbers = compared.to_frame("pandas", wide="region")
    assert list(numbers.iloc[0]) == ["recommend", *compared.totals["score"], *compared.groups["score"]]


def test_the_total_of_a_banner_is_the_call_without_segments(survey, compared):
    whole = placet.nps(survey, "recommend")
    for name, column in {"score": "estimate", "std_error": "std_error", "n": "n", "n_eff": "n_eff"}.items():
        np.testing.assert_allclose(compared.totals[name], whole[column], rtol=1e-12)


def test_what_cannot_be_a_crosstab(banner):
    with pytest.raises(DataError, match="wide='estimate' is no column of labels of this result; it has 'region', 'wa"):
        banner.to_frame(wide="estimate")
    with pytest.raises(DataError, match="values='score' is no column of the result; use one of "):
        banner.to_frame(wide="wave", values="score")
    with pytest.raises(DataError, match="wide=None is no column of labels"):
        banner.to_frame(values="n")


# ---- text ------------------------------------------------------------------------------------------------------------


def test_markdown(banner):
    text = banner.to_markdown()
    rows = [line for line in text.split("\n") if line.startswith("|")]
    assert len(rows) == 2 + len(banner.table)
    assert len({row.count("|") for row in rows}) == 1
    assert text.startswith("**Net Promoter Score")
    assert banner.to_markdown(notes=False).startswith(f"| Region | {banner._heading('wave')} | NPS |")
    hostile = placet.nps({"q": [10, 3], "g": ["a|b", "*c*"]}, "q", by="g").to_markdown(notes=False)
    assert "a\\|b" in hostile
    assert "\\*c\\*" in hostile


def test_latex(banner):
    text = banner.to_latex(wide="wave")
    for part in (r"\begin{table}", r"\toprule", r"\midrule", r"\bottomrule", r"\end{tabular}", r"\end{table}"):
        assert text.count(part) == 1
    hostile = placet.nps({"q": [10, 3], "g": ["50 % & more_", r"\x{}^~#$"]}, "q", by="g").to_latex(notes=False)
    assert r"50 \% \& more\_" in hostile
    assert r"\textbackslash{}x\{\}\textasciicircum{}\textasciitilde{}\#\$" in hostile
    assert not re.search(r"(?<!\\)[%#$]", hostile)


def test_great_tables(banner):
    great_tables = pytest.importorskip("great_tables")
    table = banner.to_gt(wide="wave")
    assert isinstance(table, great_tables.GT)
    page = table.as_raw_html()
    assert banner.title in page
    assert f"{banner['estimate'][0]:.1f}" in page
    assert "2026Q1" in page


# ---- workbooks -------------------------------------------------------------------------------------------------------


def sheet(path, index=0):
    book = openpyxl.load_workbook(path)
    return book.worksheets[index]


def table_of(sheet):
    rows = [list(row) for row in sheet.iter_rows(min_row=3, values_only=True)]
    end = next(i for i, row in enumerate(rows) if all(value is None for value in row))
    return pd.DataFrame(rows[1:end], columns=rows[0])


def test_a_workbook_has_the_numbers_of_the_frame(banner, tmp_path):
    path = banner.to_excel(tmp_path / "nps.xlsx")
    written, frame = table_of(sheet(path)), banner.to_frame("pandas")
    names = {
        "Region": "region",
        banner._heading("wave"): "wave",
        "NPS": "estimate",
        "Low": "conf_low",
        "High": "conf_high",
        "n": "n",
    }
    for heading, name in names.items():
        if frame[name].dtype.kind == "f":
            np.testing.assert_allclose(written[heading].astype(float), frame[name], rtol=1e-15)  # Excel's digits
        else:
            assert list(written[heading]) == list(frame[name]), name
    first = sheet(path)
    assert first["A1"].value == banner.title
    assert first.freeze_panes == "C4"
    assert first["C4"].number_format == "0.0"
    assert first["F4"].number_format == "0.0%"
    notes = [cell.value for cell in first["A"][3 + len(frame) :] if cell.value]
    assert notes == banner.made_by().split("\n")


def test_letters_are_part_of_the_format_and_not_of_the_number(compared, tmp_path):
    written = sheet(compared.to_excel(tmp_path / "a.xlsx", wide="region"))
    scores = [cell.value for cell in written[4]][2:]  # behind the item and the total
    np.testing.assert_allclose(scores, compared.groups["score"], rtol=1e-15)
    formats = [cell.number_format for cell in written[4]][2:]
    for letters, shown in zip(compared.groups["higher_than"], formats, strict=True):
        assert shown == ("0.0" + (f'" {letters}"' if letters else ""))
    bases = [cell.value for cell in written[5]]
    assert bases == ["n", *compared.totals["n"].tolist(), *compared.groups["n"].tolist()]


def test_several_results_and_their_further_tables(banner, compared, tmp_path):
    path = placet.to_excel([banner, compared], tmp_path / "all.xlsx")
    assert len(openpyxl.load_workbook(path).sheetnames) == 4  # levels and totals of the comparison are further tables
    header = [cell.value for cell in sheet(path, 2)[3]]
    assert header == list(compared.groups.columns)
    path = placet.to_excel({"Total": banner, "Total/2": banner, "x" * 60: banner}, tmp_path / "all.xlsx")
    assert openpyxl.load_workbook(path).sheetnames == ["Total", "Total 2", "x" * 31]


def test_text_of_the_data_is_no_formula(tmp_path):
    result = placet.nps({"q": [10, 3], "g": ["=1+1", "http://x"]}, "q", by="g")
    written = sheet(result.to_excel(tmp_path / "x.xlsx"))
    assert [cell.value for cell in written["A"][3:5]] == ["=1+1", "http://x"]
    assert [cell.data_type for cell in written["A"][3:5]] == ["s", "s"]


def test_numbers_that_are_not_there_are_blank(tmp_path):
    result = placet.nps({"q": [10, 3, np.nan], "g": ["a", "a", "b"]}, "q", by="g")
    written = sheet(result.to_excel(tmp_path / "x.xlsx"))
    assert written["B5"].value in (None, "")


def test_where_a_workbook_is_not_written(banner, tmp_path):
    with pytest.raises(DataError, match=r"ends in \.xlsx, not to '.*x.xls'"):
        banner.to_excel(tmp_path / "x.xls")
    (tmp_path / "notes.xlsx").write_text("my notes")
    with pytest.raises(DataError, match="exists and is no workbook"):
        banner.to_excel(tmp_path / "notes.xlsx")
    assert (tmp_path / "notes.xlsx").read_text() == "my notes"
    for wrong in (banner.to_frame(), [banner, 1], [], None, "x"):
        with pytest.raises(DataError, match="a result, a list of results or a mapping of names to them, not"):
            placet.to_excel(wrong, tmp_path / "x.xlsx")


@pytest.mark.parametrize(("library", "call"), [("xlsxwriter", "to_excel"), ("great_tables", "to_gt")])
def test_what_is_not_installed_is_named(banner, monkeypatch, tmp_path, library, call):
    real = builtins.__import__

    def absent(name, *args, **kwargs):
        if name == library:
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", absent)
    with pytest.raises(ImportError, match="pip install"):
        banner.to_excel(tmp_path / "x.xlsx") if call == "to_excel" else banner.to_gt()


# ---- terminals -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "gbk", "utf-8", "no-such-encoding"])
def test_a_terminal_of_any_encoding_shows_a_result(monkeypatch, encoding):
    result = placet.regression({"y": [1, 2, 4, 3, 5], "x": [1, 2, 3, 4, 5]}, "y", "x")
    named = placet.nps({"q": [10, 3, 4], "g": ["网络", "Ünlü", "网络"]}, "q", by="g")

    class Terminal:
        def __init__(self):
            self.encoding = encoding

    monkeypatch.setattr("placet.results.format.sys.stdout", Terminal())
    for shown in (repr(result), repr(named)):
        shown.encode("utf-8" if encoding.startswith("no") else encoding)
    if encoding == "ascii":
        assert "R2 0." in repr(result)
    assert "-" in repr(named)
    assert "−" not in repr(named)


# ---- order of rows ---------------------------------------------------------------------------------------------------


def test_rows_by_falling_estimates_or_by_name(survey, banner):
    brands = placet.nps(survey, "recommend", by="brand")
    falling = brands.to_frame("pandas", sort="estimate")
    assert falling["estimate"].is_monotonic_decreasing
    assert sorted(falling["brand"]) == sorted(brands["brand"])
    assert list(brands.to_frame("pandas", sort="name")["brand"]) == sorted(brands["brand"])
    assert brands.to_frame("pandas", display=True, sort="estimate").iloc[:, 0].tolist() == list(falling["brand"])
    wide = banner.to_frame("pandas", wide="wave", sort="estimate")
    assert wide.iloc[:, 1].is_monotonic_decreasing
    lines = [line for line in banner.to_markdown(wide="wave", sort="estimate").split("\n") if line.startswith("|")]
    rows = [line.split("|")[1].strip() for line in lines[2:]]
    assert rows[: len(wide)] == list(wide["region"])
    assert rows[len(wide)] == "n"
    with pytest.raises(DataError, match="sort='falling' is not known"):
        banner.to_frame(sort="falling")


def test_every_row_of_a_crosstab_is_named_by_its_own_words(survey):
    scores = placet.score(survey, ["overall", "network"], ["top_box", "mean_score"], scale=(1, 10), by="region")
    wide = scores.to_frame("pandas", wide="region", display=True)
    assert wide["Metric"].tolist() == ["Top box", "Mean", "Top box", "Mean", ""]
    assert wide["East"][:4].str.endswith("%").tolist() == [True, False, True, False]
    across = scores.to_frame("pandas", wide="metric", display=True)
    assert list(across.columns)[-2:] == ["Top box", "Mean"]
    by_name = scores.to_frame("pandas", wide="region", display=True, sort="name")
    assert by_name["Metric"].tolist() == ["Mean", "Top box", "Mean", "Top box", ""]


def test_names_are_sorted_as_tables_and_pictures_have_them():
    data = {"q": [10, 3, 8, 9, 2, 7], "g": ["Shop 10", "Shop 9", "shop 2"] * 2}
    result = placet.nps(data, "q", by="g")
    names = ["shop 2", "Shop 9", "Shop 10"]
    assert list(result.to_frame("pandas", sort="name")["g"]) == names
    assert list(result.to_frame("pandas", display=True, sort="name")["g"]) == names
    drawn = [label.get_text().split("  ")[0] for label in result.plot(sort="name").get_yticklabels()]
    assert drawn == names
    assert result.to_frame("pandas", sort="estimate")["estimate"].is_monotonic_decreasing


def test_a_segment_called_n_or_estimate_is_a_row_like_others():
    data = {"q": [10, 3, 8, 9, 2, 7], "g": ["n", "estimate", "a"] * 2, "w": [1, 1, 1, 2, 2, 2]}
    result = placet.nps(data, "q", by="g", wave="w")
    falling = result.to_frame("pandas", wide="w", sort="estimate")
    assert falling["1"].is_monotonic_decreasing
    assert len(falling) == 3
    shown = result.to_frame("pandas", wide="w", display=True, sort="estimate")
    assert shown["g"].tolist() == [*falling["g"], "n"]
    assert result.to_frame("pandas", wide="g", sort="estimate").shape == (2, 4)


def test_what_a_cell_cannot_hold_is_not_lost(tmp_path):
    long = "x" * 40_000
    keys = [12345678901234567, 12345678901234568] * 2
    result = placet.nps({"q": [10, 3, 8, 9], "store": keys, "g": [long, "b"] * 2}, "q", by=["store", "g"])
    written = sheet(result.to_excel(tmp_path / "x.xlsx"))
    assert [written["A4"].value, written["A5"].value] == ["12345678901234567", "12345678901234568"]
    assert len(written["B4"].value) == 32_767
    assert written["B4"].value.endswith("x...")


def test_several_results_in_another_language(banner, tmp_path):
    path = placet.to_excel([banner], tmp_path / "zh.xlsx", language="zh")
    assert sheet(path)["A1"].value.startswith("净推荐值")
    assert banner.title.startswith("Net Promoter Score")


@pytest.mark.parametrize("library", ["pandas", "polars", "pyarrow"])
@pytest.mark.parametrize("largest", [2**64 - 1, 2**63])
def test_keys_of_64_bits_without_a_sign_stay_whole(library: str, largest: int) -> None:
    data = {"x": [1, 2, 9, 10], "k": np.array([largest, largest, 5, 5], dtype=np.uint64)}
    result = placet.nps(data, "x", by="k")
    assert pa.table(result.to_frame(library))["k"].to_pylist() == [5, largest]
    assert pa.RecordBatchReader.from_stream(result).read_all()["k"].to_pylist() == [5, largest]
    gap = placet.nps(data, "x", by="k", total=True).to_frame("pyarrow")
    assert str(largest) in map(str, gap[gap.column_names[0]].to_pylist())


def test_keys_beyond_64_bits_and_beside_fractions_are_text_where_a_column_has_one_type() -> None:
    for keys in ([2**70, 2**70, -1, -1], [2**70, 2**70, 1.5, 1.5]):
        result = placet.nps({"x": [1, 2, 9, 10], "k": keys}, "x", by="k")
        for library in ("polars", "pyarrow"):
            frame = result.to_frame(library)
            assert set(frame["k"].to_pylist() if library == "pyarrow" else frame["k"]) == {str(key) for key in keys}
        assert set(result.to_frame("pandas")["k"]) == set(keys)
