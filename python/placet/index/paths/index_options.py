"""The options that functions of indexes of path models share."""

from __future__ import annotations

from ...options.shared import BY, CONF_LEVEL, DESIGN, FREQ, PROGRESS, RNG, TOTAL, WAVE, WAVES, Option
from .options import ESTIMATION, PATHS

#: How a model is estimated of which indexes are made, and what is done about missing answers.
SCHEME, SCALED = ESTIMATION[:2]
GAPS = tuple(option for option in PATHS if option.name in ("missing", "imputation", "n_imputations"))
WEIGHTS_FROM = Option("weights_from", "WeightsFrom | PathWeights", """\
{"pooled", "segment"} or PathWeights
Where the weights come from: one model of all segments, so that all are measured with the same ruler; one model of each;
or the frozen weights of an earlier call (`weights` of its result).""", "pooled")  # fmt: skip
MISSING = Option("missing", 'Literal["drop", "raise"]', """\
{"drop", "raise"}
Leave respondents out who lack any answer, or refuse them.""", "drop")  # fmt: skip
RESAMPLES = Option("n_resamples", "int", """\
int
Bootstrap resamples for intervals, in each of which the weights are estimated anew; 0 for none. Replicate weights are
as many as there are.""", 1000)  # fmt: skip
INTERVAL = Option("interval", 'Literal["t", "percentile"]', """\
{"t", "percentile"}
Intervals by t and the standard errors of the resamples, or percentiles of the resamples. Replicate weights and
differences have t.""", "t")  # fmt: skip
#: What functions that measure segments take.
MEASURED = (
    WEIGHTS_FROM, BY, TOTAL, WAVE, WAVES, FREQ, SCHEME, SCALED, *GAPS, RESAMPLES, INTERVAL, CONF_LEVEL, RNG, PROGRESS,
    *DESIGN,
)  # fmt: skip
