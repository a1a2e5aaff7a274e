"""Models and answers of the tests of path models."""

import json

import numpy as np
import pandas as pd
import placet
import pytest

#: Three constructs that act on each other and one that its indicators form.
MODEL = """
A =~ a0 + a1 + a2
B =~ b0 + b1 + b2
C =~ c0 + c1 + c2
D <~ d0 + d1
C ~ A + B
D ~ C + A
"""
#: The same where A and B make up a construct of higher order, with an interaction.
HIGHER = """
A =~ a0 + a1 + a2
B =~ b0 + b1 + b2
H =~ A + B
C =~ c0 + c1 + c2
D <~ d0 + d1
C ~ H
D ~ C + H
"""
REFLECTED = MODEL.replace("<~", "=~")
MODELS = {"plain": MODEL, "higher": HIGHER, "product": MODEL + "D ~ A:C", "both": HIGHER + "D ~ C:H"}


@pytest.fixture(scope="session")
def answers():
    rng = np.random.default_rng(5)
    n = 240
    a, b, c, d = rng.normal(size=(4, n))
    c = 0.6 * a + 0.7 * b + c
    d = 0.5 * c + 0.3 * a * c + d
    found = {f"{name}{i}": of + rng.normal(size=n) for name, of in (("a", a), ("b", b), ("c", c)) for i in range(3)}
    found |= {f"d{i}": d + rng.normal(size=n) for i in range(2)}
    found |= {"w": rng.uniform(0.2, 3, n), "g": rng.integers(0, 2, n), "cl": rng.integers(0, 15, n)}
    return pd.DataFrame(found | {"st": found["cl"] % 3, "f": rng.integers(0, 4, n)})


@pytest.fixture(scope="session")
def mobi(reference):
    model = json.loads((reference / "pls" / "mobi_model.json").read_text(encoding="utf-8"))
    paths = {}
    for driver, outcome in model["paths"]:
        paths.setdefault(outcome, []).append(driver)
    return pd.read_csv(reference / "pls" / "mobi.csv"), placet.PathModel(model["blocks"], paths)


@pytest.fixture(scope="session")
def bank(reference):
    expected = json.loads((reference / "pls" / "expected_satisfaction_bank.json").read_text(encoding="utf-8"))
    paths = {}
    for driver, outcome in expected["model"]["paths"]:
        paths.setdefault(outcome, []).append(driver)
    frame = pd.read_csv(reference / "pls" / "satisfaction_bank.csv")
    return frame, placet.PathModel(expected["model"]["blocks"], paths), expected
