"""Bytes and JSON of tallies and moments, spoiled: refused, or something that can be used."""

from __future__ import annotations

import random

import scene
from verdict import Call

#: What is spoiled, by the name it has in the scene, and what reads it.
KEPT = {"tally": "placet._core.ScoreCounts", "comoments": "placet._core.Moments"}
NUMBERS = ["0", "-1", "1e308", "1e999", "0.5", "null", "18446744073709551616", '"a"', "[]", "{}", "true", "NaN"]


def call(chance: random.Random) -> Call:
    """A call that reads what was spoiled at random."""
    name = chance.choice(list(KEPT))
    if chance.random() < 0.5:
        return Call(f"used({KEPT[name]}.from_bytes(spoiled({name}.to_bytes(), {_changes(name, chance)})))")
    parts = scene.parts_of_json(getattr(scene, name))
    place, number = chance.randrange(len(parts)), chance.choice(NUMBERS)
    return Call(f"used({KEPT[name]}.from_json(replaced({name}, {place}, {number!r})))")


def _changes(name: str, chance: random.Random) -> str:
    """Bytes by place, an end, and what is appended."""
    size = len(getattr(scene, name).to_bytes())
    places = [chance.randrange(size) for _ in range(chance.choice([0, 1, 1, 2, 8]))]
    if chance.random() < 0.3 and places:  # a whole number of eight bytes
        places = list(range(places[0], min(places[0] + 8, size)))
    fill = chance.choice([0, 255, 127, None])
    bytes_ = {place: chance.randrange(256) if fill is None else fill for place in places}
    end = chance.choice([None, None, None, chance.randrange(size), size - 1])
    return f"{bytes_}, {end}, {bytes(chance.randrange(256) for _ in range(chance.choice([0, 0, 0, 1, 9])))!r}"
