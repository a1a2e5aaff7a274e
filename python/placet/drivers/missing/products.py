"""Terms of a formula made of others, such as products and powers, where answers are made up for."""

from __future__ import annotations

import numpy as np

from ...language import say
from ...survey.columns import numbers
from ..model.levels import first_of
from ..model.model import Model

#: Terms that a note names.
NAMED = 4


def notes(model: Model) -> list[str]:
    """What is to be said of terms with gaps that do not change alone.

    Their columns are treated as variables of their own, which a normal distribution or a regression cannot know to be
    products: estimates are biased unless answers are missing completely at random, though whether one is missing
    depends on other answers only, where complete cases would be right.

    References
    ----------
    Seaman, S. R., Bartlett, J. W. and White, I. R. (2012). Multiple imputation of missing covariates with non-linear
    effects and interactions: an evaluation of statistical methods. BMC Medical Research Methodology 12, 46.
    """
    made = set() if model.formula is None else model.formula.entangled - set(model.formula.parsed.variables)
    found = [term.name for term in model.terms if term.name in made and _with_gaps(model, term.columns)]
    if not found:
        return []
    words = say(
        "gaps of {terms}, products or functions of answers that are in the model too, were made up for as if they "
        "were answers of their own, which is biased unless answers are missing completely at random (Seaman, Bartlett "
        'and White 2012); missing="drop" is right where gaps do not depend on the outcome',
        terms=first_of(found, NAMED),
    )
    return [words]


def _with_gaps(model: Model, columns: tuple[int, ...]) -> bool:
    counting = model.rows.counting
    return any(bool(np.isnan(numbers(model.rows.columns[column])[counting]).any()) for column in columns)
