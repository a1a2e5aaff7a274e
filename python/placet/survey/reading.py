"""The reading of columns that every public function starts with: fetched, checked, ready for the core."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np

from .. import checks
from .._core import DataError
from ..results.key_names import set_aside
from ..types import Column
from . import answers, keys
from .answer_columns import ends_of, known_factors, terms_of
from .condensed import read_condensed
from .condensed_design import CountedDesign
from .design import Waves, read_sampling
from .design_columns import DesignColumns, check_kept_apart, clusters_of, sampling_of
from .factors import Term, column_name
from .grouped import grouped
from .left_out import UnitGroups, groups_of
from .replicated import Replicates
from .replicates_away import replicates_of
from .respondents import check_respondents
from .rows import Rows
from .scanned import ScannedRows, read_scanned
from .segments import KeySegments, Segments
from .survey import Survey
from .waves import read_key, read_waves, sampled_waves, wave_of_design
from .weights import check_weights

NO_ROWS = np.ones(0, dtype=bool)
#: Whether the sampling design is read, see `read`.
Design: TypeAlias = Literal["none", "clusters", "declared", "always"]


class Keys(list[str]):
    """Names of key columns, and which of them is the wave."""

    wave: str | None = None


def read(
    survey: Survey,
    columns: Sequence[str],
    *,
    role: str = "score",
    factors: Mapping[str, Any] | None = None,
    by: Any = None,
    low: float = 1.0,
    high: float | None = None,
    events: bool | None = None,
    scales: Mapping[str, tuple[float, float]] | None = None,
    reserved: Sequence[str] = (),
    design: Design = "none",
    units: Literal["rows", "respondents"] = "rows",
    wave: str | None = None,
    counted: bool = False,
    whole: bool = False,
    resampled: bool = False,
) -> Rows:
    """Fetch and check the columns of one call.

    Parameters
    ----------
    survey
        The data and how they were collected.
    columns
        Names of the answer columns.
    role
        What they are, for messages.
    factors
        Which of the columns are categories, and the level that each is compared with, None for the first; or the
        term that it was before, for new rows of the same model.
    by
        Key column or columns of the segments.
    low, high
        Numbers of the first and, where a scale is given, of the last label of a list or an ordered category.
    events
        Whether columns may hold true and false: by default where there is no scale, or 0..1.
    scales
        Those columns that have a scale of their own, and the numbers of its first and its last label.
    reserved
        Names of the result's own columns: a key column called so is set aside, see `results.key_names`.
    design
        Whether the sampling design is read: not at all, its clusters only, where one is declared, or always
        (independent respondents where none is).
    units
        What is drawn where no clusters are declared. With ``"respondents"`` the rows of one `id` are kept together,
        if an id is declared, and clusters must hold whole respondents; replicate weights see to it themselves.
    wave
        Column within whose waves an id may occur once, where respondents are the units.
    counted
        Whether the answers are counted, one column at a time: of data that stay where they are that is all there is.
    whole
        Whether the rows are to be kept as a part of more: those with a missing key are in segments as well, which have
        the label None, and nobody need have answered a column.
    resampled
        Whether statistics of moments are resampled: of data that stay where they are by groups left out in turn.
    """
    for name in columns:
        survey.frame.require(name, role)
    keys_of_rows = [survey.frame.require(name, "by") for name in checks.names("by", by)]
    if survey.frame.lazy:
        if counted:
            part = partial(read, role=role, by=by, low=low, high=high, events=events, reserved=reserved, whole=whole)
            asked = CountedDesign.of(survey, design, units, by, wave)
            return read_condensed(survey, columns, keys_of_rows, lambda survey, name: part(survey, [name]), asked)
        ends = ends_of(columns, low, high, events, scales)
        drawn_by = _drawn_by(survey, design, units, by, wave)
        groups = groups_of(survey, resampled)
        return _scanned(survey, columns, keys_of_rows, ends, factors, by, reserved, whole, drawn_by, groups)
    designed = design in {"declared", "always"}
    identity = survey.id if units == "respondents" and designed else None
    drawn = [role for role in (survey.strata, survey.cluster, survey.fpc, identity) if role] if designed else []
    waves = [survey.frame.require(wave, "wave")] if wave is not None and identity else []
    copies = survey.repweights.names(survey.frame.names) if survey.repweights and designed else []
    own = [survey.weights] if survey.weights else []
    sampled = drawn or design == "always"
    samples = wave_of_design(survey, by, wave) if sampled and not copies else []
    fetched, kept = survey.frame.fetch_kept([*columns, *keys_of_rows, *own, *drawn, *waves, *samples, *copies])
    _blank(survey, fetched, [*own, *drawn, *copies])
    n_total = len(next(iter(fetched.values())))
    _check_rows(survey, n_total, kept)
    weights = _weights(survey.weights, fetched[survey.weights]) if survey.weights else None
    used = _used(n_total, weights) if sampled or copies else NO_ROWS
    read_keys = {name: _key(survey, name, fetched[name], by) for name in dict.fromkeys([*keys_of_rows, *waves])}
    if whole:
        read_keys = {name: key.whole() for name, key in read_keys.items()}
    if identity:
        check_respondents(survey, fetched, used, (wave, read_keys[wave]) if wave else None)
    sampling, replicates = None, None
    if designed and survey.repweights is not None:
        assert weights is not None
        given = [_weights(name, fetched[name]) for name in copies]
        for column in given:
            check_weights(column)
        replicates = Replicates(survey.repweights, survey.repweights.weights(given, weights))
    elif sampled:
        frequencies = None if weights is None or survey.weight_type != "frequency" else np.asarray(weights[1])
        roles = {**_roles(survey), "id": identity}
        apart: Waves | None = (samples[0], *sampled_waves(survey, samples[0], fetched[samples[0]])) if samples else None
        always = design == "always"
        sampling = read_sampling(fetched, used, roles, always=always, frequencies=frequencies, waves=apart)
    blocks, terms = terms_of(survey, columns, fetched, factors, ends_of(columns, low, high, events, scales), whole)
    return Rows(
        columns=tuple(blocks),
        terms=tuple(terms),
        weight_column=weights,
        weight_type=survey.weight_type,
        segments=_segments(keys_of_rows, read_keys, by, reserved, kept, survey.frame.rows_of(n_total)),
        n_total=n_total,
        n_filtered=0 if kept is None else int(n_total - kept.sum()),
        sampling=sampling,
        replicates=replicates,
        clusters=survey.clusters(survey.cluster) if design == "clusters" and survey.cluster else None,
    )


def _blank(survey: Survey, fetched: dict[str, Any], names: Sequence[str]) -> None:
    """Make the missing codes of weights, clusters and ids missing; codes of all columns are none of these."""
    if isinstance(survey.na_codes, Mapping):
        for name in set(names).intersection(survey.na_codes):
            fetched[name] = answers.blanked(fetched[name], answers.codes_for(name, survey.na_codes))


def _scanned(
    survey: Survey, columns: Sequence[str], key_names: list[str], ends: Mapping[str, Any], factors: Any, by: Any,
    reserved: Sequence[str], whole: bool, drawn_by: _DrawnBy | None, groups: UnitGroups | None,
) -> ScannedRows:  # fmt: skip
    """The rows of data that stay where they are, read in batches."""
    known, described = known_factors(survey, columns, factors, ends), survey.on(survey.frame.emptied())

    def read_columns(values: Mapping[str, Any]) -> list[Column]:
        return terms_of(described, columns, values, known, ends, True)[0]

    def read_segments(survey: Survey, given: Mapping[str, Any], kept: np.ndarray | None) -> Segments:
        found = {}
        for name, (values, rows) in given.items():
            codes, labels = _key(survey, name, values, by).numbered
            key = keys.Key(np.where(rows < 0, np.int32(-1), codes[rows]), labels)
            found[name] = key.whole() if whole else key
        return _segments(key_names, found, by, reserved, kept, survey.frame.rows_of(0))

    terms: list[Term] = []
    for name in columns:
        levels = known[name].levels if known and name in known else ("",)
        start = sum(len(term.columns) for term in terms)
        places = tuple(range(start, start + len(levels)))
        terms.append(Term(name, places, levels, known[name].reference if known and name in known else None))
    made = [column_name(term.name, level) for term in terms for level in term.levels]
    groupings = [one for one in (drawn_by and drawn_by.columns, groups) if one is not None]
    fetched = [*columns, *([] if drawn_by is None else drawn_by.copies)]
    rows = read_scanned(survey, made, fetched, key_names, whole, read_columns, _weights, read_segments, groupings)
    rows = replace(rows if groups is None else grouped(rows, groups), terms=tuple(terms))
    if drawn_by is None:
        return rows
    if drawn_by.columns is None:
        return replace(rows, replicates=replicates_of(survey, list(drawn_by.copies)))
    if drawn_by.design == "clusters":
        return replace(rows, clusters=clusters_of(rows.scan, drawn_by.columns))
    always = drawn_by.design == "always"
    sampling = sampling_of(survey, rows.scan, drawn_by.columns, _roles(survey), drawn_by.samples, always=always)
    return replace(rows, sampling=sampling)


class _DrawnBy(NamedTuple):
    """The columns that rows which are away are kept apart by, for what, and which of them are the waves.

    `copies` are columns of replicate weights, in their place.
    """

    columns: DesignColumns | None
    design: Design
    samples: Sequence[str]
    copies: Sequence[str] = ()


def _drawn_by(survey: Survey, design: Design, units: str, by: Any, wave: str | None) -> _DrawnBy | None:
    """How rows that are away are kept apart, None if not at all."""
    if design == "clusters" and survey.cluster:
        return _DrawnBy(DesignColumns((survey.frame.require(survey.cluster, "cluster"),)), design, [])
    if design not in {"declared", "always"}:
        return None
    if survey.repweights is not None:
        return _DrawnBy(None, design, [], survey.repweights.names(survey.frame.names))
    check_kept_apart(survey, units)
    drawn = [name for name in (survey.strata, survey.cluster, survey.fpc) if name]
    if not drawn and design == "declared":
        return None
    samples = wave_of_design(survey, by, wave)
    return _DrawnBy(DesignColumns(tuple(dict.fromkeys([*drawn, *samples]))), design, samples)


def _roles(survey: Survey) -> dict[str, Any]:
    """What was declared of the design, without respondents who were asked twice."""
    roles = ("strata", "cluster", "fpc", "nest", "lonely_psu")
    return {role: getattr(survey, role) for role in roles} | {"id": None}


def _check_rows(survey: Survey, n_total: int, kept: np.ndarray | None) -> None:
    if n_total == 0:
        raise DataError("the data frame has no rows; check the filter or the file it comes from")
    if kept is not None and not kept.any():
        asked = survey.frame.rows_of(n_total)
        raise DataError(f"the filter leaves none of {asked:,} respondents; check what it asks for")


def _used(n_total: int, weights: Column | None) -> np.ndarray:
    if weights is None:
        return np.ones(n_total, dtype=bool)
    check_weights(weights)
    return np.asarray(weights[1]) > 0


def keys_of(survey: Survey, by: Any, wave: Any) -> Keys:
    """Key columns: the segments, then the wave."""
    waves = [] if wave is None else [survey.frame.require(wave, "wave")]
    keys = Keys([*checks.names("by", by), *waves])
    keys.wave = wave
    if wave is None and survey.wave is None and (survey.waves is not None or survey.freq is not None):
        raise DataError("waves= and freq= are those of a wave column; name it in wave=")
    if len(set(keys)) < len(keys):
        raise DataError(f"wave column {waves[0]!r} is among the by columns, too; name it once")
    return keys


def _weights(name: str, values: Any) -> Column:
    return (name, answers.measure("weights", name, values), [])


def _key(survey: Survey, name: str, values: Any, by: Any) -> keys.Key:
    """A key column, waves in the order of time."""
    wave = getattr(by, "wave", None)
    if name in (wave, survey.wave):
        return read_waves(survey, name, values, needed=name == wave)
    return read_key(survey, name, values)


def _segments(
    names: list[str], columns: Mapping[str, keys.Key], by: Any, reserved: Sequence[str], kept: np.ndarray | None,
    n_total: int,
) -> Segments:  # fmt: skip
    """The segments of the rows, those that a filter leaves out in none."""
    if not names:
        everybody = Segments((), ((),), None)
        return everybody if kept is None else everybody.only(kept)
    found = [columns[name] if kept is None else columns[name].only(kept) for name in names]
    called = tuple(set_aside(name, reserved) for name in names)
    return KeySegments(called, keys.Combined(found), getattr(by, "wave", None), n_total)
