"""The command line: a file in, one self-contained page out; a mistake is one line and exit code 2."""

import gzip
import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import placet
import polars as pl
import pytest
from placet.frames import parquet
from placet.reporting.arguments import parse_codes
from placet.reporting.command import main

N = 300
DRIVERS = ["q_calls", "q_bills", "q_shops"]


def frame():
    """Ratings 1-5 with 6 for "never used" and the word Blank, as survey houses deliver them."""
    rng = np.random.default_rng(11)
    halo = rng.normal(size=N)

    def rating(low, high, centre):
        return np.clip(np.rint(centre + 1.2 * halo + rng.normal(size=N)), low, high).astype(int)

    columns = {"recommend": rating(0, 10, 7), "overall": rating(1, 5, 3)}
    columns |= {name: rating(1, 5, 3) for name in DRIVERS}
    columns["q_calls"][::17] = 6
    columns["q_bills"] = ["Blank" if i % 23 == 0 else str(value) for i, value in enumerate(columns["q_bills"])]
    columns["weight"] = rng.uniform(0.5, 2, N).round(3)
    columns["region"] = rng.choice(["北方", "South, coast", "West"], N)
    columns["branch"] = np.where(columns["region"] == "West", "west", "other")
    return pl.DataFrame(columns)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("survey")
    data = frame()
    data.write_csv(folder / "survey.csv")
    data.write_csv(folder / "survey.tsv", separator="\t")
    data.write_parquet(folder / "survey.parquet")
    for name in ("survey.csv", "survey.tsv"):
        (folder / f"{name}.gz").write_bytes(gzip.compress((folder / name).read_bytes()))
    tree = {"Technology": [0.6, {"q_calls": 1.0}], "Service": [0.4, {"q_bills": 0.5, "q_shops": 0.5}]}
    (folder / "tree.json").write_text(json.dumps(tree), encoding="utf-8")
    labels = {"recommend": "您有多大可能推荐？", "q_calls": "<script>alert(1)</script>", "q_bills": "Bills & invoices"}
    (folder / "labels.json").write_text(json.dumps(labels), encoding="utf-8")
    return folder


FULL = [
    "--recommend", "recommend", "--outcome", "overall", "--drivers", *DRIVERS, "--by", "region", "--weights", "weight",
    "--scale", "1", "5", "--na-codes", "q_*=6,Blank", "--resamples", "20",
]  # fmt: skip
SECTIONS = ["nps", "nps_by_segment", "index", "index_by_segment", "drivers"]


class Page(HTMLParser):
    """What a browser would see: open elements, ids, whatever points elsewhere."""

    VOID = ("meta", "br", "hr", "img", "link", "input")

    def __init__(self, text):
        super().__init__()
        self.open, self.ids, self.links, self.seen, self.words = [], [], [], set(), []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.seen.add(tag)
        if tag not in self.VOID:
            self.open.append(tag)
        self.attributes(attrs)

    def handle_startendtag(self, tag, attrs):
        self.seen.add(tag)
        self.attributes(attrs)

    def attributes(self, attrs):
        for name, value in attrs:
            assert not name.startswith("on"), name
            if name == "id":
                self.ids.append(value)
            if name in {"src", "href", "xlink:href", "data", "action"}:
                self.links.append(value)
            self.links += re.findall(r"url\(([^)]*)\)", value or "")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)
        if self.open and self.open[-1] == "style":
            self.links += re.findall(r"url\(([^)]*)\)|@import", data)


def read_page(path):
    page = Page(Path(path).read_text(encoding="utf-8"))
    assert page.open == []
    return page


# ---- report ----------------------------------------------------------------------------------------------------------


