"""The options that the functions of indicator trees share."""

from __future__ import annotations

from ..options.shared import Option

MISSING = Option("missing", 'Literal["available", "prorate", "drop", "raise"]', """\
{"available", "prorate", "drop", "raise"}
What is done about missing answers. ``"available"`` takes the mean of every indicator over those who answered it and
leaves the weights as they are; ``"prorate"`` the mean of respondents' scores, each a weighted mean of what was
answered, of those who answered at least `min_share` of a node's weight; ``"drop"`` leaves out respondents with any gap,
``"raise"`` refuses them.""", "available")  # fmt: skip
MIN_SHARE = Option("min_share", "float", """\
float
Least share of the weight of a node that a respondent must have answered to have a score of it, under
``missing="prorate"``.""", 0.5)  # fmt: skip
