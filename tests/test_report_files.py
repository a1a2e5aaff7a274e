"""The command loses no file, fails in one line and speaks of its own options."""

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import placet
import pytest
from placet import writing as write
from placet.reporting import build, command, page
from placet.reporting.command import main
from placet.reporting.words import in_options

CSV = "rec,y,q,wave\n" + "".join(f"{i % 11},{i % 7},{(i * 3) % 5},{2020 + i % 3}\n" for i in range(60))
FULL = ["--recommend", "rec", "--outcome", "y", "--drivers", "q", "--resamples", "0"]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "s.csv").write_text(CSV)
    return tmp_path


@pytest.fixture
def undrawn(monkeypatch):
    """Pages and files with the sign of a picture in its place, where it matters where they are written."""
    signs = {"svg": b"<svg xmlns='http://www.w3.org/2000/svg'></svg>", "png": b"\x89PNG\r\n"}
    for module in (page, build):
        monkeypatch.setattr(module, "picture", lambda result, kind: signs[kind])


def failed(arguments, capsys, code=2):
    """The one line of a command that fails, before which it says nothing."""
    assert main(arguments) == code
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("placet: ")
    assert printed.err.count("\n") == 1
    return printed.err


# ---- what is written -------------------------------------------------------------------------------------------------


def same(path):
    return path


def hard_link(path):
    os.link(path, "hard.html")
    return Path("hard.html")


def soft_link(path):
    os.symlink(path, "soft.html")
    return Path("soft.html")


@pytest.mark.parametrize(
    "way", [same, hard_link, soft_link, lambda path: Path("..") / path.resolve().parent.name / path]
)
def test_the_input_is_never_replaced(folder, capsys, way):
    output = way(Path("s.csv"))
    assert "is the file 's.csv' that is read" in failed(["report", "s.csv", *FULL, "-o", str(output)], capsys)
    assert Path("s.csv").read_text() == CSV


@pytest.mark.parametrize("name", ["other.csv", "data.parquet", "s.sav", "notes", "picture.png", "labels.json"])
def test_no_other_file_is_replaced(folder, undrawn, capsys, name):
    content = {"picture.png": b"\x89PNG\r\n", "labels.json": b"{}"}.get(name, b"rec\n1\n")
    Path(name).write_bytes(content)
    assert "exists and is no page" in failed(["report", "s.csv", *FULL, "-o", name], capsys)
    labels = ["--labels", name] if name == "labels.json" else []
    failed(["report", "s.csv", *FULL, *labels, "-o", name], capsys)
    with pytest.raises(placet.DataError, match="exists and is no page"):
        placet.report({"rec": [10, 9, 3]}, recommend="rec").save(name)
    assert Path(name).read_bytes() == content


@pytest.mark.parametrize("name", ["old.html", "OLD.HTM", "page.txt", "empty", "new", "new.csv"])
def test_an_earlier_page_is_replaced(folder, undrawn, capsys, name):
    if not name.startswith("new"):
        Path(name).write_text("" if name == "empty" else "\n<!doctype HTML>\n<p>last month")
    assert main(["report", "s.csv", *FULL, "-o", name]) == 0
    assert Path(name).read_text(encoding="utf-8").endswith("</html>\n")
    assert main(["report", "s.csv", *FULL, "-o", name]) == 0
    assert sorted(path.name for path in folder.iterdir()) == sorted(["s.csv", name])
    capsys.readouterr()


