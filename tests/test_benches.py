"""What is written about speed is what was measured, and it is measured as the page says."""

import json
import re
import sys
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).parents[1]
BENCHES, DOCS = ROOT / "benches", ROOT / "docs"
MODULES = ["cases", "growth", "measure", "page", "pictures", "processes", "readme", "results", "slopes", "words"]
RUN = "2026-01-02 03:04 UTC"

pytestmark = pytest.mark.skipif(not BENCHES.is_dir(), reason="the benchmarks do not travel with this copy of the tests")


@pytest.fixture(scope="module")
def benches():
    """The modules of the benchmarks, which are scripts beside each other and no package."""
    pytest.importorskip("matplotlib")
    before = set(sys.modules)
    sys.path.insert(0, str(BENCHES))
    try:
        yield SimpleNamespace(**{name: import_module(name) for name in MODULES})
    finally:
        sys.path.remove(str(BENCHES))
        for name in set(sys.modules) - before:
            if str(getattr(sys.modules[name], "__file__", "")).startswith(str(BENCHES)):
                del sys.modules[name]


@pytest.fixture(scope="module")
def figures():
    if not DOCS.is_dir():
        pytest.skip("the documents do not travel with this copy of the tests")
    return json.loads((DOCS / "benchmarks.json").read_text(encoding="utf-8"))


def written(name):
    return (DOCS / name).read_text(encoding="utf-8")


# ---- the documents ---------------------------------------------------------------------------------------------------


def test_the_page_is_made_of_the_figures(benches, figures):
    assert written("benchmarks.md") == benches.page.page(figures, benches.page.out_of_core(DOCS))


def test_the_readme_shows_the_same_figures(benches, figures):
    before, table, after = benches.readme.parts((ROOT / "README.md").read_text(encoding="utf-8"))
    assert before
    assert after
    assert table == benches.readme.table(figures)
    assert set(benches.readme.CHOSEN) <= set(benches.cases.CASES)


def test_every_case_and_every_sweep_is_on_the_page(benches, figures):
    page = written("benchmarks.md")
    unmeasured = page.partition("\nNot measured yet: ")[2].partition("\n")[0]
    for key in benches.cases.CASES:
        assert (f"\n`{key}`" in page) if key in figures["cases"] else f"`{key}`" in unmeasured
    for key, sweep in benches.growth.SWEEPS.items():
        assert (f"| {sweep.title} |" in page) if key in figures["growth"] else f"`{key}`" in unmeasured
    assert set(figures["cases"]) <= set(benches.cases.CASES)
    assert set(figures["growth"]) <= set(benches.growth.SWEEPS)


def test_the_pictures_of_the_page_are_those_that_are_there(benches, figures):
    shown = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", written("benchmarks.md"))
    assert shown == [benches.page.RELATIVE] + [benches.page.GROWTH] * bool(figures["growth"])
    assert {f"{benches.page.PICTURES}/{path.name}" for path in (DOCS / benches.page.PICTURES).iterdir()} == set(shown)


def test_the_documents_show_no_small_data(figures):
    assert {facts["size"] for facts in figures["runs"].values()} == {"full"}


# ---- what the page says ----------------------------------------------------------------------------------------------


def contender(name, median, role="peer", **more):
    found = {"median": median, "low": 0.9 * median, "high": 1.2 * median, "best": 0.8 * median, "turns": 9}
    return {"name": name, "role": role, "share": 1.0, "seconds": found} | more


def case(*contenders, key="nps", **more):
    first = {"case": key, "family": "Scores", "title": "Some scores", "note": "", "targets": [], "run": RUN}
    return first | {"contenders": list(contenders)} | more


def of_cases(*found):
    facts = {"processor": "A chip", "processors": 2, "memory_gib": 8.0, "placet_threads": 2, "system": "Linux x86_64"}
    facts |= {"load": 0.1, "blas": "a kernel", "versions": {"numpy": "2.0", "polars": None}, "size": "full", "turns": 9}
    return {"runs": {RUN: facts}, "cases": {one["case"]: one for one in found}, "growth": {}}


def behind(benches, *found):
    text = benches.page.page(of_cases(*found))
    return text.partition("or misses a goal\n\n")[2].partition("\n## ")[0]


