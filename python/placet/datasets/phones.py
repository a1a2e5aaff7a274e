"""Simulated customers of three mobile operators who answer the questions of the European satisfaction index."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from .. import checks
from ..mistakes import briefly
from ..survey import Survey
from .telecom import MOST_RESPONDENTS, frame_of, known_backend

#: Column, question in English and in Chinese, loading on its construct, mean and standard deviation of the answers.
_IMAGE = (
    ("IMAG1", "Can be trusted in what it says and does", "言行可信", 0.72, 7.8, 1.7),
    ("IMAG2", "Is stable and firmly established", "经营稳健，根基牢固", 0.58, 7.9, 1.7),
    ("IMAG3", "Contributes to society", "对社会有贡献", 0.52, 7.0, 2.1),
    ("IMAG4", "Is concerned about its customers", "关心客户", 0.74, 7.2, 1.8),
    ("IMAG5", "Is innovative and forward-looking", "富有创新和前瞻性", 0.70, 8.0, 1.6),
)
_EXPECTATION = (
    ("CUEX1", "Overall quality, as expected beforehand", "选择之前对总体质量的预期", 0.74, 7.6, 1.6),
    ("CUEX2", "Meeting of personal needs, as expected", "选择之前对满足个人需求的预期", 0.68, 7.5, 1.8),
    ("CUEX3", "Things that seldom go wrong, as expected", "选择之前对很少出现问题的预期", 0.56, 7.1, 2.1),
)
_QUALITY = (
    ("PERQ1", "Overall quality", "总体质量", 0.82, 7.9, 1.4),
    ("PERQ2", "Technical quality of the network", "网络的技术质量", 0.66, 7.4, 1.9),
    ("PERQ3", "Customer service and advice", "客户服务与咨询", 0.76, 7.5, 1.8),
    ("PERQ4", "Quality of the services used", "所用业务的质量", 0.74, 7.8, 1.7),
    ("PERQ5", "Range of services and products", "业务与产品的种类", 0.70, 8.0, 1.5),
    ("PERQ6", "Reliability and accuracy", "可靠性与准确性", 0.76, 7.7, 1.6),
    ("PERQ7", "Clear and open information", "信息的清晰与透明", 0.74, 7.4, 1.8),
)
_VALUE = (
    ("PERV1", "Price, given the quality", "就其质量而言，价格如何", 0.82, 6.4, 2.2),
    ("PERV2", "Quality, given the price", "就其价格而言，质量如何", 0.90, 7.1, 1.8),
)
_SATISFACTION = (
    ("CUSA1", "Overall satisfaction", "总体满意程度", 0.80, 7.8, 1.3),
    ("CUSA2", "Expectations met", "符合预期的程度", 0.80, 7.2, 1.8),
    ("CUSA3", "Close to the ideal operator", "与理想运营商的接近程度", 0.82, 7.2, 1.8),
)
_COMPLAINTS = (("CUSCO", "Handling of complaints", "投诉的处理", 0.90, 7.0, 2.3),)
_LOYALTY = (
    ("CUSL1", "Would choose the same operator again", "会再次选择同一运营商", 0.78, 7.6, 2.6),
    ("CUSL2", "Stays when a competitor is cheaper", "竞争对手更便宜时仍不转网", 0.30, 5.4, 2.8),
    ("CUSL3", "Would recommend it to friends", "会推荐给亲友", 0.86, 7.8, 2.2),
)
_BLOCKS = (_IMAGE, _EXPECTATION, _QUALITY, _VALUE, _SATISFACTION, _COMPLAINTS, _LOYALTY)
_KEYS = (
    ("operator", "Operator", "运营商"),
    ("wave", "Year", "调查年度"),
    ("weight", "Sampling weight", "抽样权重"),
)

#: Operators, their shares in the sample and in the market, and how far they are from the mean, in standard deviations
#: of image, quality, value and satisfaction.
_OPERATORS = ("Aurora", "Beacon", "Cirrus")
_SAMPLE, _MARKET = np.array([0.40, 0.35, 0.25]), np.array([0.55, 0.28, 0.17])
_SHIFTS = np.array([[0.25, 0.20, -0.20, 0.00], [-0.15, -0.10, 0.00, -0.10], [-0.20, -0.20, 0.35, 0.15]])
_WAVES = ("2025", "2026")
#: The quality of the largest operator after a year.
_DECLINE = -0.30
#: Effects of quality and of value on satisfaction, by operator.
_QUALITY_EFFECTS, _VALUE_EFFECTS = np.array([0.60, 0.50, 0.25]), np.array([0.10, 0.20, 0.50])


@briefly
def mobile_phones(
    n: int = 1200,
    *,
    seed: int = 1,
    language: Literal["en", "zh"] = "en",
    backend: str | None = None,
) -> Survey:
    r"""Simulate a satisfaction survey of mobile operators with the 24 questions of the European index.

    The data are simulated: no person answered them. Answers from 1 to 10 load on the seven constructs of
    `templates.ecsi`, in standard deviations, with independent standard normal :math:`z`:

    .. math::
        \text{Expectation} &= 0.6\,\text{Image} + 0.8 z \\
        \text{Quality} &= 0.65\,\text{Expectation} + 0.3\,\text{Image} + \text{shift} + 0.6 z \\
        \text{Value} &= 0.05\,\text{Expectation} + 0.6\,\text{Quality} + \text{shift} + 0.75 z \\
        \text{Satisfaction} &= 0.2\,\text{Image} + 0.05\,\text{Expectation} + a\,\text{Quality} + b\,\text{Value}
            + \text{shift} + 0.45 z \\
        \text{Complaints} &= 0.6\,\text{Satisfaction} + 0.8 z \\
        \text{Loyalty} &= 0.2\,\text{Image} + 0.55\,\text{Satisfaction} + 0.05\,\text{Complaints} + 0.65 z

    Which effects are strong and which are next to nothing follows the coefficients published for the mobile telephone
    study (Monecke and Leisch 2012, section 5); the figures are ours. The path from image to quality is not in the
    model of that study. What an analysis can find: customers of Cirrus, the cheap operator, judge by value
    (a = 0.25, b = 0.5), those of Aurora by quality (0.6 and 0.1); the quality of Aurora fell within the year, by 0.3;
    Aurora is under-sampled, which the weights correct.

    Parameters
    ----------
    n : int
        Respondents.
    seed : int
        The same seed gives the same respondents.
    language : {"en", "zh"}
        Language of the question texts that serve as display labels.
    backend : {"polars", "pandas", "pyarrow"}, optional
        Library of the data frame; the first one installed, or a dict of arrays when none is.

    Returns
    -------
    Survey
        Columns `operator`, `wave`, `weight` and IMAG1 to CUSL3, every question answered; weights and wave declared.

    Raises
    ------
    DataError
        `n` below 1, a seed below 0, or a language or backend that is not known.

    References
    ----------
    Monecke, A. and Leisch, F. (2012). semPLS: structural equation modeling using partial least squares. Journal of
    Statistical Software 48 (3).

    Examples
    --------
    >>> import placet
    >>> phones = placet.datasets.mobile_phones()
    >>> placet.mean_score(phones, "CUSA1", scale=(1, 10), by="operator")["operator"]
    ('Aurora', 'Beacon', 'Cirrus')
    """
    n = checks.whole("n", checks.plain("n", n), 1, MOST_RESPONDENTS)
    rng = np.random.default_rng(checks.whole("seed", checks.plain("seed", seed), 0))
    text = ("en", "zh").index(checks.choice("language", language, ("en", "zh")))
    known_backend(backend)
    operator, wave = rng.choice(3, n, p=_SAMPLE), rng.integers(0, 2, n)
    weight = (_MARKET / _SAMPLE)[operator] * rng.uniform(0.7, 1.3, n)
    columns: dict[str, Any] = {
        "operator": [_OPERATORS[i] for i in operator.tolist()],
        "wave": [_WAVES[i] for i in wave.tolist()],
        "weight": weight,
    }
    for block, construct in zip(_BLOCKS, _constructs(rng, operator, wave), strict=True):
        columns |= {column: _answers(rng, construct, *likely) for column, _, _, *likely in block}
    questions = [*_KEYS, *(question[:3] for block in _BLOCKS for question in block)]
    labels = {column: texts[text] for column, *texts in questions}
    return Survey(frame_of(columns, backend), weights="weight", wave="wave", labels=labels)


def _constructs(rng: np.random.Generator, operator: NDArray[Any], wave: NDArray[Any]) -> list[NDArray[np.float64]]:
    """The seven constructs by the equations above."""
    image_shift, quality_shift, value_shift, satisfaction_shift = _SHIFTS[operator].T
    z = rng.standard_normal((7, len(operator)))
    image = image_shift + z[0]
    expectation = 0.6 * image + 0.8 * z[1]
    decline = _DECLINE * ((operator == 0) & (wave == 1))
    quality = 0.65 * expectation + 0.3 * image + quality_shift + decline + 0.6 * z[2]
    value = 0.05 * expectation + 0.6 * quality + value_shift + 0.75 * z[3]
    satisfaction = 0.2 * image + 0.05 * expectation + satisfaction_shift + 0.45 * z[4]
    satisfaction += _QUALITY_EFFECTS[operator] * quality + _VALUE_EFFECTS[operator] * value
    complaints = 0.6 * satisfaction + 0.8 * z[5]
    loyalty = 0.2 * image + 0.55 * satisfaction + 0.05 * complaints + 0.65 * z[6]
    return [image, expectation, quality, value, satisfaction, complaints, loyalty]


def _answers(
    rng: np.random.Generator, construct: NDArray[Any], loading: float, mean: float, sd: float
) -> NDArray[np.int8]:
    """Whole answers from 1 to 10."""
    latent = loading * construct + np.sqrt(1 - loading**2) * rng.standard_normal(len(construct))
    return np.clip(np.rint(mean + sd * latent), 1, 10).astype(np.int8)