def test_a_link_to_a_page_stays_a_link(folder, undrawn, capsys):
    Path("page.html").write_text("<html>")
    Path("page.html").chmod(0o640)
    os.symlink("page.html", "link.html")
    assert main(["report", "s.csv", *FULL, "-o", "link.html"]) == 0
    assert Path("link.html").is_symlink()
    assert Path("page.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert Path("page.html").stat().st_mode & 0o777 == 0o640
    capsys.readouterr()


@pytest.mark.parametrize("when", ["fsync", "replace"])
def test_nothing_is_lost_or_half_where_writing_fails(folder, undrawn, capsys, monkeypatch, when):
    Path("old.html").write_text("the report of last month")

    def fails(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(*((write.os, "fsync") if when == "fsync" else (Path, "replace")), fails)
    assert "old.html: No space left" in failed(["report", "s.csv", *FULL, "-o", "old.html"], capsys)
    assert Path("old.html").read_text() == "the report of last month"
    assert sorted(path.name for path in folder.iterdir()) == ["old.html", "s.csv"]


def test_pictures_replace_pictures_only(folder, undrawn, capsys):
    Path("demo").mkdir()
    Path("demo/nps.png").write_text("rec\n1\n")
    assert "exists and is no picture" in failed(["demo", "s.csv", *FULL, "-o", "demo"], capsys)
    assert Path("demo/nps.png").read_text() == "rec\n1\n"
    Path("demo/nps.png").unlink()
    assert main(["demo", "s.csv", *FULL, "-o", "demo"]) == 0
    assert main(["demo", "s.csv", *FULL, "-o", "demo"]) == 0
    capsys.readouterr()


# ---- failures --------------------------------------------------------------------------------------------------------

JSON = {
    "latin": ('{"rec": "für"}'.encode("latin-1"), "not UTF-8"),
    "deep": (b"[" * 100_000, "nested too deeply"),
    "half": (b'{"rec": "\\ud800"}', r"'\ud800' is half of a character"),
    "twice": (b'{"rec": "a", "rec": "b"}', "'rec' is there twice"),
    "broken": (b'{"rec": ', "as JSON"),
    "empty": (b"", "as JSON"),
}


@pytest.mark.parametrize("option", ["--labels", "--tree", "--value-labels"])
@pytest.mark.parametrize("kind", JSON)
def test_bad_json_is_one_line(folder, capsys, kind, option):
    content, words = JSON[kind]
    Path("bad.json").write_bytes(content)
    line = failed(["report", "s.csv", *FULL, "--scale", "0", "4", option, "bad.json"], capsys)
    assert words in line
    assert "bad.json" in line


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--resamples", str(10**20)], "--resamples 100000000000000000000 is too many"),
        (["--resamples", "-5"], "--resamples -5"),
        (["--seed", str(10**30), "--resamples", "5"], "--seed"),
        (["--scale", "nan", "inf"], "--scale"),
        (["--skip-rows", "two"], "--skip-rows two"),
        (["--skip-rows", "1-99999999"], "--skip-rows 1-99999999"),
        (["--separator", "ab"], "--separator ab"),
        (["--encoding", "klingon"], "--encoding klingon"),
        (["--labels", "list.json"], "labels must be a mapping"),
        (["--value-labels", "list.json"], "--value-labels must be a mapping"),
        (["--tree", "huge.json", "--scale", "0", "4"], "weight"),
        (["--wave", "wav"], "wave column 'wav'"),
        (["-o", "s.csv/page.html"], "s.csv"),
        (["-o", "."], "directory"),
    ],
)
def test_odd_options_are_one_line(folder, capsys, options, words):
    Path("list.json").write_text("[1]")
    Path("huge.json").write_text('{"a": ' + "1" * 5000 + "}")
    assert words in failed(["report", "s.csv", *FULL, *options], capsys)


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (KeyboardInterrupt(), 130, "interrupted"),
        (MemoryError(), 2, "not enough memory"),
        (RecursionError("too deep"), 2, "RecursionError: too deep"),
        (UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates"), 2, "UnicodeEncodeError"),
        (BrokenPipeError(errno.EPIPE, "Broken pipe"), 2, "stopped reading"),
        (OSError(errno.ENOSPC, "No space left on device"), 2, "No space left"),
        (ZeroDivisionError("a\nb\x1b[2J"), 2, r"ZeroDivisionError: a↵b\x1b[2J"),
        (ImportError("a picture needs matplotlib"), 2, "needs matplotlib"),
    ],
)
def test_every_failure_is_one_line(folder, capsys, monkeypatch, error, code, words):
    def fails(*_, **__):
        raise error

    monkeypatch.setattr(command, "report", fails)
    monkeypatch.setattr(command, "_drop_output", lambda: None)
    assert words in failed(["report", "s.csv", *FULL], capsys, code)


def test_no_output_is_no_traceback(folder):
    if not Path("/dev/full").exists():
        pytest.skip("this system has no device that is full")
    source = str(Path(placet.__file__).parent.parent)
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "placet", "report", "s.csv", "--recommend", "rec"],
            stdout=full, stderr=subprocess.PIPE, check=False, env={**os.environ, "PYTHONPATH": source},
        )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith(b"placet: ")
    assert done.stderr.count(b"\n") == 1


def test_the_name_of_a_file_is_shown_and_not_obeyed(folder, capsys):
    name = "a\x1b[2J\u202eb.csv"
    assert r"'a\x1b[2J\u202eb.csv'" in failed(["report", name, "--recommend", "rec"], capsys)
    Path(name).write_text(CSV)
    assert main(["report", name, "--recommend", "rec", "-o", "x\x1b.html", "--title", "\x1b]0;a\x07"]) == 0
    printed = capsys.readouterr()
    assert "\x1b" not in printed.out + printed.err
    page = Path("x\x1b.html").read_text(encoding="utf-8")
    assert not {"\x1b", "\x07", "\u202e"} & set(page)
    assert r"<h1>\x1b]0;a\x07</h1>" in page


# ---- options ---------------------------------------------------------------------------------------------------------


def test_the_version(capsys):
    with pytest.raises(SystemExit) as stop:
        main(["--version"])
    assert stop.value.code == 0
    assert capsys.readouterr().out == f"placet {placet.__version__}\n"


def test_waves(folder, capsys):
    assert main(["report", "s.csv", *FULL, "--scale", "0", "4", "--wave", "wave", "-o", "page.html"]) == 0
    printed = capsys.readouterr().out
    data = placet.read_survey("s.csv")
    assert placet.track(data, "rec", wave="wave").summary() in printed
    assert placet.satisfaction_index(data, {"q": 1.0}, scale=(0, 4), wave="wave").summary() in printed
    made = placet.report(data, recommend="rec", wave="wave")
    assert [section.name for section in made.sections] == ["nps", "nps_over_time"]
    scores = placet.nps(data, "rec", by="wave")["estimate"]
    words = f"was {scores[0]:+.1f} in 2020 (n = 20) and is {scores[2]:+.1f} in 2022 (n = 20): a change of "
    assert words in made.sections[1].answer


