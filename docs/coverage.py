"""How often intervals of scores cover and tests reject: `make coverage` writes docs/coverage.md and docs/coverage.json.

Seeded. Every condition is thousands of surveys from a population whose score is known, or in which nothing differs. All
surveys of a condition are scored in one call, each a segment of its own; where errors come from a design a survey is a
stratum, too, so that nothing is shared between them. `--quick` draws a tenth of the surveys and writes nothing; `--part
scores`, `--part tests`, `--part importance`, `--part index` and `--part paths` do one part and leave the others as they
are.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import importance_page
import index_page
import numpy as np
import paths_page
import placet
from coverage_page import scores_page
from placet.scores.estimation.pseudo_respondents import ROCKS
from scipy.special import stdtrit
from simulated_importance import MANY as IMPORTANCES
from simulated_importance import coverage
from simulated_index import coverage as index_coverage
from simulated_paths import coverage as paths_coverage
from simulated_resampled import resampled
from simulated_surveys import CLUSTERED, NET, POINTS, READINESS, SHAPES, draw
from simulated_tests import CONDITIONS, sizes
from sizes_page import HEADING, sizes_page

SEED = 20240607
SIZES = (12, 20, 30, 50, 100, 400, 2000)
WEIGHTINGS = ("unweighted", "weights CV 0.3", "weights CV 0.8", "raked", *CLUSTERED, *READINESS)
METHODS = ("adjusted", "wald", "score", "design")
#: Conditions for the methods that draw, which take time for each survey.
DRAWN = [
    (n, shape, weighting)
    for n in (20, 100)
    for shape in ("balanced", "promoter-heavy")
    for weighting in ("unweighted", "weights CV 0.8")
]
#: Surveys of a condition by respondents, and those of methods that draw.
MANY = {12: 8_000, 20: 8_000, 30: 8_000, 50: 8_000, 100: 8_000, 400: 4_000, 2000: 1_000}
FEWEST = 1_000
TARGET, CLUSTERED_TARGET, INFORMATIVE_TARGET = (0.935, 0.97), (0.925, 0.97), (0.92, 0.985)
SCORES = {
    "nps": (placet.nps, {}, lambda p: 100 * p @ NET),
    "top_box": (placet.top_box, {"scale": (0, 10), "top": 2}, lambda p: p[9:].sum()),
    "mean_score": (placet.mean_score, {"scale": (0, 10)}, lambda p: p @ POINTS),
}
#: Pairs of populations whose scores are compared; of the last the NPS are -76 and +93.5.
HATED = (0.30, 0.15, 0.10, 0.10, 0.10, 0.10, 0.05, 0.05, 0.03, 0.01, 0.01)
LOVED = (0, 0, 0, 0, 0, 0.005, 0.005, 0.02, 0.02, 0.25, 0.70)
PAIRS = {
    "balanced, balanced": (SHAPES["balanced"],) * 2,
    "promoter-heavy, promoter-heavy": (SHAPES["promoter-heavy"],) * 2,
    "polarised, polarised": (SHAPES["polarised"],) * 2,
    "detractor-heavy, promoter-heavy": (SHAPES["detractor-heavy"], SHAPES["promoter-heavy"]),
    "balanced, nearly all promoters": (SHAPES["balanced"], LOVED),
    "nearly all detractors, nearly all promoters": (HATED, LOVED),
}
GROUPS = ((12, 12), (30, 30), (75, 75), (300, 300), (12, 300))


@dataclass(frozen=True)
class Cell:
    """What was found in one condition by one method."""

    metric: str
    method: str
    weighting: str
    n: int
    shape: str
    surveys: int
    coverage: float
    half_width: float

    @property
    def missed(self) -> bool:
        """Whether the coverage lies outside what the default promises."""
        target = CLUSTERED_TARGET if self.weighting in CLUSTERED else TARGET
        low, high = INFORMATIVE_TARGET if self.weighting in (*READINESS, "differences") else target
        return not low <= self.coverage <= high


def score(columns, metric, method, **more):
    """All surveys of a condition in one call."""
    design = {"cluster": "cluster"} if "cluster" in columns else {}
    if design or method == "design":
        design["strata"] = "survey"
    if "w" in columns:
        design["weights"] = "w"
    call, options, _ = SCORES[metric]
    return call(columns, "score", by="survey", method=method, **options, **design, **more)


def covers(low, high, truth):
    """Share of the intervals that hold the truth, and half their mean width; no interval holds nothing."""
    return float(np.mean((low <= truth) & (truth <= high))), float(np.nanmean(high - low) / 2)


def limits(result):
    """Limits of the intervals of all surveys."""
    return result["conf_low"], result["conf_high"]


def other_bases(result, weighting):
    """Rocks' interval on the bases that the default does not use: name → limits."""
    base, n = result["n_eff"], result["n"]
    if weighting in CLUSTERED:
        t = -stdtrit(result["df"], 0.025)
        yield "n at most, then t", rocks(result, np.minimum(base, n) * (stdtrit(np.inf, 0.025) / t) ** 2)
    else:
        yield "Kish's base", rocks(result, base)


