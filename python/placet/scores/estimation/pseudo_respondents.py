"""The respondents that adjusted intervals of net scores and shares add, by class."""

from __future__ import annotations

import numpy as np

from ...inference.distributions import normal_quantile
from ...metrics.metric import Form
from .linearised import Floats

#: Of a net score: 3/4 low, 3/2 middle, 3/4 high (Rocks 2016).
ROCKS = np.array([0.75, 1.5, 0.75])


def of_one_score(form: Form, conf_level: float) -> Floats:
    """In the interval of one score; of a share z²/2 out and z²/2 in (Agresti and Coull 1998)."""
    z = normal_quantile(conf_level)
    return ROCKS if form == "net" else np.full(2, z * z / 2)


def of_two_scores(form: Form) -> Floats:
    """In each of two groups; they may not depend on the level, or there would be no p-value.

    Half of what one score adds at 95 %: of a share 1 out and 1 in (Agresti and Caffo 2000), of a net score 3/8, 3/4
    and 3/8. All that one score adds would pull scores far apart together, and their difference with them.
    """
    return ROCKS / 2 if form == "net" else np.ones(2)
