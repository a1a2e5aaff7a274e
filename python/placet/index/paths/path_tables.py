"""The tables of a path model: paths, effects, indicators, constructs, and whether constructs are told apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..._core import PlacetError
from ...inference.distributions import Floats, t_p_value
from ...results.index.path_model import TO
from .columns import cross_loadings, outer_vif, srmr
from .resampling import Limits
from .solution import Solution
from .statistics import Statistics

#: Columns of the tables, which a key column may not be named.
MAIN = (
    "term", "outcome", "driver", "estimate", "std_error", "statistic", "df", "p_value", "conf_low", "conf_high", "f2",
    "vif", "n", "n_eff",
)  # fmt: skip
ENDS = ("std_error", "low", "high")
OF_EFFECTS = ("direct", "indirect", "total")
#: Rounding of standardised coefficients and of R².
ROUNDING = 1e-12
OF_CONSTRUCTS = ("alpha", "rho_a", "rho_c", "ave")
RESERVED = (
    *MAIN, "construct", "indicator", "other", "mode", "stage", "n_indicators", "communality", "mean", "sd", "adj_r2",
    "correlation", "root_ave", "root_ave_other",
    *(f"{name}{end}" for name in (*OF_EFFECTS, "weight", "loading", "r2", *OF_CONSTRUCTS, "htmt")
      for end in ("", *(f"_{e}" for e in ENDS))),
)  # fmt: skip


@dataclass(frozen=True)
class Found:
    """What a segment came to.

    Attributes
    ----------
    solutions : tuple of Solution
    correlations : list of ndarray
        Of the indicators of every stage.
    values : mapping
        The statistics by family.
    limits : mapping
        Their errors and limits; empty without resamples.
    df : float
        Degrees of freedom of the tests of the paths.
    observations : float
        Respondents.
    """

    solutions: tuple[Solution, ...]
    correlations: list[Floats]
    values: Mapping[str, Floats]
    limits: Mapping[str, Limits]
    df: float
    observations: float


@dataclass(frozen=True)
class Tables:
    """Makes the tables of all segments.

    Attributes
    ----------
    statistics : Statistics
    keys : mapping
        The key columns of the segments, a label a segment.
    segments : sequence of Found or PlacetError
        A segment that could not be estimated has NaN.
    bases : sequence of (int, float)
        Rows and the effective base of every segment.
    """

    statistics: Statistics
    keys: Mapping[str, Sequence[Any]]
    segments: Sequence[Found | PlacetError]
    bases: Sequence[tuple[int, float]]

    # ---- tables ------------------------------------------------------------------------------------------------------

    def paths(self) -> dict[str, Any]:
        """One row a path and segment."""
        places = self.statistics.paths
        columns = self._table(self._between(places), self._of_paths, MAIN[3:-2])
        n, n_eff = np.repeat(np.array(self.bases, dtype=np.float64), len(places), axis=0).T
        return columns | {"n": n.astype(np.int64), "n_eff": n_eff}

    def _of_paths(self, found: Found) -> dict[str, Any]:
        estimate, last = found.values["path"], found.solutions[-1]
        causes, outcomes = np.array(self.statistics.paths).T
        f2 = np.where(np.abs(1 - last.r2[outcomes]) <= ROUNDING, np.inf, last.f2[outcomes, causes])
        own = {"estimate": estimate, "f2": f2, "vif": last.vif[outcomes, causes]}
        if not found.limits:
            return own
        error, low, high = found.limits["path"]
        # What varies by rounding alone, as where an outcome is its cause, has no test.
        statistic = estimate / np.where(error > ROUNDING, error, np.nan)
        df = np.where(np.isfinite(statistic), found.df, np.nan)
        p_value = t_p_value(statistic, df)
        own |= {"std_error": error, "statistic": statistic, "df": df, "p_value": p_value}
        return own | {"conf_low": low, "conf_high": high}

    def effects(self) -> dict[str, Any]:
        """One row a construct, one that it reaches, and segment."""
        places = self.statistics.ways
        known = {"direct": self.statistics.paths, "indirect": self.statistics.mediated, "total": places}
        at = {name: [own.index(place) if place in own else -1 for place in places] for name, own in known.items()}
        family = {"direct": "path", "indirect": "indirect", "total": "total"}

        def of(found: Found) -> dict[str, Any]:
            own: dict[str, Any] = {}
            for name, order in at.items():
                columns = [found.values[family[name]], *found.limits.get(family[name], ())]
                # The last entry is that of what is not there.
                spread = [np.append(values, np.nan)[order] for values in columns]
                own |= {name: spread[0]} | (_ends(name, spread[1:]) if found.limits else {})
            return own

        return self._table(self._between(places), of, [n for name in OF_EFFECTS for n in _with_ends(name)])

    def indicators(self) -> dict[str, Any]:
        """One row an indicator and segment."""
        places = self.statistics.indicators
        labels = {
            "construct": [construct for construct, *_ in places],
            "indicator": [name for _, name, _ in places],
            "mode": [self.statistics.mode(self.statistics.measured[construct]) for construct, *_ in places],
        }

        def of(found: Found) -> dict[str, Any]:
            own: dict[str, Any] = {"weight": found.values["weight"], "loading": found.values["loading"]}
            own["communality"] = own["loading"] ** 2
            vif = [outer_vif(*pair) for pair in zip(found.correlations, found.solutions, strict=False)]
            own["vif"] = np.array([vif[i][j] for *_, (i, j) in places])
            for name in ("mean", "sd"):
                own[name] = np.array([getattr(found.solutions[i], name)[j] for *_, (i, j) in places])
            for name in ("weight", "loading"):
                own |= _ends(name, found.limits[name]) if found.limits else {}
            return own

        wanted = [*_with_ends("weight"), *_with_ends("loading"), "communality", "vif", "mean", "sd"]
        return self._table(labels, of, wanted)

    def constructs(self) -> dict[str, Any]:
        """One row a construct and segment."""
        names, last = list(self.statistics.measured), self.statistics.last
        places = list(self.statistics.measured.values())
        labels = {
            "construct": names,
            "mode": [self.statistics.mode(place) for place in places],
            "n_indicators": [self.statistics.size(place) for place in places],
        }
        explained = {last.constructs[i]: at for at, i in enumerate(self.statistics.explained)}
        reliable = {name: at for at, name in enumerate(self.statistics.reflected)}

        def spread(values: Floats, among: Mapping[str, int]) -> Floats:
            return np.array([values[among[name]] if name in among else np.nan for name in names])

        def of(found: Found) -> dict[str, Any]:
            adjusted = found.solutions[-1].adjusted_r2(found.observations)[self.statistics.explained]
            own: dict[str, Any] = {"adj_r2": spread(adjusted, explained)}
            for name, among in {"r2": explained, **dict.fromkeys(OF_CONSTRUCTS, reliable)}.items():
                own[name] = spread(found.values[name], among)
                if found.limits:
                    own |= _ends(name, [spread(values, among) for values in found.limits[name]])
            return own

        wanted = [*_with_ends("r2"), "adj_r2", *(column for name in OF_CONSTRUCTS for column in _with_ends(name))]
        return self._table(labels, of, wanted)

    def cross_loadings(self, *, scaled: bool) -> dict[str, Any]:
        """One row an indicator, a construct and segment."""
        stages = [(i, self.statistics.spec.stages[i]) for i in self.statistics.measuring]
        cells = [
            (i, stage.constructs[stage.owner[row]], indicator, other)
            for i, stage in stages
            for row, indicator in enumerate(stage.indicators)
            for other in stage.constructs
        ]
        labels = self._staged(cells, ("construct", "indicator", "other"))

        def of(found: Found) -> dict[str, Any]:
            each = [cross_loadings(found.correlations[i], found.solutions[i], scaled=scaled) for i, _ in stages]
            return {"loading": np.concatenate([one.ravel() for one in each])}

        return self._table(labels, of, ["loading"])

    def pairs(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Fornell and Larcker's comparison, and HTMT: one row two constructs and segment."""
        places, stages = self.statistics.pairs, self.statistics.spec.stages
        cells = [(i, stages[i].constructs[a], stages[i].constructs[b]) for i, a, b in places]
        labels = self._staged(cells, ("construct", "other"))

        def apart(found: Found) -> dict[str, Any]:
            correlation = np.array([found.solutions[i].correlations[a, b] for i, a, b in places])
            with np.errstate(invalid="ignore"):
                roots = [np.array([np.sqrt(found.solutions[p[0]].ave[p[at]]) for p in places]) for at in (1, 2)]
            return {"correlation": correlation, "root_ave": roots[0], "root_ave_other": roots[1]}

        def htmt(found: Found) -> dict[str, Any]:
            return {"htmt": found.values["htmt"]} | (_ends("htmt", found.limits["htmt"]) if found.limits else {})

        return (
            self._table(labels, apart, ["correlation", "root_ave", "root_ave_other"]),
            self._table(labels, htmt, _with_ends("htmt")),
        )

    def fit(self, *, factors: bool) -> dict[str, Floats]:
        """How well the model fits, an entry a segment."""
        at = self.statistics.measuring[-1]
        made = []
        for found in self.segments:
            if isinstance(found, PlacetError):
                made.append((np.nan, np.nan, np.nan))
                continue
            given = found.correlations[at], found.solutions[at]
            own = [srmr(*given, saturated=saturated, factors=factors) for saturated in (False, True)]
            made.append((*own, float(sum(solution.iterations for solution in found.solutions))))
        return dict(zip(("srmr", "srmr_saturated", "iterations"), np.array(made, dtype=np.float64).T, strict=True))

    # ---- columns -----------------------------------------------------------------------------------------------------

    def _table(
        self, labels: Mapping[str, Sequence[Any]], of: Callable[[Found], dict[str, Any]], wanted: Sequence[str]
    ) -> dict[str, Any]:
        """Keys, labels and numbers of all segments; NaN where there are none."""
        made: list[dict[str, Any]] = [{} if isinstance(found, PlacetError) else of(found) for found in self.segments]
        count = len(next(iter(labels.values())))
        blank = np.full(count, np.nan)
        keys = {name: [label for label in column for _ in range(count)] for name, column in self.keys.items()}
        repeated = {name: list(column) * len(made) for name, column in labels.items()}
        return {**keys, **repeated} | {name: np.concatenate([own.get(name, blank) for own in made]) for name in wanted}

    def _between(self, places: Sequence[tuple[int, int]]) -> dict[str, list[str]]:
        """Words for what leads from a construct to another."""
        names = self.statistics.last.constructs
        return {
            "term": [f"{names[cause]}{TO}{names[outcome]}" for cause, outcome in places],
            "outcome": [names[outcome] for _, outcome in places],
            "driver": [names[cause] for cause, _ in places],
        }

    def _staged(self, cells: Sequence[tuple[Any, ...]], names: Sequence[str]) -> dict[str, Any]:
        """Columns of labels, with the number of the stage in front where there are several."""
        labels = {name: [cell[at] for cell in cells] for at, name in enumerate(("stage", *names))}
        stage = [i + 1 for i in labels.pop("stage")]
        return {"stage": stage, **labels} if len(self.statistics.measuring) > 1 else labels


def _with_ends(name: str) -> list[str]:
    return [name, *(f"{name}_{end}" for end in ENDS)]


def _ends(name: str, limits: Any) -> dict[str, Floats]:
    """Error and limits by the names of their columns."""
    return {f"{name}_{end}": values for end, values in zip(ENDS, limits, strict=True)}