def test_the_page_is_whole_and_needs_nothing_else(folder, tmp_path, capsys):
    out = tmp_path / "new" / "report.html"
    tree, labels = str(folder / "tree.json"), str(folder / "labels.json")
    options = [*FULL, "--tree", tree, "--labels", labels, "--title", "Spring <b> & more", "-o", str(out)]
    assert main(["report", str(folder / "survey.csv"), *options]) == 0
    page = read_page(out)
    assert [name for name in page.ids if name in SECTIONS] == SECTIONS
    assert len(page.ids) == len(set(page.ids))
    assert page.links  # the pictures use their own parts
    assert all(link.strip("'\"").startswith("#") for link in page.links), page.links
    assert {link.strip("'\"")[1:] for link in page.links} <= set(page.ids)
    assert not page.seen & {"script", "link", "iframe", "object", "embed", "img"}
    assert {"svg", "table", "style", "title", "section"} <= page.seen
    text = "".join(page.words)
    for part in ("Spring <b> & more", "您有多大可能推荐？", "<script>alert(1)</script>", "Bills & invoices", "北方",
                 "Technology", "Data: survey.csv", "probability weights 'weight'", "seed 1"):  # fmt: skip
        assert part in text, part
    printed = capsys.readouterr()
    assert printed.err == ""
    assert f"written: {out}" in printed.out
    assert "Net Promoter Score (points, -100 to 100): 您有多大可能推荐？" in printed.out


@pytest.mark.parametrize(
    ("name", "library"),  # text is read by none of them
    [("survey.csv", "polars"), ("survey.tsv", "pandas"), ("survey.csv.gz", "pyarrow"), ("survey.tsv.gz", "polars"),
     ("survey.parquet", "polars"), ("survey.parquet", "pandas"), ("survey.parquet", "pyarrow")],
)  # fmt: skip
def test_every_kind_of_file_gives_the_same_numbers(folder, tmp_path, capsys, monkeypatch, name, library):
    monkeypatch.setattr("placet.reporting.page.picture", lambda *_: b"<svg></svg>")  # it is of the same numbers
    monkeypatch.setattr(parquet, "find_spec", lambda candidate: candidate == library or None)
    assert placet.read_survey(folder / name).frame.library == (library if "parquet" in name else None)
    options = ["--recommend", "recommend", "--outcome", "overall", "--drivers", *DRIVERS, "--na-codes", "q_*=6,Blank"]
    options += ["--resamples", "0", "--weights", "weight", "--by", "region", "-o", str(tmp_path / "page.html")]
    assert main(["report", str(folder / name), *options]) == 0
    printed = capsys.readouterr().out
    data = placet.Survey(frame(), weights="weight", na_codes={"q_*": [6, "Blank"]})
    assert placet.nps(data, "recommend").summary() in printed
    assert placet.nps(data, "recommend", by="region").summary() in printed
    assert placet.key_drivers(data, "overall", DRIVERS, n_resamples=0).summary() in printed


def test_parts_of_the_report(folder, tmp_path, capsys):
    parts = {
        ("--recommend", "recommend"): ["nps"],
        ("--recommend", "recommend", "--by", "region"): ["nps", "nps_by_segment"],
        ("--outcome", "overall", "--drivers", "q_shops"): ["drivers"],
        ("--tree", str(folder / "tree.json"), "--scale", "1", "5", "--na-codes", "6,Blank"): ["index"],
    }
    for options, sections in parts.items():
        out = tmp_path / "page.html"
        assert main(["report", str(folder / "survey.csv"), *options, "--resamples", "0", "-o", str(out)]) == 0
        assert [name for name in read_page(out).ids if name in SECTIONS] == sections
    capsys.readouterr()


def test_the_same_command_writes_the_same_bytes(folder, tmp_path, capsys):
    pages = [tmp_path / name for name in ("a.html", "b.html")]
    for page in pages:
        assert main(["report", str(folder / "survey.csv"), *FULL, "-o", str(page)]) == 0
    assert pages[0].read_bytes() == pages[1].read_bytes()
    capsys.readouterr()


