"""Combinations of keys are the pairs of their labels, however many there could be."""

import numpy as np
import pytest
from placet.survey import keys
from placet.survey.keys import Key, combine


def by_hand(columns):
    """The combinations that occur, in order, and which of them every row has."""
    rows = list(zip(*columns, strict=True))
    found = sorted({row for row in rows if None not in row})
    return found, [found.index(row) if None not in row else -1 for row in rows]


# With few codes the combinations so far are numbered anew at every key; 2^20 labels make more than 32 bits hold.
@pytest.mark.parametrize("most", [1 << 62, 4])
@pytest.mark.parametrize("labels", [[2, 3, 5], [1 << 20, 1 << 20], [1 << 20, 1 << 20, 7]])
@pytest.mark.parametrize("gaps", [False, True])
def test_combinations_are_those_of_the_rows(monkeypatch, most, labels, gaps):
    monkeypatch.setattr(keys, "MOST_CODES", most)
    rng = np.random.default_rng(1)
    codes = [rng.integers(-1 if gaps else 0, count, 200) for count in labels]
    codes = [np.where(rng.random(200) < 0.5, column, column[0]).astype(np.int32) for column in codes]
    found = combine([Key(column, list(range(count))) for column, count in zip(codes, labels, strict=True)])
    expected, of_row = by_hand([[None if code < 0 else code for code in column.tolist()] for column in codes])
    assert found.labels == expected
    assert found.values.tolist() == of_row
