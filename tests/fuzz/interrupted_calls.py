"""Sends Ctrl-C to long calls and prints how long each went on, see test_interrupts.py."""

import importlib
import json
import os
import pkgutil
import signal
import sys
import threading
import time
import warnings

import numpy as np
import placet

# What calls load when they are first made: an import that is interrupted leaves half a module behind.
for name in ("asyncio", "formulaic", "pandas", "scipy.stats", "tqdm.auto"):
    importlib.import_module(name)
for module in pkgutil.walk_packages(placet.__path__, "placet."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
warnings.simplefilter("ignore")
rng = np.random.default_rng(0)


def normal(n, p):
    data = {f"x{i}": rng.normal(size=n) for i in range(p)}
    return data | {"y": sum(data.values()) * 0.05 + rng.normal(size=n)}


def holes(data, share=0.1):
    return {name: np.where(rng.random(len(x)) < share, np.nan, x) for name, x in data.items()}


few, many, wide = normal(300, 30), normal(400_000, 6), normal(2_000_000, 4)
wanting = holes(normal(300_000, 5))
drivers, six = [f"x{i}" for i in range(30)], [f"x{i}" for i in range(6)]
yes = many | {"y": (many["y"] > 0).astype(float)}
n = 3_000_000
scores = {
    "s": rng.integers(0, 11, n).astype("i1"),
    "wave": (np.arange(n) % 4).astype("i1"),
    "id": rng.permutation(n) // 4 * 977,
    "g": rng.integers(0, 8, n).astype("i1"),
    "w": rng.uniform(0.5, 2, n),
}
scores["id"] = (np.arange(n) // 4 * 977).astype("i8")
n = 600_000
texts = {"s": scores["s"][:n], "k": np.array([f"respondent {i * 7919 % n:07d} of the survey" for i in range(n)])}
quiet = {"progress": False}
people = {name: x[:1000] for name, x in many.items()} | {"w": np.full(1000, 1e12)}
heads = {"weights": "w", "weight_type": "frequency"}

TREE = {"a": (0.5, {"x0": 0.5, "x1": 0.5}), "b": (0.5, {"x2": 0.5, "x3": 0.5})}
CALLS = {
    "scores by numbers": lambda: placet.nps(scores, "s", by="id"),
    "scores by text": lambda: placet.nps(texts, "s", by="k"),
    "bootstrap of a score": lambda: placet.nps(scores, "s", by="g", method="bootstrap", n_resamples=3_000_000, rng=1),
    "compare": lambda: placet.compare(
        placet.Survey(scores, weights="w"), "s", wave="wave", id="id", against="previous"
    ),
    "change": lambda: placet.change(scores, "s", by="g", wave="wave", from_=0, to=1, id="id"),
    "regression": lambda: placet.regression(wide, "y", six[:4], errors="HC3", diagnostics=True),
    "logit": lambda: placet.regression(yes, "y", six, model="logit"),
    "formula": lambda: placet.regression(many, "y ~ x0 * x1 + poly(x2, 3) + x4 * x5"),
    "path model": lambda: placet.path_model(
        wide, f"A =~ {' + '.join(six[:4])}; Y =~ y; Y ~ A", n_resamples=200_000, rng=1, **quiet
    ),
    "importance": lambda: placet.key_drivers(few, "y", drivers[:29], n_resamples=0, **quiet),
    "bootstrap of importance": lambda: placet.key_drivers(wide, "y", six[:4], rng=1, **quiet),
    "BCa": lambda: placet.key_drivers(wide, "y", six[:4], interval="bca", n_resamples=4, rng=1, **quiet),
    "frequencies": lambda: placet.key_drivers(people, "y", six, n_resamples=100_000, rng=1, **heads, **quiet),
    "importance in a logit": lambda: placet.key_drivers(yes, "y", six, model="logit", n_resamples=50, rng=1, **quiet),
    "pairwise": lambda: placet.key_drivers(wanting, "y", six[:5], missing="pairwise", rng=1, **quiet),
    "EM": lambda: placet.key_drivers(wanting, "y", six[:5], missing="em", rng=1, **quiet),
    "imputation": lambda: placet.regression(wanting, "y", six[:5], missing="multiple", n_imputations=20, rng=1),
    "best subsets": lambda: placet.best_subsets(few, "y", drivers, n_resamples=2000, rng=1, **quiet),
    "stepwise": lambda: placet.stepwise(few, "y", drivers, n_resamples=200_000, rng=1, **quiet),
    "stepwise logit": lambda: placet.stepwise(yes, "y", six, model="logit", n_resamples=50, rng=1, **quiet),
    "satisfaction index": lambda: placet.satisfaction_index(
        wide, TREE, scale=(-9, 9), by=scores["g"][: len(wide["y"])]
    ),
    "fuzzy evaluation": lambda: placet.fuzzy_evaluation(
        many,
        TREE,
        grades={"good": 60, "poor": 40},
        scale=(-9, 9),
        membership="triangular",
        operator="M(.,max)",
        rng=1,
        **quiet,
    ),
}


def interrupted(call, after):
    started, sent = time.process_time(), []

    def interrupt():
        while time.process_time() < started + after:
            time.sleep(0.001)
        sent.append(time.process_time())
        os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=interrupt)
    thread.start()
    try:
        while True:
            call()
    except KeyboardInterrupt:
        return time.process_time() - sent[0]
    finally:
        thread.join()


def yardstick():
    numbers, started = np.random.default_rng(1).random(2_000_000), time.process_time()
    sorted(numbers[:200_000].tolist())
    np.argsort(numbers, kind="stable")
    return time.process_time() - started


found = {}
names = sys.argv[1:] or list(CALLS)
for name in names:
    found[name] = [interrupted(CALLS[name], after) for after in (0.2,)]
    print(name, found[name], file=sys.stderr, flush=True)
print(json.dumps([min(yardstick() for _ in range(3)), found]))
# The package is as good as before.
assert placet.nps({"s": [9, 10, 3, 7]}, "s")["estimate"][0] == 25
