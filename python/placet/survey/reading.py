"""The reading of columns that every public function starts with: fetched, checked, ready for the core."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Literal

import numpy as np

from .. import checks
from .._core import DataError
from ..results.key_names import set_aside
from ..types import Column
from . import answers, keys
from .condensed import read_condensed, refuse_design
from .condensed_design import CountedDesign
from .design import Waves, read_sampling
from .factors import Term, column_name, dummies
from .respondents import check_respondents
from .rows import Replicates, Rows
from .scanned import read_scanned
from .segments import KeySegments, Segments
from .survey import Survey
from .value_labels import with_labels
from .waves import read_key, read_waves, sampled_waves, wave_of_design
from .weights import check_weights

NO_ROWS = np.ones(0, dtype=bool)


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
    design: Literal["none", "declared", "always"] = "none",
    units: Literal["rows", "respondents"] = "rows",
    wave: str | None = None,
    counted: bool = False,
    whole: bool = False,
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
        Whether the sampling design is read: not at all, where one is declared, or always (independent respondents
        where none is).
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
    """
    for name in columns:
        survey.frame.require(name, role)
    keys_of_rows = [survey.frame.require(name, "by") for name in checks.names("by", by)]
    if survey.frame.lazy:
        if counted:
            part = partial(read, role=role, by=by, low=low, high=high, events=events, reserved=reserved, whole=whole)
            asked = CountedDesign.of(survey, design, units, by, wave)
            return read_condensed(survey, columns, keys_of_rows, lambda survey, name: part(survey, [name]), asked)
        refuse_design(survey, design, units)
        ends = _ends(columns, low, high, events, scales)
        return _scanned(survey, columns, keys_of_rows, ends, factors, by, reserved, whole)
    designed = design != "none"
    identity = survey.id if units == "respondents" and designed else None
    drawn = [role for role in (survey.strata, survey.cluster, survey.fpc, identity) if role] if designed else []
    waves = [survey.frame.require(wave, "wave")] if wave is not None and identity else []
    copies = survey.repweights.names(survey.frame.names) if survey.repweights and designed else []
    own = [survey.weights] if survey.weights else []
    sampled = drawn or design == "always"
    samples = wave_of_design(survey, by, wave) if sampled and not copies else []
    fetched, kept = survey.frame.fetch_kept([*columns, *keys_of_rows, *own, *drawn, *waves, *samples, *copies])
    if survey.na_codes is not None and isinstance(
        survey.na_codes, Mapping
    ):  # codes of all columns are none of clusters and ids
        for name in {*own, *drawn, *copies}.intersection(survey.na_codes):
            fetched[name] = answers.blanked(fetched[name], answers.codes_for(name, survey.na_codes))
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
        roles = {role: getattr(survey, role) for role in ("strata", "cluster", "fpc", "nest", "lonely_psu")}
        roles["id"] = identity
        apart: Waves | None = (samples[0], *sampled_waves(survey, samples[0], fetched[samples[0]])) if samples else None
        always = design == "always"
        sampling = read_sampling(fetched, used, roles, always=always, frequencies=frequencies, waves=apart)
    blocks, terms = _terms(survey, columns, fetched, factors, _ends(columns, low, high, events, scales), whole)
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
    )


def _ends(
    columns: Sequence[str], low: float, high: float | None, events: bool | None,
    scales: Mapping[str, tuple[float, float]] | None,
) -> dict[str, tuple[float, float | None, bool]]:  # fmt: skip
    """Numbers of the first and the last label of every column, and whether it may hold true and false."""
    events = (high is None or (low, high) == (0, 1)) if events is None else events
    ends: dict[str, tuple[float, float | None, bool]] = dict.fromkeys(columns, (low, high, events))
    return ends | {name: (*scale, scale == (0, 1)) for name, scale in (scales or {}).items()}