def test_it_says_where_placet_is_slower(benches):
    ours, theirs = contender("placet.nps", 0.004, "placet"), contender("numpy", 0.002)
    assert "`nps` Some scores: takes 2× as long as numpy." in behind(benches, case(ours, theirs))
    assert behind(benches, case(ours, contender("numpy", 0.008))) == "Nowhere in this run.\n"
    # An eighth of the work in half of the time would take four times as long.
    assert behind(benches, case(ours, contender("numpy", 0.002, share=1 / 8))) == "Nowhere in this run.\n"
    missed = [{"text": "4 ms (goal: at most 3)", "met": False}, {"text": "1 (goal: at most 2)", "met": True}]
    assert "Some scores: misses: 4 ms (goal: at most 3).\n" in behind(benches, case(ours, targets=missed))


def test_the_fastest_peer_and_the_limit_are_told(benches):
    found = case(
        contender("placet.nps", 0.004, "placet", peak_mib=12.3),
        contender("pandas", 0.08),
        contender("numpy", 0.02),
        contender("plain read", 0.002, "limit"),
        contender("a slower read", 0.003, "limit"),
    )
    line = "| `nps` Some scores | 4 ms (3.6 ms to 4.8 ms) | numpy: 20 ms | 5× as fast | 2× | 12 MiB |  |\n"
    assert line in benches.page.page(of_cases(found))


def test_a_peer_that_is_gone_keeps_its_figures_and_their_date(benches):
    figures = of_cases(case(contender("placet.nps", 0.004, "placet"), contender("numpy", 0.02)))
    later = "2026-02-03 04:05 UTC"
    gone = {"name": "numpy", "role": "peer", "share": 1.0, "missing": "not installed (numpy)"}
    figures["runs"][later] = figures["runs"][RUN]
    for _ in range(2):  # and keeps them a second time
        benches.results.add_case(figures, case(contender("placet.nps", 0.005, "placet"), gone), later)
    text = benches.page.page(figures)
    assert f"Older, of {RUN}: numpy in `nps`." in text
    assert f"| numpy, of {RUN}, now not installed (numpy) | 20 ms | 18 ms to 24 ms |  |  |" in text
    assert benches.results.measured(figures["cases"]["nps"], "peer") == []


def test_a_case_that_fails_keeps_its_figures(benches):
    figures = of_cases(case(contender("placet.nps", 0.004, "placet")))
    benches.results.add_failure(figures, "nps", "out of memory", "later")
    benches.results.add_failure(figures, "pairs", "killed", RUN)
    text = benches.page.page(figures)
    assert "Failed: `nps` (out of memory), `pairs` (killed)." in text
    assert "| placet.nps | 4 ms |" in text
    assert "| `pairs` pairs | not measured |" in text


def test_figures_are_saved_with_their_runs_only(benches, tmp_path):
    figures = of_cases(case(contender("placet.nps", 0.004, "placet")))
    figures["runs"]["unused"] = figures["runs"][RUN]
    benches.results.save(tmp_path / "x.json", figures)
    assert list(benches.results.load(tmp_path / "x.json")["runs"]) == [RUN]


def test_data_larger_than_memory_have_a_table(benches):
    row = {"engine": "DuckDB", "task": "NPS", "rows_per_s": 2e7, "seconds": 10, "read_seconds": 8, "ratio": 1.25}
    text = benches.page.page(of_cases(), {"title": "Many rows", "rows": [row | {"peak_mib": 700}]})
    assert "| DuckDB | NPS | 20,000,000 | 10 s | 8 s | 1.25× | 700 MiB |" in text


