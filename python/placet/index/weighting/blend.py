"""Several weights put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ... import checks
from ..._core import DataError
from ...language import enumerated, say
from ...options.door import takes
from ...results.index.weights import WeightsResult
from ...results.table import Table
from ...types import AsGiven
from .given import TOLERANCE, checked
from .result import flat

Floats = NDArray[np.float64]


@takes()
def blend_weights(parts: AsGiven, shares: Any = None) -> WeightsResult:
    r"""Blend several weights of the same names.

    .. math:: w = \sum_k \alpha_k w^{(k)}, \qquad \sum_k \alpha_k = 1

    The shares :math:`\alpha` are given, equal, or with ``shares="game"`` those of the blend that lies nearest to all
    parts at once, which solve

    .. math:: \sum_l \alpha_l \; w^{(k)} \cdot w^{(l)} = w^{(k)} \cdot w^{(k)} \quad \text{for every } k

    and are then clipped at 0 and divided by their sum, which the result says [1]_.

    Parameters
    ----------
    parts : list or mapping
        Weights as other functions return them, or mappings ``{name: weight}``; or ``{what a part is called: weights}``.
        Of a hierarchy blend its nodes: ``result.weights["node"]``.
    shares : list, mapping or "game", optional
        What every part counts, in their order or by what it is called, summing to 1; equal, if not given.

    Returns
    -------
    WeightsResult
        One row a name, in the order of the first part. The table `parts` has the parts with their shares.

    Raises
    ------
    DataError
        Fewer than 2 parts, parts of different names, weights or shares that are negative or do not sum to 1.

    References
    ----------
    .. [1] Lai, C., Chen, X., Chen, X., Wang, Z., Wu, X. and Zhao, S. (2015). A fuzzy comprehensive evaluation model for
       flood risk based on the combination weight of game theory. Natural Hazards 77, 1243-1259.

    Examples
    --------
    >>> import placet
    >>> judged = placet.fixed_weights({"calls": 0.6, "cover": 0.4})
    >>> measured = placet.fixed_weights({"calls": 0.2, "cover": 0.8})
    >>> result = placet.blend_weights([judged, measured], [0.75, 0.25])
    >>> {name: round(weight, 3) for name, weight in result.weights.items()}
    {'calls': 0.5, 'cover': 0.5}
    """
    called, vectors, names = _read(parts)
    matrix = np.array([[vector[name] for name in names] for vector in vectors])
    game = isinstance(shares, str)
    if game:
        checks.choice("shares", shares, ("game",))
        solved = _solved(matrix)
        counts = solved.clip(0) / solved.clip(0).sum()
    else:
        solved = counts = _given(shares, called)
    weights = counts @ matrix
    listed = enumerated([f"{name} {share:.1%}" for name, share in zip(called, counts.tolist(), strict=True)])
    how = say("Blend by game theory: {parts}", parts=listed) if game else say("Linear blend: {parts}", parts=listed)
    about = {
        "source": "blend",
        "method": how,
        "shares": dict(zip(called, counts.tolist(), strict=True)),
        **({"solved": dict(zip(called, solved.tolist(), strict=True))} if game else {}),
        "notes": _notes(called, solved) if game else [],
    }
    return flat(names, weights / weights.sum(), about, parts=_table(called, counts, names, matrix))


def _read(parts: Any) -> tuple[list[str], list[dict[str, float]], list[str]]:
    """What the parts are called, the parts, and their names."""
    if isinstance(parts, Mapping) and not isinstance(parts, WeightsResult):
        pairs = [(str(name), part) for name, part in parts.items()]
    elif isinstance(parts, (list, tuple)):
        pairs = list(zip(_called(parts), parts, strict=True))
    else:
        raise DataError(f"parts must be a list of weights or a mapping of them, not {checks.named(parts)}")
    if len(pairs) < 2:
        raise DataError(f"parts has {len(pairs)} entries; a blend is of at least 2")
    found = [_vector(name, part) for name, part in pairs]
    names = list(found[0])
    for (name, _), vector in zip(pairs, found, strict=True):
        other = next((n for n in (*names, *vector) if (n in vector) != (n in found[0])), None)
        if other is not None:
            raise DataError(
                f"{other!r} is weighted in one of {pairs[0][0]!r} and {name!r} only; parts have the same names"
            )
    return [name for name, _ in pairs], found, names


def _called(parts: Sequence[Any]) -> list[str]:
    """What parts without a name are called: how they were made, or their number."""
    sources = [part.about["source"] if isinstance(part, WeightsResult) else "" for part in parts]
    return [s if s and sources.count(s) == 1 else f"{s} {i}".strip() for i, s in enumerate(sources, start=1)]


def _vector(name: str, part: Any) -> dict[str, float]:
    """One part by name, checked."""
    if isinstance(part, WeightsResult):
        if "node" in part.table:
            raise DataError(
                f"part {name!r} is a hierarchy; blend its nodes one by one, such as "
                f"result.weights[{part.table['node'][0]!r}]"
            )
        return part.weights
    found = checked(part, f"part {name!r}")
    total = sum(found.values())
    if abs(total - 1) > TOLERANCE:
        raise DataError(f"part {name!r} sums to {total:g}, not 1; see fixed_weights(..., normalize=True)")
    return found


def _given(shares: Any, called: Sequence[str]) -> Floats:
    """Shares of the parts as they are given."""
    if shares is None:
        return np.full(len(called), 1 / len(called))
    listed = shares
    if isinstance(shares, Mapping):
        if set(shares) != set(called):
            raise DataError(f"shares must name every part once: {checks.some(called)}")
        listed = [shares[name] for name in called]
    if not isinstance(listed, (list, tuple)) or len(listed) != len(called):
        raise DataError(f'shares={checks.shown(shares)} must be {len(called)} numbers, one a part, or "game"')
    numbers = np.array([checks.real(value) for value in listed])
    if not (np.isfinite(numbers).all() and (numbers >= 0).all() and abs(numbers.sum() - 1) <= TOLERANCE):
        raise DataError(f"shares={checks.shown(shares)} must be numbers of at least 0 that sum to 1")
    return numbers / numbers.sum()


def _solved(matrix: Floats) -> Floats:
    """Shares of the blend nearest to all parts; of parts that are alike the smallest that do."""
    products = matrix @ matrix.T
    return np.asarray(np.linalg.lstsq(products, np.diag(products), rcond=1e-12)[0], dtype=np.float64)


def _notes(called: Sequence[str], solved: Floats) -> list[str]:
    """Words for what was done to the solution."""
    below = [name for name, share in zip(called, solved.tolist(), strict=True) if share < 0]
    listed = enumerated([f"{name} {share:.3f}" for name, share in zip(called, solved.tolist(), strict=True)])
    notes: list[str] = [say("solved {parts}, clipped at 0 and divided by their sum", parts=listed)]
    return [*notes, say("solved below 0 and left out: {names}", names=enumerated(below))] if below else notes


def _table(called: Sequence[str], counts: Floats, names: Sequence[str], matrix: Floats) -> Table:
    """The parts one under another."""
    return Table(
        {
            "part": [name for name in called for _ in names],
            "term": [*names] * len(called),
            "weight": matrix.ravel(),
            "share": np.repeat(counts, len(names)),
        }
    )
