"""`Survey`: a frame plus its design, and the reading of columns that every public function starts with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from types import MappingProxyType
from typing import Any, Literal, get_args

import numpy as np

from .. import checks
from .._core import DataError
from ..frames.frame import Frame
from ..types import Column, LonelyRule, WeightType
from . import answers, keys
from .factors import Term, dummies, number
from .replicates import ReplicateWeights
from .respondents import check_once
from .rows import KeySegments, Replicates, Rows, Segments
from .sampling import read_sampling
from .weights import check_weights

#: Columns of the design.
ROLES = ("weights", "strata", "cluster", "fpc", "wave", "id")


@dataclass(frozen=True, eq=False, repr=False)
class Survey:
    """A data frame plus what is known about how it was collected.

    Every public function takes a data frame or a `Survey`; what a `Survey` declares need not be repeated.
    `dataclasses.replace(survey, weights=None)` gives the same survey with a part of the design left out.

    Parameters
    ----------
    data : data frame or mapping
        pandas, Polars (eager or lazy), PyArrow, any other frame narwhals knows, or a dict of arrays.
    weights : str, optional
        Column of weights, finite and at least 0. A row of weight 0 is not used.
    weight_type : {"probability", "frequency", "precision"}
        What a weight means: inverse chance of selection (only ratios matter), number of respondents a row stands for,
        or inverse variance of an answer.
    strata, cluster : str, optional
        Columns of the sampling design: strata, and the clusters (primary sampling units) drawn within them. Scores take
        their standard errors from them; a result of another kind says that it did not use them.
    fpc : str, optional
        Column of the number of units in the population of the row's stratum (clusters where clusters are declared, else
        respondents), or of the share that was drawn.
    wave : str, optional
        Column of the survey wave, which `track`, `change` and comparisons of waves take. Any other result is split only
        by what its call names in `by` or `wave`.
    id : str, optional
        Column of the respondent's identity, for comparisons of waves in which some were asked twice: their answers are
        not independent. Once a wave; without clusters the respondent is the unit. Scores themselves do not use it.
    nest : bool
        Clusters are numbered anew within every stratum.
    lonely_psu : {"fail", "certainty", "adjust", "average"}
        What is done about a stratum of one unit: an error; it adds nothing; its deviation is from the mean of all
        units; it adds as much as the other strata do on average.
    repweights : ReplicateWeights, optional
        Replicate weights of `weights`, instead of strata and clusters.
    na_codes : list or mapping, optional
        Codes that mean "no answer": a list for all columns, or a mapping from column names or shell patterns to lists,
        such as `{"recommend": [11], "q*": [98, 99]}`. A column's own name wins over patterns, which add up.
    labels : mapping, optional
        Display label of a column, such as its question text, in any script.
    value_labels : mapping, optional
        Answer labels of a text column: a list from lowest to highest, one for every point of the scale, or a mapping
        from label to number.

    Raises
    ------
    DataError
        For a column that is not there (near names are offered), duplicate columns, or options that are not known.

    Examples
    --------
    >>> import placet
    >>> survey = placet.Survey({"score": [9, 10, 3, 99], "w": [1, 1, 2, 1]}, weights="w", na_codes=[99])
    >>> placet.nps(survey, "score")["estimate"]
    array([0.])
    """

    data: Any
    weights: str | None = None
    weight_type: WeightType = "probability"
    strata: str | None = None
    cluster: str | None = None
    fpc: str | None = None
    wave: str | None = None
    id: str | None = None
    nest: bool = False
    lonely_psu: LonelyRule = "fail"
    repweights: ReplicateWeights | None = None
    na_codes: Any = None
    labels: Mapping[str, str] = field(default_factory=dict)
    value_labels: Mapping[str, answers.Labels] = field(default_factory=dict)
    frame: Frame = field(init=False)

    def __post_init__(self) -> None:
        """Check the form of the design against the data."""
        frame = Frame(self.data)
        checks.choice("weight_type", self.weight_type, get_args(WeightType))
        for role in ROLES:
            if getattr(self, role) is not None:
                frame.require(getattr(self, role), role)
        checks.flag("nest", self.nest)
        checks.choice("lonely_psu", self.lonely_psu, get_args(LonelyRule))
        _check_replicates(self, frame.names)
        answers.check_codes(self.na_codes, frame.names)
        for name, labels in _mapping("value_labels", self.value_labels, "[lowest, ..., highest]").items():
            answers.check_labels(frame.require(name, "value_labels"), labels)
        labels = _mapping("labels", self.labels, "'question text'")
        object.__setattr__(self, "labels", MappingProxyType({str(k): str(v) for k, v in labels.items()}))
        object.__setattr__(self, "value_labels", MappingProxyType(dict(self.value_labels or {})))
        object.__setattr__(self, "frame", frame)

    def __repr__(self) -> str:
        """Show the columns there are and the design that was declared."""
        declared = [f"{role}={getattr(self, role)!r}" for role in ROLES if getattr(self, role) is not None]
        if self.weights is not None:
            declared.append(f"weight_type={self.weight_type!r}")
        if self.na_codes is not None:
            declared.append(f"na_codes={self.na_codes!r}")
        columns = ", ".join(str(name) for name in self.frame.names)
        return f"Survey({self.frame.library or 'arrays'}: {columns}; {', '.join(declared) or 'no design declared'})"

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle by the arguments it was made of."""
        given = {f.name: getattr(self, f.name) for f in fields(self) if f.init}
        plain = {k: dict(v) if isinstance(v, MappingProxyType) else v for k, v in given.items()}
        return _rebuild, (plain,)

    @classmethod
    def of(cls, data: Any, **design: Any) -> Survey:
        """Make a survey of anything a public function takes; options that are not None override its design."""
        given = {name: value for name, value in design.items() if value is not None}
        if isinstance(data, Survey):
            return replace(data, **given) if given else data
        return cls(data, **given)

    def clusters(self, name: str) -> tuple[np.ndarray, int]:
        """Cluster of every row and number of clusters, by a column of any type."""
        codes, labels = keys.number(name, self.frame.fetch([self.frame.require(name, "cluster")])[name])
        lost = np.flatnonzero(codes < 0)
        if len(lost):
            raise DataError(
                f"the cluster column {name!r} is missing in row {lost[0]} ({len(lost)} such rows); fill it in, or drop "
                "these rows"
            )
        return codes.astype(np.int32, copy=False), len(labels)

    def label(self, name: str) -> str:
        """Display label of a column; its name when it has none."""
        return self.labels.get(name, name)

    def read(
        self,
        columns: Sequence[str],
        *,
        role: str = "score",
        factors: Mapping[str, Any] | None = None,
        by: Any = None,
        low: float = 1.0,
        high: float | None = None,
        reserved: Sequence[str] = (),
        design: Literal["none", "declared", "always"] = "none",
        units: Literal["rows", "respondents"] = "rows",
        wave: str | None = None,
    ) -> Rows:
        """Fetch and check the columns of one call.

        Parameters
        ----------
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
        reserved
            Column names of the result that a key column may not have.
        design
            Whether the sampling design is read: not at all, where one is declared, or always (independent respondents
            where none is).
        units
            What is drawn where no clusters are declared. With ``"respondents"`` the rows of one `id` are kept together,
            if an id is declared, and clusters must hold whole respondents; replicate weights see to it themselves.
        wave
            Column within whose waves an id may occur once, where respondents are the units.
        """
        for name in columns:
            self.frame.require(name, role)
        by = [self.frame.require(name, "by") for name in checks.names("by", by)]
        for name in by:
            if name in reserved:
                raise DataError(f"by column {name!r} has the name of a column of the result; rename it before the call")
        roles = {role: getattr(self, role) for role in ("strata", "cluster", "fpc", "nest", "lonely_psu")}
        roles["id"] = self.id if units == "respondents" and design != "none" else None
        drawn = [roles[role] for role in ("strata", "cluster", "fpc", "id") if roles[role] and design != "none"]
        waves = [self.frame.require(wave, "wave")] if wave is not None and roles["id"] else []
        copies = self.repweights.names(self.frame.names) if self.repweights and design != "none" else []
        fetched = self.frame.fetch([*columns, *by, *([self.weights] if self.weights else []), *drawn, *waves, *copies])
        n_total = len(next(iter(fetched.values())))
        if n_total == 0:
            raise DataError("the data frame has no rows; check the filter or the file it comes from")
        weights = None if self.weights is None else self._weights(self.weights, fetched[self.weights])
        used = np.ones(n_total if drawn or design == "always" else 0, dtype=bool)
        if weights is not None and (drawn or design == "always" or copies):
            check_weights(weights)
            used = np.asarray(weights[1]) > 0
        if roles["id"]:
            self._check_respondents(fetched, used, wave)
        sampling, replicates = None, None
        if design != "none" and self.repweights is not None:
            replicates = Replicates(self.repweights, tuple(self._weights(name, fetched[name]) for name in copies))
            for column in replicates.columns:
                check_weights(column)
        elif design != "none":
            frequencies = None if weights is None or self.weight_type != "frequency" else np.asarray(weights[1])
            sampling = read_sampling(fetched, used, roles, always=design == "always", frequencies=frequencies)
        blocks, terms = self._terms(columns, fetched, factors, (low, high))
        return Rows(
            columns=tuple(blocks),
            terms=tuple(terms),
            weight_column=weights,
            weight_type=self.weight_type,
            segments=_segments(by, fetched),
            n_total=n_total,
            sampling=sampling,
            replicates=replicates,
        )

    def _terms(
        self, names: Sequence[str], fetched: Mapping[str, Any], factors: Mapping[str, Any] | None,
        ends: tuple[float, float | None],
    ) -> tuple[list[Column], list[Term]]:  # fmt: skip
        """The columns of the core, and which of them belong together."""
        columns: list[Column] = []
        found: list[Term] = []
        for name in names:
            start = len(columns)
            if factors is None or name not in factors:
                may_be_factor = factors is not None and start > 0  # the outcome is none
                columns.append(self._column(name, fetched[name], ends, may_be_factor))
                found.append(Term(name, (start,)))
                continue
            known = factors[name] if isinstance(factors[name], Term) else None
            block, levels, reference = dummies(
                name, fetched[name], answers.codes_for(name, self.na_codes),
                factors[name] if known is None else known.reference,
                None if known is None else [str(known.reference), *known.levels],
            )  # fmt: skip
            columns += block
            found.append(Term(name, tuple(range(start, len(columns))), levels, reference))
        return columns, found

    def _column(self, name: str, values: Any, ends: tuple[float, float | None], may_be_factor: bool) -> Column:
        codes, labels = answers.codes_for(name, self.na_codes), self.value_labels.get(name)
        try:
            column = number(name, values, codes, labels, ends)
        except DataError as error:
            if labels is not None or not may_be_factor:
                raise
            raise DataError(f"{error}; if its categories have no order pass factors=[{name!r}]") from None
        _, array, numbers = column
        if _all_missing(array, numbers):
            coded = f" or in na_codes={codes!r}" if codes else ""
            raise DataError(f"column {name!r} has no answers: all {len(array)} rows are missing{coded}; leave it out")
        return column

    def _check_respondents(self, fetched: Mapping[str, Any], used: np.ndarray, wave: str | None) -> None:
        assert self.id is not None
        if self.weights is not None and self.weight_type != "probability":
            raise DataError(
                f'id={self.id!r} goes with weight_type="probability", not {self.weight_type!r}: a row with an id is '
                "one respondent; leave id out, or change weight_type"
            )
        check_once(fetched, used, self.id, wave)

    def _weights(self, name: str, values: Any) -> Column:
        try:
            array = answers.numeric(name, values, [], None, 0.0)
        except DataError:
            raise DataError(
                f"the weights column {name!r} does not hold numbers; weights are numbers of at least 0"
            ) from None
        return (name, array, [])