def _scanned(
    survey: Survey, columns: Sequence[str], key_names: list[str], ends: Mapping[str, Any], factors: Any, by: Any,
    reserved: Sequence[str], whole: bool,
) -> Rows:  # fmt: skip
    """The rows of data that stay where they are, read in batches."""
    known, described = _known_factors(survey, columns, factors, ends), survey.on(survey.frame.emptied())

    def read_columns(values: Mapping[str, Any]) -> list[Column]:
        return _terms(described, columns, values, known, ends, True)[0]

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
    rows = read_scanned(survey, made, columns, key_names, whole, read_columns, _weights, read_segments)
    return replace(rows, terms=tuple(terms))


def _known_factors(
    survey: Survey, columns: Sequence[str], factors: Mapping[str, Any] | None, ends: Mapping[str, Any]
) -> dict[str, Term] | None:
    """Factors with all of their levels, which the different values of the columns tell."""
    if factors is None:
        return None
    found: dict[str, Term] = {}
    for name in columns:
        if name in factors:
            frame = survey.frame.condensed([name], None)[0]
            _, (found[name],) = _terms(survey, [name], frame.fetch([name]), {name: factors[name]}, ends, True)
    return found


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


def _terms(
    survey: Survey, names: Sequence[str], fetched: Mapping[str, Any], factors: Mapping[str, Any] | None,
    ends: Mapping[str, tuple[float, float | None, bool]], whole: bool,
) -> tuple[list[Column], list[Term]]:  # fmt: skip
    """The columns of the core, and which of them belong together."""
    columns: list[Column] = []
    found: list[Term] = []
    for name in names:
        start = len(columns)
        if factors is None or name not in factors:
            may_be_factor = factors is not None and start > 0  # the outcome is none
            read_one = _numbers if whole else _column
            columns.append(read_one(survey, name, fetched[name], ends[name], may_be_factor))
            found.append(Term(name, (start,)))
            continue
        known = factors[name] if isinstance(factors[name], Term) else None
        labels = survey.value_labels.get(name)
        block, levels, reference = dummies(
            name, fetched[name], with_labels(answers.codes_for(name, survey.na_codes), labels), labels,
            factors[name] if known is None else known.reference,
            None if known is None else [str(known.reference), *known.levels],
        )  # fmt: skip
        columns += block
        found.append(Term(name, tuple(range(start, len(columns))), levels, reference))
    return columns, found


def _column(
    survey: Survey, name: str, values: Any, ends: tuple[float, float | None, bool], may_be_factor: bool
) -> Column:
    column = _numbers(survey, name, values, ends, may_be_factor)
    _, array, numbers = column
    if _all_missing(array, numbers):
        codes = answers.codes_for(name, survey.na_codes)
        coded = f" or in na_codes={codes!r}" if codes else ""
        count = survey.frame.rows_of(len(array))
        raise DataError(f"column {name!r} has no answers: all {count} rows are missing{coded}; leave it out")
    return column


def _numbers(
    survey: Survey, name: str, values: Any, ends: tuple[float, float | None, bool], may_be_factor: bool
) -> Column:
    """A column as numbers, and the codes in it that mean no answer."""
    labels = survey.value_labels.get(name)
    codes = answers.codes_for(name, survey.na_codes)
    if codes and labels:
        codes = with_labels(codes, labels)
    try:
        return answers.column(name, values, codes, labels, ends)
    except DataError as error:
        if labels is not None or not may_be_factor:
            raise
        raise DataError(f"{error}; if its categories have no order pass factors=[{name!r}]") from None


def _weights(name: str, values: Any) -> Column:
    return (name, answers.measure("weights", name, values), [])


def _all_missing(array: np.ndarray, codes: list[float]) -> bool:
    # Nearly every column is answered at its start, so this looks at a few rows only.
    if not codes and (array.dtype.kind != "f" or array[0] == array[0]):
        return False
    for start in range(0, len(array), 4096):
        part = array[start : start + 4096]
        missing = np.isin(part, codes) if codes else np.isnan(part)
        if codes and array.dtype.kind == "f":
            missing |= np.isnan(part)
        if not missing.all():
            return False
    return True


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
    key = found[0] if len(found) == 1 else keys.combine(found)
    return KeySegments(called, key, getattr(by, "wave", None), n_total)
