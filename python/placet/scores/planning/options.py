"""The options that plans share: what is assumed of the answers, the test and the design."""

from __future__ import annotations

from collections.abc import Sequence

from ...options.shared import Option

#: A number, or several to plan for.
Numbers = float | Sequence[float]

#: What all plans of a call have in common; every other option may be a list.
FIXED = ("scale", "rescale", "method", "adjust")

#: What every plan assumes.
PLAN = (
    Option("promoters", "Numbers | None", """\
float, optional
Expected share of promoters (of the first group), of a net score; together with `detractors`."""),
    Option("detractors", "Numbers | None", """\
float, optional
Expected share of detractors. Where neither share is given they are one half each, the widest there is."""),
    Option("share", "Numbers | None", """\
float, optional
Expected share of a box; 0.5 if not given, the widest there is."""),
    Option("sd", "Numbers | None", """\
float, optional
Expected standard deviation of an answer, in points of the scale; half of `scale` if not given."""),
    Option("scale", "tuple[float, float] | None", """\
(float, float), optional
Lowest and highest point, for means."""),
    Option("rescale", "bool", """\
bool
Mean, margin and difference are in points of 0..100, the scale's range.""", False),
    Option("method", 'Literal["adjusted", "wald"]', """\
{"adjusted", "wald"}
``"adjusted"``: for a net score three pseudo-respondents on the effective base (Rocks 2016), in each of two groups
half of them; for a share the interval of Agresti and Coull (1998), for two the test of Agresti and Caffo
(2000); for a mean the t interval with b - 1 degrees of freedom (without the population) and Welch's test, with
waves that overlap as in Derrick et al. (2017). ``"wald"``: the estimate ± z standard errors throughout.""",
    "adjusted"),
    Option("conf_level", "Numbers", """\
float
Probability that the interval covers; a test errs with one less this.""", 0.95),
    Option("comparisons", "int | Sequence[int]", """\
int
Intervals or tests that are planned together.""", 1),
    Option("adjust", 'Literal["bonferroni", "none"]', """\
{"bonferroni", "none"}
Whether they share the level. With Holm's method Bonferroni's n is on the safe side.""", "bonferroni"),
    Option("design_effect", "Numbers | None", """\
float, optional
By how much weights and clusters enlarge the variance; 1 if not given."""),
    Option("weight_cv", "Numbers | None", """\
float, optional
Standard deviation of the weights over their mean, for a design effect of 1 + CV² (Kish)."""),
    Option("population", "int | Sequence[int] | None", """\
int, optional
People in the population of each group. Leave it out to compare groups as samples of what causes them
(Cochran 1977)."""),
    Option("ratio", "Numbers", """\
float
Respondents of the second group for one of the first.""", 1.0),
    Option("overlap", "Numbers | None", """\
float, optional
Two waves of one population: share of the smaller wave's respondents who are in both. Not given, the groups are
different people."""),
    Option("correlation", "Numbers | None", """\
float, optional
Of the answers of those who are in both waves, coded as the metric does (promoter 1, passive 0, detractor -1)."""),
)  # fmt: skip
