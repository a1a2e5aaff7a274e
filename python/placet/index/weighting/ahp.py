"""Weights from comparisons in pairs: the analytic hierarchy process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np

from ... import checks
from ..._core import DataError
from ...language import Said, say
from ...options.door import takes
from ...results.index.weights import WeightsResult
from ...results.table import Table
from ...types import AsGiven
from .comparisons import read
from .consistency import Consistency, RandomIndex, consistency, notes
from .hierarchy import in_order, totals
from .judgements import Judgements, together
from .priorities import Floats, completed, least_squares, principal, shares

Prioritized: TypeAlias = Literal["eigenvector", "geometric_mean"]
Aggregate: TypeAlias = Literal["judgements", "priorities"]
METHODS: dict[Prioritized, Said] = {
    "eigenvector": say("principal eigenvector of comparisons in pairs"),
    "geometric_mean": say("geometric means of comparisons in pairs"),
}
AGGREGATES: dict[Aggregate, Said] = {
    "judgements": say("geometric mean of the judgements of {count} judges"),
    "priorities": say("geometric mean of the priorities of {count} judges"),
}
TABLES: tuple[RandomIndex, ...] = ("saaty2008", "saaty1980", "donegan_dodd", "alonso_lamata")


@takes()
def ahp_weights(
    comparisons: AsGiven,
    names: Any = None,
    *,
    method: Prioritized = "eigenvector",
    random_index: RandomIndex = "saaty2008",
    aggregate: Aggregate = "judgements",
    judge_weights: Any = None,
) -> WeightsResult:
    r"""Weights from comparisons in pairs (analytic hierarchy process), with their consistency.

    .. math:: A w = \lambda_{max} w \qquad \text{or} \qquad w_i \propto \Big( \prod_j a_{ij} \Big)^{1/n}

    with :math:`a_{ij}` how many times name i counts more than name j, from 1/9 to 9 on Saaty's scale [1]_ [2]_; the
    geometric means are least squares of the logarithms [3]_. Weights sum to 1. What is said of them is the consistency
    index :math:`CI = (\lambda_{max} - n) / (n - 1)`, the ratio :math:`CR = CI / RI_n` to that of random matrices, above
    0.10 too large, and the geometric consistency index [4]_

    .. math:: GCI = \frac{2}{(n - 1)(n - 2)} \sum_{i<j} \log^2 \left( a_{ij} w_j / w_i \right)

    whose limits are 0.31, 0.35 and 0.37 of 3, 4 and more names; and the three names that contradict each other most.

    Comparisons may be missing where the others connect all names: the missing ones are those with which
    :math:`\lambda_{max}` is least, or are left out of the least squares [5]_.

    Parameters
    ----------
    comparisons : array, data frame or mapping
        One judge: a square matrix, row to column, with `names`; a data frame whose columns are the names, and its index
        or a column of text the rows; or ``{(name, other): ratio}``. One of two reciprocals is enough; NaN or None is a
        comparison that was not made. Several judges: a list of these, or ``{judge: comparisons}``. A hierarchy:
        ``{node: comparisons}`` of one judge or several, the names below a node being nodes or not.
    names : list of str, optional
        What is compared, where the comparisons do not tell.
    method : {"eigenvector", "geometric_mean"}
        How weights come from a matrix.
    random_index : {"saaty2008", "saaty1980", "donegan_dodd", "alonso_lamata"}
        Table of the mean consistency index of random matrices: Saaty's of 2008 (0.52, 0.89, 1.11, ...) and of 1980
        (0.58, 0.90, 1.12, ...), both up to 15 names, Donegan and Dodd's [6]_, up to 20, or Alonso and Lamata's line
        [7]_, for any number.
    aggregate : {"judgements", "priorities"}
        Whether the geometric mean is taken of the judgements of several judges, or of their weights [8]_.
    judge_weights : list or mapping, optional
        How much every judge counts, in their order or by name; all alike, if not given.

    Returns
    -------
    WeightsResult
        One row a name; of a hierarchy one row a node and name, the whole first, with `total_weight`, the share in the
        whole. `consistency` has the measures by node and judge, `parts` the weights by judge.

    Raises
    ------
    DataError
        A matrix that is not square or not reciprocal (the pair and both ratios are told; rounding to two decimals is
        none), a ratio that is not above 0, names that no chain of comparisons connects, a name with two places.

    References
    ----------
    .. [1] Saaty, T. L. (1980). The Analytic Hierarchy Process. McGraw-Hill.
    .. [2] Saaty, T. L. (2008). Decision making with the analytic hierarchy process. International Journal of Services
       Sciences 1, 83-98.
    .. [3] Crawford, G. and Williams, C. (1985). A note on the analysis of subjective judgment matrices. Journal of
       Mathematical Psychology 29, 387-405.
    .. [4] Aguarón, J. and Moreno-Jiménez, J. M. (2003). The geometric consistency index: approximated thresholds.
       European Journal of Operational Research 147, 137-145.
    .. [5] Bozóki, S., Fülöp, J. and Rónyai, L. (2010). On optimal completion of incomplete pairwise comparison
       matrices. Mathematical and Computer Modelling 52, 318-333.
    .. [6] Donegan, H. A. and Dodd, F. J. (1991). A note on Saaty's random indexes. Mathematical and Computer Modelling
       15(10), 135-137.
    .. [7] Alonso, J. A. and Lamata, M. T. (2006). Consistency in the analytic hierarchy process: a new approach.
       International Journal of Uncertainty, Fuzziness and Knowledge-Based Systems 14, 445-459.
    .. [8] Forman, E. and Peniwati, K. (1998). Aggregating individual judgments and priorities with the analytic
       hierarchy process. European Journal of Operational Research 108, 165-169.

    Examples
    --------
    >>> import placet
    >>> pairs = {("network", "billing"): 3, ("network", "hotline"): 5, ("billing", "hotline"): 2}
    >>> result = placet.ahp_weights(pairs)
    >>> {name: round(weight, 3) for name, weight in result.weights.items()}
    {'network': 0.648, 'billing': 0.23, 'hotline': 0.122}
    >>> round(result.glance()["cr"], 4)
    0.0036
    """
    asked = _Asked(
        checks.choice("method", method, tuple(METHODS)),
        checks.choice("random_index", random_index, TABLES),
        checks.choice("aggregate", aggregate, tuple(AGGREGATES)),
    )
    given = read(comparisons, None if names is None else checks.names("names", names))
    _check_judges(given, judge_weights)
    nodes = {node: _Node.of(node, judges, judge_weights, asked) for node, judges in given.items()}
    order = in_order({name: node.names for name, node in nodes.items()}) if len(nodes) > 1 else list(nodes)
    several = max(len(judges) for judges in given.values())
    method_words = say("Weights by the {how}", how=METHODS[asked.method])
    if several > 1:
        method_words = say(
            "{how}, {together}", how=method_words, together=say(AGGREGATES[asked.aggregate].template, count=several)
        )
    about = {
        "source": "ahp",
        "method": method_words,
        "random_index": asked.random_index,
        "aggregate": asked.aggregate if several > 1 else None,
        "notes": [words for node in order for words in nodes[node].notes(asked)],
    }
    ordered = [nodes[node] for node in order]
    return WeightsResult(
        Table(_columns(ordered, order)), (), about, parts=_parts(ordered), consistency=_measures(ordered)
    )


@dataclass(frozen=True)
class _Asked:
    """How weights are made of comparisons."""

    method: Prioritized
    random_index: RandomIndex
    aggregate: Aggregate

    def priorities(self, judgements: Judgements) -> Floats:
        """The weights of a matrix."""
        judgements.check_connected()
        if self.method == "geometric_mean":
            return shares(least_squares(judgements.logs))
        return shares(principal(completed(judgements.logs, judgements.where))[1])


@dataclass(frozen=True)
class _Node:
    """What comes of the comparisons below a node.

    Attributes
    ----------
    name : str
        Empty where there is no hierarchy.
    names : tuple of str
    weights : ndarray
    whole : Consistency or None
        That of all judges together; None where their weights were put together.
    judges : dict
        Judge → weights, None where his comparisons alone do not connect the names, and consistency; empty for one.
    rounded : bool
        Whether reciprocals were typed with few decimals.
    """

    name: str
    names: tuple[str, ...]
    weights: Floats
    whole: Consistency | None
    judges: dict[str, tuple[Floats | None, Consistency]]
    rounded: bool

    @classmethod
    def of(cls, name: str, judges: dict[str, Judgements], judge_weights: Any, asked: _Asked) -> _Node:
        """Weights and consistency below a node."""
        table, where = asked.random_index, f" below {name!r}" if name else ""
        counts = _judge_shares(list(judges), judge_weights)
        listed = list(judges.values())
        rounded = any(one.rounded for one in listed)
        if len(judges) == 1:
            (one,) = listed
            return cls(name, one.names, asked.priorities(one), consistency(one, table), {}, rounded)
        if asked.aggregate == "judgements":
            mean = together(listed, counts, where)
            weights, whole = asked.priorities(mean), consistency(mean, table)
            own = {judge: _alone(one, asked) for judge, one in judges.items()}
            return cls(name, mean.names, weights, whole, own, rounded)
        own = {judge: (asked.priorities(one), consistency(one, table)) for judge, one in judges.items()}
        logs = np.array([np.log(weights) for weights, _ in own.values()])
        return cls(name, listed[0].names, shares(counts @ logs), None, dict(own), rounded)

    def notes(self, asked: _Asked) -> list[str]:
        """What is said of the comparisons."""
        judges = [(judge, found) for judge, (_, found) in self.judges.items()]
        said = notes(self.whole, self.name, asked.random_index, judges)
        if self.rounded:
            said.append(say("reciprocals typed with few decimals follow from the ratio above 1"))
        return said


def _alone(one: Judgements, asked: _Asked) -> tuple[Floats | None, Consistency]:
    """Weights and consistency of one of several judges, whose comparisons alone may not be enough."""
    if len(one.groups()) > 1:
        return None, Consistency(len(one.names), one.compared, np.nan, np.nan, np.nan, np.nan, None)
    return asked.priorities(one), consistency(one, asked.random_index)


def _check_judges(given: Mapping[str, Mapping[str, Judgements]], judge_weights: Any) -> None:
    """Refuse weights of judges where there are none of this name."""
    every = list(dict.fromkeys(judge for judges in given.values() for judge in judges if len(judges) > 1))
    if judge_weights is not None and not every:
        raise DataError("judge_weights= goes with comparisons of several judges; leave it out")
    unknown = [name for name in judge_weights if name not in every] if isinstance(judge_weights, Mapping) else []
    if unknown:
        raise DataError(f"judge_weights names {checks.shown(unknown[0])}; the judges are {checks.some(every)}")


def _judge_shares(judges: list[str], given: Any) -> Floats:
    """How much every judge counts, summing to 1."""
    if given is None or len(judges) == 1:
        return np.full(len(judges), 1 / len(judges))
    listed = given
    if isinstance(given, Mapping):
        lacking = [judge for judge in judges if judge not in given]
        if lacking:
            raise DataError(f"judge_weights has none of judge {lacking[0]!r}; give every judge one")
        listed = [given[judge] for judge in judges]
    if not isinstance(listed, (list, tuple)) or len(listed) != len(judges):
        raise DataError(f"judge_weights={checks.shown(given)} must be {len(judges)} numbers, one a judge")
    numbers = np.array([checks.real(value) for value in listed])
    if not (np.isfinite(numbers).all() and (numbers > 0).all()):
        raise DataError(f"judge_weights={checks.shown(given)} must be numbers above 0; leave a judge out instead")
    return numbers / numbers.sum()


def _columns(nodes: Sequence[_Node], order: Sequence[str]) -> dict[str, Any]:
    """The main table: names, weights, and of a hierarchy their nodes and shares in the whole."""
    columns: dict[str, Any] = {
        "term": [name for node in nodes for name in node.names],
        "weight": np.concatenate([node.weights for node in nodes]),
    }
    if len(nodes) == 1:
        return columns
    below, weights = {node.name: node.names for node in nodes}, {node.name: node.weights for node in nodes}
    return {
        "node": [node.name for node in nodes for _ in node.names],
        **columns,
        "total_weight": totals(order, below, weights),
    }


def _parts(nodes: Sequence[_Node]) -> Table:
    """Weights by judge."""
    rows = [
        (judge, node.name, name, weight)
        for node in nodes
        for judge, (weights, _) in node.judges.items()
        if weights is not None
        for name, weight in zip(node.names, weights.tolist(), strict=True)
    ]
    return _table(("part", "node", "term", "weight"), rows, len(nodes) > 1)


def _measures(nodes: Sequence[_Node]) -> Table:
    """Consistency by node and judge, of all judges together first."""
    rows = []
    for node in nodes:
        found = [] if node.whole is None else [("", node.whole)]
        for judge, one in [*found, *((judge, one) for judge, (_, one) in node.judges.items())]:
            measures = one.n, one.compared, one.lambda_max, one.ci, one.cr, one.gci
            triad = one.triad
            names = ("", "", "", np.nan, np.nan) if triad is None else (*triad[:3], triad.direct, triad.indirect)
            rows.append((node.name, judge, *measures, *names))
    columns = (
        "node", "judge", "n", "compared", "lambda_max", "ci", "cr", "gci", "first", "middle", "last", "direct",
        "indirect",
    )  # fmt: skip
    return _table(columns, rows, len(nodes) > 1)


def _table(names: Sequence[str], rows: Sequence[tuple[Any, ...]], of_nodes: bool) -> Table:
    """Rows as a table, without the column of the nodes where there is one."""
    if not rows:
        return Table({})
    columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    return Table({name: values for name, values in columns.items() if of_nodes or name != "node"})
