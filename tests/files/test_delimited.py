"""Delimited text: what is read is the same whatever is installed, and what cannot be read says what helps."""

import gzip
import io
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import placet
import pytest

NAN = pytest.approx(float("nan"), nan_ok=True)


# ---- rows ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "q,w\n10,1.5\n9,1\n3,2\n\n\n",
        "\n\nq,w\n10,1.5\n\n9,1\n,\n3,2\n",
        "q,w\r\n10,1.5\r\n  \r\n9,1\r\n,  \r\n3,2\r\n",
        "q,w\r10,1.5\r\r9,1\r3,2",
        "q,w\n10,1.5,\n9,1,\n3,2,\n",
        " q ,w,\n10,1.5,\n9,1,\n3,2,\n",
    ],
)
def test_blank_lines_are_no_respondents(read, text):
    assert read(text) == {"q": [10, 9, 3], "w": [1.5, 1, 2]}


def test_a_missing_answer_in_a_file_of_one_column_is_one(read):
    assert read('q\n10\n""\n3\n\n') == {"q": [10, NAN, 3]}


def test_cells_may_hold_line_breaks_separators_and_quotes(read):
    text = 'q,"why,\nso"\n10,"good, ""very""\nreally"\n3,5" screen\n'
    assert read(text) == {"q": [10, 3], "why,\nso": ['good, "very"\nreally', '5" screen']}


def test_columns_without_a_name(read):
    assert read(",q\n0,10\n1,3\n") == {"column 1": [0, 1], "q": [10, 3]}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("q,q\n9,0\n", ["2 columns named 'q'", "1 and 2", "rename"]),
        ("q,r, q \n9,0,1\n", ["2 columns named 'q'", "1 and 3"]),
        ("q;r;q\n9;0;1\n", ["2 columns named 'q'"]),
        ("q,w\n1,2\n3\n", ["row 3", "1 cell,", "has 2", "separator="]),
        ("q,w\n1,2\n\n3,4,5\n", ["row 4", "3 cells"]),
        ("Spring\n\nq,w\n1,2\n", ["row 1", "title", "'Spring'", "skip_rows=[1, 2]"]),
        ("Spring;;\nq;w;x\nHow?;Weight;X\n1;2;3\n", ["row 1", "title", "skip_rows=[1]"]),
        ('q,w\n1,2\n3,"4\n5,6\n', ["row 3", "unexpected end", '("")']),
        ('q,w\n1,"2"3\n', ["row 2", "line 2", "quote"]),
        ("", ["empty", "header"]),
        ("\n \n", ["empty"]),
    ],
)
def test_rows_that_do_not_fit(read, text, words):
    with pytest.raises(placet.DataError) as error:
        read(text)
    assert [word for word in words if word not in str(error.value)] == []


def test_a_header_alone_has_no_respondents(read):
    assert read("q,w\n") == {"q": [], "w": []}


def test_title_rows_are_left_out(read):
    assert read("Spring\n\nq,w\n1,2\n", skip_rows=[1, 2]) == {"q": [1], "w": [2]}
    assert read("q,w\nscore,weight\n1,2\n", skip_rows=2) == {"q": [1], "w": [2]}


# ---- second headers --------------------------------------------------------------------------------------------------

QUALTRICS = (
    'Q1,Region,w\n"How likely are you\nto recommend us?",Where?,w\n'
    '"{""ImportId"":""QID1""}","{""ImportId"":""QID2""}","{""ImportId"":""w""}"\n10,NA,1\n3,South,2\n'
)


def test_rows_of_qualtrics_are_recognised(read, tmp_path):
    answers = {"Q1": [10, 3], "Region": ["NA", "South"], "w": [1, 2]}
    assert read(QUALTRICS) == read(QUALTRICS, skip_rows=[2]) == read(QUALTRICS, skip_rows=[2, 3]) == answers
    survey = placet.read_survey(tmp_path / "survey.csv", labels={"w": "Weight"})
    assert dict(survey.labels) == {
        "Q1": "How likely are you to recommend us?", "Region": "Where?", "w": "Weight"
    }  # fmt: skip
    single = QUALTRICS.replace('""ImportId""', "'ImportId'").replace("\n", "\r\n")
    assert read(single) == answers
    assert read(QUALTRICS.replace(",", "\t").replace('""ImportId""', '""ImportId"" ')) == answers