def _check_replicates(survey: Survey, columns: Sequence[str]) -> None:
    """Refuse replicate weights beside a design they already hold, and what is no replicate weights."""
    given = survey.repweights
    if given is None:
        return
    if not isinstance(given, ReplicateWeights):
        raise DataError(
            f"repweights must be placet.ReplicateWeights(columns, kind), not {checks.named(given)}; the kind says how "
            "the replicates make a variance"
        )
    both = [role for role in ("strata", "cluster", "fpc") if getattr(survey, role) is not None]
    if both:
        raise DataError(f"repweights hold the design already; leave out {' and '.join(both)}")
    if survey.weight_type != "probability":
        raise DataError(f'repweights go with weight_type="probability", not {survey.weight_type!r}')
    if survey.weights is None:
        raise DataError("repweights needs weights=, the column of the weights that the replicates vary")
    if survey.weights in given.names(columns):
        raise DataError(
            f"repweights={given.columns!r} takes the weights column {survey.weights!r} itself for a replicate; "
            "list the replicates, or give a pattern that only they match"
        )


def _mapping(option: str, given: Any, example: str) -> Mapping[Any, Any]:
    if given is None or isinstance(given, Mapping):
        return given or {}
    raise DataError(f"{option} must be a mapping such as {{'column': {example}}}, not {checks.named(given)}")


def _rebuild(given: dict[str, Any]) -> Survey:
    return Survey(**given)


def _all_missing(array: np.ndarray, codes: list[float]) -> bool:
    # Nearly every column is answered at its start, so this looks at a few rows only.
    start = 0
    while start < len(array):
        part = array[start : start + 4096]
        missing = np.isin(part, codes) if codes else np.zeros(len(part), dtype=bool)
        if array.dtype.kind == "f":
            missing |= np.isnan(part)
        if not missing.all():
            return False
        start += 4096
    return True


def _segments(by: list[str], fetched: Mapping[str, Any]) -> Segments:
    if not by:
        return Segments((), ((),), None)
    columns = [keys.read(name, fetched[name]) for name in by]
    return KeySegments(tuple(by), columns[0] if len(columns) == 1 else keys.combine(columns))