def by_clusters(adjusted, design):
    """Rocks' interval with clusters less one as degrees of freedom, which the result of R's method has."""
    base, n, df = adjusted["n_eff"], adjusted["n"], design["df"]
    base = np.minimum(base * (stdtrit(n - 1, 0.025) / stdtrit(df, 0.025)) ** 2, 2 * n)
    return rocks(adjusted, base)


def rocks(result, base):
    """Limits of Rocks' interval, in points, from the shares of a result."""
    shares = np.stack([result[name] for name in ("detractors", "passives", "promoters")], axis=1)
    total = base + ROCKS.sum()
    shares = (base[:, None] * shares + ROCKS) / total[:, None]
    centre = shares @ [-1, 0, 1]
    half = 1.959964 * np.sqrt((shares @ [1, 0, 1] - centre**2) / total)
    return 100 * np.clip(centre - half, -1, 1), 100 * np.clip(centre + half, -1, 1)


def condition(rng, n, shape, weighting, surveys) -> Iterator[Cell]:
    """One condition under all methods."""
    p = np.array(SHAPES[shape])
    columns = draw(rng, p, weighting, n, surveys)

    def cell(metric, method, low, high, surveys=surveys):
        truth = SCORES[metric][2](p)
        return Cell(metric, method, weighting, n, shape, surveys, *covers(low, high, truth))

    found = {method: score(columns, "nps", method) for method in METHODS}
    for method, result in found.items():
        yield cell("nps", method, *limits(result))
    if weighting in ("raked", "oversampled", *CLUSTERED):
        yield from (cell("nps", name, *other) for name, other in other_bases(found["adjusted"], weighting))
    if weighting in CLUSTERED:
        yield cell("nps", "clusters less one", *by_clusters(found["adjusted"], found["design"]))
    for metric in ("top_box", "mean_score"):
        yield cell(metric, "adjusted", *limits(score(columns, metric, "adjusted")))
    if weighting in READINESS:
        yield cell("mean_score", "design", *limits(score(columns, "mean_score", "design")))
    if (n, shape, weighting) in DRAWN:
        few = min(surveys, FEWEST)
        first = {name: column[: n * few] for name, column in columns.items()}
        for name, more in {"bootstrap": {}, "bootstrap BCa": {"interval": "bca"}, "bayes": {}}.items():
            result = score(first, "nps", name.split()[0], rng=1, n_resamples=1000, **more)
            yield cell("nps", name, *limits(result), surveys=few)