@pytest.mark.parametrize(
    "text",
    [
        "Q1,R,w\nHow?,Where?,w\n10,N,1\n3,S,2\n",
        "Q1,w\nLikely?,Weight\n10,1\nNA,2\n",
        "w\nw\n1\n2\n",
        "Q1,R\nHow?,Where?\n10,N\n3,N\n",
    ],
)
def test_a_second_header_is_refused_with_its_row(read, text):
    with pytest.raises(placet.DataError, match=r"row 2 of 'survey.csv' looks like a second header.*skip_rows=\[2\]"):
        read(text)
    assert len(next(iter(read(text, skip_rows=[2]).values()))) == 2


@pytest.mark.parametrize(
    "text",
    [
        "q,r\nDon't know,N\n9,S\n",
        "q,r\nDon't know,N\n9,S\n8,N\n",
        "q,w\nDK,DK\n9,1\n",
        "q,w\nDK,1\n9,2\n",
        "q,w\nNA,N/A\n9,2\n",
    ],
)
def test_a_first_answer_without_a_number_is_no_header(read, text):
    assert len(read(text)["q"]) > 1


# ---- cells -----------------------------------------------------------------------------------------------------------


def test_na_is_a_region_and_no_number(read):
    text = "q,region\n10,NA\nNA,NA\n,EU\nN/A,\n#N/A,null\nnan,.\n.,NaN\n#NULL!,x\n"
    assert read(text) == {
        "q": [10] + [NAN] * 7,
        "region": ["NA", "NA", "EU", None, "null", ".", "NaN", "x"],
    }
    with pytest.raises(placet.DataError, match="no answers"):
        placet.nps({"q": np.array([None, None])}, "q")


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        (["1", "2"], [1, 2]),
        ([" 1", "2 "], [1, 2]),
        (["1", "", "3"], [1.0, NAN, 3.0]),
        (["+1", "-2", "−3"], [1, -2, -3]),
        (["1.0", "2"], [1.0, 2.0]),
        ([".5", "5.", "1e3"], [0.5, 5.0, 1000.0]),
        (["007", "010"], ["007", "010"]),
        (["01067", "1067"], ["01067", "1067"]),
        (["08", "09", "10"], [8, 9, 10]),
        (["1_000", "2"], ["1_000", "2"]),
        (["inf", "1"], ["inf", "1"]),
        (["１", "1"], ["１", "1"]),
        (["12345678901234567890", "1"], ["12345678901234567890", "1"]),
        (["9007199254740993", ""], ["9007199254740993", None]),
        (["9007199254740993", "1"], [9007199254740993, 1]),
        (["TRUE", "false"], [True, False]),
        (["True", "", "false"], [True, None, False]),
        (["true", "maybe"], ["true", "maybe"]),
        (["North ", "North"], ["North ", "North"]),
        (["2026-01-01", "2026-02-01"], ["2026-01-01", "2026-02-01"]),
        (["10 - Extremely likely", "9"], ["10 - Extremely likely", "9"]),
        (["", " "], [None, None]),
    ],
)  # fmt: skip
def test_a_column_is_what_all_of_its_cells_are(read, cells, column):
    assert read("id,q\n" + "".join(f"{i},{cell}\n" for i, cell in enumerate(cells)))["q"] == column


def test_columns_are_the_same_without_any_library_of_data_frames(tmp_path):
    path = tmp_path / "survey.csv"
    path.write_text("q,g,w\n10,NA,1.5\n\n3,EU,\n9,NA,2\n")
    program = (
        "import sys\nfor name in sys.argv[2:]: sys.modules[name] = None\nimport placet\n"
        "data = placet.read_survey(sys.argv[1]).data\n"
        "print({n: (v.dtype.str, v.tolist()) for n, v in data.items()})\n"
        "print(placet.nps(placet.read_survey(sys.argv[1]), 'q', by='g').summary())"
    )
    source = str(Path(placet.__file__).parent.parent)
    every = ["pandas", "polars", "pyarrow"]
    printed = {
        subprocess.run(
            [sys.executable, "-c", program, str(path), *(name for name in every if name != kept)],
            capture_output=True, check=True, env={"PYTHONPATH": source, "PYTHONIOENCODING": "utf-8"},
        ).stdout
        for kept in (*every, "none of them")
    }  # fmt: skip
    assert len(printed) == 1
    assert b"3 of 3 respondents used" in printed.pop()


