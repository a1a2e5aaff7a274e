"""The options that many functions share: each written once, with its type, its default and its words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Option:
    """A parameter.

    Attributes
    ----------
    name : str
    kind : str
        Its type; ``OneColumn`` and ``Columns`` mark what is the name of a column, or the column itself.
    words : str
        Its type in words, and what it means, as docstrings have them.
    default : object
    """

    name: str
    kind: str
    words: str
    default: Any = None

    @property
    def entry(self) -> str:
        """The parameter in a docstring."""
        kind, *lines = self.words.strip().splitlines()
        return "\n".join([f"{self.name} : {kind}", *(f"    {line}" for line in lines)])


def is_one(kind: str) -> bool:
    """Whether a type is that of one column."""
    return kind.startswith("OneColumn")


def is_several(kind: str) -> bool:
    """Whether a type is that of one column or several."""
    return kind.startswith("Columns")


WEIGHTS = Option("weights", "OneColumn | None", """\
str or vector, optional
Weights, finite and at least 0. A row of weight 0 is not used.""")  # fmt: skip

#: What a survey knows of how it was collected; a call may say it anew.
DESIGN = (
    WEIGHTS,
    Option("weight_type", "WeightType | None", """\
{"probability", "frequency", "precision"}, optional
What a weight means: inverse chance of selection (default; only ratios matter), number of respondents a row stands
for, or inverse variance of an answer."""),
    Option("strata", "OneColumn | None", """\
str or vector, optional
Strata of the sampling design."""),
    Option("cluster", "OneColumn | None", """\
str or vector, optional
Clusters drawn within the strata, the primary sampling units. Where strata, clusters, a finite population or
replicate weights are known, standard errors are those of the design."""),
    Option("fpc", "OneColumn | None", """\
str or vector, optional
Number of units in the population of the row's stratum, in every wave its own, or the share of them that was drawn."""),
    Option("id", "OneColumn | None", """\
str or vector, optional
The respondent, for differences between waves in which some were asked twice; and of data that stay where they are,
whose respondents cannot be drawn again: functions of means and co-moments leave groups of them out in turn there, 100
by a hash of the respondent or of the cluster, however many resamples are asked for (a delete-a-group jackknife,
Kott 2001, with t intervals)."""),
    Option("nest", "bool | None", """\
bool, optional
Clusters are numbered anew within every stratum."""),
    Option("lonely_psu", "LonelyRule | None", """\
{"fail", "certainty", "adjust", "average"}, optional
What is done about a stratum of one unit, see `Survey`."""),
    Option("repweights", "ReplicateWeights | None", """\
ReplicateWeights, optional
Replicate weights of `weights`, instead of strata and clusters."""),
    Option("na_codes", "Any", """\
list or mapping, optional
Codes that mean "no answer", of all columns or by column, keys and waves too, see `Survey`."""),
    Option("labels", "Mapping[str, str] | None", """\
mapping, optional
Display label of a column, such as its question text, or of what else has a name, such as a construct. A name that
neither the data nor the result has is warned of (`LabelsWarning`)."""),
    Option("value_labels", "Mapping[str, Any] | None", """\
mapping, optional
What the values of columns are called: codes and labels either way round, or labels from lowest to highest, see
`Survey`."""),
)  # fmt: skip
BY = Option("by", "Columns | None", """\
str, vector or list of them, optional
Segments, in the order of an ordered category or of value labels, else in natural order, "Segment 2" before
"Segment 10"; rows with a missing key are in none.""")  # fmt: skip
TOTAL = Option("total", "bool", """\
bool
Add rows of all respondents above their segments, in every wave: those of the same call without `by`, to the last
digit. Their keys are None, shown as "Total". Respondents with a missing key are in no segment, but in the
total.""", False)  # fmt: skip
WAVE = Option("wave", "OneColumn | None", """\
str or vector, optional
The survey wave, a further key after `by`. Waves come in the order of `waves`, of an ordered category, or of time:
numbers, dates, and text such as 2025Q3, "Jan 2025", "H1 2025", 31.12.2024, "Wave 3", 2025年9月 or before and
after, whose spellings of one period are one wave. Other text is refused. Under a design every wave is a sample of its
own, see `Survey`.""")  # fmt: skip
WAVES = Option("waves", "Sequence[Any] | None", """\
list, optional
The waves in order, where text has no place in time or another order is wanted; rows of others are in
none.""")  # fmt: skip
FREQ = Option("freq", "Frequency | None", """\
{"day", "week", "month", "quarter", "half", "year"}, optional
Group the dates of `wave`, such as times of answers; weeks are those of ISO 8601, which begin on
Monday.""")  # fmt: skip
#: Names of what a survey takes.
OF_SURVEY = (*(option.name for option in DESIGN), "waves", "freq")
CONF_LEVEL = Option("conf_level", "float", """\
float
Probability that an interval covers what it estimates.""", 0.95)  # fmt: skip
MISSING = Option("missing", 'Literal["drop", "raise"]', """\
{"drop", "raise"}
Leave respondents without an answer out, or refuse them.""", "drop")  # fmt: skip
RNG = Option("rng", "Any", """\
None, int, SeedSequence or Generator
Source of the seed, which the result records.""")  # fmt: skip
PROGRESS = Option("progress", "bool | None", """\
bool, optional
Show a bar: True demands tqdm, False is silent, None shows it when tqdm is there and the call is long.""")  # fmt: skip

#: Parameters that several functions have in their own place, for their docstrings.
COMMON = {
    option.name: option
    for option in (
        Option("data", "Data", """\
data frame, mapping, array or Survey
One row a respondent. Of data that stay where they are (a LazyFrame of Polars, a relation of DuckDB, a dataset or a
reader of PyArrow, a frame of Dask) counts and moments are made there, and columns are named; `ScoreCounts` and
`Moments` that were kept stand for the data that they were made of."""),
        Option("items", "Columns | None", """\
str, vector or list of them
Answers to one question or to several. One column of answers may stand in place of `data`."""),
        Option("item", "OneColumn | None", """\
str or vector
Answers. They may stand in place of `data`."""),
        Option("scale", "Scale", """\
(int, int)
Lowest and highest point; any other answer is an error."""),
        Option("verdict", "bool | Bands", """\
bool or mapping
Add a column that names the band of the score: ``{lowest score: name}``, or True for the convention where there is
one (NPS: good from 50, a loyal base from 70)."""),
    )
}  # fmt: skip