@pytest.mark.parametrize(
    "codes",
    [["--na-codes", "-1,-99"], ["--na-codes=-1,-99"], ["--na-codes", "-1", "-99"], ["--na-codes", "rec=-1,-99"],
     ["--na-codes", "-99,-1", "x=5"], ["--na-codes", "−1,−99"]],
)  # fmt: skip
def test_negative_codes(tmp_path, undrawn, capsys, codes):
    path = tmp_path / "s.csv"
    path.write_text("rec,x\n10,1\n-1,1\n3,2\n9,2\n-99,1\n")
    assert main(["report", str(path), "--recommend", "rec", *codes, "-o", str(tmp_path / "page.html")]) == 0
    assert "3 of 5 respondents used; 2 with missing answers left out" in capsys.readouterr().out


READING = {
    "semicolons": (b"rec;w\n10;1,5\n3;0,5\n", []),
    "other separator": (b"rec~w\n10~1.5\n3~0.5\n", ["--separator", "~"]),
    "tabs": (b"rec\tw\n10\t1.5\n3\t0.5\n", ["--separator", "tab"]),
    "decimal": (b'rec,w\n10,"1,500"\n3,"0,500"\n', ["--decimal", ","]),
    "utf-16": ("rec\tw\n10\t1,5\n3\t0,5\n".encode("utf-16"), []),
    "encoding": ("rec,w,ort\n10,1.5,Köln\n3,0.5,北京\n".encode("gb18030"), ["--encoding", "gb18030"]),
    "rows below": (b"rec,w\nHow?,Weight\n10,1.5\n3,0.5\n", ["--skip-rows", "2"]),
    "rows": (b"Spring\n\nrec,w\nHow?,Weight\n10,1.5\n3,0.5\n", ["--skip-rows", "1-2", "4"]),
    "listed rows": (b"Spring\n\nrec,w\nHow?,Weight\n10,1.5\n3,0.5\n", ["--skip-rows", "1,2,4"]),
}  # fmt: skip


@pytest.mark.parametrize("kind", READING)
def test_options_of_reading(tmp_path, undrawn, capsys, kind):
    content, options = READING[kind]
    path = tmp_path / "s.csv"
    path.write_bytes(content)
    base = ["report", str(path), "--recommend", "rec", "--weights", "w", "-o", str(tmp_path / "page.html")]
    assert main([*base, *options]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    assert placet.nps({"rec": [10, 3], "w": [1.5, 0.5]}, "rec", weights="w").summary() in printed.out


def test_text_answers_by_value_labels(tmp_path, capsys):
    path = tmp_path / "s.csv"
    path.write_text("y,q\n" + "bad,1\ngood,2\nfair,4\ngood,3\nbad,2\nfair,5\n" * 5)
    base = ["report", str(path), "--outcome", "y", "--drivers", "q", "--resamples", "0", "-o", str(tmp_path / "p.html")]
    assert main(base) == 2
    assert '--value-labels FILE, where FILE holds {"y": [lowest, ..., highest]} as JSON' in capsys.readouterr().err
    (tmp_path / "v.json").write_text(json.dumps({"y": ["bad", "fair", "good"]}))
    assert main([*base, "--value-labels", str(tmp_path / "v.json")]) == 0
    capsys.readouterr()


# ---- words -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "as_options"),
    [
        ("pass na_codes=[6]", "pass --na-codes 6"),
        ("pass na_codes=[-1, -99], or", "pass --na-codes -1,-99, or"),
        ('pass na_codes=["Don\'t know"]', "pass --na-codes 'Don'\"'\"'t know'"),
        ("pass na_codes=['No, thanks']", "pass --na-codes '\"No, thanks\"'"),
        ("pass na_codes={'q1': [98, 99]}", "pass --na-codes q1=98,99"),
        ("scale=(1, 5).", "--scale 1 5."),
        ("leave out by skip_rows=[1, 2]", "leave out by --skip-rows 1 2"),
        ("give another separator=", "give another --separator"),
        ("separator='\\t'", "--separator tab"),
        ("decimal='.' or decimal=','", "--decimal . or --decimal ,"),
        ("n_resamples=0", "--resamples 0"),
        ("rng=-1 must", "--seed -1 must"),
        ('weight_type="frequency"', "--weight-type frequency"),
        ("add it to na_codes if", "add it to --na-codes if"),
        ("column 'na_codes' holds", "column 'na_codes' holds"),
        ("value_labels={'q': ['a', 'b']}", '--value-labels FILE, where FILE holds {"q": ["a", "b"]} as JSON'),
        ("unbalanced na_codes=[1", "unbalanced --na-codes [1"),
        ("", ""),
    ],
)
def test_messages_speak_of_options(said, as_options):
    assert in_options(said) == as_options
