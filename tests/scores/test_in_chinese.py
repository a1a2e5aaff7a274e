"""What scores, comparisons, series, the index and printed tables show in Chinese has no English word but names."""

import pickle
import re

import numpy as np
import placet
import polars as pl
import pytest

#: Names of the field, of columns of the data and of options, which no language translates.
NAMES = {
    "NPS", "CSAT", "Wald", "Holm", "Bonferroni", "Dirichlet", "BCa", "Benjamini", "Hochberg", "Kitagawa", "Western",
    "Electric", "Nelson", "Welch", "Agresti", "Caffo", "adjust", "none", "to_frame", "wave", "Survey", "average",
    "Q1", "Q2", "WAVE", "PSU", "ST", "NUM", "ID", "own", "rival",
}  # fmt: skip
N = 240
RNG = np.random.default_rng(7)
DATA = {
    "Q1": np.concatenate([RNG.integers(0, 8, N // 2), RNG.integers(6, 11, N // 2)]),
    "Q2": np.where(RNG.random(N) < 0.3, np.nan, RNG.integers(0, 11, N)),
    "G": RNG.choice(["A", "B", "C"], N),
    "WAVE": np.repeat(np.arange(12), N // 12),
    "W": RNG.uniform(0.5, 2, N),
    "PSU": np.arange(N) % 20,
    "ST": np.arange(N) % 20 % 2,
    "NUM": np.full(N, 90),
    "ID": np.arange(N),
}
TREE = {"A": (0.6, {"Q1": 1.0}), "B": (0.4, {"Q2": 1.0})}
DESIGN = {"weights": "W", "strata": "ST", "cluster": "PSU", "fpc": "NUM", "lonely_psu": "average"}
ALIKE = {"Q1": [3, 3, 3, 4, 5], "G": list("AAABB")}
CARD = {"G": ["A", "B", "C"], "X": [3, 14, 12.0], "own": [10.9, 1.6, None], "rival": [2.1, 0.4, 1]}
GIVEN = {"G": ["A", "B", "C"], "own": [71.7, 62.9, 78.3], "rival": [87.2, 57.7, None], "X": [-15.5, 4.0, 1.0]}
RANKED = {"G": ["A", "B", "C"], "own": [66.56, 66.74, 60.0], "X": [1, 2, None]}


def survey():
    return placet.Survey(DATA, **DESIGN)


RESULTS = {
    "nps": lambda: placet.nps(DATA, "Q1", by="G", total=True, verdict=True),
    "score of a design": lambda: placet.score(survey(), ["Q1", "Q2"], ["nps", placet.Metric.top_box((0, 10), top=3)]),
    "bootstrap": lambda: placet.nps(DATA, "Q1", method="bootstrap", n_resamples=100, rng=1),
    "bca": lambda: placet.nps(DATA, "Q1", method="bootstrap", interval="bca", n_resamples=100, rng=1),
    "bayes": lambda: placet.nps(DATA, "Q1", method="bayes", n_resamples=100, rng=1),
    "alike": lambda: placet.mean_score(ALIKE, "Q1", scale=(1, 5), by="G"),
    "any numbers": lambda: placet.mean_score(DATA, "W", scale=None),
    "compare": lambda: placet.compare(placet.Survey(DATA, id="ID"), ["Q1", "Q2"], by="G"),
    "compare with the rest": lambda: placet.compare(DATA, "Q1", by="G", against="rest", min_base=80, adjust="none"),
    "all pairs": lambda: placet.compare(ALIKE, "Q1", by="G", against="all pairs", metric="mean_score", scale=(1, 5)),
    "track": lambda: placet.track(DATA, "Q1", wave="WAVE", min_base=10),
    "track from a baseline": lambda: placet.track(DATA, "Q1", wave="WAVE", baseline=[0, 1]),
    "change": lambda: placet.change(DATA, "Q1", wave="WAVE", by="G", metric="top_box", scale=(0, 10)),
    "distribution": lambda: placet.distribution(DATA, ["Q1", "Q2"], scale=(0, 10), by="G"),
    "gap": lambda: placet.gap(DATA, ["Q1"], ["Q2"]),
    "alike gap": lambda: placet.gap({"Q1": [5, 5, 4], "Q2": [4, 4, 3]}, "Q1", "Q2"),
    "ranks": lambda: placet.rank_scores(survey(), ["Q1", "Q2"]),
    "index": lambda: placet.satisfaction_index(DATA, TREE, scale=(0, 10), by="G", total=True),
    "sample size": lambda: placet.sample_size("nps", margin=[3, 4]),
    "sample size of means": lambda: placet.sample_size("mean_score", difference=0.3, scale=(1, 5), comparisons=3),
    "power": lambda: placet.power("csat", n=400, difference=0.05, comparisons=2, adjust="none", population=10_000),
    "benchmark": lambda: placet.benchmark(GIVEN, "own", "rival", weights={"A": 0.5, "B": 0.5, "C": 0}, printed_gap="X"),
    "benchmark of a total": lambda: placet.benchmark({"G": ["A", "B"], "own": [1, 2.0]}, "own", 1.5),
    "printed ranks": lambda: placet.rank_scores(RANKED, score="own", printed_rank="X", elsewhere={"C": 66.9}),
    "scorecard": lambda: placet.scorecard(CARD, "X", "own", "rival", total_lost=20),
    "iceberg": lambda: placet.complaint_iceberg(120, [10, 25], customers=40_000, dissatisfied_tells=11),
}


@pytest.mark.parametrize("name", RESULTS)
@pytest.mark.filterwarnings("ignore")
def test_nothing_but_names_is_english(name):
    result = RESULTS[name]()
    english, shown = result.summary(), result.summary(language="zh")
    assert set(re.findall(r"[A-Za-z_][A-Za-z_0-9]+", shown)) <= NAMES
    assert ", " not in re.sub(r"\[[^]]*\]", "", shown)  # but in intervals
    again = pickle.loads(pickle.dumps(result))
    assert (again.summary(language="zh"), again.summary()) == (shown, english)


def test_words_in_columns_are_english_and_spoken_when_shown():
    result = placet.compare({"q": [10] * 8 + [0] * 8, "g": ["total"] * 8 + ["b"] * 8}, "q", by="g", against="b")
    assert result["finding"] == ("higher",)
    assert result.to_frame("pandas")["finding"].tolist() == ["higher"]
    shown = result.summary(language="zh")
    assert "显著更高" in shown
    assert "total" in shown  # a level of the data is no word of ours


def test_a_name_that_the_caller_gives_is_kept():
    tree, answers = {"a": 1.0}, {"a": [1, 5, 3]}
    own = placet.satisfaction_index(answers, tree, scale=(1, 5))
    named = placet.satisfaction_index(answers, tree, scale=(1, 5), name="Total")
    assert own["term"][0] == "Satisfaction index"
    assert "满意度指数" in own.summary(language="zh")
    assert "Total" in named.summary(language="zh")


def test_the_total_is_told_from_a_segment_of_its_name_in_every_language():
    result = placet.nps({"q": [10, 9, 3, 8], "g": ["总体", "总体", "b", "b"]}, "q", by="g", total=True)
    assert result._word("g", None) == "Total"
    assert "全部总体" in result.summary(language="zh")


def test_a_survey_shows_itself_in_the_language_that_was_set():
    design = placet.Survey(
        {"分数": [1, 2], "w": [1, 2], "店": ["a", "b"], "t": ["2024-01", "2024-02"]},
        weights="w", cluster="店", wave="t", freq="month", na_codes=[99],
    )  # fmt: skip
    rule = placet.ReplicateWeights("r*", kind="JK1", combined=True)
    columns = {f"c{i}": [1, 2] for i in range(9)} | {"w": [1, 1], "r1": [2, 0], "r2": [0, 2]}
    replicated = placet.Survey(columns, weights="w", repweights=rule, na_codes={f"c{i}": [9] for i in range(5)})
    lazy = placet.Survey(pl.DataFrame(columns).lazy()).filter(pl.col("w") > 0)
    english = [repr(s) for s in (design, design.filter([True, False]), replicated, lazy)]
    assert english[0].splitlines()[-1] == "  no answer: [99]"
    placet.set_language("zh")
    try:
        shown = [repr(s) for s in (design, design.filter([True, False]), replicated, lazy)]
    finally:
        placet.set_language("en")
    assert shown[0].splitlines() == [
        "调查数据：2 行，4 列（数组）", "  列：分数、w、店、t", "  权重：w（概率）", "  抽样设计：群 店",
        "  期次：t，按月", "  无回答：[99]",
    ]  # fmt: skip
    assert shown[1].startswith("调查数据：2 行中的 1 行（已筛选）")
    for text in shown:
        words = set(re.findall(r"[A-Za-z]{2,}", text)) - {"JK", "polars"}
        assert not words, text
    assert [repr(s) for s in (design, design.filter([True, False]), replicated, lazy)] == english


def test_a_label_without_a_character_is_shown_in_the_language():
    data = {"Q": [10, 9, 3, 2], "G": ["", "a", "", "b"], "H": [1, 1, 1, 2]}
    found = placet.nps(data, "Q", by=["G", "H"])
    assert "(empty)" in found.summary()
    assert "（空）" in found.summary(language="zh")
    assert "empty" not in found.summary(language="zh") + found.to_html(language="zh")
    assert found["G"][0] == ""
    model = placet.regression({"y": [1.0, 2, 4, 3, 5, 2], "g": ["", "a", "", "b", "a", "b"]}, "y", ["g"], factors=["g"])
    assert "Compared with (empty)" in model.summary()
    assert "（空）" in model.summary(language="zh")
    assert "empty" not in model.summary(language="zh")
    # What a message says of a segment stays English, what a note says of it is spoken.
    rule = placet.ReplicateWeights(["r0", "r1", "r2"], kind="BRR", combined=True)
    weights = {"w": [1.0] * 4, "r0": [0.0, 1, 0, 1], "r1": [2.0, 1, 0, 1], "r2": [1.0, 0, 2, 2]}
    with pytest.warns(placet.ReplicatesWarning, match=r"1 of \(empty\)"):
        lost = placet.nps(placet.Survey(data | weights, weights="w", repweights=rule), "Q", by="G")
    assert "（空）" in lost.summary(language="zh")
    assert "empty" not in lost.summary(language="zh")