# ---- separators and decimal marks ------------------------------------------------------------------------------------

FRAME = pd.DataFrame({"q": [10, 9, 3], "w": [1.5, 1.0, 2.25], "g": ["a b", "c", "a b"]})
COLUMNS = {"q": [10, 9, 3], "w": [1.5, 1.0, 2.25], "g": ["a b", "c", "a b"]}


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("decimal", [".", ","])
@pytest.mark.parametrize("ending", ["csv", "txt", "tsv"])
def test_separators_and_decimal_marks_are_recognised(read, separator, decimal, ending):
    text = FRAME.to_csv(sep=separator, decimal=decimal, index=False)
    assert read(text, f"survey.{ending}") == COLUMNS
    assert read(text, separator=separator, decimal=decimal) == COLUMNS
    assert read(f"sep={separator}\r\n{text}") == COLUMNS


def test_separators_by_their_names(read):
    assert read("q\tw\n1\t2\n", separator="tab") == read("q\tw\n1\t2\n", separator="\\t") == {"q": [1], "w": [2]}
    assert read("q;w\n1;2\n", separator=",") == {"q;w": ["1;2"]}
    for wrong in ("", "ab", '"', "\n", 5):
        with pytest.raises(placet.DataError, match=r"separator=.* is not one character"):
            read("q\n1\n", separator=wrong)


def test_one_column_of_decimal_commas(read):
    assert read("w\n1,5\n2,25\n") == {"w": [1.5, 2.25]}


def test_thousands(read):
    assert read('w,x\n"1,234.5",1\n"2,000.0",2\n')["w"] == [1234.5, 2000]
    assert read("w;x\n1.234,5;1\n2.000,0;2\n")["w"] == [1234.5, 2000]
    assert read('w\n"1,234"\n"12,345,678"\n', decimal=".")["w"] == [1234, 12345678]


def test_what_may_be_thousands_or_decimals_is_read_as_neither(read):
    with pytest.warns(UserWarning, match=r"'w' holds '1,234', which may be 1234 or 1.234.*decimal='.' or decimal=','"):
        found = read('q,w\n1,"1,234"\n2,"2,500"\n')
    assert found == {"q": [1, 2], "w": ["1,234", "2,500"]}
    assert read('q,w\n1,"1,234"\n2,"2,500"\n', decimal=",")["w"] == [1.234, 2.5]
    # Other columns tell, and so does the semicolon of where a comma is the decimal mark.
    assert read('q,w\n"1,5","1,234"\n"2,5","2,500"\n')["w"] == [1.234, 2.5]
    assert read("q;w\n1;1,234\n2;2,500\n")["w"] == [1.234, 2.5]
    assert read('q,w\n1.5,"1,234"\n2.5,"2,500"\n')["w"] == [1234, 2500]
    assert read("q,w\n1,1.234\n2,2.500\n")["w"] == [1.234, 2.5]
    with pytest.raises(placet.DataError, match="decimal='x' is not known"):
        read("q\n1\n", decimal="x")


# ---- encodings -------------------------------------------------------------------------------------------------------

TEXT = "q,城市,ort\n10,北京,Zürich\n3,上海,Köln\n"
CITIES = {"q": [10, 3], "城市": ["北京", "上海"], "ort": ["Zürich", "Köln"]}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_encodings_that_say_so_are_recognised(read, encoding):
    assert read(TEXT.encode(encoding)) == CITIES


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_its_mark(read, encoding):
    assert read(FRAME.to_csv(index=False).encode(encoding)) == COLUMNS


def test_other_encodings_are_asked_for(read):
    with pytest.raises(placet.DataError, match=r"not UTF-8 in line 1.*encoding='gb18030' reads 'q,城市,ort'"):
        read(TEXT.replace("ü", "u").replace("ö", "o").encode("gbk"))
    assert read(TEXT.encode("gb18030"), encoding="gb18030") == CITIES
    with pytest.raises(placet.DataError, match=r"not UTF-8 in line 3.*encoding='cp1252' reads '3,Köln'"):
        read("q,ort\n10,Bonn\n3,Köln\n".encode("latin-1"))
    assert read("q,ort\n3,Köln\n".encode("latin-1"), encoding="latin-1") == {"q": [3], "ort": ["Köln"]}
    with pytest.raises(placet.DataError, match="is not ascii: it cannot be read from line 1 on"):
        read(TEXT, encoding="ascii")
    for unknown in ("klingon", "rot13", "hex"):
        with pytest.raises(placet.DataError, match=f"encoding='{unknown}' is not known"):
            read("q\n1\n", encoding=unknown)


