"""The sentences of the report claim what was tested, say on how many respondents, and are right in number."""

import re

import numpy as np
import placet
import pytest

N = 400


def answers(effect, seed=1):
    rng = np.random.default_rng(seed)
    region = np.resize(["A", "B", "C", "D"], N)
    latent = rng.normal(size=N) + effect * (region == "A")
    overall = np.clip(np.rint(5.5 + 2 * latent), 1, 10)
    return {
        "recommend": np.clip(np.rint(6 + 3 * latent), 0, 10),
        "overall": overall,
        "network": np.clip(np.rint(5.5 + 1.5 * latent + rng.normal(size=N)), 1, 10),
        "bills": np.clip(np.rint(5.5 + 2 * rng.normal(size=N)), 1, 10),
        "region": region,
        "wave": np.repeat([2024, 2025], N // 2),
    }


def sentences(data, **options):
    made = placet.report(data, recommend="recommend", n_resamples=0, **options)
    return {section.name: section.answer for section in made.sections}


def test_a_segment_is_called_higher_where_a_test_says_so():
    data = answers(1.5)
    compared = placet.compare(data, "recommend", by="region", against="rest")
    found = dict(zip(compared["level"], compared["finding"], strict=True))
    said = sentences(data, by="region")["nps_by_segment"]
    assert found["A"] == "higher"
    assert said.startswith("Significantly higher than in the rest: A (+")
    assert "n = 100)" in said
    for level in "BCD":
        assert (f"{level} (" in said) == (found[level] in ("higher", "lower"))


def test_nothing_is_called_higher_where_no_test_says_so():
    data = answers(0.0, seed=3)
    compared = placet.compare(data, "recommend", by="region", against="rest")
    assert not {"higher", "lower"} & set(compared["finding"])
    said = sentences(data, by="region")["nps_by_segment"]
    assert said == "None of 4 segments differs significantly from the rest."


def test_a_change_has_its_test_and_its_bases():
    data = answers(0.0)
    compared = placet.compare(data, "recommend", wave="wave", against=2024)
    said = sentences(data, wave="wave")["nps_over_time"]
    assert "in 2024 (n = 200)" in said
    assert "in 2025 (n = 200)" in said
    assert (
        f"a change of {compared['estimate'][0]:+.1f} points (not significant, p = {compared['p_value'][0]:.3f})" in said
    )
    one = {name: column[: N // 2] for name, column in data.items()}
    assert sentences(one, wave="wave")["nps_over_time"].count("in 2024 (n = 200)") == 1


def test_indexes_say_that_they_are_not_tested():
    said = sentences(answers(1.0), by="region", outcome="overall", drivers=["network", "bills"], scale=(1, 10))
    assert "is not tested here" in said["index_by_segment"]
    assert "in A (n = 100)" in said["index_by_segment"]
    assert said["index"].startswith("The satisfaction index is ")
    assert "of 100" in said["index"]
    assert "(n = 400)" in said["drivers"]
    assert "the largest shares: network (" in said["drivers"]


def test_one_segment_is_compared_with_nothing():
    data = answers(0.0) | {"region": np.repeat("A", N)}
    assert sentences(data, by="region")["nps_by_segment"].startswith("The Net Promoter Score is")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_report_is_in_one_language(language):
    made = placet.report(answers(1.0), recommend="recommend", by="region", wave="wave", language=language)
    page = made.to_html()
    assert f'<html lang="{language}">' in page
    assert ("净推荐值" in page) == ("How are we doing?" not in page) == (language == "zh")
    assert ("下限" in made.summary()) == (language == "zh")


def test_a_report_in_chinese_has_its_signs():
    data = answers(1.5)
    data["recommend"] = np.where(data["region"] == "B", np.maximum(data["recommend"], 9), data["recommend"])
    made = placet.report(
        data, recommend="recommend", by="region", outcome="overall", drivers=["network", "bills"], rng=1, language="zh"
    )
    said = {section.name: section.answer for section in made.sections}
    assert re.search(r"显著高于其余分组：B（\+[\d.]+，n = 100）", said["nps_by_segment"])
    assert re.search(r"network（\d+%，\d+-\d+%）、bills（\d+%，", said["drivers"])
    assert not any(", " in answer for answer in said.values())
