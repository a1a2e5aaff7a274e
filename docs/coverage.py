"""How often the intervals of scores cover: `make coverage` writes docs/coverage.md and docs/coverage.json, seeded.

Every condition is thousands of surveys from a population whose score is known. All surveys of a condition are scored in
one call, each a segment of its own; where errors come from a design a survey is a stratum, too, so that nothing is
shared between them. `--quick` draws a tenth of the surveys and writes nothing.
"""

import json
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import placet
from coverage_page import page
from placet.scores.estimation.interval import ROCKS
from scipy.special import stdtrit
from simulated_surveys import NET, POINTS, SHAPES, draw

SEED = 20240607
SIZES = (20, 50, 100, 400, 2000)
WEIGHTINGS = ("unweighted", "weights CV 0.3", "weights CV 0.8", "raked", "clustered", "oversampled")
METHODS = ("adjusted", "wald", "score", "design")
#: Conditions for the methods that draw, which take time for each survey.
DRAWN = [
    (n, shape, weighting)
    for n in (20, 100)
    for shape in ("balanced", "promoter-heavy")
    for weighting in ("unweighted", "weights CV 0.8")
]
#: Surveys of a condition: small ones, large ones, those of methods that draw.
MANY, FEW, FEWEST = 10_000, 4_000, 2_000
TARGET, CLUSTERED_TARGET = (0.935, 0.97), (0.925, 0.97)
SCORES = {
    "nps": (placet.nps, {}, lambda p: 100 * p @ NET),
    "top_box": (placet.top_box, {"scale": (0, 10), "top": 2}, lambda p: p[9:].sum()),
    "mean_score": (placet.mean_score, {"scale": (0, 10)}, lambda p: p @ POINTS),
}


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
        low, high = CLUSTERED_TARGET if self.weighting == "clustered" else TARGET
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
    base = result["n_eff"]
    if weighting == "clustered":
        z, t = (-stdtrit(df, 0.025) for df in (np.inf, result["df"]))
        yield "n at most, then t", rocks(result, np.minimum(base, result["n"]) * (z / t) ** 2)
    else:
        yield "Kish's base", rocks(result, base)


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

    for method in METHODS:
        result = score(columns, "nps", method)
        yield cell("nps", method, *limits(result))
        if method == "adjusted" and weighting in ("raked", "clustered", "oversampled"):
            yield from (cell("nps", name, *found) for name, found in other_bases(result, weighting))
    for metric in ("top_box", "mean_score"):
        yield cell(metric, "adjusted", *limits(score(columns, metric, "adjusted")))
    if (n, shape, weighting) in DRAWN:
        few = min(surveys, FEWEST)
        first = {name: column[: n * few] for name, column in columns.items()}
        for name, more in {"bootstrap": {}, "bootstrap BCa": {"interval": "bca"}, "bayes": {}}.items():
            result = score(first, "nps", name.split()[0], rng=1, n_resamples=1000, **more)
            yield cell("nps", name, *limits(result), surveys=few)


def simulate(part=1) -> Iterator[Cell]:
    """Every condition, each with a random stream of its own."""
    conditions = [(n, shape, weighting) for n in SIZES for shape in SHAPES for weighting in WEIGHTINGS]
    streams = np.random.SeedSequence(SEED).spawn(len(conditions))
    for stream, (n, shape, weighting) in zip(streams, conditions, strict=True):
        surveys = (MANY if n <= 100 else FEW) // part
        yield from condition(np.random.default_rng(stream), n, shape, weighting, surveys)


def main():
    start = time.perf_counter()
    quick = "--quick" in sys.argv
    cells = list(simulate(10 if quick else 1))
    text = page(cells, SHAPES)
    if quick:
        print(text)
    else:
        folder = Path(__file__).parent
        (folder / "coverage.md").write_text(text, encoding="utf-8")
        missed = [asdict(c) for c in cells if c.missed and c.method == "adjusted" and c.weighting != "oversampled"]
        (folder / "coverage.json").write_text(json.dumps({"outside": missed}, indent=1) + "\n", encoding="utf-8")
    print(f"{len(cells)} cells in {time.perf_counter() - start:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
