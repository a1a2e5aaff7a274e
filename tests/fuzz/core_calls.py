"""Calls the functions of the private core with drawn arguments: `core_calls.py seed calls stub [functions]`."""

import ast
import json
import sys
from pathlib import Path

import numpy as np
import placet
from placet import _core

# What asks for more memory than there is must say so.
if sys.platform == "linux":
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))
seed, calls = int(sys.argv[1]), int(sys.argv[2])
rng = np.random.default_rng(seed)
tree = ast.parse(Path(sys.argv[3]).read_text())
ODD = [0, 1, 2, 3, 7, -1, 2**31, 2**32, 2**62, 2**63 - 1, 2**64 - 1, -(2**63), 10**30]
REAL = [0.0, 1.0, -1.0, 0.5, 1e-300, 1e300, -1e18, 2.0**53, float("nan"), float("inf"), 3.0]
TYPES = ["f8", "f4", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"]


def pick(of):
    return of[int(rng.integers(len(of)))]


def size():
    return int(pick([0, 1, 2, 3, 5, 12, 12, 12, 12, 40, 300]))


def whole():
    return pick(ODD) if rng.random() < 0.3 else int(rng.integers(0, 6))


def real():
    return pick(REAL) if rng.random() < 0.3 else float(rng.normal())


def array(kind=None, n=None, dims=1):
    kind, n = kind or pick(TYPES), size() if n is None else n
    shape = (n,) * dims if rng.random() < 0.8 else tuple(size() for _ in range(dims))
    if kind[0] == "f":
        values = rng.normal(size=shape) if rng.random() < 0.5 else rng.integers(0, 6, shape)
        values = np.asarray(values, dtype=kind)
        if values.size and rng.random() < 0.3:
            with np.errstate(over="ignore"):
                values.flat[int(rng.integers(values.size))] = np.asarray(pick(REAL)).astype(kind)
    else:
        values = rng.integers(0, 6, shape).astype(kind)
        if values.size and rng.random() < 0.3:
            ends = np.iinfo(kind)
            values.flat[int(rng.integers(values.size))] = pick([ends.min, ends.max])
    return values[::2] if dims == 1 and rng.random() < 0.1 else values


def column(n=None):
    return ("x", array(n=n), [real() for _ in range(int(rng.integers(0, 2)))])


def counts():
    if rng.random() < 0.1:
        return placet._core.ScoreCounts()
    cells = (rng.integers(-1, 4, 12).astype("i4"), int(rng.integers(1, 6)))
    return _core.count_scores(("s", rng.integers(0, 11, 12), []), None, cells if rng.random() < 0.7 else None, 0, 10)


def given(n=None):
    n = size() if n is None else n
    columns = [column(n if rng.random() < 0.97 else None) for _ in range(int(rng.integers(0, 5)))]
    weights = ("w", np.abs(rng.normal(size=n)), []) if rng.random() < 0.4 else None
    cells = (
        (rng.integers(-1, 3, n).astype("i4"), pick([1, 3, 3, 3, 5, 10**4, 2**40, 2**63]))
        if rng.random() < 0.4
        else None
    )
    return columns, weights, cells, pick(["probability", "frequency", "precision", "probability", "odd"])


def moments():
    if rng.random() < 0.1:
        return placet._core.Moments()
    x = rng.integers(0, 5, (int(rng.integers(1, 6)), 20)).astype(float)
    return _core.accumulate_moments(([("c", c, []) for c in x], None, None, "probability"))[0]


def draws():
    n = size()
    count = pick([0, 1, 2, 5, 5, 5, 2**62])
    units = (array("u4", n), array("u4"), pick([None, array("f8").tolist()]), [1.0] * size())
    return pick([(count, whole() % 2**64), (count, 1, units), [column(n)]])


def positions():
    return [
        pick([0, 1, 2, 3, 9, 2**40, 2**63]) if rng.random() < 0.2 else int(rng.integers(0, 4))
        for _ in range(int(rng.integers(0, 4)))
    ]


def blocks():
    return [positions() for _ in range(int(rng.integers(0, 4)))]


def model():
    k = int(rng.integers(0, 4))
    return (
        None
        if rng.random() < 0.2
        else (array("f8", k), real(), array("f8", k), array("f8", k + pick([0, 1]), 2), bool(rng.integers(2)), real())
    )


def logit():
    rows = [("y", rng.integers(0, 2, 60), []), ("x", rng.normal(size=60), [])]
    fit = _core.cumulative_logit((rows, None, None, "probability"), ["0", "1"])[0]
    return fit["parameters"] if isinstance(fit, dict) and "parameters" in fit else None


def plan():
    names = ["y", "a", "b", "c"][: int(rng.integers(0, 5))]
    rule = (
        bool(rng.integers(2)),
        bool(rng.integers(2)),
        pick(["p", "aic", "bic", "adj_r2", "aicc"]),
        real(),
        real(),
        bool(rng.integers(2)),
    )
    return names, (positions(), blocks()), positions(), real(), rule, "probability"


def design():
    n = size()
    return (
        array("i4", n),
        array("i4", n),
        pick([None, array("i4")]),
        [3.0] * size(),
        [real() for _ in range(size())],
        pick(["adjust", "average", "certainty", "?"]),
    )


def path_spec():
    k = int(rng.integers(1, 4))
    sizes = [1] * (k - 1) + [5 - k] if rng.random() < 0.9 else [whole() % 2**64 for _ in range(k)]
    acting = [list(range(at)) for at in range(k)] if rng.random() < 0.9 else blocks()
    constructs = [f"C{at}" for at in range(k)]
    stages = [(None, sizes, [pick(["A", "B"]) for _ in range(k)], acting, [])]
    if rng.random() < 0.3:
        sources = [-1 - at for at in range(k)] if rng.random() < 0.8 else [whole() % 2**63 for _ in range(k)]
        products = [(0, k - 1)] if rng.random() < 0.5 else []
        acting = [list(range(at)) for at in range(k + len(products))]
        stages.append((sources, [1] * len(acting), ["A"] * len(acting), acting, products))
        names = [constructs, [*constructs, *("P" for _ in products)]]
    else:
        names = [constructs]
    scheme = pick(["path", "factorial", "centroid", "path", "?"])
    options = (bool(rng.integers(2)), bool(rng.integers(2)), pick([1e-10, 1e-10, real()]), pick([300, 300, 0, 1]))
    return (stages, scheme, *options, names)


def four_columns():
    """Arguments of path models that mostly go with one another."""
    rows = ([("x", rng.integers(0, 6, 12).astype("i1"), []) for _ in range(4)], None, None, "probability")
    return {
        "names": list("abcd"),
        "rows": rows,
        "samples": (rows, 0, pick([(5, 1), draws()])),
        "moments": _core.accumulate_moments(rows)[0],
        "ruler": pick([None, [1.0] * 4, [1.0] * 3]),
        "draws": pick([(5, 1), draws()]),
    }


BY_NAME = {
    "spec": path_spec,
    "fits": lambda: pick(["pooled", "each", "none", "?"]),
    "ruler": lambda: pick([None, None, [1.0] * int(rng.integers(1, 6))]),
    "labels": lambda: rng.integers(-1, 3, (int(rng.integers(0, 4)), pick([12, 12, size()]))).astype("i4"),
    "groups": lambda: pick([0, 1, 2, 3, 3, 2**40, 2**62]),
    "design": design,
    "contrasts": lambda: ([0, 1, pick([1, 2, 5, 2**63])], array("u4"), array("f8"), array("f8"), array("f8")),
    "draws": draws,
    "criterion": lambda: ([real() for _ in range(size())], [real() for _ in range(size())]),
    "candidates": lambda: (positions(), blocks()),
    "plan": plan,
    # As many iterations as were asked for are made: billions of them end only when they are stopped.
    "method": lambda: pick([(3, True), (2, False), (50, 1e-4), (pick([-1, 0, 1, 60, 10**30]), real())]),
    "stop": lambda: (int(rng.integers(0, 50)), real()),
    "units": lambda: pick([None, ((array("i4"), pick([3, 9, 2**62])), bool(rng.integers(2)))]),
    "n_imputations": lambda: pick([0, 1, 2, 2**62]),
    "n_resamples": lambda: pick([0, 1, 5, 2**62]),
    "k": lambda: pick([0, 1, 2, 2**62]),
    "samples": lambda: pick([(given(), 0, draws()), [moments() for _ in range(2)]]),
    "correction": lambda: pick(["none", "leverage", "jackknife"]),
    "names": lambda: ["y", "a", "b", "c", "d", "e"][: int(rng.integers(0, 7))],
    "drivers": positions,
    "split": lambda: pick(
        [[1, 2], positions(), ([[1], [2, 3]], positions(), []), (blocks(), positions(), positions())]
    ),
    "methods": lambda: (
        [pick(["lmg", "first", "last", "betasq", "pratt", "johnson", "car", "pmvd", "?"])] * pick([0, 1, 2])
    ),
    "measure": lambda: (pick(["mcfadden", "nagelkerke", "?"]), pick([None, (pick([1, 2, 5]), whole())])),
    "progress": lambda: None,
    "categories": lambda: [str(i) for i in range(int(rng.integers(0, 5)))],
    "data": lambda: rng.bytes(int(rng.integers(0, 60))),
    "text": lambda: json.dumps(
        {
            "low": 0,
            "high": 1,
            "n": [whole() % 2**64 for _ in range(2)],
            "w": [1.0, 0.0],
            "w2": [1.0, 0.0],
            "n_missing": [0],
            "n_zero_weight": [whole() % 2**64],
            "mean": [1.0],
            "comoment": [real() if rng.random() < 0.5 else 1.0],
            "sum_w": 2.0,
            "sum_w2": 2.0,
        }
    ),
    "blocks": lambda: pick([blocks(), [pick([None, 0, 1, 9]) for _ in range(3)]]),
    "start": lambda: pick([None, [None, array("f8")]]),
    "low": lambda: pick([0, 0, 0, -5, 2**62]),
    "high": lambda: pick([10, 10, 5, 1000, 2**63 - 1]),
    "buffers": lambda: [array("u1") for _ in range(2)],
}


def value(name, kind):
    if rng.random() < 0.03:
        return pick([None, "text", real(), whole(), [], array(), b"bytes", {}])
    if name in BY_NAME:
        return BY_NAME[name]()
    if "list[list[LogitParameters]" in kind:
        return [pick([None, [logit(), logit()]])]
    if "|" in kind and not kind.startswith("list"):
        return value("", pick([part.strip() for part in kind.split("|")]))
    for part, make in {
        "LogitParameters": lambda: [pick([None, logit()]) for _ in range(2)],
        "FittedModel": lambda: [model() for _ in range(2)],
        "list[Moments]": lambda: [moments() for _ in range(2)],
        "uint64": lambda: array("u8"),
        "uint32": lambda: array("u4"),
        "uint8": lambda: array("u1"),
        "int32": lambda: array("i4"),
        "float64": lambda: array("f8", dims=2 if rng.random() < 0.3 else 1),
        "NDArray": array,
        "ScoreCounts": counts,
        "UnitCounts": units,
        "Moments": moments,
        "Given": given,
        "Column": lambda: column(12),
        "AnyCells": lambda: (array(n=12), pick([1, 6, 12, 2**33, 2**62, 2**63])),
        "list[int]": positions,
        "Sequence[int]": positions,
        "WeightType": lambda: pick(["probability", "frequency", "precision"]),
        "bool": lambda: bool(rng.integers(2)),
        "int": whole,
        "float": real,
        "str": lambda: "x",
        "Any": lambda: array("f8").tolist(),
    }.items():
        if part in kind:
            return make()
    return None


def units():
    cells = (np.arange(12, dtype="i4") % 5, 5)
    return _core.count_units(("s", rng.integers(0, 11, 12), []), None, cells, 0, 10)


def methods(node):
    for item in node.body:
        if isinstance(item, ast.FunctionDef) and not item.name.startswith("__new"):
            yield item


targets = []
for node in tree.body:
    if isinstance(node, ast.FunctionDef):
        targets.append((node.name, None, node))
    elif isinstance(node, ast.ClassDef) and node.name in ("ScoreCounts", "UnitCounts", "Moments"):
        targets += [(f"{node.name}.{item.name}", node.name, item) for item in methods(node)]


def call(of, node):
    static = any(ast.unparse(d) == "staticmethod" for d in node.decorator_list)
    getter = any(ast.unparse(d) == "property" for d in node.decorator_list)
    arguments = node.args.posonlyargs + node.args.args
    values = [
        value(a.arg, ast.unparse(a.annotation)) for a in arguments if a.arg != "self" and a.annotation is not None
    ]
    if any(a.arg == "spec" for a in arguments) and rng.random() < 0.8:
        agreed = four_columns()
        values = [agreed.get(a.arg, drawn) for a, drawn in zip(arguments, values, strict=True)]
    if of is None:
        return getattr(_core, node.name)(*values)
    owner = getattr(_core, of) if static else value("", of)
    found = getattr(owner, node.name)
    return found if getter else found(*values)


if len(sys.argv) > 4:
    targets = [target for target in targets if target[0] in sys.argv[4:]]
seen = {}
for number in range(calls):
    name, of, node = targets[number % len(targets)]
    print(name, file=sys.stderr, flush=True)  # the last one is at fault if the process ends
    try:
        call(of, node)
        seen[name] = seen.get(name, 0) + 1
    except Exception:
        pass
    except BaseException as error:
        raise SystemExit(f"call {number}, {name}: {type(error).__name__}: {error}") from error
print(json.dumps(seen))
