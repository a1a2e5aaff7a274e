"""Every random index of AHP against random matrices, within the errors of both simulations and of printed digits.

Saaty (1980), The Analytic Hierarchy Process, p. 21: mean consistency indices of 500 matrices a size, whose comparisons
are any of 1/9, 1/8, ..., 1/2, 1, 2, ..., 9 with equal chances. Saaty (2005), Theory and Applications of the Analytic
Network Process, p. 31: the same of many more, in two decimals. Donegan and Dodd (1991), Mathematical and Computer
Modelling 15(10), 135-137: of 1000 matrices whose comparisons are any of 1, 2, ..., 9, turned round by tossing a coin,
so that equality is half as likely beside the others as in a draw of 17; hence their lower values. Alonso and Lamata
(2006), Int. J. of Uncertainty, Fuzziness and Knowledge-Based Systems 14, 445-459: a line through mean eigenvalues of
100,000 matrices of 17 numbers, which is about .05 off for three names and close for more.
"""

import itertools

import numpy as np
import pytest
from placet.index.weighting.consistency import INTERCEPT, SLOPE, TABLES

SCALE = np.array([1 / k for k in range(9, 1, -1)] + list(range(1, 10)), dtype=float)
#: Matrices that the entries of a table are the means of.
DRAWN = {"saaty1980": 500, "saaty2008": 50_000, "donegan_dodd": 1000}
#: Decimals the tables are printed with.
DECIMALS = {"saaty1980": 2, "saaty2008": 2, "donegan_dodd": 4}
#: An entry that is less than the one before it, which no simulation gives; it is kept as printed.
MISPRINT = {("saaty1980", 12)}


def indices(n: int, count: int, *, coin: bool) -> np.ndarray:
    """Consistency indices of random matrices of n names."""
    rng, above = np.random.default_rng(n), np.triu_indices(n, 1)
    drawn = rng.choice(SCALE, (count, len(above[0])))
    if coin:
        drawn = rng.integers(1, 10, drawn.shape).astype(float) ** rng.choice([-1, 1], drawn.shape)
    matrices = np.ones((count, n, n))
    matrices[:, above[0], above[1]], matrices[:, above[1], above[0]] = drawn, 1 / drawn
    vectors = np.full((count, n), 1 / n)
    for _ in range(60):  # positive matrices: the powers end at the principal eigenvector
        vectors = (matrices @ vectors[:, :, None])[:, :, 0]
        largest = vectors.sum(axis=1)
        vectors /= largest[:, None]
    return (largest - n) / (n - 1)


@pytest.mark.parametrize("table", TABLES)
def test_every_entry_is_the_mean_of_random_matrices(table: str) -> None:
    count = 4000
    for n, printed in enumerate(TABLES[table], start=3):
        found = indices(n, count, coin=table == "donegan_dodd")
        error = found.std() * np.sqrt(1 / count + 1 / DRAWN[table])
        # Saaty's two decimals of 2005 are up to .01 above what everybody else finds.
        digits = 0.01 if table == "saaty2008" else 0.5 * 10.0 ** -DECIMALS[table]
        apart = abs(found.mean() - printed)
        assert (apart <= 4 * error + digits) != ((table, n) in MISPRINT), (n, printed, found.mean(), error)


def test_tables_grow_but_for_the_misprint() -> None:
    for table, entries in TABLES.items():
        falls = [n for n, (one, more) in enumerate(itertools.pairwise(entries), start=4) if more <= one]
        assert falls == [n for of, n in MISPRINT if of == table]


def test_three_names_by_all_matrices() -> None:
    # λmax = 1 + x + 1/x with x the cube root of a_ab a_bc / a_ac.
    for table, numbers in (("saaty2008", SCALE), ("donegan_dodd", np.concatenate([SCALE, [1.0]]))):
        roots = np.array([(ab * bc / ac) ** (1 / 3) for ab, bc, ac in itertools.product(numbers, repeat=3)])
        found = ((roots + 1 / roots - 2) / 2).std() / np.sqrt(DRAWN[table])
        mean = ((roots + 1 / roots - 2) / 2).mean()
        assert abs(mean - TABLES[table][0]) <= 3 * found + 0.5 * 10.0 ** -DECIMALS[table]


def test_the_line_of_alonso_and_lamata_goes_through_the_means() -> None:
    for n in (3, 4, 5, 7, 10, 15, 20):
        found = indices(n, 3000, coin=False)
        line = (SLOPE * n + INTERCEPT - n) / (n - 1)
        assert abs(found.mean() - line) <= 4 * found.std() / np.sqrt(3000) + (0.05 if n < 5 else 0.015), n
