"""Estimated path models."""

TEXTS = {
    # ---- methods ----
    "Partial least squares": "偏最小二乘",
    "Consistent partial least squares": "一致性偏最小二乘",
    "path weighting": "路径加权",
    "factorial": "因子加权",
    "centroid": "重心加权",
    "standardised indicators": "指标已标准化",
    "indicators in their own units": "指标保持原有单位",
    "{kind}, {scheme} scheme, {scale}": "{kind}，{scheme}方案，{scale}",
    "{method}, with {intervals}": "{method}，{intervals}",
    # ---- notes ----
    "signs: correlations of every construct with its own indicators add up to 0 or more": (
        "符号：每个构念与其自身指标的相关之和不小于 0"
    ),
    "of higher order, in two disjoint stages: {named}": "高阶构念，采用分离式两阶段法：{named}",
    "interactions are standardised products of scores of the model without them; fit is that of this model": (
        "交互项为不含交互项的模型中构念得分的标准化乘积；拟合指标属于该模型"
    ),
    "few respondents for so many indicators: {named}": "受访者少于指标数：{named}",
    "inadmissible consistent estimates, kept as they are: {named}": "一致性估计不可接受，保持原值：{named}",
    "loads below 0 on its construct, worded the other way round? {named}": (
        "在其构念上的载荷为负，是否为反向表述？{named}"
    ),
    "HTMT of 0.9 or more, hardly told apart: {named}": "HTMT 不低于 0.9，难以区分：{named}",
    "{n} respondents, {count} indicators": "{n} 名受访者（{count} 个指标）",
    "explained in full, so that paths to it have no test: {named}": (
        "完全由其前因决定，因此指向它的路径没有检验：{named}"
    ),
    "{first} and {second}": "{first}与{second}",
    "{first} × {second}": "{first} × {second}",
    "correlations of constructs": "构念之间的相关",
    "{count:,} resamples that did not converge are left out": "{count:,} 次重抽样未收敛，未计入",
    "{count:,} resamples in which an indicator or a construct does not vary are left out": (
        "{count:,} 次重抽样中有指标或构念没有变异，未计入"
    ),
    "{count:,} resamples in which indicators or constructs depend on each other are left out": (
        "{count:,} 次重抽样中指标或构念线性相关，未计入"
    ),
    "{count:,} resamples have inadmissible consistent estimates, which are kept as they are": (
        "{count:,} 次重抽样的一致性估计不可接受，保持原值"
    ),
    "{count:,} resamples without moments of incomplete answers are left out": (
        "{count:,} 次重抽样无法由不完整回答得到矩，未计入"
    ),
    "not estimated {error}": "未能估计：{error}",
    # ---- pictures ----
    "paths": "路径",
    "indicators": "指标",
    "Loadings": "载荷",
    "Path coefficient": "路径系数",
    "{what}, with {level} intervals": "{what}，附 {level} 置信区间",
    # ---- tables ----
    "Path model of {count} constructs": "{count} 个构念的路径模型",
    "Constructs": "构念",
    "Indicators": "指标",
    "Indicator": "指标",
    "Other": "另一构念",
    "Path": "路径",
    "f²": "f²",
    "Communality": "共同度",
    "rho_A": "rho_A",
    "rho_C": "rho_C",
    "AVE": "AVE",
    "HTMT": "HTMT",
    "Effects": "效应",
    "Direct": "直接效应",
    "Indirect": "间接效应",
    "Correlations of constructs, on the diagonal the roots of AVE (Fornell and Larcker)": (
        "构念之间的相关，对角线为 AVE 的平方根（Fornell 与 Larcker）"
    ),
    "Heterotrait-monotrait ratios (HTMT)": "异质-单质比率（HTMT）",
    "{what}, stage {stage}": "{what}，第 {stage} 阶段",
    "R² {values}": "R² {values}",
    "SRMR {srmr:.3f}, saturated {saturated:.3f}": "SRMR {srmr:.3f}，饱和模型 {saturated:.3f}",
}
