"""Headings, and the sentences that all results have."""

TEXTS = {
    # titles
    "{score} ({units})": "{score}（{units}）",
    "{what}: {item}": "{what}：{item}",
    "Scores": "得分",
    # metrics
    "Net Promoter Score": "净推荐值",
    "NPS": "NPS",
    "points, -100 to 100": "百分点，-100 至 100",
    # headings of columns
    "SE": "标准误",
    "t": "t",
    "z": "z",
    "p": "p 值",
    "p adj.": "校正 p 值",
    "Low": "下限",
    "High": "上限",
    "n": "样本量",
    "n eff.": "有效样本量",
    "Missing": "缺失",
    "Std. coef.": "标准化系数",
    "VIF": "VIF",
    # under the table
    "{level:g}% intervals": "{level:g}% 置信区间",
    "{used:,} of {total:,} respondents used": "{total:,} 名受访者中使用了 {used:,} 名",
    "{count:,} with missing answers left out": "{count:,} 名因缺失回答未计入",
    "{count:,} of weight 0": "{count:,} 名权重为 0",
    "{count:,} in no segment": "{count:,} 名不属于任何分组",
    "unweighted": "未加权",
    "weighted by '{name}'": "按“{name}”加权",
    "probability weights": "概率权重",
    "frequency weights": "频数权重",
    "precision weights": "精度权重",
    "{kind} '{name}', effective base {base:,.0f}": "{kind}“{name}”，有效样本量 {base:,.0f}",
    "seed {seed}": "随机种子 {seed}",
    "... and {more:,} more rows; to_frame() has all {rows:,}.": "……另有 {more:,} 行；to_frame() 含全部 {rows:,} 行。",
}
