"""Fuzzy comprehensive evaluation."""

TEXTS = {
    "{what}: fuzzy evaluation, {operator}": "{what}：模糊综合评价，{operator}",
    "Fuzzy evaluation of {count} indicators in {grades} grades by the {operator}, {kind}": (
        "{count} 个指标、{grades} 个评语等级的模糊综合评价，{operator}，{kind}"
    ),
    # ---- operators ----
    "weighted average M(·,+)": "加权平均型 M(·,+)",
    "main factor decides M(∧,∨)": "主因素决定型 M(∧,∨)",
    "main factor stands out M(·,∨)": "主因素突出型 M(·,∨)",
    "unbalanced average M(∧,⊕)": "不均衡平均型 M(∧,⊕)",
    "bounded weighted average M(·,⊕)": "有界和加权平均型 M(·,⊕)",
    # ---- memberships ----
    "memberships from shares of answers": "隶属度取自各等级的回答占比",
    "triangular memberships of scores": "得分的三角形隶属函数",
    "trapezoid memberships of scores": "得分的梯形隶属函数",
    "Gaussian memberships of scores": "得分的高斯隶属函数",
    "memberships as given": "隶属度由用户给出",
    # ---- headings ----
    "Grade": "等级（最大隶属度）",
    "Runner-up": "次高等级",
    "Ahead by": "领先",
    "Decided": "判定",
    "decided": "明确",
    "undecided": "难以判定",
    "Memberships of {what}: {listed}.": "{what}的隶属度向量：{listed}。",
    "The vectors of all nodes are in `memberships`.": "各节点的隶属度向量见 `memberships`。",
    # ---- notes ----
    "the index is the weighted mean of the grades' points and has its errors": (
        "该指数即等级分值的加权均值，误差与之相同"
    ),
    "errors of {count:,} replicate weights, not valid where terms tie": (
        "误差由 {count:,} 组复制权重得出，各项相等处不成立"
    ),
    "t intervals of {count:,} bootstrap resamples of the design, not valid where terms tie": (
        "按抽样设计的 {count:,} 次自助抽样的 t 区间，各项相等处不成立"
    ),
    "percentile intervals of {count:,} bootstrap resamples, not valid where terms tie": (
        "{count:,} 次自助抽样的百分位区间，各项相等处不成立"
    ),
    "{count:,} resamples lack all answers to an indicator and are left out": (
        "{count:,} 次抽样中有指标无人回答，已剔除"
    ),
    "two grades have the largest membership, and the higher one is named: {rows}": (
        "有两个等级的隶属度同为最大，取较高者：{rows}"
    ),
    "terms tie, or are within two standard errors of it, so that intervals are not valid: {rows}": (
        "各项相等或相差不到两个标准误，其区间无效：{rows}"
    ),
    # ---- pictures ----
    "Membership in %, the index beside it": "隶属度（%），右侧为指数",
    "bars": "条形",
}
