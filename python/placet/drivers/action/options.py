"""Options of the calls that go from importance to action."""

from __future__ import annotations

from ...options.shared import Option
from ..options import DRIVERS

#: What all of them take besides the options of analyses of drivers.
ACTION = (
    Option("metric", "str | Metric | None", """\
str or Metric, optional
What is to be moved: without it the mean of the outcome in its own units; ``"index"``, the mean on 0 to 100 of its
scale; ``"nps"``, ``"top_box"``, ``"csat"`` and the other names of metrics; or a `Metric` with its own cut points. The
regression is then that of what the metric counts, such as -100, 0 and 100 of an NPS, on the drivers."""),
    Option("n_resamples", "int | None", """\
int, optional
Bootstrap resamples of the respondents for intervals and shares, 1,000 if not given; 0 for none. Of a survey with
strata, clusters or a finite population whole units are drawn within strata and weights rescaled; replicate weights
are taken as they are, with t intervals by the rule of their kind, and shares are those of so many normal draws with
the covariances that the rule gives; so are groups of respondents of data that stay where they are, see `id`."""),
    *(option for option in DRIVERS if option.name != "missing"),
    Option("missing", 'Literal["drop", "raise", "multiple"]', """\
{"drop", "raise", "multiple"}
Leave respondents with any missing answer out; refuse them; or impute several times and pool by Rubin's rules. Moves
are those of answers, so that rules which estimate moments alone have none.""", "drop"),
)  # fmt: skip