def difference(rng, pair, groups, surveys) -> Iterator[Cell]:
    """Differences of two groups: their coverage, under the weighting "differences" and the respondents of the first."""
    chances = [np.array(p) / sum(p) for p in PAIRS[pair]]
    answers = [rng.choice(11, size=surveys * n, p=p) for n, p in zip(groups, chances, strict=True)]
    columns = {
        "score": np.concatenate(answers),
        "group": np.repeat(["a", "b"], [len(found) for found in answers]),
        "survey": np.concatenate([np.repeat(np.arange(surveys), n) for n in groups]),
    }
    how = {"by": "survey", "wave": "group", "waves": ["a", "b"], "against": "b", "adjust": "none"}
    for metric, (_, options, truth) in SCORES.items():
        measured = placet.Metric.top_box((0, 10), 2) if metric == "top_box" else metric
        scale = options["scale"] if metric == "mean_score" else None
        for method in ("adjusted", "wald"):
            result = placet.compare(columns, "score", metric=measured, scale=scale, method=method, **how)
            held = covers(*limits(result), truth(chances[0]) - truth(chances[1]))
            name = f"{pair} {groups[0]}, {groups[1]}"
            yield Cell(metric, method, "differences", groups[0], name, surveys, *held)


def simulate(part=1) -> Iterator[Cell]:
    """Every condition, each with a random stream of its own."""
    conditions = [(n, shape, weighting) for n in SIZES for shape in SHAPES for weighting in WEIGHTINGS]
    compared = [(pair, groups) for pair in PAIRS for groups in GROUPS]
    streams = np.random.SeedSequence(SEED).spawn(len(conditions) + len(compared))
    for stream, (n, shape, weighting) in zip(streams, conditions, strict=False):
        yield from condition(np.random.default_rng(stream), n, shape, weighting, MANY[n] // part)
    for stream, (pair, groups) in zip(streams[len(conditions) :], compared, strict=True):
        yield from difference(np.random.default_rng(stream), pair, groups, 4_000 // part)


def main():
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--quick", action="store_true", help="a tenth of the surveys; print the page and write nothing")
    asked.add_argument("--part", choices=["scores", "tests", "importance", "index", "paths"], help="one part only")
    asked = asked.parse_args()
    start, part, folder = time.perf_counter(), 10 if asked.quick else 1, Path(__file__).parent
    written = {name: folder / f"coverage.{name}" for name in ("md", "json")}
    first, _, rest = written["md"].read_text(encoding="utf-8").partition(HEADING)
    second, _, rest = rest.partition(importance_page.HEADING)
    third, _, rest = rest.partition(index_page.HEADING)
    fourth, _, fifth = rest.partition(paths_page.HEADING)
    outside = json.loads(written["json"].read_text(encoding="utf-8"))
    if asked.part in (None, "scores"):
        cells = list(simulate(part))
        first = scores_page(cells, SHAPES, list(PAIRS)) + "\n"
        outside["outside"] = [asdict(c) for c in cells if c.missed and c.method == "adjusted"]
    if asked.part in (None, "tests"):
        found = [cell for condition in CONDITIONS for cell in sizes(condition, SEED, part)]
        second = sizes_page(found)
        outside["sizes"] = [asdict(cell) for cell in found if cell.missed]
    if asked.part in (None, "importance"):
        covered = list(coverage(np.random.default_rng(SEED), IMPORTANCES // part))
        third = importance_page.importance_page(covered)
        outside["importance"] = [asdict(cell) for cell in covered if cell.missed]
    if asked.part in (None, "index"):
        indexed = list(index_coverage(SEED, part))
        others = list(resampled(SEED, part))
        fourth = index_page.index_page(indexed) + index_page.resampled_page(others)
        outside["index"] = [asdict(cell) for cell in (*indexed, *others) if cell.missed]
    if asked.part in (None, "paths"):
        measured = list(paths_coverage(SEED, part))
        fifth = paths_page.paths_page(measured)
        outside["paths"] = [asdict(cell) for cell in measured if cell.missed]
    text = first + HEADING + second.rstrip() + "\n\n" + importance_page.HEADING + third.rstrip()
    text += "\n\n" + index_page.HEADING + fourth.rstrip() + "\n\n" + paths_page.HEADING + fifth
    if asked.quick:
        print(text)
    else:
        written["md"].write_text(text, encoding="utf-8")
        written["json"].write_text(json.dumps(outside, indent=1) + "\n", encoding="utf-8")
    print(f"{time.perf_counter() - start:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