# ---- other files -----------------------------------------------------------------------------------------------------


def packed(**files):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return data.getvalue()


def test_packed_files(read):
    text = FRAME.to_csv(index=False)
    assert read(gzip.compress(text.encode()), "survey.csv.gz") == COLUMNS
    assert read(gzip.compress(text.encode()), "survey.csv") == COLUMNS
    assert read(packed(survey=text), "survey.zip") == COLUMNS
    with pytest.raises(placet.DataError, match="holds 2 files"):
        read(packed(a=text, b=text), "survey.zip")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.xlsx", b"PK", "called as an Excel file"),
        ("a.sav", b"junk", "called as an SPSS file"),
        ("a.parquet", b"junk", "called as a Parquet file"),
        ("a.csv.gz", b"\x1f\x8bjunk", "cannot be unpacked"),
        ("a.zip", b"PK\x03\x04junk", "cannot be unpacked"),
        ("a.csv", b"\x89PNG\r\n\x1a\n\0\0\xff\xfe", "of no kind that is known"),
        ("a.parquet", b"PAR1junk", "cannot read 'a.parquet'"),
    ],
)
def test_broken_files(read, name, content, words):
    with pytest.raises(placet.DataError, match=words):
        read(content, name)


@pytest.mark.parametrize(
    ("name", "options"),
    [("survey.csv", {"sheet": "Data"}), ("survey.parquet", {"decimal": ","}), ("survey.parquet", {"skip_rows": 2})],
)
def test_options_without_a_meaning(tmp_path, name, options):
    FRAME.to_csv(tmp_path / "survey.csv") if "csv" in name else FRAME.to_parquet(tmp_path / "survey.parquet")
    with pytest.raises(placet.DataError, match=f"for which {next(iter(options))}= has no meaning"):
        placet.read_survey(tmp_path / name, **options)


def test_what_is_no_file(tmp_path):
    with pytest.raises(placet.DataError, match="there is no file"):
        placet.read_survey(tmp_path / "none.csv")
    with pytest.raises(placet.DataError, match="is a folder"):
        placet.read_survey(tmp_path)
    with pytest.raises(placet.DataError, match="path must be that of a file"):
        placet.read_survey(FRAME)
    for wrong in (0, -1, ["a"], [True]):
        with pytest.raises(placet.DataError, match="skip_rows holds"):
            placet.read_survey(tmp_path / "none.csv", skip_rows=wrong)


def test_the_design_and_the_labels_of_a_survey(tmp_path):
    path = tmp_path / "survey.csv"
    path.write_text("q;w\n10;1,5\n99;1\n3;0,5\n")
    survey = placet.read_survey(str(path), weights="w", na_codes=[99], labels={"q": "How likely?"})
    result = placet.nps(survey, "q")
    assert result["estimate"][0] == 50
    assert result["n"][0] == 2
    assert result.title.endswith("How likely?")
    with pytest.raises(placet.DataError, match="labels must be a mapping"):
        placet.read_survey(path, labels=["q"])
    with pytest.raises(placet.DataError, match="weights column 'v'"):
        placet.read_survey(path, weights="v")


def test_columns_of_a_large_file_are_those_of_pandas(tmp_path):
    rng = np.random.default_rng(7)
    rows = 20_000
    frame = pd.DataFrame({"q": rng.integers(0, 11, rows), "w": rng.uniform(0.5, 2, rows), "id": np.arange(rows)})
    frame["g"] = rng.choice(["North", "South"], rows)
    frame.loc[::7, "q2"] = 5.0
    frame.to_csv(tmp_path / "survey.csv", index=False)
    data = placet.read_survey(tmp_path / "survey.csv").data
    for name in frame:
        assert data[name].tolist() == frame[name].tolist() or np.array_equal(data[name], frame[name], equal_nan=True)
