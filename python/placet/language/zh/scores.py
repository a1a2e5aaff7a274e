"""Scores, the index and the survey: methods, notes, and words in tables."""

TEXTS = {
    # ---- parts ----
    "{name}, {names}": "{name}、{names}",
    "{some}, {others}": "{some}，{others}",
    "{some}; {others}": "{some}；{others}",
    "{some} or {other}": "{some} 或 {other}",
    "{segment} {row}": "{segment} {row}",
    "{level} and {other}": "{level} 与 {other}",
    "{words} in {item}": "{item} 中的 {words}",
    "{named} and {more:,} more": "{named}，另有 {more:,} 个",
    "{named} and some of {more:,} more": "{named}，另有 {more:,} 个分组的部分重复",
    "{count:,} of {segment}": "{segment} {count:,} 次",
    # ---- names of ours ----
    "Total of all": "全部总体",
    "Composite": "综合得分",
    "Satisfaction index": "满意度指数",
    "All complaints": "全部投诉",
    "in units of the answers": "与回答同单位",
    # ---- the survey and its design ----
    "design: {words}": "抽样设计：{words}",
    "design: {count:,} {kind} replicate weights": "抽样设计：{count:,} 组 {kind} 重复权重",
    "{count:,} clusters {name!r}": "{count:,} 个群“{name}”",
    "{count:,} respondents {name!r}": "{count:,} 名受访者“{name}”",
    "{units}, {several:,} of them in several waves": "{units}，其中 {several:,} 个出现在多期中",
    "{count:,} strata '{name}'": "{count:,} 个层“{name}”",
    "finite population '{name}'": "有限总体“{name}”",
    "finite population '{name}' of clusters, each taken to be asked completely": (
        "由群组成的有限总体“{name}”，视每个群为全部受访"
    ),
    "lonely units: {rule}": "单一抽样单元的处理：{rule}",
    "independent respondents": "受访者相互独立",
    "every wave of '{name}' a sample of its own": "“{name}”的每一期为独立样本",
    "{count} strata of one unit keep it in every resample: its spread nobody knows": (
        "{count} 个层只有一个抽样单元，每次重抽样都保留它：其离散程度未知"
    ),
    "replicates without respondents are left out of errors, which may be too small: {named}": (
        "没有受访者的重复未计入误差，误差可能偏小：{named}"
    ),
    "no {what} for {rows}: answers that are all equal do not tell how much answers vary": (
        "{rows} 无{what}：回答完全相同，无从得知回答的离散程度"
    ),
    "interval": "置信区间",
    "test": "检验",
    "width of intervals": "置信区间宽度",
    "the score": "该得分",
    "the total": "总体",
    "the gap of {item!r}": "“{item}”的差距",
    "{used:,} of {asked:,} respondents used, most gaps in {named}": (
        "{asked:,} 名受访者中使用了 {used:,} 名，缺失最多的是 {named}"
    ),
    "{name!r} ({count:,})": "“{name}”（{count:,}）",
    "{count:,} in no segment count in the total only": "{count:,} 名不属于任何分组，仅计入总体",
    # ---- intervals of scores ----
    "{scores} with the {interval}": "{scores}，采用{interval}",
    "adjusted Wald interval on the effective base": "基于有效样本量的校正 Wald 区间",
    "Wald interval": "Wald 区间",
    "score interval on the effective base": "基于有效样本量的得分检验区间",
    "bootstrap interval": "自助法区间",
    "Bayesian interval on the effective base": "基于有效样本量的贝叶斯区间",
    "design-based interval": "基于抽样设计的区间",
    "{kind} interval of {count:,} bootstrap resamples of respondents": (
        "对受访者作 {count:,} 次自助法重抽样的{kind}区间"
    ),
    "Dirichlet prior worth {weight:g} respondent, spread evenly over the classes": (
        "Dirichlet 先验相当于 {weight:g} 名受访者，在各类别间均匀分布"
    ),
    "Dirichlet prior worth {weight:g} respondents, spread evenly over the classes": (
        "Dirichlet 先验相当于 {weight:g} 名受访者，在各类别间均匀分布"
    ),
    "loyal base": "忠诚客户群",
    "good": "良好",
    "more promoters": "推荐者居多",
    "more detractors": "贬损者居多",
    "percentile": "百分位数",
    "basic": "基本",
    "BCa": "BCa",
    "{count:,} draws": "{count:,} 次抽取",
    "items have bases of {least:,} to {most:,}": "各项目的样本量为 {least:,} 至 {most:,}",
    "few respondents": "少数受访者",
    "few respondents in {few:,} of {rows:,} rows": "少数受访者（{rows:,} 行中的 {few:,} 行）",
    "weights depend on the answers of {who}: intervals may be too short, for those who seldom answer weigh much "
    "and few of them, or none, are here": (
        "权重与{who}的回答有关：很少作答的人权重大，而样本中这样的人很少或没有，置信区间可能偏窄"
    ),
    # ---- distributions ----
    "Shares of every point with {intervals}": "各分值的占比，采用{intervals}",
    "adjusted intervals, simultaneous by Bonferroni's correction": "校正区间，经 Bonferroni 校正同时成立",
    "Goodman's simultaneous intervals": "Goodman 同时置信区间",
    "Sison and Glaz's simultaneous intervals": "Sison-Glaz 同时置信区间",
    "adjusted intervals of each point alone": "各分值单独的校正区间",
    # ---- comparisons ----
    "Differences of {score} ({units}) by {compared}": "按{compared}比较{score}的差异（{units}）",
    "Differences of {score} by the {interval}, {adjusted}; intervals each at {level}": (
        "{score}的差异，采用{interval}，{adjusted}；每个区间的置信水平为 {level}"
    ),
    "Holm's adjustment for {tests}": "对 {tests}作 Holm 校正",
    "Bonferroni's adjustment for {tests}": "对 {tests}作 Bonferroni 校正",
    "false discovery rate held over {tests} (Benjamini and Hochberg)": "控制 {tests}的错误发现率（Benjamini-Hochberg）",
    "{tests}, not adjusted": "{tests}，未校正",
    "1 test": "1 次检验",
    "{count:,} tests": "{count:,} 次检验",
    "id {name!r} not used, since no waves are compared: name the wave in wave=, or in the Survey": (
        "未使用受访者编号“{name}”，因为没有比较各期：请在 wave= 或 Survey 中指明期次"
    ),
    "the answers of {levels} are all equal: the errors of differences are those of the others alone": (
        "{levels} 的回答完全相同：差异的误差仅来自其他分组"
    ),
    "higher": "显著更高",
    "lower": "显著更低",
    "not significant": "不显著",
    "small base": "样本量过小",
    "no test": "无检验",
    "total": "总体",
    "rest": "其余",
    # ---- over time ----
    "Change / contribution": "变化／贡献",
    "Change of {score} from {first} to {last}: {item}": "{score}从 {first} 到 {last} 的变化：{item}",
    "Change of {score} from {first} to {last}, mix and rate by Kitagawa": (
        "{score}从 {first} 到 {last} 的变化，按 Kitagawa 分解为结构效应与得分效应"
    ),
    "{count:,} rows of other waves not used": "未使用其他期次的 {count:,} 行",
    "{count:,} respondents answered in both waves": "{count:,} 名受访者在两期均作答",
    "one respondent in {wave}, whose spread nobody knows: errors are too small": (
        "{wave} 只有一名受访者，离散程度未知：误差偏小"
    ),
    "{change} pp": "{change} 个百分点",
    "{score} by wave ({units}): {item}": "各期{score}（{units}）：{item}",
    "none": "无",
    "{n:,.0f} (small)": "{n:,.0f}（过小）",
    "Centre {score}.": "中心线 {score}。",
    "control limits at {limits:g} standard errors from the score of all waves": (
        "控制限为距各期总得分 {limits:g} 个标准误"
    ),
    "control limits at {limits:g} standard errors from the score of the baseline": (
        "控制限为距基准期得分 {limits:g} 个标准误"
    ),
    "exponentially weighted mean of past waves (span {span})": "以往各期的指数加权均值（跨度 {span}）",
    "{count} wave {words}": "{count} 期{words}",
    "{count} waves {words}": "{count} 期{words}",
    "without answers": "没有回答",
    "of fewer than {least} respondents not flagged": "受访者少于 {least} 名，不作提示",
    "of the data not in the series": "的数据不在序列中",
    "above the limits": "高于控制限",
    "below the limits": "低于控制限",
    "2 of 3 beyond {errors:g} errors above (Western Electric)": (
        "3 期中有 2 期在中心线上方超过 {errors:g} 个标准误（Western Electric）"
    ),
    "2 of 3 beyond {errors:g} errors below (Western Electric)": (
        "3 期中有 2 期在中心线下方超过 {errors:g} 个标准误（Western Electric）"
    ),
    "{n} in a row above the centre (Western Electric)": "连续 {n} 期高于中心线（Western Electric）",
    "{n} in a row below the centre (Western Electric)": "连续 {n} 期低于中心线（Western Electric）",
    "{n} steadily rising (Nelson)": "连续 {n} 期持续上升（Nelson）",
    "{n} steadily falling (Nelson)": "连续 {n} 期持续下降（Nelson）",
    # ---- gaps, ranks, the index ----
    "Perception less expectation, 1 paired item": "感知减期望，1 个配对项目",
    "Perception less expectation, {count} paired items": "感知减期望，{count} 个配对项目",
    "the base differs between the items, each has its own n": "各项目样本量不同，分别列出",
    "{means} of {count} items, with rank intervals for {cover} from paired t-tests of all differences, "
    "Holm-corrected": "{count} 个项目的{means}；{cover}的区间来自全部差异的配对 t 检验，经 Holm 校正",
    "Means": "均值",
    "Weighted means": "加权均值",
    "each rank": "每个排名",
    "all ranks at once": "全部排名同时成立",
    "Weighted means of {count} indicators rescaled from {low:g}..{high:g} to 0..100": (
        "{count} 个指标的加权均值，由 {low:g}..{high:g} 换算为 0..100"
    ),
    # ---- plans ----
    "{what} {value:g}": "{what} {value:g}",
    "margin": "误差范围",
    "difference": "差异",
    "power": "检验力",
    "promoters": "推荐者",
    "detractors": "贬损者",
    "share": "占比",
    "level": "置信水平",
    "comparisons": "比较次数",
    "design effect": "设计效应",
    "weight cv": "权重变异系数",
    "population": "总体",
    "ratio": "比率",
    "overlap": "重叠",
    "correlation": "相关",
    "scale points": "量表分",
    "points of 0..100": "0..100 分",
    "Smallest n whose {procedure} has at most the margin as half width at the expected answers": (
        "在预期回答下，{procedure}的半宽不超过误差范围的最小样本量"
    ),
    "Smallest n per group with at least the power of the two-sided {procedure} at the expected answers": (
        "在预期回答下，双侧{procedure}达到所需检验力的每组最小样本量"
    ),
    "Power of the two-sided {procedure} at the expected answers": "在预期回答下双侧{procedure}的检验力",
    "Smallest rise that the two-sided {procedure} finds with the power, at the expected answers": (
        "在预期回答下，双侧{procedure}以所给检验力能检出的最小上升"
    ),
    "adjusted Wald interval (three pseudo-respondents on the effective base)": (
        "校正 Wald 区间（有效样本量上加三名虚拟受访者）"
    ),
    "Agresti-Coull interval on the effective base": "基于有效样本量的 Agresti-Coull 区间",
    "t interval on the effective base": "基于有效样本量的 t 区间",
    "normal interval": "正态区间",
    "z test with three pseudo-respondents in each group": " z 检验（每组加三名虚拟受访者）",
    "z test with unpooled variances": "非合并方差 z 检验",
    "Agresti-Caffo test (one respondent more in and one out, in each group)": (
        " Agresti-Caffo 检验（每组框内框外各加一名受访者）"
    ),
    "Welch's t test": " Welch t 检验",
    "z test": " z 检验",
    "no shares given, so half promoters and half detractors, the widest there is": (
        "未给出占比，按推荐者与贬损者各半计算，即最宽的情形"
    ),
    "no share given, so one half, the widest there is": "未给出占比，按二分之一计算，即最宽的情形",
    "no standard deviation given, so half the scale, the widest there is": (
        "未给出标准差，按量表范围的一半计算，即最宽的情形"
    ),
    "the second group has half of the difference more promoters and half fewer detractors": (
        "第二组的推荐者多出差异的一半，贬损者少差异的一半"
    ),
    "each {among} has a Bonferroni share of the level": "每个{among}的水平按 Bonferroni 分摊",
    "each {among} has the whole level (adjust='none')": "每个{among}采用完整水平（adjust='none'）",
    "finite population correction 1 - n/N": "有限总体校正 1 - n/N",
    # ---- printed tables ----
    "1 printed item": "1 个原表项目",
    "{count} printed items": "{count} 个原表项目",
    "{item!r} has no {column!r}": "“{item}”没有“{column}”",
    "{own} less {competitor}, {items}": "{own} 减 {competitor}，{items}",
    "the composite is weighted by the shares": "综合得分按份额加权",
    "no gap where a figure is not printed: {items}": "原表缺数字处无差距：{items}",
    "printed gap {printed}, but {follows}": "原表差距为 {printed}，但 {follows}",
    "printed {column} {printed}, but the shares give {follows}": ("原表 {column} 为 {printed}，但按份额应为 {follows}"),
    "Ranks of {count} printed scores, 1 = highest, tied scores share the lower number": (
        "{count} 个原表得分的排名，1 为最高，并列者取较小的名次"
    ),
    "ranks that were not printed: {ranks}": "原表未列出的排名：{ranks}",
    "{item} is {rank}": "{item} 第 {rank}",
    "printed as rank {printed}, but its score ranks {rank}": "原表排名为 {printed}，但其得分排第 {rank}",
    "printed as {here} here and as {elsewhere} elsewhere, {effect}": "此处为 {here}，别处为 {elsewhere}，{effect}",
    "which ranks the same": "排名不变",
    "which would rank {after} instead of {before}": "排名将为第 {after} 而非第 {before}",
    "Points lost of the points possible, {items}": "满分中的失分，{items}",
    "not in the totals: {items}": "未计入合计：{items}",
    "points possible": "满分",
    "points scored": "得分",
    "points lost": "失分",
    "{scored} points scored, less than nothing": "得分 {scored}，小于零",
    "{scored} points scored of {possible} possible": "得分 {scored}，超过满分 {possible}",
    "printed as losing {printed}, but {follows}": "原表失分 {printed}，但 {follows}",
    "printed total of {what} {printed}, but the items add up to {follows}": (
        "原表{what}合计为 {printed}，但各项之和为 {follows}"
    ),
    "the points possible of {item!r} and {other!r} look exchanged": "“{item}”与“{other}”的满分似乎互换了",
    "Complaints times an assumed ratio. Assumed, not estimated: {what}": "投诉数乘以假设的比率。假设而非估计：{what}",
    "that {ratio} customers are dissatisfied for each that complains": "每一名投诉者对应 {ratio} 名不满意客户",
    "that a dissatisfied customer tells {count} people": "一名不满意客户会告诉 {count} 人",
    "that a satisfied customer tells {count} people": "一名满意客户会告诉 {count} 人",
}
