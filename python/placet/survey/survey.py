"""`Survey`: data plus what is known about how they were collected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, fields, replace
from types import MappingProxyType
from typing import Any, get_args

import numpy as np

from .. import checks
from .._core import DataError
from ..engines import Engine
from ..frames.frame import Frame
from ..frames.given import Given
from ..mistakes import brief
from ..types import Data, Frequency, LonelyRule, OneColumn, WeightType
from . import answers, keys, value_labels
from .away import RowsNeededError
from .described import described
from .labels import listed
from .replicates import ReplicateWeights

WEIGHT_TYPES, LONELY_RULES, FREQUENCIES = (get_args(kind) for kind in (WeightType, LonelyRule, Frequency))
#: Columns of the design.
ROLES = ("weights", "strata", "cluster", "fpc", "wave", "id")
#: No labels.
NOTHING: Mapping[str, Any] = MappingProxyType({})
#: What is no column.
OPTIONS = ("weight_type", "nest", "lonely_psu", "na_codes", "labels", "value_labels", "waves", "freq")


@brief
@dataclass(frozen=True, eq=False, repr=False)
class Survey:
    """Data plus what is known about how they were collected.

    Every public function takes data or a `Survey`; what a `Survey` declares need not be repeated. A column of the
    design is a name, or the column itself, with a value for each row of the data, which then has its own name or that
    of its role. `dataclasses.replace(survey, weights=None)` gives the same survey with a part of the design left out.

    Parameters
    ----------
    data : data frame, mapping or array
        pandas, Polars, PyArrow, any other frame narwhals knows, a dict of columns, or an array of two dimensions, whose
        columns are x1, x2, ... Of a LazyFrame of Polars, a relation of DuckDB, a dataset or a reader of PyArrow and a
        frame of Dask counts and moments are made where they are; nothing collects their rows, and a function that
        needs these says so.
    weights : str or vector, optional
        Weights, finite and at least 0. A row of weight 0 is not used.
    weight_type : {"probability", "frequency", "precision"}
        What a weight means: inverse chance of selection (only ratios matter), number of respondents a row stands for,
        or inverse variance of an answer.
    strata, cluster : str or vector, optional
        The sampling design: strata, and the clusters (primary sampling units) drawn within them. Standard errors and
        resamples are then those of the design.
    fpc : str or vector, optional
        The number of units in the population of the row's stratum (clusters where clusters are declared, else
        respondents), or the share that was drawn. It is that of the first stage of sampling: of a cluster that was
        drawn everybody is taken to have been asked, so that errors are too small where only some were.
    wave : str or vector, optional
        The survey wave, which `track`, `change` and comparisons of waves take. Any other result is split only
        by what its call names in `by` or `wave`. Under a design every wave is a sample of its own [1]_, the wave of the
        survey or, before it, that of the call: it has strata and units of its own, `fpc` counts the population from
        which it was drawn, and its row is what its rows alone give. Clusters that occur in several waves are the same
        clusters, such as the stores of a panel, and so are respondents of the same `id`: what they have above the mean
        of their stratum in one wave varies together with what they have in another, and differences between waves
        take that into account. Give clusters that were drawn anew other names in every wave.
    id : str or vector, optional
        The respondent's identity, for comparisons of waves in which some were asked twice: their answers are
        not independent. Once a wave; without clusters the respondent is the unit. Scores themselves do not use it.
        Of data that stay where they are respondents are counted one by one for it, 2 million at most.
    nest : bool
        Clusters are numbered anew within every stratum.
    lonely_psu : {"fail", "certainty", "adjust", "average"}
        What is done about a stratum of one unit: an error; it adds nothing; its deviation is from the mean of all
        units; it adds as much as the other strata do on average.
    repweights : ReplicateWeights, optional
        Replicate weights of `weights`, instead of strata and clusters.
    na_codes : list or mapping, optional
        Codes that mean "no answer": a list for all columns, or a mapping from column names or shell patterns to lists,
        such as `{"recommend": [11], "q*": [98, 99]}`. A column's own name wins over patterns, which add up. Codes hold
        for answers, drivers, segments and waves; for weights, strata, clusters and ids where these are named.
    labels : mapping, optional
        Display label of a column, such as its question text, in any script; also of what else has a name, such as a
        construct of a path model. Names that are nearly those of columns are warned of (`LabelsWarning`).
    value_labels : mapping, optional
        What the values of a column are called: codes and labels either way round, such as ``{1: "North"}`` of SPSS and
        pyreadstat or ``{"bad": 1}``, or a list of labels from lowest to highest, one for every point of the scale.
        Segments, waves and factors are called by them and come in the order of the codes; answers given as labels
        become their numbers.
    waves : list, optional
        The waves in order, where text has no place in time or another order is wanted; the rows of others are in none.
    freq : {"day", "week", "month", "quarter", "half", "year"}, optional
        Group the dates of the wave column; weeks are those of ISO 8601, which begin on Monday.

    References
    ----------
    .. [1] Cochran, W. G. (1977). Sampling Techniques, 3rd edition. Wiley, sections 2.6, 5.4 and 12.10.

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

    data: Data
    weights: OneColumn | None = None
    weight_type: WeightType = "probability"
    strata: OneColumn | None = None
    cluster: OneColumn | None = None
    fpc: OneColumn | None = None
    wave: OneColumn | None = None
    id: OneColumn | None = None
    nest: bool = False
    lonely_psu: LonelyRule = "fail"
    repweights: ReplicateWeights | None = None
    na_codes: Any = None
    labels: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    value_labels: Mapping[str, value_labels.ValueLabels] = field(default_factory=lambda: NOTHING)
    waves: Sequence[Any] | None = None
    freq: Frequency | None = None
    frame: Frame = field(init=False)

    def __post_init__(self) -> None:
        """Check the form of the design against the data."""
        frame = self.data if isinstance(self.data, Frame) else Frame(self.data)
        if frame.engine is not None and not frame.engine.has_rows:
            self._take_on(frame.engine)
        declared = {role: given for role in ROLES if (given := getattr(self, role)) is not None}
        if declared:
            frame = self._placed(frame, declared)
        for option in OPTIONS:
            if type(given := getattr(self, option)) not in checks.PLAIN and given is not NOTHING:
                object.__setattr__(self, option, checks.plain(option, given))
        checks.choice("weight_type", self.weight_type, WEIGHT_TYPES)
        checks.flag("nest", self.nest)
        checks.choice("lonely_psu", self.lonely_psu, LONELY_RULES)
        _check_replicates(self, frame.names)
        answers.check_codes(self.na_codes, frame.names)
        if self.waves is not None:
            object.__setattr__(self, "waves", listed("waves", self.waves))
        if self.freq is not None:
            checks.choice("freq", self.freq, FREQUENCIES)
        if self.labels is not NOTHING:
            labels = _mapping("labels", self.labels, "'question text'")
            object.__setattr__(self, "labels", MappingProxyType({str(k): str(v) for k, v in labels.items()}))
        if self.value_labels is not NOTHING:
            given = _mapping("value_labels", self.value_labels, "[lowest, ..., highest]")
            for name, labels in given.items():
                value_labels.check(frame.require(name, "value_labels"), labels)
            object.__setattr__(self, "value_labels", MappingProxyType(dict(given)))
        object.__setattr__(self, "frame", frame)

    def _take_on(self, engine: Engine) -> None:
        """Declare what is known of statistics that were kept."""
        for role, known in (("weights", engine.weights), ("weight_type", engine.weight_type)):
            given = getattr(self, role)
            if given not in (known, None, "probability"):
                raise DataError(f"{role}={given!r} was not that of {engine.called}, which is {known!r}; leave it out")
            object.__setattr__(self, role, known)
        if engine.orders:
            object.__setattr__(self, "value_labels", {**engine.orders, **self.value_labels})

    def _placed(self, frame: Frame, declared: Mapping[str, Any]) -> Frame:
        """The frame, and in it the columns of the design that were given by their values."""
        given = Given(frame)
        for role, column in declared.items():
            object.__setattr__(self, role, given.one(role, column))
        frame = given.placed()
        if given.vectors:
            object.__setattr__(self, "data", frame)
        for role in declared:
            frame.require(getattr(self, role), role)
        return frame

    def filter(self, rows: Any) -> Survey:
        """The same survey of which results are those of some of the respondents.

        The respondents are a domain of the sample: strata, clusters, finite populations and replicate weights stay as
        they were declared, with the units that have nobody in it, so that errors are those of a part of this survey
        and not of a smaller one, as after ``subset`` in R's survey package [1]_. Of data without a design the others
        might as well not be there.

        Parameters
        ----------
        rows : vector, expression or function
            True and false, one a row of the data; an expression of Polars, pandas or narwhals, such as
            ``pl.col("region") == "North"``; or a function of the data as they were given, which returns one of these.
            What is missing is false. A vector is kept as it is, an expression or a function is evaluated by every
            call. A filter of a filtered survey leaves those in both.

        Returns
        -------
        Survey
            `len` and `repr` count its respondents, `columns` are those of the data.

        Raises
        ------
        DataError
            For other values than true and false, or other rows than the data have.

        References
        ----------
        .. [1] Lumley, T. (2010). Complex Surveys: A Guide to Analysis Using R. Wiley, section 2.3.

        Examples
        --------
        >>> import placet
        >>> survey = placet.Survey({"score": [9, 10, 3, 8], "shop": ["a", "a", "b", "b"]}, cluster="shop")
        >>> north = survey.filter([True, False, True, True])
        >>> len(north), placet.nps(north, "score")["estimate"]
        (3, array([0.]))
        """
        survey = self.current()
        return replace(survey, data=survey.frame.filtered(rows))

    def current(self) -> Survey:
        """The survey with its data as they are by now; itself where they have the columns and rows they had."""
        frame = self.frame.current()
        return self if frame is self.frame else replace(self, data=frame)

    def __len__(self) -> int:
        """Respondents, without those that a filter leaves out; data that are lazy are computed for it."""
        frame = self.frame.current()
        kept = frame.kept()
        return len(frame) if kept is None else int(kept.sum())

    def __bool__(self) -> bool:
        """A survey is there, whomever a filter leaves in it."""
        return True

    @property
    def columns(self) -> list[str]:
        """Names of the columns, those of vectors that were given beside the data, too."""
        return list(self.frame.current().names)

    def __repr__(self) -> str:
        """Show in a few lines how many respondents and columns there are, and what was declared."""
        return described(self)

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

    def on(self, frame: Frame) -> Survey:
        """The survey on different rows of its data, which the design does not belong to."""
        made = copy(self)
        nothing = dict.fromkeys(("weights", "strata", "cluster", "fpc", "id", "repweights"))
        made.__dict__.update(frame=frame, data=frame, **nothing)
        return made

    def clusters(self, name: str) -> tuple[np.ndarray, int]:
        """Cluster of every row and number of clusters, by a column of any type."""
        if self.frame.lazy:
            raise RowsNeededError("the cluster of every respondent")
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
            f"repweights={checks.shown(given.columns)} takes the weights column {survey.weights!r} itself for a "
            "replicate; list the replicates, or give a pattern that only they match"
        )


def _mapping(option: str, given: Any, example: str) -> Mapping[Any, Any]:
    if given is None or isinstance(given, (dict, Mapping)):
        return given or {}
    raise DataError(f"{option} must be a mapping such as {{'column': {example}}}, not {checks.named(given)}")


def _rebuild(given: dict[str, Any]) -> Survey:
    return Survey(**given)
