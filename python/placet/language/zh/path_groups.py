"""Path models of groups: differences, measurement invariance, prediction."""

TEXTS = {
    # ---- differences ----
    "Differences of path coefficients": "路径系数之差",
    "Differences of total effects": "总效应之差",
    "Differences of loadings": "载荷之差",
    "Differences of outer weights": "外部权重之差",
    "Holm's adjustment": "Holm 校正",
    "Bonferroni's adjustment": "Bonferroni 校正",
    "Benjamini and Hochberg's adjustment": "Benjamini-Hochberg 校正",
    "no adjustment": "不校正",
    "{what} by {count:,} permutations of the labels of {design}, with {adjust} for {tests} tests": (
        "{what}，对{design}的标签作 {count:,} 次置换，{tests} 项检验，{adjust}"
    ),
    "{what} with t intervals of {replicates} and {adjust} for {tests} tests": (
        "{what}，{replicates}的 t 区间，{tests} 项检验，{adjust}"
    ),
    "{what} with t intervals of {count:,} bootstrap resamples of {design} and {adjust} for {tests} tests": (
        "{what}，对{design}作 {count:,} 次自助重抽样的 t 区间，{tests} 项检验，{adjust}"
    ),
    "{what} with percentile intervals of {count:,} bootstrap resamples of {design} and {adjust} for {tests} tests": (
        "{what}，对{design}作 {count:,} 次自助重抽样的百分位区间，{tests} 项检验，{adjust}"
    ),
    "{count:,} labellings under which the model cannot be estimated are left out": (
        "已剔除模型无法估计的 {count:,} 次置换"
    ),
    "{count:,} resamples in which the model cannot be estimated are left out": (
        "已剔除模型无法估计的 {count:,} 次重抽样"
    ),
    "{count:,} labellings have inadmissible consistent estimates, which are kept as they are": (
        "{count:,} 次置换的一致性估计不可接受，按原样保留"
    ),
    "n_resamples is too small for so many adjusted intervals: they have no end": (
        "n_resamples 不足以计算如此多的校正区间：区间没有端点"
    ),
    "Differences of path coefficients by {compared}": "按{compared}比较路径系数",
    "Differences of total effects by {compared}": "按{compared}比较总效应",
    "Differences of loadings by {compared}": "按{compared}比较载荷",
    "Differences of outer weights by {compared}": "按{compared}比较外部权重",
    "Value": "取值",
    "Difference, with {level} intervals": "差异，{level} 区间",
    "Difference, with adjusted {level} intervals": "差异，校正后的 {level} 区间",
    # ---- measurement invariance ----
    "partial": "部分",
    "full": "完全",
    "MICOM by {count:,} permutations of the labels of {design}: step 1 holds, as one model of the same indicators "
    "is estimated in all groups": (
        "MICOM，对{design}的标签作 {count:,} 次置换：各组以相同指标估计同一模型，故第一步成立"
    ),
    "{count:,} permutations are few: {enough:,} are asked for where it matters": (
        "{count:,} 次置换偏少：重要结论需要 {enough:,} 次"
    ),
    "constructs of one indicator pass step 2 as they are: {named}": "单指标构念的第二步必然成立：{named}",
    "of constructs of higher order and of interactions their parts were looked at": "高阶构念与交互项按其组成部分检验",
    "Measurement invariance by {compared} (MICOM)": "按{compared}检验测量不变性（MICOM）",
    "c": "c",
    "c at least": "c 下限",
    "p of c": "c 的 p 值",
    "p of means": "均值的 p 值",
    "Log variances": "方差对数",
    "p of var.": "方差的 p 值",
    "Invariance": "不变性",
    "{level} and {against}": "{level} 与 {against}",
    "{pair}: no invariance, so that neither scores nor paths are to be compared.": (
        "{pair}：不具有不变性，得分与路径均不可比较。"
    ),
    "{pair}: partial invariance, so that paths may be compared.": "{pair}：部分不变性，路径可以比较。",
    "{pair}: full invariance, so that groups may be compared and put together.": (
        "{pair}：完全不变性，各组可以比较，也可以合并。"
    ),
    "Reference value": "对照取值",
    "bounds are {level:.4g}% ranges of relabelled groups": "界限为置换后的 {level:.4g}% 范围",
    "range of relabelled groups ({level})": "置换后的范围（{level}）",
    "holds": "成立",
    "does not hold": "不成立",
    "Step 2: correlation of the scores by the weights of both groups": "第二步：两组权重所得得分的相关系数",
    "Step 3: difference of the means of the scores, in standard deviations": "第三步：得分均值之差（以标准差计）",
    "Step 3: logarithm of the ratio of the variances of the scores": "第三步：得分方差之比的对数",
    # ---- prediction ----
    "low": "低",
    "medium": "中",
    "high": "高",
    "Predictions from {by} by {folds} folds, dealt out {repeats} times, beside the mean and linear regressions on "
    "the same indicators": ("由{by}作 {folds} 折预测，重新分折 {repeats} 次，与均值及基于相同指标的线性回归比较"),
    "the constructs that nothing acts on": "外生构念",
    "what acts on each construct": "每个构念的直接前因",
    "{count:,} folds without which the model cannot be estimated are left out": (
        "已剔除除去后模型无法估计的 {count:,} 折"
    ),
    "no linear regression where there are no more respondents than indicators": "受访者不多于指标时没有线性回归",
    "Out-of-sample prediction by {folds} folds": "{folds} 折样本外预测",
    "Q²": "Q²",
    "SD of repeats": "重复间标准差",
    "RMSE": "RMSE",
    "RMSE linear": "线性 RMSE",
    "RMSE mean": "均值 RMSE",
    "MAE": "MAE",
    "MAE linear": "线性 MAE",
    "MAE mean": "均值 MAE",
    "Better than linear": "优于线性",
    "Predictive power": "预测力",
    "Q² of prediction": "预测 Q²",
    "better than linear regression": "优于线性回归",
    "not better": "不优于线性回归",
}
