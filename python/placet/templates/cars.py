"""Process indexes of car dealers: what buyers go through in sales, and customers in the workshop."""

from __future__ import annotations

from collections.abc import Mapping

from ..index.trees.indicator_tree import IndicatorTree
from ..mistakes import briefly

#: Stages of a sale: column, name in English and in Chinese.
SALES = (
    ("reception", "Reception", "接待"),
    ("test_drive", "Test drive", "试乘试驾"),
    ("delivery_and_payment", "Delivery and payment", "交车与付款"),
    ("promises", "Keeping of promises", "承诺兑现"),
    ("after_sales_follow_up", "After-sales follow-up", "售后跟踪"),
    ("one_week_call", "Call after one week", "一周回访"),
    ("handling_of_comments", "Handling of comments", "意见处理"),
)
#: Stages of a visit to the workshop.
SERVICE = (
    ("invitation", "Invitation", "预约邀请"),
    ("service_reception", "Reception", "接待"),
    ("statement_of_work", "Statement of work", "维修项目说明"),
    ("waiting", "Waiting", "等候"),
    ("settlement_and_delivery", "Settlement and delivery", "结算与交车"),
    ("repair_quality", "Repair quality", "维修质量"),
)


def _flat(name: str, words: Mapping[str, str], stages: tuple[tuple[str, str, str], ...]) -> IndicatorTree:
    weights = {stage: 1.0 for stage, _, _ in stages}
    labels = {stage: {"en": english, "zh": chinese} for stage, english, chinese in stages}
    return IndicatorTree(weights, name=name, normalize=True, labels={**labels, name: words})


@briefly
def ssi(columns: Mapping[str, str] | None = None) -> IndicatorTree:
    """Sales satisfaction index of a car dealer: seven stages of a purchase, of equal weights until others are given.

    Reception, test drive, delivery and payment, promises, after-sales follow-up, call after one week, handling of
    comments; labels in English and Chinese.

    Parameters
    ----------
    columns : mapping, optional
        Your columns of the stages, where they are not called like these: ``{"reception": "q1", ...}``.

    Returns
    -------
    IndicatorTree

    Raises
    ------
    DataError
        A stage that is not in the tree.

    Examples
    --------
    >>> import placet
    >>> placet.templates.ssi().columns[:3]
    ('reception', 'test_drive', 'delivery_and_payment')
    """
    words = {"en": "Sales satisfaction index", "zh": "销售满意度指数"}
    return IndicatorTree(_flat("SSI", words, SALES), columns=columns)


@briefly
def csi(columns: Mapping[str, str] | None = None) -> IndicatorTree:
    """Service satisfaction index of a car dealer: six stages of a visit, of equal weights until others are given.

    Invitation, reception, statement of work, waiting, settlement and delivery, repair quality; labels in English and
    Chinese.

    Parameters
    ----------
    columns : mapping, optional
        Your columns of the stages, where they are not called like these: ``{"waiting": "q4", ...}``.

    Returns
    -------
    IndicatorTree

    Raises
    ------
    DataError
        A stage that is not in the tree.

    Examples
    --------
    >>> import placet
    >>> placet.templates.csi().reweight({"CSI": {"invitation": 1, "service_reception": 2, "statement_of_work": 2,
    ...     "waiting": 1, "settlement_and_delivery": 1, "repair_quality": 3}}, normalize=True).weights["repair_quality"]
    0.3
    """
    words = {"en": "Service satisfaction index", "zh": "售后服务满意度指数"}
    return IndicatorTree(_flat("CSI", words, SERVICE), columns=columns)
