"""The rank of replicate weights: that of all rows, however many are multiples of each other."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from placet.survey.rank import ranks


def by_definition(matrix):
    values = np.linalg.svd(matrix, compute_uv=False)
    return (values > 1e-5 * values.max(initial=0)).sum() if values.max(initial=0) > 0 else 0


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000), clusters=st.integers(1, 12), replicates=st.integers(2, 9))
def test_by_singular_values(seed, clusters, replicates):
    rng = np.random.default_rng(seed)
    cluster = rng.integers(0, clusters, 60)
    factors = rng.choice([0.0, 1.0, 2.0], (clusters, replicates))
    weight = rng.uniform(0.5, 2, 60) * (rng.random(60) < 0.9)
    table = factors[cluster] * weight[:, None]
    codes = rng.integers(-1, 4, 60)
    found = ranks(list(table.T), codes, 5)
    right = [by_definition(table[codes == code]) if (codes == code).any() else 0 for code in range(5)]
    assert found.tolist() == right


@pytest.mark.parametrize("rows", [5, 40])
def test_raked_replicates_have_full_rank(rows):
    table = np.random.default_rng(1).uniform(0.5, 2, (rows, 12))
    assert ranks(list(table.T), np.zeros(rows, dtype=int), 1).tolist() == [min(rows, 12)]
