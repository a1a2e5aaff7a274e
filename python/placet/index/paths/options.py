"""The options that the functions of path models share."""

from __future__ import annotations

from ...missing.gaps import IMPUTING
from ...options.shared import BY, CONF_LEVEL, DESIGN, FREQ, PROGRESS, RNG, TOTAL, WAVE, WAVES, Option

SCHEME = Option("scheme", 'Literal["path", "factorial", "centroid"]', """\
{"path", "factorial", "centroid"}
Inner weights: regression coefficients of what acts on a construct and correlations of what it acts on; correlations;
or their signs.""", "path")  # fmt: skip
SCALED = Option("scaled", "bool", """\
bool
Standardise indicators before they are weighted. If False their variances count, as where all have one scale.""",
                True)  # fmt: skip
CONSISTENT = Option("consistent", "bool", """\
bool
Correct correlations of constructs, loadings and paths for the unreliability of the scores (Dijkstra and Henseler
2015), of models whose constructs are all measured by ``=~``.""", False)  # fmt: skip
#: What is done about missing answers.
GAPS = (
    Option("missing", 'Literal["drop", "raise", "pairwise", "em", "multiple"]', """\
{"drop", "raise", "pairwise", "em", "multiple"}
Leave respondents with any missing answer out; refuse them; take every covariance from those who answered both
indicators; estimate means and covariances by maximum likelihood under normality; or impute several times.""", "drop"),
    *IMPUTING,
)  # fmt: skip
#: What functions take that estimate every segment by itself.
PATHS = (
    SCHEME,
    SCALED,
    CONSISTENT,
    *GAPS,
    Option("by", BY.kind, """\
str, vector or list of them, optional
Segments, each estimated by itself.""", BY.default),
    WAVE,
    WAVES,
    FREQ,
    RNG,
    PROGRESS,
    *DESIGN,
)  # fmt: skip

# ---- indexes ---------------------------------------------------------------------------------------------------------

WEIGHTS_FROM = Option("weights_from", "WeightsFrom | PathWeights", """\
{"pooled", "segment"} or PathWeights
Where the weights come from: one model of all segments, so that all are measured with the same ruler; one model of each;
or the frozen weights of an earlier call (`weights` of its result).""", "pooled")  # fmt: skip
RESAMPLES = Option("n_resamples", "int", """\
int
Bootstrap resamples for intervals, in each of which the weights are estimated anew; 0 for none. Replicate weights are
as many as there are; of data that stay where they are groups of respondents are left
out in turn, see `id`.""", 1000)  # fmt: skip
INTERVAL = Option("interval", 'Literal["t", "percentile"]', """\
{"t", "percentile"}
Intervals by t and the standard errors of the resamples, or percentiles of the resamples. Replicate weights and
differences have t.""", "t")  # fmt: skip
#: What functions that measure segments take.
MEASURED = (
    WEIGHTS_FROM, BY, TOTAL, WAVE, WAVES, FREQ, SCHEME, SCALED, *GAPS, RESAMPLES, INTERVAL, CONF_LEVEL, RNG, PROGRESS,
    *DESIGN,
)  # fmt: skip
