"""Ways of arrows between boxes: the shortest that run through none, beside one another where they meet at a corner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from .path_columns import Floats, crossing, through
from .path_lists import along, length

#: In sizes of the text: how far arrows keep from boxes, how far away they turn round a corner, and how far apart.
CLEAR, CORNER, LANE = 0.35, 0.9, 0.75
#: Arrows that can turn round the same corner of a box beside one another; of many boxes.
LANES, FEW_LANES, MANY = 3, 2, 18
#: What a turn costs, a corner that another arrow turns round, and a crossing, in sizes of the text.
TURN, TAKEN, CROSSED = 1.6, 6.0, 9.0
#: What it costs to leave or reach a box from above or below, against the direction of reading, and along a side.
UPRIGHT, BACKWARD, SHALLOW = 2.0, 5.0, 5.0
#: Crossings are looked for among so many pairs of segments at most.
MOST_PAIRS = 600_000
#: Segments times boxes that are looked at in one go.
AT_ONCE = 20_000
#: How far from their side arrows are looked at to see in which order they leave it.
PARTED = 9.0
#: Angles that are taken for the same.
ALIKE = 0.1
NORMALS = {"left": (-1.0, 0.0), "top": (0.0, -1.0), "right": (1.0, 0.0), "bottom": (0.0, 1.0)}
SIDES = tuple(NORMALS)
#: The side of a point, which is reached from anywhere.
POINT = "point"


@dataclass(frozen=True)
class Place:
    """Where arrows may begin and end: a box (left, top, right, bottom), its free sides, and its number.

    A point has the side `POINT` and the number -1.
    """

    box: tuple[float, float, float, float]
    sides: tuple[str, ...] = SIDES
    number: int = -1

    def port(self, side: str, share: float = 0.5) -> Floats:
        """A point of a side."""
        left, top, right, bottom = self.box
        if side == POINT:
            return np.array([left, top])
        if side in ("left", "right"):
            return np.array([left if side == "left" else right, top + share * (bottom - top)])
        return np.array([left + share * (right - left), top if side == "top" else bottom])


@dataclass(frozen=True)
class Port:
    """A point where an arrow begins or ends, the side it is on, and the number of its box."""

    at: Floats
    side: str
    number: int


@dataclass(frozen=True)
class Ground:
    """Boxes that are not to be touched, corners that arrows may turn round, and the distances of those in sight."""

    boxes: Floats
    corners: Floats
    apart: Floats

    @classmethod
    def of(cls, boxes: Floats) -> Ground:
        """The corners of boxes."""
        corners = []
        for lane in range(LANES if len(boxes) <= MANY else FEW_LANES):
            far = CORNER + LANE * lane
            grown = boxes + np.array([-far, -far, far, far])
            corners += [grown[:, [i, j]] for i in (0, 2) for j in (1, 3)]
        points = np.vstack(corners)
        kept = boxes + np.array([-CLEAR, -CLEAR, CLEAR, CLEAR])
        inside = ((points[:, None] > kept[None, :, :2]) & (points[:, None] < kept[None, :, 2:])).all(axis=2)
        points = points[~np.logical_or.reduce(inside, axis=1)]
        rows, columns = np.triu_indices(len(points), 1)
        seen = _seen(points[rows], points[columns], kept)
        apart = np.full((len(points), len(points)), np.inf)
        apart[rows[seen], columns[seen]] = np.linalg.norm(points[rows[seen]] - points[columns[seen]], axis=1) + TURN
        return cls(boxes, points, np.minimum(apart, apart.T))

    def legs(self, port: Port) -> Floats:
        """What it costs to go from a port to every corner."""
        starts = np.repeat(port.at[None], len(self.corners), axis=0)
        seen = _seen(starts, self.corners, self._kept(port.number))
        toward = np.linalg.norm(self.corners - port.at, axis=1) + _shallow(port, self.corners)
        return np.where(seen, toward, np.inf)

    def straight(self, one: Port, other: Port) -> float:
        """What it costs to go from a port to another without a turn."""
        if not _seen(one.at[None], other.at[None], self._kept(one.number, other.number))[0]:
            return np.inf
        shallow = _shallow(one, other.at[None]) + _shallow(other, one.at[None])
        return float(np.linalg.norm(other.at - one.at) + shallow[0])

    def _kept(self, *own: int) -> Floats:
        """Boxes with the room around them; those at which an arrow begins or ends without."""
        far = np.full(len(self.boxes), CLEAR)
        far[[number for number in own if number >= 0]] = -0.01
        return self.boxes + far[:, None] * np.array([[-1.0, -1.0, 1.0, 1.0]])


def routes(pairs: Sequence[tuple[Place, Place]], boxes: Floats) -> list[Floats]:
    """A way for every pair of places, as its points, in boxes that are not to be touched."""
    ground = Ground.of(boxes)
    ends = _ends(pairs, ground)
    taken = np.zeros(len(ground.corners))
    found: dict[int, Floats] = {}
    for i in np.argsort([np.linalg.norm(b.at - a.at) for a, b in ends], kind="stable").tolist():
        one, other = ends[i]
        found[i], corners = _way(ground, one, other, taken, list(found.values()))
        taken[corners] += 1
    return [found[i] for i in range(len(pairs))]


def _seen(a: Floats, b: Floats, boxes: Floats) -> NDArray[np.bool_]:
    """Whether points b are in sight from points a."""
    if len(a) * len(boxes) <= AT_ONCE:
        return ~np.logical_or.reduce(through(a, b, boxes), axis=1)
    hidden = np.zeros(len(a), dtype=bool)
    for box in boxes:
        # Most segments pass on one side of a box.
        beyond = ((a < box[:2]) & (b < box[:2])) | ((a > box[2:]) & (b > box[2:]))
        near = ~(hidden | beyond[:, 0] | beyond[:, 1])
        rows = np.flatnonzero(near)
        if len(rows):
            hidden[rows] = through(a[rows], b[rows], box[None])[:, 0]
    return ~hidden


def _shallow(port: Port, others: Floats) -> Floats:
    """What it costs to leave a side for other points: nothing straight ahead, the more the nearer to the side."""
    if port.side == POINT:
        return np.zeros(len(others))
    toward = others - port.at
    straight = toward @ np.array(NORMALS[port.side]) / np.maximum(np.linalg.norm(toward, axis=1), 1e-9)
    return SHALLOW * np.clip(1 - straight, 0, None) ** 2


# ---- where arrows begin and end --------------------------------------------------------------------------------------


def _ends(pairs: Sequence[tuple[Place, Place]], ground: Ground) -> list[tuple[Port, Port]]:
    """Ports of every way: on the sides between which it is the shortest, in an order in which few cross."""
    known: dict[Any, Any] = {}
    found = []
    for start, end in pairs:
        tried = [
            (Port(start.port(one), one, start.number), Port(end.port(other), other, end.number))
            for one in start.sides
            for other in end.sides
        ]
        best = min((_straight(ground, *ports) for ports in tried), key=lambda way: way[0])
        # No way round is shorter than the distance and one turn.
        least = min(float(np.linalg.norm(a.at - b.at)) + _sides_cost(a, b) for a, b in tried)
        if best[0] > least + TURN:
            best = min([best, *(_round(ground, *ports, known) for ports in tried)], key=lambda way: way[0])
        found.append(best[1:])
    return _spread(pairs, found)


#: What a way costs, where it begins and ends, and its points.
_Way: TypeAlias = tuple[float, Port, Port, Floats]


def _straight(ground: Ground, one: Port, other: Port) -> _Way:
    """A way without a turn, and what it costs."""
    return ground.straight(one, other) + _sides_cost(one, other), one, other, np.array([one.at, other.at])


def _round(ground: Ground, one: Port, other: Port, known: dict[Any, Any]) -> _Way:
    """The cheapest way with turns; `known` are ways from and to the ports of other pairs."""
    first, last = ("from", *one.at.tolist(), one.side), ("to", *other.at.tolist(), other.side)
    if first not in known:
        known[first] = _dijkstra(ground.apart, ground.legs(one))
    if last not in known:
        known[last] = ground.legs(other)
    (costs, before), legs = known[first], known[last]
    total = costs + legs + TURN + _sides_cost(one, other)
    if not len(total) or not np.isfinite(total.min()):
        return np.inf, one, other, np.array([one.at, other.at])
    corners = ground.corners[_back(before, int(total.argmin()))]
    return float(total.min()), one, other, np.vstack([one.at, corners, other.at])


def _sides_cost(one: Port, other: Port) -> float:
    return _side_cost(one.side, leaving=True) + _side_cost(other.side, leaving=False)


def _side_cost(side: str, *, leaving: bool) -> float:
    if side in ("top", "bottom", POINT):
        return 0.0 if side == POINT else UPRIGHT
    return 0.0 if (side == "right") == leaving else BACKWARD


def _spread(pairs: Sequence[tuple[Place, Place]], ways: Sequence[tuple[Port, Port, Floats]]) -> list[tuple[Port, Port]]:
    """The arrows of a side side by side, in the order of where they lead."""
    at: dict[tuple[int, str], list[tuple[int, int, float, int, int]]] = {}
    for i, (one, other, way) in enumerate(ways):
        for which, (port, own) in enumerate(((one, way), (other, way[::-1]))):
            # By the angle at which they are seen once they have parted, so that they do not cross at once.
            far = along(own, min(1.0, PARTED / max(length(own), 1e-9))) - own[0]
            normal = np.array(NORMALS.get(port.side, (1.0, 0.0)))
            angle = float(np.arctan2(far[1] if normal[0] else far[0], far @ normal))
            # Of those that go round the same corner, the longest stays outside.
            turn = _turn(own) * (1 if port.side in ("right", "top") else -1)
            key = round(angle / ALIKE), turn, -turn * length(own)
            at.setdefault((port.number if port.number >= 0 else -2 - i, port.side), []).append((*key, i, which))
    shares = {}
    for own in at.values():
        for j, (*_, i, which) in enumerate(sorted(own)):
            shares[i, which] = (j + 1) / (len(own) + 1)
    return [
        (
            Port(pairs[i][0].port(one.side, shares[i, 0]), one.side, one.number),
            Port(pairs[i][1].port(other.side, shares[i, 1]), other.side, other.number),
        )
        for i, (one, other, _) in enumerate(ways)
    ]


def _turn(way: Floats) -> int:
    """Which way a way turns first: 1 clockwise as it is seen, -1 against it, 0 not at all."""
    if len(way) < 3:
        return 0
    (a, b), (c, d) = way[1] - way[0], way[2] - way[1]
    return int(np.sign(a * d - b * c))


# ---- one way after the other -----------------------------------------------------------------------------------------


def _way(ground: Ground, one: Port, other: Port, taken: Floats, others: Sequence[Floats]) -> tuple[Floats, list[int]]:
    """The cheapest way between two ports past those so far, and the corners it turns round."""
    points = ground.corners
    straight = ground.straight(one, other)
    straight += CROSSED * float(_crossings(one.at[None], other.at[None], others, np.array([[straight]]))[0, 0])
    if not len(points) or straight <= float(np.linalg.norm(one.at - other.at)) + TURN:
        return np.array([one.at, other.at]), []
    first, last = ground.legs(one), ground.legs(other)
    graph = ground.apart + TAKEN * taken[None, :] + CROSSED * _crossings(points, points, others, ground.apart)
    start = first + TURN + TAKEN * taken + CROSSED * _crossings(one.at[None], points, others, first[None])[0]
    costs, before = _dijkstra(graph, start)
    total = costs + last + CROSSED * _crossings(other.at[None], points, others, last[None])[0]
    if straight <= total.min():  # or there is no way round, as where boxes are pushed together
        return np.array([one.at, other.at]), []
    corners = _back(before, int(total.argmin()))
    return np.vstack([one.at, points[corners], other.at]), corners


def _crossings(a: Floats, b: Floats, others: Sequence[Floats], costs: Floats) -> Floats:
    """How many of the ways so far the segments between points cross, of those with finite costs."""
    found = np.zeros((len(a), len(b)))
    rows, columns = np.nonzero(np.isfinite(costs))
    if not others or not len(rows):
        return found
    starts, ends = np.vstack([way[:-1] for way in others]), np.vstack([way[1:] for way in others])
    if len(rows) * len(starts) <= MOST_PAIRS:
        found[rows, columns] = crossing(a[rows], b[columns], starts, ends).sum(axis=1)
    return found


def _dijkstra(graph: Floats, first: Floats) -> tuple[Floats, list[int]]:
    """Costs of reaching every corner, and the corner before each; -1 where it is the first."""
    cost, previous = first.copy(), np.full(len(first), -1)
    waiting = cost.copy()
    for _ in range(len(first)):
        k = int(waiting.argmin())
        if not waiting[k] < np.inf:
            break
        waiting[k] = np.inf
        through_k = cost[k] + graph[k]
        nearer = np.flatnonzero(through_k < cost)
        cost[nearer] = waiting[nearer] = through_k[nearer]
        previous[nearer] = k
    return cost, previous.tolist()


def _back(before: Sequence[int], last: int) -> list[int]:
    way = [last]
    while before[way[-1]] >= 0:
        way.append(before[way[-1]])
    return way[::-1]
