"""Importance of drivers: methods, intervals, ranks, groups."""

TEXTS = {
    # ---- methods ----
    "{method} beyond the covariates": "扣除协变量后的{method}",
    "LMG": "LMG",
    "Relative weights": "相对权重",
    "First": "单独",
    "Last": "最后",
    "Squared coefficients": "系数平方",
    "Pratt": "Pratt",
    "CAR": "CAR",
    "PMVD": "PMVD",
    "Relative weights (Johnson)": "相对权重（Johnson）",
    "R² alone (first)": "单独的 R²（first）",
    "Loss of R² without it (last)": "去除后 R² 的损失（last）",
    "Squared standardized coefficients": "标准化系数平方",
    "Pratt's measure": "Pratt 指标",
    "Squared CAR scores": "CAR 得分平方",
    "Proportional marginal variance decomposition (PMVD)": "比例边际方差分解（PMVD）",
    "{where}drivers depend on each other: they share what they explain together, and have no coefficients": (
        "{where}驱动因素线性相关：共同解释的部分由其分摊，没有系数"
    ),
    # ---- intervals ----
    "t intervals of influence values of {what}": "基于{what}影响值的 t 区间",
    "t intervals with {count} groups of {what} left out in turn": "依次剔除 {count} 组{what}得到的 t 区间",
    # ---- tables and pictures ----
    "Method": "方法",
    "Chance": "随机水平",
    "Alike": "无差异",
    "Drivers that share a letter do not differ.": "有相同字母的驱动因素之间没有差异。",
    "Groups: {parts}.": "分组：{parts}。",
    "{what}, importance by method": "{what}，各方法的重要性",
    "   rank {low:.0f}": "   第 {low:.0f} 位",
    "   rank {low:.0f}–{high:.0f}": "   第 {low:.0f}–{high:.0f} 位",
    "what a driver without a link would earn": "无关联的驱动因素所能得到的",
}
