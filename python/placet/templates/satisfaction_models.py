"""Path models of the national satisfaction indexes: Europe's, America's and China's."""

from __future__ import annotations

from collections.abc import Mapping

from ..index.paths.path_model import PathModel
from ..mistakes import briefly

#: A construct: its name, in English and in Chinese, and its indicators: column, in English and in Chinese.
Indicators = tuple[tuple[str, str, str], ...]
Construct = tuple[str, str, str, Indicators]

VALUE: Construct = ("Value", "Perceived value", "感知价值", (
    ("PERV1", "Price given quality", "给定质量下对价格的评价"),
    ("PERV2", "Quality given price", "给定价格下对质量的评价"),
))  # fmt: skip
SATISFACTION: Construct = ("Satisfaction", "Customer satisfaction", "顾客满意度", (
    ("CUSA1", "Overall satisfaction", "总体满意度"),
    ("CUSA2", "Compared with expectations", "与预期相比"),
    ("CUSA3", "Compared with the ideal", "与理想相比"),
))  # fmt: skip

#: Image to loyalty in the mobile telephone study.
EUROPE: tuple[Construct, ...] = (
    ("Image", "Image", "形象", (
        ("IMAG1", "Can be trusted", "言行可信"),
        ("IMAG2", "Stable and established", "稳定可靠"),
        ("IMAG3", "Contributes to society", "对社会有贡献"),
        ("IMAG4", "Cares about customers", "关心顾客"),
        ("IMAG5", "Innovative", "富有创新"),
    )),
    ("Expectation", "Customer expectations", "顾客期望", (
        ("CUEX1", "Overall quality expected", "总体质量期望"),
        ("CUEX2", "Fit to needs expected", "满足需求的期望"),
        ("CUEX3", "Problems expected", "出现问题的预期"),
    )),
    ("Quality", "Perceived quality", "感知质量", (
        ("PERQ1", "Overall quality", "总体质量"),
        ("PERQ2", "Network quality", "网络质量"),
        ("PERQ3", "Service and advice", "服务与咨询"),
        ("PERQ4", "Services used", "所用业务的质量"),
        ("PERQ5", "Range of services", "产品与业务的种类"),
        ("PERQ6", "Reliability and accuracy", "可靠与准确"),
        ("PERQ7", "Clear information", "信息清楚透明"),
    )),
    VALUE,
    SATISFACTION,
    ("Complaints", "Customer complaints", "顾客抱怨", (("CUSCO", "Handling of complaints", "投诉处理"),)),
    ("Loyalty", "Customer loyalty", "顾客忠诚", (
        ("CUSL1", "Would choose again", "会再次选择"),
        ("CUSL2", "Stays at a lower price elsewhere", "他处降价仍不转换"),
        ("CUSL3", "Would recommend", "会推荐给他人"),
    )),
)  # fmt: skip
EUROPE_PATHS = {
    "Expectation": ("Image",),
    "Quality": ("Expectation",),
    "Value": ("Expectation", "Quality"),
    "Satisfaction": ("Image", "Expectation", "Quality", "Value"),
    "Complaints": ("Satisfaction",),
    "Loyalty": ("Image", "Satisfaction", "Complaints"),
}

AMERICA: tuple[Construct, ...] = (
    ("Expectation", "Customer expectations", "顾客期望", (
        ("CUEX1", "Overall quality expected", "总体质量期望"),
        ("CUEX2", "Customization expected", "满足个人需求的期望"),
        ("CUEX3", "Reliability expected", "可靠性期望"),
    )),
    ("Quality", "Perceived quality", "感知质量", (
        ("PERQ1", "Overall quality", "总体质量"),
        ("PERQ2", "Customization", "满足个人需求"),
        ("PERQ3", "Reliability", "可靠性"),
    )),
    VALUE,
    SATISFACTION,
    ("Complaints", "Customer complaints", "顾客抱怨", (("CUSCO", "Has complained", "是否投诉过"),)),
    ("Loyalty", "Customer loyalty", "顾客忠诚", (
        ("CUSL1", "Repurchase likelihood", "再次购买的可能性"),
        ("CUSL2", "Price tolerance", "价格容忍度"),
    )),
)  # fmt: skip
AMERICA_PATHS = {
    "Quality": ("Expectation",),
    "Value": ("Expectation", "Quality"),
    "Satisfaction": ("Expectation", "Quality", "Value"),
    "Complaints": ("Satisfaction",),
    "Loyalty": ("Satisfaction", "Complaints"),
}

CHINA: tuple[Construct, ...] = (
    ("Image", "Brand image", "品牌形象", (
        ("IMAG1", "Overall image", "总体形象"),
        ("IMAG2", "Distinctiveness", "品牌特征显著度"),
    )),
    ("Expectation", "Expected quality", "预期质量", (
        ("EXPQ1", "Overall, expected", "总体质量预期"),
        ("EXPQ2", "Fit to needs, expected", "顾客化质量预期"),
        ("EXPQ3", "Reliability, expected", "可靠性预期"),
        ("EXPQ4", "Service, expected", "服务质量预期"),
    )),
    ("Quality", "Perceived quality", "感知质量", (
        ("PERQ1", "Overall", "总体质量感知"),
        ("PERQ2", "Fit to needs", "顾客化质量感知"),
        ("PERQ3", "Reliability", "可靠性感知"),
        ("PERQ4", "Service", "服务质量感知"),
    )),
    (*VALUE[:3], (*VALUE[3], ("PERV3", "Price against competitors", "与同类竞争对手相比对价格的评价"))),
    (*SATISFACTION[:3], (*SATISFACTION[3], ("CUSA4", "Compared with competitors", "与同类竞争对手相比"))),
    ("Loyalty", "Customer loyalty", "顾客忠诚度", (
        ("CUSL1", "Repurchase likelihood", "重复购买的可能性"),
        ("CUSL2", "Stays when prices rise", "能承受的涨价幅度"),
        ("CUSL3", "Stays at a lower price elsewhere", "能抵制的竞争对手降价幅度"),
    )),
)  # fmt: skip
CHINA_PATHS = {name: own for name, own in EUROPE_PATHS.items() if name != "Complaints"} | {
    "Loyalty": ("Image", "Satisfaction")
}


