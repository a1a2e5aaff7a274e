"""Moments of a scan that are kept apart by further keys than the segments."""

from dataclasses import dataclass

import numpy as np
import placet
from placet.survey import scanned
from placet.survey.reading import read
from placet.survey.scan import Source


@dataclass(frozen=True)
class Rest:
    """Rows by the rest of a number, those of the rest 3 in no group."""

    columns: tuple[str, ...] = ("number",)
    called: str = "rests"

    def numbered(self, frame):
        rest = frame["number"].to_numpy() % 4
        return np.where(rest == 3, -1, rest).astype(np.int32), ["none", "one", "two"]


def _source(*given):
    return Source(*given[:-1], (Rest(),))


def test_the_groups_of_a_segment_add_up_to_it(stored, answers, monkeypatch) -> None:
    data = {**answers, "number": np.arange(2000)}
    inside = {**answers, "w": np.where(data["number"] % 4 == 3, 0, answers["w"])}
    monkeypatch.setattr(scanned, "Source", _source)
    rows = read(placet.Survey(stored(data), weights="w"), ["overall", "bills"], by=["region"])
    expected = read(placet.Survey(inside, weights="w"), ["overall", "bills"], by=["region"]).moments()
    (groups,) = rows.scan.groups
    used = np.array(answers["w"]) > 0
    of_label = {label: (data["number"] % 4 == rest) & used for rest, label in enumerate(("none", "one", "two"))}
    assert {name: groups.n[i] for name, i in groups.places.items()} == {n: m.sum() for n, m in of_label.items()}
    for name, place in groups.places.items():
        np.testing.assert_allclose(groups.w[place], np.array(answers["w"])[of_label[name]].sum())
    names = [name for frame in groups.first for name in (frame["number"].to_numpy() % 4)]
    assert [("none", "one", "two")[i] for i in names] == list(groups.places)
    for found, own in zip(rows.moments(), expected, strict=True):
        assert found.n == own.n
        np.testing.assert_allclose(found.comoment, own.comoment, rtol=1e-12, atol=1e-12 * np.abs(own.comoment).max())
