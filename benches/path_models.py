"""Path models: one estimation, resamples, permutations, and a million respondents beside the scan of their moments."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from math import inf
from pathlib import Path
from typing import Any

import numpy as np
import placet
from measure import Call, Case, Contender, Target, Times, ours, yardstick
from placet import _core
from placet.index.paths.reading import PathReading, read_paths

#: Replicates from which on a target is held against.
FEWEST = 5_000
MODEL = placet.templates.ecsi()
COLUMNS = list(MODEL.columns)


@cache
def _data() -> tuple[str, dict[str, np.ndarray]]:
    """The 250 respondents of the mobile telephone study where they are at hand, or as many that are simulated."""
    path = Path(os.environ.get("PLACET_REFERENCE", "")) / "pls" / "mobi.csv"
    if path.is_file():
        table = np.genfromtxt(path, delimiter=",", names=True, deletechars='"')
        return "the mobile telephone study", {name: table[name] for name in COLUMNS}
    return "simulated customers of mobile operators", simulated(250)


@cache
def simulated(rows: int) -> dict[str, np.ndarray]:
    frame = placet.datasets.mobile_phones(rows, backend="polars").data
    return {name: frame[name].to_numpy() for name in COLUMNS}


def _reading(data: dict[str, np.ndarray]) -> PathReading:
    return read_paths(placet.Survey(data), MODEL)


# ---- the peers ------------------------------------------------------------------------------------------------------


def _seminr() -> Any:
    import pandas as pd
    import seminr

    blocks = [
        seminr.composite(name, list(own) if len(own) > 1 else seminr.single_item(own[0]))
        for name, own in MODEL.blocks.items()
    ]
    paths = [seminr.paths([cause], [name]) for name, causes in MODEL.predecessors.items() for cause in causes]
    measured, structure = seminr.constructs(*blocks), seminr.relationships(*paths)
    frame = pd.DataFrame(_data()[1])
    return lambda: seminr.estimate_pls(frame, measured, structure, stop_criterion=10)


def _seminr_resampled(replicates: int, cores: int | None = None) -> Call:
    import seminr

    fitted = _seminr()()
    return lambda: seminr.bootstrap_model(fitted, nboot=replicates, seed=1, cores=cores)


def _openpls() -> Any:
    import openpls.config
    import pandas as pd
    from openpls import Plspm
    from openpls.mode import Mode
    from openpls.scheme import Scheme

    structure = openpls.config.Structure()
    for name, causes in MODEL.predecessors.items():
        for cause in causes:
            structure.add_path([cause], [name])
    config = openpls.config.Config(structure.path())
    for name, own in MODEL.blocks.items():
        config.add_lv(name, Mode.A, *map(openpls.config.MV, own))
    frame = pd.DataFrame(_data()[1])
    return lambda **options: Plspm(frame, config, Scheme.PATH, 300, 1e-16, **options)


def _path_array(found: Any) -> np.ndarray:
    """Path coefficients of a peer, in the order of the model."""
    get = found.path_coef.get if hasattr(found, "path_coef") else lambda a, b: found.path_coefficients().loc[b, a]
    return np.array([get(cause, name) for name, causes in MODEL.predecessors.items() for cause in causes])


# ---- the cases ------------------------------------------------------------------------------------------------------


def _core_fit(data: dict[str, np.ndarray]) -> Call:
    reading = _reading(data)
    moments, names, spec = reading.moments[0], reading.names, reading.spec.core
    pairs = reading.spec.last.paths

    def call() -> np.ndarray:
        paths = _core.fit_paths(moments, names, spec)[0]["paths"]
        return np.array([paths[outcome, cause] for cause, outcome in pairs])

    return call


def _of_peer(peer: Any) -> Call:
    estimate = peer()
    return lambda: _path_array(estimate())


def estimation() -> Case:
    """One estimation from its moments, and by packages that go over the rows."""

    def targets(times: Times, _: object) -> list[Target]:
        return [Target(1e3 * times["placet, the core"], 0.2, "ms for one estimation in the core")]

    whose, data = _data()
    return Case(
        f"A path model of {len(COLUMNS)} indicators, 7 constructs, 250 respondents: {whose}",
        {
            "placet, the core": ours(lambda: _core_fit(data)),
            "placet, its table": ours(lambda: lambda: placet.path_model(data, MODEL, n_resamples=0), compared=False),
            "seminr": Contender(lambda: _of_peer(_seminr), rtol=1e-6),
            "openpls-engine": Contender(lambda: _of_peer(_openpls), rtol=1e-6),
        },
        targets,
    )


def bootstrap(replicates: int) -> Case:
    """Bootstrap replicates of a path model; the peers draw fewer of them."""
    few, some = max(replicates // 50, 10), max(replicates // 5, 10)
    drawn = {
        f"seminr, {few:,} replicates": few,
        f"seminr on 2 processes, {some:,} replicates": some,
        f"openpls-engine on 2 processes, {few:,} replicates": few,
    }

    def targets(times: Times, _: object) -> list[Target]:
        if replicates < FEWEST:
            return []
        own = times["placet"]
        peers = {name: times[name] * replicates / count for name, count in drawn.items() if name in times}
        fastest = min(peers.values(), default=inf)
        return [
            Target(own, 0.25, f"s for {replicates:,} replicates"),
            Target(fastest / own, 250, "times as fast as the fastest peer, extrapolated", at_least=True),
        ]

    def peer(prepare: Callable[[], Call], count: int) -> Contender:
        return Contender(prepare, compared=False, share=count / replicates)

    whose, data = _data()
    seminr, seminr_on_two, openpls = drawn
    options = {"n_resamples": replicates, "rng": 1, "progress": False}
    return Case(
        f"{replicates:,} bootstrap replicates of a path model, 250 respondents: {whose}",
        {
            "placet": ours(lambda: lambda: placet.path_model(data, MODEL, **options), compared=False),
            seminr: peer(lambda: _seminr_resampled(few), few),
            seminr_on_two: peer(lambda: _seminr_resampled(some, 2), some),
            openpls: peer(lambda: _openpls_resampled(few), few),
        },
        targets,
        note="The peers draw fewer replicates; the target multiplies their time by what is missing.",
    )


def _openpls_resampled(replicates: int) -> Call:
    estimate = _openpls()
    return lambda: estimate(bootstrap=True, bootstrap_iterations=replicates, processes=2)


def million(rows: int) -> Case:
    """A model of many respondents, and the scan that makes its moments."""

    def targets(times: Times, _: object) -> list[Target]:
        return [Target(times["placet"] / times["the scan alone"], 2, "times the scan of the rows")]

    data = simulated(rows)

    def scan() -> Call:
        rows = _reading(data).rows
        return lambda: rows.moments()

    return Case(
        f"A path model of {len(COLUMNS)} indicators, {rows:,} respondents",
        {
            "placet": ours(lambda: lambda: placet.path_model(data, MODEL, n_resamples=0), compared=False),
            "the scan alone": yardstick(scan),
        },
        targets,
    )


def micom(permutations: int) -> Case:
    """Measurement invariance of two halves by permutation; the peer permutes less often."""
    permutations, fewest = max(permutations, 1_000), 20  # no fewer are taken

    def targets(times: Times, _: object) -> list[Target]:
        return [Target(times["placet"], 1, f"s for {permutations:,} permutations")] if permutations >= FEWEST else []

    whose, data = _data()
    halves = data | {"half": np.arange(250) % 2}
    options = {"by": "half", "n_permutations": permutations, "rng": 1, "progress": False}
    return Case(
        f"Measurement invariance (MICOM), {permutations:,} permutations, two halves of 250 respondents: {whose}",
        {
            "placet": ours(lambda: lambda: placet.micom(halves, MODEL, **options), compared=False),
            f"openpls-engine, {fewest} permutations": Contender(
                lambda: _openpls_micom(halves, fewest), compared=False, share=fewest / permutations
            ),
        },
        targets,
    )


def _openpls_micom(halves: dict[str, np.ndarray], permutations: int) -> Call:
    import pandas as pd
    from openpls.mga import GroupSpec

    fitted, frame = _openpls()(), pd.DataFrame(halves)
    first, second = (GroupSpec(name=str(half), values=[half]) for half in (0, 1))
    return lambda: fitted.micom(frame, "half", first, second, iterations=permutations, seed=1)