def test_codes():
    assert parse_codes(None) is None
    assert parse_codes(["98,99"]) == {"*": [98, 99]}
    assert parse_codes(["q_*=6,Blank", "recommend=11", "recommend=1.5"]) == {
        "q_*": [6, "Blank"],
        "recommend": [11, 1.5],
    }
    assert parse_codes([" -1,-99", "q1=−9"]) == {"*": [-1, -99], "q1": [-1, -99, -9]}
    assert parse_codes(['"No, thanks",98']) == {"*": ["No, thanks", 98]}
    # Codes of all columns are codes of those with codes of their own, too.
    assert parse_codes(["recommend=11", "98,99"]) == {"recommend": [98, 99, 11], "*": [98, 99]}


# ---- mistakes --------------------------------------------------------------------------------------------------------


def bad_files(folder):
    (folder / "survey.xlsx").write_bytes(b"PK")
    (folder / "empty.csv").write_text("")
    (folder / "headings.csv").write_text("recommend\n")
    (folder / "latin.csv").write_bytes("recommend,name\n9,José\n".encode("latin-1"))
    (folder / "broken.parquet").write_bytes(b"PAR1 not really")


@pytest.mark.parametrize(
    ("file", "options", "words"),
    [
        ("survey.csv", ["--recommend", "recomend"], ["recommend column 'recomend'", "'recommend'"]),
        ("survey.csv", ["--recommend", "recommend", "--by", "regoin"], ["by column 'regoin'", "'region'"]),
        ("survey.csv", ["--recommend", "recommend", "--weights", "wieght"], ["weights column 'wieght'", "'weight'"]),
        ("survey.csv", ["--recommend", "recommend", "--na-codes", "qq*=6"], ["--na-codes names 'qq*'"]),
        ("survey.csv", [], ["nothing to report"]),
        ("survey.csv", ["--outcome", "overall"], ["outcome and drivers belong together"]),
        ("survey.csv", ["--outcome", "overall", "--drivers", "q_bills"], ["'q_bills'", "'Blank'", "--na-codes Blank"]),
        ("survey.csv", [*FULL[:-4], "--na-codes", "q_*=Blank"], ["'q_calls' holds 6", "1..5", "--na-codes 6"]),
        ("survey.csv", ["--recommend", "recommend", "--scale", "1", "5"], ["scale", "tree, or drivers"]),
        ("survey.csv", ["--recommend", "recommend", "--tree", "nope.json"], ["'nope.json'", "JSON"]),
        ("nope.csv", ["--recommend", "recommend"], ["no file", "nope.csv", "check the path"]),
        (".", ["--recommend", "recommend"], ["folder"]),
        ("survey.xlsx", ["--recommend", "recommend"], ["'survey.xlsx'", "called as an Excel file"]),
        ("empty.csv", ["--recommend", "recommend"], ["'empty.csv' is empty"]),
        ("headings.csv", ["--recommend", "recommend"], ["no rows"]),
        (
            "latin.csv",
            ["--recommend", "recommend"],
            ["latin.csv", "line 2", "--encoding cp1252 reads '9,José'", "save it as UTF-8"],
        ),
        ("broken.parquet", ["--recommend", "recommend"], ["cannot read", "broken.parquet"]),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_2(folder, tmp_path, capsys, file, options, words):
    bad_files(folder)
    out = tmp_path / "page.html"
    assert main(["report", str(folder / file), *options, "-o", str(out)]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("placet: ")
    assert printed.err.count("\n") == 1
    assert [word for word in words if word not in printed.err] == []
    assert not out.exists()


def test_a_page_that_cannot_be_written(folder, tmp_path, capsys):
    assert main(["report", str(folder / "survey.csv"), "--recommend", "recommend", "-o", str(tmp_path)]) == 2
    printed = capsys.readouterr()
    assert printed.err.startswith("placet: ")
    assert printed.err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [[], ["report"], ["publish"], ["report", "x.csv", "--resamples", "many"], ["report", "x.csv", "--rows"]],
)
def test_a_wrong_command_shows_the_usage(arguments, capsys):
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2
    assert "usage: python -m placet" in capsys.readouterr().err


def test_reading_parquet_needs_a_library(folder, capsys, monkeypatch):
    monkeypatch.setattr(parquet, "find_spec", lambda name: None)
    assert main(["report", str(folder / "survey.parquet"), "--recommend", "recommend"]) == 2
    assert "pip install placet[polars]" in capsys.readouterr().err


# ---- the real thing --------------------------------------------------------------------------------------------------


def run(arguments, folder, **environment):
    source = Path(placet.__file__).parent.parent
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "placet", *arguments],
        cwd=folder, capture_output=True, check=False,
        env={**os.environ, "PYTHONPATH": str(source), "PYTHONIOENCODING": "utf-8", **environment},
    )  # fmt: skip


