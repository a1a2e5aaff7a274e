"""The simulated telecom survey as a `Survey`, ready for every function of the package."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any, Literal

from .. import checks
from ..frames.build import FALLBACK_LIBRARIES, build
from ..mistakes import briefly
from ..survey import Survey
from ._telecom import LABELS, LABELS_EN, NA_CODES, PROCESSES, simulate_telecom

#: A two-level indicator tree over the nine processes, weights as a company might set them.
TELECOM_TREE: dict[str, Any] = {
    "Network": (0.40, {"network": 0.6, "roaming": 0.15, "value_added": 0.25}),
    "Billing": (0.25, {"bills": 0.5, "payment": 0.3, "product_information": 0.2}),
    "Contact": (0.35, {"service_hall": 0.3, "hotline": 0.4, "complaint_handling": 0.3}),
}

#: More do not fit into the memory of most machines.
MOST_RESPONDENTS = 10_000_000


@briefly
def make_survey(
    n: int = 5000,
    *,
    seed: int | None = 0,
    language: Literal["en", "zh"] = "en",
    backend: str | None = None,
) -> Survey:
    """Simulate a telecom satisfaction survey whose true drivers are known (`datasets.TRUTH`).

    The data are simulated: no person answered them. 0-10 recommendation, 1-10 overall satisfaction and nine business
    processes, with skewed answers, a halo that correlates them, answers missing as 98 and 99, brands, regions, stores,
    four waves, and weights that correct an uneven sample.

    Parameters
    ----------
    n : int
        Respondents.
    seed : int, optional
        The same seed gives the same survey; None a new one each time.
    language : {"en", "zh"}
        Language of the question texts that serve as display labels.
    backend : {"polars", "pandas", "pyarrow"}, optional
        Library of the data frame; the first one installed, or a dict of arrays when none is.

    Returns
    -------
    Survey
        With weights, wave and codes of missing answers declared; `.data` is the data frame.

    Raises
    ------
    DataError
        `n` below 1, a seed below 0, or a language or backend that is not known.

    Examples
    --------
    >>> from placet.datasets import make_survey
    >>> survey = make_survey(1000, seed=1)
    >>> survey.weights, survey.na_codes["overall"]
    ('weight', [98, 99])
    """
    n = checks.whole("n", checks.plain("n", n), 1, MOST_RESPONDENTS)
    if seed is not None:
        seed = checks.whole("seed", checks.plain("seed", seed), 0)
    labels = {"en": LABELS_EN, "zh": LABELS}[checks.choice("language", language, ("en", "zh"))]
    known_backend(backend)
    data = frame_of(simulate_telecom(n, seed), backend)
    # Only the ratings use the codes: a store may well be number 98.
    codes = {name: list(NA_CODES) for name in (*PROCESSES, "overall", "recommend")}
    return Survey(data, weights="weight", wave="wave", na_codes=codes, labels=labels)


def known_backend(backend: object) -> None:
    """Refuse a library that is not known."""
    if backend is not None:
        checks.choice("backend", backend, FALLBACK_LIBRARIES)


def frame_of(columns: dict[str, Any], backend: str | None) -> Any:
    """A data frame of a library, or of the first one installed, or else the columns as they are."""
    installed = backend or any(find_spec(name) for name in FALLBACK_LIBRARIES)
    return build(columns, backend) if installed else columns