def test_both_pictures_are_drawn(benches, tmp_path):
    sweep = {"title": "LMG", "axis": "drivers", "growth": "models", "limit_name": "", "run": RUN}
    one = contender("", 1.0)["seconds"]
    found = {"sizes": [10, 11, 12], "seconds": [one, one, one], "limit": []}
    figures = of_cases(case(contender("placet.nps", 0.004, "placet"), contender("numpy", 0.02)))
    figures["growth"] = {"growth-lmg": sweep | {"threads": {"1": found, "2": found}}}
    benches.pictures.draw(figures, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["growth.png", "relative_time.png"]


def test_a_busy_machine_is_told(benches):
    figures = of_cases(case(contender("placet.nps", 0.004, "placet")))
    assert "was busy" not in benches.page.page(figures)
    assert "busy" not in benches.readme.table(figures)
    figures["runs"][RUN]["load"] = 3.0
    assert "was busy" in benches.page.page(figures)
    assert "2 processors, busy with other work" in benches.readme.table(figures)


# ---- how it is measured ----------------------------------------------------------------------------------------------


def test_slopes_are_those_of_power_laws(benches):
    sizes = [10.0, 100, 1000, 10_000]
    assert benches.slopes.slope(sizes, [3 * n**1.5 for n in sizes]) == pytest.approx(1.5)
    assert benches.slopes.work("models", 10) == 1024
    assert benches.slopes.work("pairs", 10) == 45
    assert benches.slopes.work("size", 10) == 10


def test_who_fails_or_answers_differently_is_not_timed(benches):
    def broken():
        raise ValueError("no such thing")

    def absent():
        raise ImportError("no module", name="elsewhere")

    measure = benches.measure
    contenders = {
        "placet": measure.ours(lambda: lambda: [1.0, 2.0]),
        "right": measure.Contender(lambda: lambda: [1.0, 2.0]),
        "in part": measure.Contender(lambda: lambda: [1.0], part=True),
        "wrong": measure.Contender(lambda: lambda: [1.0, 3.0]),
        "broken": measure.Contender(lambda: broken),
        "absent": measure.Contender(absent),
        "yardstick": measure.yardstick(lambda: lambda: "anything"),
    }
    calls, missing = measure.prepare(contenders)
    warm = measure.check(contenders, calls, missing)
    samples = measure.race(calls, 3, warm)
    assert list(samples) == ["placet", "right", "in part", "yardstick"]
    assert all(len(turns) == 3 for turns in samples.values())
    assert missing["absent"] == "not installed (elsewhere)"
    assert missing["broken"] == "failed: ValueError: no such thing"
    assert missing["wrong"].startswith("failed: AssertionError: Not equal to tolerance")


def test_what_is_slow_runs_once(benches, monkeypatch):
    monkeypatch.setattr(benches.measure, "SLOW_SECONDS", -1.0)
    assert benches.measure.race({"slow": lambda: None}, 5, {"slow": 7.0}) == {"slow": [7.0]}


def test_a_summary_is_of_the_turns(benches):
    found = benches.measure.summary([5.0, 1, 2, 3, 4])
    assert found == {"median": 3, "low": 2, "high": 4, "best": 1, "turns": 5}


def test_a_process_of_its_own_has_the_threads_asked_for_and_no_setting_of_the_workplace(benches, tmp_path, monkeypatch):
    script = tmp_path / "told.py"
    script.write_text(
        "import json, os, sys\nprint('noise')\n"
        "print(json.dumps([sys.argv[1:], os.environ.get('OPENBLAS_CORETYPE'), os.environ.get('PLACET_NUM_THREADS')]))"
    )
    monkeypatch.setenv("OPENBLAS_CORETYPE", "Haswell")
    monkeypatch.setenv("PLACET_NUM_THREADS", "7")
    assert benches.processes.run(str(script), "a") == [["a"], None, None]
    assert benches.processes.run(str(script), threads=2) == [[], None, "2"]
    monkeypatch.setattr(benches.processes, "LONGEST_SECONDS", 0.2)
    script.write_text("import time\ntime.sleep(60)")
    with pytest.raises(benches.processes.FailedError, match=r"took longer than 0.2 s"):
        benches.processes.run(str(script))
    monkeypatch.setattr(benches.processes, "LONGEST_SECONDS", 600)
    script.write_text("raise SystemExit('out of luck')")
    with pytest.raises(benches.processes.FailedError, match=r"out of luck \(exit status 1\)"):
        benches.processes.run(str(script))


def test_every_peer_is_of_a_library_with_a_look_of_its_own(benches):
    pytest.importorskip("polars")  # some data are made with it
    looks = benches.pictures.LOOKS
    assert len({marker for _, marker in looks.values()}) == len(looks)
    for key, make in benches.cases.CASES.items():
        found = make(benches.cases.TINY)
        assert next(iter(found.contenders.values())).role == "placet", key
        for name, one in found.contenders.items():
            if one.role == "peer":
                assert benches.words.library(name) != "other", (key, name)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(1.2345e-5, "12.3 µs"), (0.00099996, "1 ms"), (0.5, "500 ms"), (12.34, "12.3 s"), (1234, "1,230 s")],
)
def test_times_in_words(benches, seconds, text):
    assert benches.words.time(seconds) == text
