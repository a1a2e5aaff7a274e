"""Whatever is asked ends in a result that shows itself or an error that says why not; `make fuzz` asks for longer."""

import options
import placet
import pytest
from attacks import ATTACKS, faults, report
from verdict import Call


@pytest.mark.parametrize(("attack", "calls"), [("options", 1500), ("columns", 700), ("bytes", 1500)])
def test_no_call_ends_raw(attack, calls):
    made, found = faults(attack, seed=20, most=calls)
    assert made == calls
    assert not found, report(found)


def test_every_attack_is_run():
    assert set(ATTACKS) == {"options", "columns", "bytes"}


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("1 / 0", "ZeroDivisionError at the call: division by zero"),
        ("np.float64(1e308) * 10", "leaks RuntimeWarning"),
        ("placet.Metric.nps().definition['nope']", "KeyError"),
    ],
)
def test_what_is_wrong_is_found(source, words):
    assert words in Call(source).wrong()


def test_what_is_right_is_none():
    assert Call("placet.nps(data, 's')").wrong() is None
    assert Call("placet.nps(data, 'nope')").wrong() is None
    assert Call("placet.nps(data, 's', nope=1)").wrong() is None


def test_every_public_function_is_called():
    functions = {name for name in placet._HOMES if not name.endswith("Warning")} - {
        "read_survey",
        "to_excel",
        "set_language",
        "ScoreCounts",
        "Moments",
    }  # of files, what outlives a call, and classes that functions make
    assert functions <= set(options.CALLS)
