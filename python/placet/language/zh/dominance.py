"""Dominance among drivers, and importances compared between segments and waves."""

TEXTS = {
    # ---- dominance ----
    "Complete, conditional and general dominance": "完全、条件与一般优势",
    "Conditional and general dominance": "条件与一般优势",
    "{method}, with shares of {count:,} replicates ({kind})": "{method}，附 {count:,} 组复制权重中的比例（{kind}）",
    "{method}, with shares of {count:,} bootstrap resamples of {what}": (
        "{method}，附{what}的 {count:,} 次自助重抽样中的比例"
    ),
    "no shares of replicates: those of kind {kind} do not move as samples do": (
        "不给出复制权重中的比例：{kind} 类复制权重的波动与样本的波动不同"
    ),
    "gains of nearly dependent drivers are those of moments and may have lost digits": (
        "近似相依的驱动因素的增量由矩计算，可能损失有效数字"
    ),
    "complete": "完全",
    "conditional": "条件",
    "general": "一般",
    "Dominance among the drivers of {outcome}": "{outcome}的驱动因素之间的优势关系",
    "Over": "优于",
    "Dominance": "优势",
    "Adds more in": "增量更大的比例",
    "Complete in": "完全优势的比例",
    "Conditional in": "条件优势的比例",
    "General in": "一般优势的比例",
    "Difference of R²": "R² 之差",
    "Of {pairs} pairs {complete} show complete, {conditional} only conditional, {general} only general dominance.": (
        "{pairs} 对驱动因素中，{complete} 对为完全优势，{conditional} 对仅为条件优势，{general} 对仅为一般优势。"
    ),
    "Of {pairs} pairs {conditional} show conditional, {general} only general dominance.": (
        "{pairs} 对驱动因素中，{conditional} 对为条件优势，{general} 对仅为一般优势。"
    ),
    "'Adds more in' is a share of the models of other drivers.": (
        "“增量更大的比例”指在其他驱动因素的各模型中所占的比例。"
    ),
    "'Complete in', 'Conditional in' and 'General in' are shares of the resamples.": (
        "“完全优势的比例”“条件优势的比例”“一般优势的比例”指在重抽样中所占的比例。"
    ),
    "'Conditional in' and 'General in' are shares of the resamples.": (
        "“条件优势的比例”“一般优势的比例”指在重抽样中所占的比例。"
    ),
    "pairs of drivers": "对驱动因素",
    "{term} over {other}": "{term} 优于 {other}",
    "Models in which the row adds more than the column (%)": ("行驱动因素的增量大于列驱动因素的模型所占比例（%）"),
    "Model sizes at which the row adds more than the column (%)": (
        "行驱动因素的平均增量大于列驱动因素的模型规模所占比例（%）"
    ),
    "{what}; ● complete, ○ conditional dominance": "{what}；● 完全优势，○ 条件优势",
    "{what}; ○ conditional dominance": "{what}；○ 条件优势",
    "Models in which the first driver adds more than the second (%)": (
        "前一驱动因素的增量大于后一驱动因素的模型所占比例（%）"
    ),
    "Model sizes at which the first driver adds more than the second (%)": (
        "前一驱动因素的平均增量大于后一驱动因素的模型规模所占比例（%）"
    ),
    # ---- differences between segments and waves ----
    "no importances {where}: {error}": "{where}没有重要性：{error}",
    "in {segment}": "{segment}",
    "Differences of shares": "份额之差",
    "Differences of importances": "重要性之差",
    "{what} ({method}) with joint intervals of {tests} differences, by {count:,} permutations of the labels of "
    "{design}": ("{what}（{method}），{tests} 个差异的联合区间，由{design}的标签的 {count:,} 次置换得到"),
    "{what} ({method}) with joint t intervals (max-t) of {tests} differences, by {replicates}": (
        "{what}（{method}），{tests} 个差异的联合 t 区间（max-t），由{replicates}得到"
    ),
    "no shares of resamples: respondents of data that stay where they are cannot be drawn again": (
        "无重抽样比例：留在原处的数据无法重新抽取受访者"
    ),
    "{what} ({method}) with joint t intervals (max-t) of {tests} differences, by {count:,} bootstrap resamples of "
    "{design}": ("{what}（{method}），{tests} 个差异的联合 t 区间（max-t），由{design}的 {count:,} 次自助重抽样得到"),
    "Differences of shares of the drivers of {outcome} by {compared}": "按{compared}比较{outcome}的驱动因素份额之差",
    "Differences of the importance of the drivers of {outcome} by {compared}": (
        "按{compared}比较{outcome}的驱动因素重要性之差"
    ),
    "Difference of shares in percentage points, with joint {level} intervals": (
        "份额之差（百分点），附 {level} 联合区间"
    ),
    "Difference in parts of R², with joint {level} intervals": "重要性之差（R² 的部分），附 {level} 联合区间",
}
