"""Simulated respondents of a published study of a mobile operator (Inner Mongolia, 2007-2011), by its mean scores."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import checks
from ..index.trees.indicator_tree import IndicatorTree
from ..mistakes import briefly
from ..survey import Survey
from .telecom import frame_of, known_backend

#: Column, question in English and in Chinese, and the published mean score from 0 to 100.
_IMAGE = (
    ("C11", "Brand awareness", "知名度", 66.56),
    ("C12", "Service-hall environment", "营业厅的环境", 66.74),
    ("C13", "Familiarity with products", "产品的熟悉度", 66.00),
    ("C14", "Reliability of products and services", "产品和服务的可靠性", 66.10),
)
_QUALITY = (
    ("C21", "Network coverage", "网络覆盖", 64.18),
    ("C22", "Network quality", "网络质量", 65.37),
    ("C23", "Fit of tariff plans", "套餐的适合程度", 68.50),
    ("C24", "Staff competence", "服务人员业务能力", 67.50),
    ("C25", "Ease of top-up and payment", "充值与交费的便利性", 66.25),
    ("C26", "Ease of checking charges", "话费查询的方便性", 67.12),
    ("C27", "Hotline quality", "客户热线的服务质量", 66.62),
)
_VALUE = (
    ("C31", "Tariffs", "资费", 66.66),
    ("C32", "Tariff difference to competitors", "与竞争对手的资费差", 69.77),
    ("C33", "Fair exchange", "等价交换", 69.58),
)
_FAIRNESS = (
    ("C41", "Fairness of information", "信息公平性", 69.93),
    ("C42", "Equality with customers", "与客户的平等性", 67.26),
    ("C43", "Honesty", "诚信", 64.50),
    ("C44", "Waiting time", "服务等待时间", 69.55),
    ("C45", "Staff warmth", "服务人员的热情度", 65.33),
)
_ITEMS = (*_IMAGE, *_QUALITY, *_VALUE, *_FAIRNESS)
#: Customers by product, and how far their index is from that of all.
_PRODUCTS = (("broadband", 306, -0.61), ("mobile", 333, 0.61 * 306 / 333))
#: Points of the five grades, from the worst.
_POINTS = np.array([20, 40, 60, 80, 100])
GRADES = {
    "very satisfied": 100, "satisfied": 80, "fairly satisfied": 60, "dissatisfied": 40, "very dissatisfied": 20,
}  # fmt: skip


@briefly
def operator_tree() -> IndicatorTree:
    """The index of a mobile operator's study: perceived service value by 0.7, corporate image by 0.3.

    The study has these two weights; the three dimensions below the first, and the indicators, are of equal weight here.

    Returns
    -------
    IndicatorTree
        19 indicators in four dimensions, labelled in English and Chinese.

    Examples
    --------
    >>> import placet
    >>> placet.datasets.operator_tree().weights["C11"]
    0.075
    """

    def below(items: Any) -> dict[str, float]:
        return {code: 1 / len(items) for code, *_ in items}

    service = {
        "Service quality": (1 / 3, below(_QUALITY)),
        "Price and value": (1 / 3, below(_VALUE)),
        "Fairness": (1 / 3, below(_FAIRNESS)),
    }
    tree = {"Perceived service value": (0.7, service), "Corporate image": (0.3, below(_IMAGE))}
    words = {
        "Customer satisfaction": "客户满意度",
        "Perceived service value": "感知服务价值",
        "Corporate image": "企业形象",
        "Service quality": "服务质量",
        "Price and value": "价格与价值",
        "Fairness": "公平性",
    }
    labels = {name: {"en": name, "zh": chinese} for name, chinese in words.items()}
    labels |= {code: {"en": english, "zh": chinese} for code, english, chinese, _ in _ITEMS}
    return IndicatorTree(tree, name="Customer satisfaction", labels=labels)


@briefly
def make_operator_study(*, seed: int = 1, backend: str | None = None) -> Survey:
    """Simulate the respondents of a mobile operator's study, whose own answers were never published.

    639 customers, 306 of broadband and 333 of mobile service, grade 19 indicators with 20, 40, 60, 80 or 100 points.
    The mean of every indicator is the published one, to within 0.05 points, and broadband's index lies 0.61 below that
    of all. The published scores of dimensions lie outside of their own indicators and cannot be met as well.

    Parameters
    ----------
    seed : int
        The same seed gives the same respondents.
    backend : {"polars", "pandas", "pyarrow"}, optional
        Library of the data frame; the first one installed, or a dict of arrays when none is.

    Returns
    -------
    Survey
        Columns `product` and C11 to C45.

    Raises
    ------
    DataError
        A seed below 0, or a backend that is not known.

    Examples
    --------
    >>> import placet
    >>> study = placet.datasets.make_operator_study()
    >>> placet.mean_score(study, "C21", scale=(0, 100))["estimate"].round(1).tolist()
    [64.2]
    """
    known_backend(backend)
    rng = np.random.default_rng(checks.whole("seed", seed, 0))
    product = np.repeat([name for name, _, _ in _PRODUCTS], [n for _, n, _ in _PRODUCTS])
    columns: dict[str, Any] = {"product": product.tolist()}
    halo = rng.standard_normal(len(product))
    left = {name: 0.0 for name, _, _ in _PRODUCTS}
    for code, _, _, mean in _ITEMS:
        answers = np.zeros(len(product), dtype=np.int64)
        for name, count, above in _PRODUCTS:
            at = product == name
            # What rounding to whole answers leaves is handed on, so that the index is met as well.
            wanted = count * (mean + above) + left[name]
            total = 20 * round(wanted / 20)
            left[name] = wanted - total
            answers[at] = _graded(rng, halo[at], mean + above, total)
        columns[code] = answers
    order = rng.permutation(len(product))
    columns = {name: np.asarray(values)[order] for name, values in columns.items()}
    labels = {code: english for code, english, _, _ in _ITEMS} | {"product": "Product"}
    return Survey(frame_of({**columns, "product": columns["product"].tolist()}, backend), labels=labels)


def _graded(rng: np.random.Generator, halo: NDArray[Any], mean: float, total: int) -> NDArray[np.int64]:
    """Answers with a common halo that add up to a total."""
    latent = mean + 20 * (0.6 * halo + 0.8 * rng.standard_normal(len(halo)))
    grade = np.clip(np.round(latent / 20), 1, 5).astype(np.int64)
    missing = total // 20 - int(grade.sum())
    # Whoever is nearest to the next grade takes it.
    step = int(np.sign(missing))
    room = step * (latent / 20 - grade)
    room[(grade == 5) if step > 0 else (grade == 1)] = -np.inf
    grade[np.argsort(-room, kind="stable")[: abs(missing)]] += step
    return _POINTS[grade - 1]
