"""The options that the functions of path models share."""

from __future__ import annotations

from ...missing.gaps import IMPUTING
from ...options.shared import BY, DESIGN, FREQ, PROGRESS, RNG, WAVE, WAVES, Option

#: How a path model is estimated.
ESTIMATION = (
    Option("scheme", 'Literal["path", "factorial", "centroid"]', """\
{"path", "factorial", "centroid"}
Inner weights: regression coefficients of what acts on a construct and correlations of what it acts on; correlations;
or their signs.""", "path"),
    Option("scaled", "bool", """\
bool
Standardise indicators before they are weighted. If False their variances count, as where all have one scale.""", True),
    Option("consistent", "bool", """\
bool
Correct correlations of constructs, loadings and paths for the unreliability of the scores (Dijkstra and Henseler
2015), of models whose constructs are all measured by ``=~``.""", False),
)  # fmt: skip
#: What every function of path models takes.
PATHS = (
    *ESTIMATION,
    Option("missing", 'Literal["drop", "raise", "pairwise", "em", "multiple"]', """\
{"drop", "raise", "pairwise", "em", "multiple"}
Leave respondents with any missing answer out; refuse them; take every covariance from those who answered both
indicators; estimate means and covariances by maximum likelihood under normality; or impute several times.""", "drop"),
    *IMPUTING,
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