def _model(
    constructs: tuple[Construct, ...], paths: Mapping[str, tuple[str, ...]], columns: Mapping[str, str] | None
) -> PathModel:
    blocks = {name: [column for column, _, _ in own] for name, _, _, own in constructs}
    labels = {name: {"en": english, "zh": chinese} for name, english, chinese, _ in constructs}
    for *_, own in constructs:
        labels |= {column: {"en": english, "zh": chinese} for column, english, chinese in own}
    return PathModel(blocks, paths, columns=columns, labels=labels)


@briefly
def ecsi(columns: Mapping[str, str] | None = None) -> PathModel:
    """European customer satisfaction index: 7 constructs, 24 indicators, 12 paths.

    Constructs, indicators and paths are those of the mobile telephone study of Tenenhaus, Esposito Vinzi, Chatelin and
    Lauro (2005), whose columns are customarily called IMAG1 to CUSL3; all constructs are reflective. Labels in English
    and Chinese, which name the questions in short.

    Parameters
    ----------
    columns : mapping, optional
        Your columns of the indicators, where they are not called like these: ``{"IMAG1": "q1", ...}``.

    Returns
    -------
    PathModel

    Raises
    ------
    DataError
        An indicator that is not in the model.

    References
    ----------
    Tenenhaus, M., Esposito Vinzi, V., Chatelin, Y.-M. and Lauro, C. (2005). PLS path modeling. Computational
    Statistics & Data Analysis 48, 159-205.

    Examples
    --------
    >>> import placet
    >>> placet.templates.ecsi().constructs
    ('Image', 'Expectation', 'Quality', 'Value', 'Satisfaction', 'Complaints', 'Loyalty')
    """
    return _model(EUROPE, EUROPE_PATHS, columns)


@briefly
def acsi(columns: Mapping[str, str] | None = None) -> PathModel:
    """American customer satisfaction index: 6 constructs, 14 indicators, 9 paths.

    Constructs, indicators and paths as in Fornell, Johnson, Anderson, Cha and Bryant (1996); all constructs are
    reflective. Price tolerance is one indicator there, made of two questions: how much dearer it may become for those
    who would buy again, how much cheaper it has to become for the others. The columns are called as in `ecsi`, which
    is ours. Labels in English and Chinese.

    Parameters
    ----------
    columns : mapping, optional
        Your columns of the indicators, where they are not called like these: ``{"CUSA1": "q10", ...}``.

    Returns
    -------
    PathModel

    Raises
    ------
    DataError
        An indicator that is not in the model.

    References
    ----------
    Fornell, C., Johnson, M. D., Anderson, E. W., Cha, J. and Bryant, B. E. (1996). The American customer satisfaction
    index: nature, purpose, and findings. Journal of Marketing 60, 7-18.

    Examples
    --------
    >>> import placet
    >>> placet.templates.acsi().predecessors["Loyalty"]
    ('Satisfaction', 'Complaints')
    """
    return _model(AMERICA, AMERICA_PATHS, columns)


@briefly
def ccsi(columns: Mapping[str, str] | None = None) -> PathModel:
    """Chinese customer satisfaction index: 6 constructs, 20 indicators, 10 paths.

    The six constructs are those of GB/T 19038-2009, *Guidelines for models and methods of customer satisfaction
    measurement*: brand image, expected quality, perceived quality and perceived value, the causes of satisfaction,
    customer satisfaction, and customer loyalty, its consequence. The paths are those that the European index has
    between the same constructs (Tenenhaus et al. 2005). Descriptions of the Chinese index count 11 relations; give the
    further one of your edition, such as the effect of brand image on perceived quality, by `paths`, as in the second
    example. The indicators are those that are customary in applications in China; the standard leaves their wording to
    the study. Labels in English and Chinese.

    Parameters
    ----------
    columns : mapping, optional
        Your columns of the indicators, where they are not called like these: ``{"IMAG1": "q1", ...}``.

    Returns
    -------
    PathModel

    Raises
    ------
    DataError
        An indicator that is not in the model.

    References
    ----------
    GB/T 19038-2009. Guidelines for models and methods of customer satisfaction measurement. Standardization
    Administration of China.

    Tenenhaus, M., Esposito Vinzi, V., Chatelin, Y.-M. and Lauro, C. (2005). PLS path modeling. Computational
    Statistics & Data Analysis 48, 159-205.

    Examples
    --------
    >>> import placet
    >>> model = placet.templates.ccsi()
    >>> len(model.constructs), len(model.columns)
    (6, 20)
    >>> paths = {**model.predecessors, "Quality": ["Expectation", "Image"]}
    >>> placet.PathModel(model, paths).predecessors["Quality"]
    ('Expectation', 'Image')
    """
    return _model(CHINA, CHINA_PATHS, columns)
