"""How much an index and the ranks of its segments depend on the weights of the tree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ... import checks
from ..._core import DataError
from ...inference.ranks import ranks
from ...language import say
from ...options.door import takes
from ...options.shared import BY, DESIGN, FREQ, RNG, WAVE, WAVES
from ...results.index.weight_sensitivity import WeightSensitivityResult
from ...results.table import Table
from ...survey import Survey
from ...survey.reading import keys_of
from ...types import AsGiven
from ..options import MISSING
from .indicator_tree import tree_of
from .node_scores import NodeScores
from .read import RULES, read_tree
from .swaps import smallest_swap
from .tree import Floats, Tree

#: Columns of the result, which a key column may not be named.
COLUMNS = (
    "estimate", "std_dev", "low", "high", "rank", "rank_low", "rank_high", "rank_share", "first_share", "n",
    "share",
)  # fmt: skip
#: Least spread of weights, and most draws.
LEAST_SPREAD, MOST_DRAWS = 1e-6, 1_000_000


@takes(BY, WAVE, WAVES, FREQ, MISSING, RNG, *DESIGN)
def weight_sensitivity(
    survey: Survey,
    tree: AsGiven,
    *,
    scale: tuple[float, float] | Mapping[str, tuple[float, float]],
    spread: float = 0.25,
    n_draws: int = 10_000,
    coverage: float = 0.9,
    normalize: bool = False,
    by: Any,
    wave: Any,
    missing: Any,
    rng: Any,
) -> WeightSensitivityResult:
    r"""What an index would be with other weights: its spread, shares of ranks, and the smallest change that matters.

    The weights below every node are drawn from a Dirichlet distribution about those of the tree,

    .. math:: w' \sim \text{Dirichlet}(\alpha w) \qquad \alpha = \frac{k - 1}{s^2} - 1

    with k children whose weights are not 0 and s the `spread`: the standard deviation of a weight relative to itself,
    the root of its mean square over the children, each counting by its weight. The answers stay as they are, so that
    nothing here is a sampling error.

    Parameters
    ----------
    {data}
    tree : IndicatorTree or mapping
        The tree, see `satisfaction_index`.
    scale : (float, float) or mapping
        Lowest and highest possible answer, of all indicators or by column.
    spread : float
        Standard deviation of a weight relative to itself, 0.25 for weights that are about a quarter off.
    n_draws : int
        Sets of weights drawn.
    coverage : float
        Share of the draws that lie within `low` and `high`, and within `rank_low` and `rank_high`.
    normalize : bool
        Divide the weights of every node by their sum.
    {options}

    Returns
    -------
    WeightSensitivityResult
        One row a segment; `rank_shares` has how often each is at which rank, `swaps` the smallest change of one weight
        that makes the second segment as good as the first. Only the two best are compared; the text says where their
        indexes are equal, so that any change decides, and where one of them was not asked all indicators.

    Raises
    ------
    DataError
        A spread that is not above 0, or too large for weights of a node (1 and more for two children), and what
        `satisfaction_index` refuses.

    Examples
    --------
    >>> import placet
    >>> answers = {"a": [9, 8, 7, 8], "b": [4, 5, 6, 7], "shop": ["x", "x", "y", "y"]}
    >>> found = placet.weight_sensitivity(answers, {"a": 0.5, "b": 0.5}, scale=(0, 10), by="shop", rng=1)
    >>> found["estimate"].tolist(), found.swaps["change"].round(3).tolist()[:1]
    ([65.0, 70.0], [0.167])
    """
    spread, coverage = _checked(spread), checks.level(coverage)
    n_draws, seed = checks.whole("n_draws", n_draws, 100, MOST_DRAWS), checks.seed(rng)
    nodes = tree_of(tree, normalize=checks.flag("normalize", normalize))
    read = read_tree(survey, nodes, scale=scale, missing=missing, by=keys_of(survey, by, wave), reserved=COLUMNS)
    if read.scores.own:
        raise DataError('missing="prorate" has no weights that could be others; use "available" or "drop"')
    drawn = _draws(read.scores, spread, n_draws, np.random.default_rng(seed))
    places = np.stack([ranks(row) for row in drawn])
    tail = 100 * (1 - coverage) / 2
    estimate = read.scores.estimate[:, 0]
    rank = ranks(estimate)
    low, high = np.percentile(drawn, [tail, 100 - tail], axis=0)  # NaN of a segment that answered nothing
    rank_low, rank_high = np.percentile(places, [tail, 100 - tail], axis=0, method="inverted_cdf")
    keys = read.rows.segments
    table = Table(
        {
            **keys.columns(),
            "estimate": estimate,
            "std_dev": drawn.std(axis=0),
            "low": low,
            "high": high,
            "rank": rank,
            "rank_low": rank_low,
            "rank_high": rank_high,
            "rank_share": (places == rank).mean(axis=0),
            "first_share": (places == 1).mean(axis=0),
            "n": read.scores.n[:, 0],
        }
    )
    swaps = smallest_swap(read.scores, keys.in_words)
    about = {
        "method": say(
            "Weights drawn {draws:,} times from Dirichlet distributions, {spread:.0%} about themselves; {rule}",
            draws=n_draws,
            spread=spread,
            rule=RULES[missing],
        ),
        "whole": nodes.name,
        "spread": spread,
        "n_draws": n_draws,
        "coverage": coverage,
        "seed": seed,
        "weights": survey.weights,
        "weight_type": survey.weight_type,
        "missing": missing,
        **read.facts,
        "first": swaps.first,
        "second": swaps.second,
        "no_swap": swaps.why,
        "notes": read.notes,
    }
    return WeightSensitivityResult(
        table,
        keys.names,
        about,
        {**nodes.labels, **survey.labels},
        survey.frame.library,
        _rank_shares(keys, places),
        swaps.table,
    )


def _checked(spread: Any) -> float:
    found = checks.real(spread)
    if LEAST_SPREAD <= found < np.inf:
        return found
    raise DataError(f"spread={checks.shown(spread)} must be a number of at least {LEAST_SPREAD:g}, such as 0.25")


def _concentration(tree: Tree, node: int, children: list[int], spread: float) -> Floats | None:
    """Parameters of the distribution of the weights below a node; None where they cannot vary."""
    w = np.array([tree.weights[child] for child in children])
    k = int((w > 0).sum())
    if k < 2:
        return None
    if spread >= np.sqrt(k - 1):
        raise DataError(
            f"spread={spread:g} is too large for the {k} weights below {tree.names[node]!r}; it must be less than "
            f"{np.sqrt(k - 1):g} for {k} of them"
        )
    return ((k - 1) / spread**2 - 1) * w


def _draws(scores: NodeScores, spread: float, count: int, generator: np.random.Generator) -> Floats:
    """Indexes by draw and segment."""
    tree = scores.tree
    children = [[child for child, above in enumerate(tree.above) if above == node] for node in range(len(tree))]
    points = scores.units.slope * scores.means.mean + scores.units.intercept
    drawn: dict[int, Floats] = {}
    for node, below in enumerate(children):
        concentration = _concentration(tree, node, below, spread) if below else None
        w = np.array([tree.weights[child] for child in below])
        own = np.broadcast_to(w, (count, len(w)))
        if concentration is not None:
            own = np.zeros((count, len(w)))
            own[:, w > 0] = generator.dirichlet(concentration[w > 0], count)
        drawn.update({child: own[:, i] for i, child in enumerate(below)})
    found: dict[int, Floats] = {}
    for node in range(len(tree) - 1, -1, -1):
        if tree.leaf[node] >= 0:
            found[node] = np.broadcast_to(points[:, tree.leaf[node]], (count, len(points)))
            continue
        # Segments that were not asked share the weight among the others, as the index does.
        values = np.stack([found[child] for child in children[node]])
        weight = np.stack([drawn[child] for child in children[node]])[:, :, None] * ~np.isnan(values)
        with np.errstate(invalid="ignore"):
            found[node] = (weight * np.nan_to_num(values)).sum(axis=0) / weight.sum(axis=0)
    return found[0]


def _rank_shares(keys: Any, places: Floats) -> Table:
    """How often every segment is at which rank."""
    count = places.shape[1]
    if count < 2:
        return Table({})
    share = np.array([[(places[:, s] == rank).mean() for rank in range(1, count + 1)] for s in range(count)])
    return Table({**keys.columns(repeat=count), "rank": list(range(1, count + 1)) * count, "share": share.ravel()})
