"""Scores of single respondents on the constructs of a path model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np

from ... import checks
from ..._core import DataError
from ...frames.build import build
from ...inference.distributions import Floats
from ...options.door import takes
from ...options.shared import DESIGN, MISSING
from ...survey import Survey
from ...survey.away import need_rows
from ...survey.columns import numbers
from ...types import AsGiven
from ..trees.node_scores import Units
from .answered import Answered
from .options import SCALED, SCHEME
from .path_spec import Scheme
from .reading import read_paths
from .ruler import Places, Ruler, check_signs

FORMS = ("standardized", "index")


@takes(SCHEME, SCALED, MISSING, *DESIGN)
def path_scores(
    survey: Survey,
    model: AsGiven,
    *,
    scale: tuple[float, float] | Mapping[str, tuple[float, float]] | None = None,
    form: Literal["standardized", "index"] = "standardized",
    scheme: Scheme,
    scaled: bool,
    missing: Any,
) -> Any:
    r"""Score of every respondent on every construct of a path model.

    .. math:: y_i = \sum_j \frac{w_j}{s_j} (x_{ij} - \overline{x}_j), \qquad
              I_i = 100\, \frac{\sum_j u_j (x_{ij} - l_j)}{\sum_j u_j (h_j - l_j)}, \quad u_j = w_j / s_j

    with the outer weights w of the model: standardised scores, of mean 0 and variance 1, or indexes from 0 to 100,
    whose weighted means are those of `path_index`. This is a second scan of the answers, a projection.

    Parameters
    ----------
    {data}
    model : PathModel, str or mapping
        Constructs, their indicators and what acts on what, see `PathModel`.
    scale : (float, float) or mapping, optional
        Lowest and highest possible answer, of all indicators or by column; ``form="index"`` needs it.
    form : {"standardized", "index"}
        Standardised scores, or indexes from 0 to 100.
    {options}

    Returns
    -------
    data frame
        Of the library the data came in, one row a respondent in their order, one column a construct; NaN for
        respondents who lack an answer. Respondents of weight 0 or left out by a filter have scores, too. Products of
        constructs have none.

    Raises
    ------
    ModelError
        A negative weight, with which better answers would lower an index (``form="index"``).
    DataError
        What `path_index` refuses.

    References
    ----------
    Lohmoeller, J.-B. (1989). Latent Variable Path Modeling with Partial Least Squares. Physica.

    Examples
    --------
    >>> import placet
    >>> answers = {"q1": [9, 7, 3, 8, 6], "q2": [8, 8, 2, 9, 5], "s1": [9, 8, 4, 9, 5], "s2": [9, 7, 3, 8, 7]}
    >>> model = "Quality =~ q1 + q2; Satisfaction =~ s1 + s2; Satisfaction ~ Quality"
    >>> scores = placet.path_scores(answers, model, scale=(1, 10), form="index")
    >>> scores["Quality"].to_numpy().round(1)
    array([84. , 71.5, 17.4, 82.6, 50.7])
    """
    form = checks.choice("form", form, FORMS)
    need_rows(survey)
    options: dict[str, Any] = {"missing": missing, "scheme": scheme, "scaled": scaled}
    if scale is not None:
        answered = Answered.of(survey, model, scale, **options)
        reading, units, places = answered.reading, answered.units, answered.places
    elif form == "index":
        raise DataError('form="index" needs scale=, the lowest and the highest answer there may be')
    else:
        reading = read_paths(survey, model, **options)
        units, places = None, Places.of(reading.spec, reading.model.constructs)
    stages = reading.solutions(0)
    length = np.ones(len(reading.names)) if units is None else units.length
    ruler = Ruler.of(reading.spec, places, stages, length)
    answers = np.column_stack([numbers(column) for column in reading.rows.columns])
    if form == "index":
        assert units is not None
        check_signs(ruler, places.names, reading.names)
        scores = _indexes(answers, ruler, units)
    else:
        scores = (answers - stages[0].mean) @ ruler.slopes.T
    scores[np.isnan(answers).any(axis=1)] = np.nan
    columns = dict(zip(places.names, np.ascontiguousarray(scores.T), strict=True))
    return build(columns, survey.frame.library, survey.frame.index)


def _indexes(answers: Floats, ruler: Ruler, units: Units) -> Floats:
    """Scores from 0 to 100."""
    return units.points(answers) @ ruler.points("acsi").T