def test_python_m_placet_report(folder, tmp_path):
    done = run(["report", str(folder / "survey.csv"), *FULL, "--by", "branch"], tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode("utf-8").endswith("written: report.html\n".replace("\n", os.linesep))
    assert read_page(tmp_path / "report.html").ids
    done = run(["report", str(folder / "survey.csv"), "--recommend", "x"], tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"placet: recommend column 'x' is not in the data")


def test_a_label_that_no_font_can_draw_is_one_line_and_no_failure(folder, tmp_path):
    labels = tmp_path / "labels.json"
    labels.write_text(json.dumps({"recommend": "𓀀 or 𓀁?", "q_calls": "𓀂"}), encoding="utf-8")
    options = [*FULL, "--by", "branch", "--labels", str(labels)]
    done = run(["demo", str(folder / "survey.csv"), *options], tmp_path)  # with -W error, too
    assert done.returncode == 0
    assert done.stderr.decode("utf-8").splitlines() == [
        "placet: no installed font can draw '𓀀𓀁'; install one that can, such as Noto Sans CJK, and draw again after "
        "10 seconds: fonts are looked up anew"
    ]
    assert "𓀀 or 𓀁?" in "".join(read_page(tmp_path / "demo" / "report.html").words)


def test_a_terminal_without_the_signs_still_gets_its_tables(folder, tmp_path):
    options = ["report", str(folder / "survey.csv"), "--recommend", "recommend", "--by", "region"]
    done = run(options, tmp_path, PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert b"South, coast" in done.stdout


def test_demo_writes_the_page_and_its_pictures(tmp_path, capsys):
    assert main(["demo", "-o", str(tmp_path / "demo"), "--resamples", "20"]) == 0
    files = sorted(path.name for path in (tmp_path / "demo").iterdir())
    assert files == sorted(["report.html", *(f"{name}.png" for name in SECTIONS)])
    for path in (tmp_path / "demo").glob("*.png"):
        assert path.read_bytes().startswith(b"\x89PNG")
        assert path.stat().st_size > 5000
    page = read_page(tmp_path / "demo" / "report.html")
    assert "Simulated data" in "".join(page.words)
    printed = capsys.readouterr().out
    assert printed.count(".png") == len(SECTIONS)
    assert "Drivers of Overall satisfaction" in printed


def test_demo_of_a_file(folder, tmp_path, capsys):
    options = ["demo", str(folder / "survey.parquet"), *FULL, "-o", str(tmp_path)]
    assert main(options) == 0
    assert {path.name for path in tmp_path.iterdir()} == {"report.html", *(f"{name}.png" for name in SECTIONS)}
    assert "Simulated" not in "".join(read_page(tmp_path / "report.html").words)
    capsys.readouterr()


def test_a_report_in_a_notebook_and_on_disk(tmp_path):
    report = placet.report(frame(), recommend="recommend", title="A & B")
    assert Page(f"<div>{report._repr_html_()}</div>").open == []
    assert [section.name for section in report.sections] == ["nps"]
    assert report.save(tmp_path / "deep" / "er" / "x.html").is_file()
    assert report.summary() == report.sections[0].result.summary()
    assert "A & B" in repr(report)
