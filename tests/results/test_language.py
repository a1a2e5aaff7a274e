"""What is said in English is spoken in another language when it is shown."""

import pickle

import placet
import pytest
from placet import DataError
from placet.language import in_language, joined, say, sentence, speak


@pytest.fixture(autouse=True)
def english_again():
    yield
    placet.set_language("en")


def test_what_is_said_is_english_and_spoken_in_the_language_of_the_call():
    kind = say("probability weights")
    text = say("{kind} '{name}', effective base {base:,.0f}", kind=kind, name="{w}", base=1234.5)
    assert text == "probability weights '{w}', effective base 1,234"
    with in_language("zh"):
        assert speak(text) == "概率权重“{w}”，有效样本量 1,234"
        assert text == "probability weights '{w}', effective base 1,234"
    assert speak(text) == str(text)


def test_a_text_survives_pickling():
    text = say("{count:,} in no segment", count=1200)
    again = pickle.loads(pickle.dumps(text))
    with in_language("zh"):
        assert speak(again) == speak(text) == "1,200 名不属于任何分组"


def test_sentences_have_the_signs_of_their_language():
    parts = [say("unweighted"), say("seed {seed}", seed=3), "as it is"]
    assert (joined(parts), sentence(parts)) == ("unweighted; seed 3; as it is", "unweighted; seed 3; as it is.")
    with in_language("zh"):
        assert sentence(parts) == "未加权；随机种子 3；as it is。"


def test_a_text_that_no_catalogue_has_stays_english():
    with in_language("zh"):
        assert speak("no such text {x}", x=1) == "no such text 1"


def test_a_language_for_the_program_and_one_for_a_call():
    result = placet.nps({"q": [10, 9, 3], "g": ["High", "Low", "Low"]}, "q", by="g")
    english, frame = result.summary(), result.to_frame()
    chinese = result.summary(language="zh")
    assert "下限" in chinese
    assert "Low" in chinese  # a label of the data is no heading
    placet.set_language("zh")
    assert result.summary() == repr(result) == chinese
    assert result.summary(language="en") == english
    assert list(result.to_frame().columns) == list(frame.columns)
    assert result == placet.nps({"q": [10, 9, 3], "g": ["High", "Low", "Low"]}, "q", by="g")
    assert result["下限"].tolist() == result["conf_low"].tolist()


@pytest.mark.parametrize("language", ["de", "ZH", 1, None])
def test_a_language_that_is_not_known(language):
    with pytest.raises(DataError, match="language must be one of 'en', 'zh'"):
        placet.set_language(language)
