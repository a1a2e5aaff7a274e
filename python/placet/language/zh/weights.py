"""Weights of indexes."""

TEXTS = {
    # ---- methods ----
    "Equal weights": "等权",
    "Weights as given": "给定的权重",
    "divided by their sum, {total:g}": "已除以其总和 {total:g}",
    "Weights by the {how}": "权重：{how}",
    "principal eigenvector of comparisons in pairs": "成对比较矩阵的主特征向量",
    "geometric means of comparisons in pairs": "成对比较的几何平均",
    "{how}, {together}": "{how}，{together}",
    "geometric mean of the judgements of {count} judges": "{count} 位评判者判断的几何平均",
    "geometric mean of the priorities of {count} judges": "{count} 位评判者权重的几何平均",
    "Weights by entropy": "熵权法权重",
    "Weights by CRITIC: standard deviations (divisor n - 1) of columns rescaled to 0..1, times conflict": (
        "CRITIC 权重：各列化为 0..1 后的标准差（除数 n - 1）乘以冲突性"
    ),
    "Weights by standard deviation (divisor n - 1): {how}": "标准差权重（除数 n - 1）：{how}",
    "standard deviations of columns rescaled to 0..1": "各列化为 0..1 后的标准差",
    "coefficients of variation": "变异系数",
    "standard deviations as measured, which depend on the units of measurement": "原始标准差，取决于计量单位",
    "Weights by {how}": "权重：{how}",
    "loadings of the first principal component": "第一主成分的载荷",
    "squared loadings of the first principal component": "第一主成分载荷的平方",
    "Weights by LMG shares of R² ({r2:.3f}) of '{outcome}'": "权重：对“{outcome}”的 R²（{r2:.3f}）的 LMG 份额",
    "Blend by game theory: {parts}": "博弈论组合赋权：{parts}",
    "Linear blend: {parts}": "线性组合：{parts}",
    # ---- consistency ----
    "Saaty 2008": "Saaty 2008",
    "Saaty 1980": "Saaty 1980",
    "Donegan and Dodd 1991": "Donegan 和 Dodd 1991",
    "Alonso and Lamata 2006": "Alonso 和 Lamata 2006",
    "Consistency ratio {cr} (random index of {table})": "一致性比率 {cr}（随机指标：{table}）",
    "consistency index {ci}, λmax {value:.4f}": "一致性指标 {ci}，λmax {value:.4f}",
    "geometric consistency index {gci}": "几何一致性指标 {gci}",
    "Consistency ratios up to {cr} (random index of {table})": "一致性比率最高 {cr}（随机指标：{table}）",
    "geometric consistency indices up to {gci}": "几何一致性指标最高 {gci}",
    "{first} to {middle} is {there:.3g} and {middle} to {last} {on:.3g}, which makes {first} to {last} {indirect:.3g}, "
    "not {direct:.3g}": (
        "{first} 比 {middle} 为 {there:.3g}，{middle} 比 {last} 为 {on:.3g}，"
        "则 {first} 比 {last} 应为 {indirect:.3g}，而非 {direct:.3g}"
    ),
    "{what}; take up first {triad}": "{what}；首先复核：{triad}",
    "consistency ratio {cr:.3f} above {most:.2f} by the random index of {table}": (
        "一致性比率 {cr:.3f} 高于 {most:.2f}（随机指标：{table}）"
    ),
    "geometric consistency index {gci:.3f} above {most:.2f}": "几何一致性指标 {gci:.3f} 高于 {most:.2f}",
    "no consistency ratio: the random index of {table} ends before {count} names": (
        "没有一致性比率：{table} 的随机指标不含 {count} 阶"
    ),
    "{known} of {all} pairs compared, the others filled in; the ratio is too small, as the random index is of complete "
    "comparisons": "{all} 对中比较了 {known} 对，其余已补全；随机指标针对完整比较，因此比率偏小",
    "consistency ratio above {most:.2f} of judges: {names}": "一致性比率高于 {most:.2f} 的评判者：{names}",
    "{node}: {what}": "{node}：{what}",
    "reciprocals typed with few decimals follow from the ratio above 1": "小数位较少的倒数由大于 1 的比值推出",
    # ---- notes ----
    "the weights are nearly equal: none is farther than {share:.0%} from 1 / {count}": (
        "权重几乎相等：与 1 / {count} 的偏差均不超过 {share:.0%}"
    ),
    "weight 0 where all units are alike: {names}": "所有单元相同的列权重为 0：{names}",
    "from {count:,} units; keep these weights for later waves, new ones would move the yardstick": (
        "来自 {count:,} 个单元；后续各期请沿用这些权重，重新计算会改变衡量标准"
    ),
    "the first component explains {share:.1%} of the variance of the items": "第一主成分解释题项方差的 {share:.1%}",
    "a second component has an eigenvalue of {value:.2f}: one is not all that the items have in common": (
        "第二主成分的特征值为 {value:.2f}：一个成分不足以概括题项的共性"
    ),
    "items depend on each other, and share what they explain together": "题项线性相关，共同解释的部分由其分摊",
    "solved {parts}, clipped at 0 and divided by their sum": "解得 {parts}，截断于 0 并除以总和",
    "solved below 0 and left out: {names}": "解为负而剔除：{names}",
    # ---- tables and pictures ----
    "Fixed weights": "给定权重",
    "Weights by comparison in pairs (AHP)": "成对比较权重（层次分析法）",
    "Entropy weights": "熵权",
    "CRITIC weights": "CRITIC 权重",
    "Standard deviation weights": "标准差权重",
    "Principal component weights": "主成分权重",
    "LMG weights": "LMG 权重",
    "Blended weights": "组合权重",
    "Weight, in figures": "权重（数字所示）",
    "Node": "节点",
    "Name": "名称",
    "In the whole": "占总体",
    "Given": "给定值",
    "Entropy": "熵",
    "1 - entropy": "1 - 熵",
    "SD": "标准差",
    "Conflict": "冲突性",
    "Information": "信息量",
    "Loading": "载荷",
    "Share of R²": "占 R² 的份额",
    "names": "名称",
    "Share in the whole (%)": "占总体的份额（%）",
    "Weight (%)": "权重（%）",
    "One of {count}": "{count} 个之一",
}
