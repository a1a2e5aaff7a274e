"""The declared sampling design, read and checked once: strata, clusters, respondents, finite populations, waves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from .._core import DataError
from ..language import commas, say
from . import answers, keys
from .respondents import check_inside
from .sampling import Codes, Panel, Sampling, cross

#: What the units of a design column are called.
UNITS = {"cluster": "cluster", "id": "respondent"}

#: Column of the waves, wave of every row (-1 where it is missing) and their labels.
Waves: TypeAlias = tuple[str, NDArray[Any], list[Any]]


def read_sampling(
    columns: Mapping[str, Any],
    used: NDArray[np.bool_],
    roles: Mapping[str, Any],
    *,
    always: bool,
    frequencies: NDArray[Any] | None = None,
    waves: Waves | None = None,
) -> Sampling | None:
    """Read the declared strata, clusters and population sizes.

    Every wave is a sample of its own: its strata, units and population are its own, and what is drawn for several waves
    is one unit in them.

    Parameters
    ----------
    columns
        The fetched columns.
    used
        Rows of a weight above 0; the others are no part of the sample.
    roles
        `strata`, `cluster`, `fpc`, `nest` and `lonely_psu` of the survey; `id` where rows of one respondent are to be
        kept together: the respondent is the unit unless clusters, which must hold whole respondents, are declared.
    always
        Give a design of independent rows where none is declared.
    frequencies
        How many respondents every row stands for, where it is not one.
    waves
        The waves, where they are known.

    References
    ----------
    Cochran, W. G. (1977). Sampling Techniques, sections 2.6 and 5.4. Kish, L. (1965). Survey Sampling, section 12.4.
    """
    declared = [role for role in ("strata", "cluster", "fpc") if roles[role] is not None]
    identity = roles.get("id")
    plain = not declared and not always
    if plain and identity is None:
        return None
    strata = _Strata.of(columns, used, roles, None if plain else waves)
    if roles["cluster"] is not None:
        sampling = _of_clusters(strata, columns, used, roles, "cluster")
    elif identity is not None:
        sampling = _of_clusters(strata, columns, used, roles, "id")
    else:
        sampling = _of_rows(strata, used, roles, frequencies)
    if identity is not None and roles["cluster"] is not None and sampling.clusters is not None:
        whole = np.where(sampling.clusters >= 0, sampling.whole(sampling.clusters), np.int32(-1))
        check_inside(columns, whole, identity, roles["cluster"])
    if plain:
        # Linearised values of scores add to 0, so a factor (n - 1)/n in front of n/(n - 1) Σ (z - 0)² leaves Σ z².
        return replace(sampling, not_drawn=1 - 1 / sampling.units, plain=True)
    if roles["fpc"] is not None:
        sampling = replace(sampling, not_drawn=_not_drawn(sampling, strata, columns, used, roles))
    if not declared and strata.wave is not None and sampling.lonely == "fail":
        # A wave of one respondent has no error of its own, but stops no other.
        return replace(sampling, lonely="adjust")
    _check_lonely(sampling, strata, roles)
    return sampling


@dataclass(frozen=True)
class _Strata:
    """The strata of every wave.

    Attributes
    ----------
    codes : ndarray of int32, shape (rows,)
        Stratum of every row, -1 for rows that are not used.
    declared : ndarray of int32, shape (strata,)
        Which declared stratum each is, whatever the wave.
    labels : list
        What the declared strata are called; None where there are none.
    column, wave : str or None
        Columns of the strata, and of the waves where there are several.
    wave_labels : list
        Wave of every stratum.
    """

    codes: Codes
    declared: Codes
    labels: list[Any]
    column: str | None
    wave: str | None
    wave_labels: list[Any]

    @classmethod
    def of(
        cls, columns: Mapping[str, Any], used: NDArray[np.bool_], roles: Mapping[str, Any], waves: Waves | None
    ) -> _Strata:
        """Read the strata and cross them with the waves."""
        codes, labels = _codes("strata", roles["strata"], columns, used)
        name, of_wave, wave_labels = waves or (None, np.zeros(0), [])
        # Rows without a wave are a sample of their own, too.
        numbers = np.where(of_wave < 0, len(wave_labels), of_wave)
        if name is None or np.count_nonzero(np.bincount(numbers[used])) < 2:
            return cls(codes, np.arange(len(labels), dtype=np.int32), labels, roles["strata"], None, [])
        crossed, declared, in_wave = cross(codes, numbers, len(wave_labels) + 1)
        called = [*wave_labels, None]
        return cls(crossed, declared, labels, roles["strata"], name, [called[wave] for wave in in_wave])

    def __len__(self) -> int:
        return len(self.declared)

    def said(self, stratum: int) -> str:
        """A stratum in words, nothing where it is the whole sample."""
        parts = [] if self.column is None else [f"stratum {self.labels[self.declared[stratum]]!r}"]
        if self.wave is not None:
            parts.append(f"wave {self.wave_labels[stratum]!r}")
        return " of ".join(parts)


def _codes(role: str, name: str | None, columns: Mapping[str, Any], used: NDArray[np.bool_]) -> tuple[Codes, list[Any]]:
    """Codes of a design column, complete for all rows used."""
    if name is None:
        return np.where(used, np.int32(0), np.int32(-1)), [None]
    codes, labels = keys.number(name, columns[name])
    lost = np.flatnonzero(used & (codes < 0))
    if len(lost):
        raise DataError(
            f"the {role} column {name!r} is missing in row {lost[0]} ({len(lost)} such rows); every respondent was "
            "drawn somewhere: fill it in, or give these rows weight 0"
        )
    codes = codes.astype(np.int32, copy=False)
    if used.all():
        return codes, labels
    codes, _, present = cross(None, np.where(used, codes, np.int32(-1)), len(labels))
    return codes, [labels[i] for i in present]


def _of_rows(
    strata: _Strata, used: NDArray[np.bool_], roles: Mapping[str, Any], frequencies: NDArray[Any] | None
) -> Sampling:
    """Rows that are units themselves."""
    if len(strata) == 1 and frequencies is None:
        units = np.array([np.count_nonzero(used)], dtype=float)
    else:
        respondents = None if frequencies is None else frequencies[used]
        units = np.bincount(strata.codes[used], weights=respondents, minlength=len(strata)).astype(float)
    return Sampling(
        strata.codes, None, None, units, np.ones(len(strata)), roles["lonely_psu"], _words(roles, strata)
    )  # fmt: skip


def _of_clusters(
    strata: _Strata, columns: Mapping[str, Any], used: NDArray[np.bool_],
    roles: Mapping[str, Any], unit: Literal["cluster", "id"],
) -> Sampling:  # fmt: skip
    """Clusters of rows, or respondents of several."""
    whole, count = _whole(strata, columns, used, roles, unit)
    clusters, of, stratum = cross(whole, strata.codes, len(strata))
    words, panel = _counted(unit, count, roles[unit]), None
    if len(of) > count:
        in_waves = np.bincount(of)
        again = in_waves[of] > 1
        several = np.count_nonzero(in_waves > 1)
        words = say("{units}, {several:,} of them in several waves", units=words, several=several)
        panel = Panel(of, _common(strata, stratum[again]), count)
    return Sampling(
        strata.codes, clusters, stratum, np.bincount(stratum, minlength=len(strata)).astype(float),
        np.ones(len(strata)), roles["lonely_psu"], _words(roles, strata, words), unit == "id", panel,
    )  # fmt: skip


def _counted(unit: Literal["cluster", "id"], count: int, name: str) -> str:
    return say(
        "{count:,} clusters {name!r}" if unit == "cluster" else "{count:,} respondents {name!r}", count=count, name=name
    )


def _whole(
    strata: _Strata, columns: Mapping[str, Any], used: NDArray[np.bool_],
    roles: Mapping[str, Any], unit: Literal["cluster", "id"],
) -> tuple[Codes, int]:  # fmt: skip
    """Cluster of every row, whatever the wave, and how many there are; each lies in one declared stratum."""
    clusters, names = _codes(unit, roles[unit], columns, used)
    if len(strata.labels) == 1:
        return clusters, len(names)
    declared = np.where(strata.codes >= 0, strata.declared[strata.codes], np.int32(-1))
    inside, of_pair, stratum = cross(clusters, declared, len(strata.labels))
    if len(of_pair) > len(names):
        if unit == "id" or not roles["nest"]:
            _refuse_crossing(of_pair, stratum, names, strata.labels, roles, unit)
        clusters = inside
    if len(strata.labels) >= len(of_pair):
        raise DataError(
            f"strata column {roles['strata']!r} has {len(strata.labels)} strata and {unit} column {roles[unit]!r} "
            f"{len(of_pair)} {UNITS[unit]}s; a stratum needs at least two {UNITS[unit]}s: are the two columns swapped?"
        )
    return clusters, len(of_pair)


def _common(strata: _Strata, again: Codes) -> Codes:
    """Strata whatever the wave: a declared one of which clusters are drawn for several waves is one."""
    shared = np.zeros(len(strata.labels), dtype=bool)
    shared[strata.declared[again]] = True
    alone = len(strata.labels) + np.arange(len(strata))
    _, common = np.unique(np.where(shared[strata.declared], strata.declared, alone), return_inverse=True)
    return common.astype(np.int32)


def _refuse_crossing(
    cluster: Codes, stratum: Codes, names: list[Any], labels: list[Any],
    roles: Mapping[str, Any], unit: Literal["cluster", "id"],
) -> None:  # fmt: skip
    crossing = int(cluster[np.flatnonzero(np.diff(cluster) == 0)[0]])
    first, second = (labels[i] for i in stratum[cluster == crossing][:2])
    fix = (
        "if clusters are numbered anew in every stratum pass nest=True to the Survey, otherwise correct the column"
        if unit == "cluster"
        else "a respondent was drawn in one stratum: correct the columns, or leave one of them out"
    )
    raise DataError(
        f"{UNITS[unit]} {names[crossing]!r} of column {roles[unit]!r} lies in strata {first!r} and {second!r}; {fix}"
    )


def _not_drawn(
    sampling: Sampling, strata: _Strata, columns: Mapping[str, Any], used: NDArray[np.bool_], roles: Mapping[str, Any]
) -> NDArray[np.float64]:
    name = roles["fpc"]
    sizes = answers.measure("fpc", name, columns[name]).astype(float)[used]
    of_row = strata.codes[used]
    if not (np.isfinite(sizes) & (sizes > 0)).all():
        raise DataError(
            f"the fpc column {name!r} holds a size that is missing or not above 0; give the number of units "
            "in the population of the stratum, or the share that was drawn"
        )
    size = np.zeros(len(strata))
    size[of_row] = sizes
    if (size[of_row] != sizes).any():
        said = strata.said(int(of_row[size[of_row] != sizes].min()))  # whatever the order of the rows
        where = f" within {said}; give one a stratum" if said else "; without strata the population has one"
        raise DataError(f"the fpc column {name!r} holds different sizes{where}")
    drawn = size if (size <= 1).all() else sampling.units / size
    if (drawn > 1).any():
        worst = int(np.argmax(drawn))
        said = strata.said(worst)
        raise DataError(
            f"the fpc column {name!r} says {size[worst]:g} units{f' in {said}' if said else ''}, but "
            f"{sampling.units[worst]:g} were drawn; give the number of units in the population: of clusters where "
            "clusters are declared, else of respondents"
        )
    return 1 - drawn


def _check_lonely(sampling: Sampling, strata: _Strata, roles: Mapping[str, Any]) -> None:
    lonely = np.flatnonzero((sampling.units < 2) & (sampling.not_drawn > 0))
    if sampling.lonely == "fail" and len(lonely):
        unit = UNITS["id" if roles["cluster"] is None else "cluster"]
        said = strata.said(int(lonely[0]))
        where = f"{said} of {(strata.column or strata.wave)!r}" if said else "the sample"
        named = next((role for role in ("cluster", "fpc") if roles[role] is not None), None)
        fix = f"leave {named} out" if named else 'use another method than "design"'
        if said:
            merge = "leave the wave out" if strata.column is None else "merge it with another stratum"
            fix = f'{merge}, or pass lonely_psu="adjust", "average" or "certainty" to the Survey'
        raise DataError(f"{where} has one {unit} only, whose spread nobody can know; {fix}")


def _words(roles: Mapping[str, Any], strata: _Strata, units: str | None = None) -> str:
    parts = [] if units is None else [units]
    if roles["strata"] is not None:
        parts.append(say("{count:,} strata '{name}'", count=len(strata.labels), name=roles["strata"]))
    if roles["fpc"] is not None:
        parts.append(
            say("finite population '{name}'", name=roles["fpc"])
            if roles["cluster"] is None
            else say("finite population '{name}' of clusters, each taken to be asked completely", name=roles["fpc"])
        )
    if roles["lonely_psu"] != "fail":
        parts.append(say("lonely units: {rule}", rule=roles["lonely_psu"]))
    parts = parts or [say("independent respondents")]
    if strata.wave is not None:
        parts.append(say("every wave of '{name}' a sample of its own", name=strata.wave))
    return commas(parts)
