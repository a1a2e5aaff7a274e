"""The options that scores share."""

from dataclasses import replace

from ..options.shared import BY, COMMON, CONF_LEVEL, DESIGN, FREQ, MISSING, RNG, TOTAL, WAVE, WAVES, Option

METHOD = Option("method", "Method", """\
{"adjusted", "wald", "score", "bootstrap", "bayes", "design"}
Interval. ``"adjusted"`` adds pseudo-respondents to the effective base and takes the Wald interval of the
result: 3/4 promoter, 3/2 passive, 3/4 detractor for net scores (Rocks 2016), z²/2 on each side for shares
(Agresti and Coull 1998); for means it is Student's t, with up to one respondent more, half at each end of the
scale, as far as the weights depend on the answers. Without weights the base is the respondents. With them it
is Kish's where respondents are few and that of the standard error where they are many; so it is in strata, with
Kish's base of strata. Of clusters it is the error's, smaller for few degrees of freedom (Korn and Graubard 1998),
which are those of Bell and McCaffrey (2002) where clusters are of unequal sizes, and twice the respondents at most:
docs/coverage.md shows how often it covers. ``"wald"`` is the estimate ± z standard errors, ``"score"`` inverts the
score test on the effective base, ``"bootstrap"`` resamples the respondents, each with its answer and weight (as
many as frequencies say; of precisions each respondent's chance is its weight) and is refused under a design,
``"bayes"`` is the equal-tailed credible interval under a Dirichlet prior on the effective base, ``"design"`` is the
estimate ± t standard errors, with n - 1 and not n in the variance and clusters less strata as degrees of freedom,
as R's survey package gives it. All stay within what the score can be and hold the estimate; a mean of answers that
are all equal has none but ``"score"`` and ``"bayes"``.""",
    "adjusted")  # fmt: skip

#: What is scored where it is one metric.
METRIC = (
    Option("metric", "str | Metric", """\
str or Metric
``"nps"``, ``"net_box"``, ``"top_box"``, ``"bottom_box"``, ``"csat"``, ``"ces"``, ``"mean_score"`` or a `Metric`
with its own cut points.""", "nps"),
    Option("scale", "Bounds | None", """\
(int, int), optional
Scale of a metric given by name; those without a usual one need it, but for ``"mean_score"``, which without a scale
is that of any numbers, such as amounts or an index of each respondent, and of which the ends may be decimals."""),
)  # fmt: skip

VERDICT = replace(COMMON["verdict"], default=False)

#: What every score takes.
SCORE = (
    BY,
    TOTAL,
    WAVE,
    WAVES,
    FREQ,
    METHOD,
    CONF_LEVEL,
    Option("interval", "IntervalKind", """\
{"percentile", "basic", "bca"}
Kind of bootstrap interval, for ``method="bootstrap"``.""", "percentile"),
    Option("n_resamples", "int", """\
int
Bootstrap resamples or posterior draws.""", 10_000),
    Option("prior", "float", """\
float
Of how many respondents the Dirichlet prior has the weight, spread evenly over the classes of the metric.""", 1.0),
    RNG,
    MISSING,
    *DESIGN,
)  # fmt: skip

#: What every comparison takes.
COMPARE = (
    Option("by", BY.kind, """\
str, vector or list of them, optional
Segments; rows with a missing key are in none. They are compared with each other unless there are waves."""),
    Option("wave", WAVE.kind, """\
str or vector, optional
The survey wave: waves are compared, within every segment of `by`. That of the `Survey` is taken where `by` names
nothing, or where the wave before is asked for. Waves come in the order of `waves`, of an ordered category, or of
time; text without a place in time is refused."""),
    WAVES,
    FREQ,
    Option("method", 'Literal["adjusted", "wald", "design"]', """\
{"adjusted", "wald", "design"}
Test and interval: with pseudo-respondents, plain, or with n - 1 in the variance, as R's survey package has it.
Under a design all have quantiles of t with Satterthwaite's degrees of freedom.""", "adjusted"),
    Option("conf_level", "float", """\
float
Probability that an interval covers its difference; a difference is called one below 1 minus this.""", 0.95),
    MISSING,
    *DESIGN,
)  # fmt: skip

#: What a distribution takes.
DISTRIBUTION = (
    BY,
    TOTAL,
    WAVE,
    WAVES,
    FREQ,
    Option("conf_level", "float", """\
float
Probability that the intervals of all points of a segment cover their shares; of each with ``"pointwise"``.""", 0.95),
    MISSING,
    *DESIGN,
)  # fmt: skip
