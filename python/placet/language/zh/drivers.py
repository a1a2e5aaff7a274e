"""Methods and notes of analyses of drivers, and names of their tests and criteria."""

TEXTS = {
    "p (coef.)": "p（系数）",
    # ---- parts of sentences ----
    "{where}{note}": "{where}{note}",
    "in segment {segment}: ": "在分组 {segment} 中：",
    "in segment {segment} ": "在分组 {segment} 中，",
    "in {count} segments: {note}": "在 {count} 个分组中：{note}",
    "not fitted {where}{error}": "{where}无法拟合：{error}",
    "{count:,} of {name}": "{name} {count:,} 个",
    # ---- outcomes ----
    "promoter": "推荐者",
    "detractor": "贬损者",
    "satisfied": "满意",
    "{outcome} in {{{answers}}}": "{outcome} 属于 {{{answers}}}",
    "not {event}": "非 {event}",
    # ---- levels of factors ----
    "level {level!r} of {name} is left out: {why}": "未纳入 {name} 的水平“{level}”：{why}",
    "in segment {where} level {level!r} of {name} has no case and is left out": (
        "在分组 {where} 中，{name} 的水平“{level}”没有个案，未纳入"
    ),
    "nobody has it": "没有人属于该水平",
    "none of its {count:,} respondents counts (weight 0, or in no segment)": (
        "其 {count:,} 名受访者均不计入（权重为 0，或不属于任何分组）"
    ),
    "none of its {count:,} respondents answered the outcome": "其 {count:,} 名受访者均未回答因变量",
    "none of its {count:,} respondents answered all drivers": "其 {count:,} 名受访者均未答全驱动因素",
    "{inside}{name} is compared with {level!r}, the first level with cases, in place of {reference!r}": (
        "{inside}{name} 以首个有个案的水平“{level}”代替“{reference}”作为对照"
    ),
    # ---- errors ----
    "errors of the model itself": "模型自身的标准误",
    "errors robust within clusters '{cluster}'": "按群“{cluster}”的聚类稳健标准误",
    "bias-reduced errors by cluster '{cluster}' (CR2)": "按群“{cluster}”的偏差校正标准误（CR2）",
    "robust errors ({kind})": "稳健标准误（{kind}）",
    "errors of {count} replicate weights ({kind})": "由 {count} 组重复权重（{kind}）得到的标准误",
    "errors of the design: {design}": "抽样设计的标准误：{design}",
    "independent respondents": "受访者相互独立",
    "errors of {count:,} bootstrap replicates": "由 {count:,} 次自助法重抽样得到的标准误",
    "errors count what is missing": "标准误已计入缺失回答的影响",
    "no errors {where}{note}": "{where}没有标准误：{note}",
    "it is one cluster": "只有一个群",
    "only {count} clusters for {k} coefficients: the errors are rough": (
        "{k} 个系数只有 {count} 个群：标准误仅为粗略值"
    ),
    "1 respondent alone determines a coefficient (leverage 1), which has no {kind} error": (
        "1 名受访者单独决定了一个系数（杠杆值为 1），该系数没有 {kind} 标准误"
    ),
    "{count} respondents alone determine a coefficient (leverage 1), which has no {kind} error": (
        "{count} 名受访者各自单独决定了一个系数（杠杆值为 1），该系数没有 {kind} 标准误"
    ),
    "{count:.0f} units of the design leave {k} coefficients no degrees of freedom": (
        "设计只有 {count:.0f} 个抽样单元，{k} 个系数没有剩余自由度"
    ),
    "the replicate weights leave {k} coefficients no degrees of freedom": "重复权重使 {k} 个系数没有剩余自由度",
    "the model cannot be fitted under {lost} of {count} replicate weights, the first {first!r}; use fewer drivers, or "
    "merge segments or categories": (
        "模型在 {count} 组重复权重中的 {lost} 组下无法拟合，第一组为“{first}”；请减少驱动因素，或合并分组或类别"
    ),
    "{lost} of {count} replicates have no respondents and are left out of errors, which may be too small": (
        "{count} 组重复权重中有 {lost} 组没有受访者，未用于计算标准误，标准误可能偏小"
    ),
    'fewer than {count} clusters: the errors tend to be too small; regression has errors="CR2" for so few': (
        '少于 {count} 个群：标准误往往偏小；群数如此少时，regression 可用 errors="CR2"'
    ),
    "fewer than {count} clusters: the errors tend to be too small": "少于 {count} 个群：标准误往往偏小",
    "the intercept": "截距",
    "one cluster alone determines {names}, which has no error": "{names} 由一个群单独决定，没有标准误",
    "few clusters tell of {levels}: errors there are not to be trusted": (
        "仅少数群含有 {levels} 的信息：相应的标准误不可信"
    ),
    # ---- joint tests ----
    "F": "F",
    "Wald F": "Wald F",
    "adjusted Wald F": "调整 Wald F",
    "pooled Wald F": "合并 Wald F",
    "Hotelling F": "Hotelling F",
    "likelihood ratio": "似然比",
    "1 degree of freedom": "1 个自由度",
    "{count:.0f} degrees of freedom": "{count:.0f} 个自由度",
    "no joint test of 1 coefficient by units that have {df}": "抽样单元只有 {df}，1 个系数无联合检验",
    "no joint test of {count} coefficients by units that have {df}": "抽样单元只有 {df}，{count} 个系数无联合检验",
    "(all coefficients)": "（全部系数）",
    "(all but the intercept)": "（除截距外的全部系数）",
    "too few units to test whether segments differ in as many coefficients: {terms}": (
        "抽样单元过少，无法检验各分组在如此多系数上的差异：{terms}"
    ),
    # ---- regression ----
    "Least squares": "最小二乘法",
    "Weighted least squares": "加权最小二乘法",
    "Logit of {outcome}": "logit：{outcome}",
    "without an intercept R² and F are about zero, not about the mean": "无截距时 R² 与 F 相对于零而非均值计算",
    "without an intercept R² and F are about zero, not about the mean ({r2} about the mean)": (
        "无截距时 R² 与 F 相对于零而非均值计算（相对于均值为 {r2}）"
    ),
    "nearly dependent drivers (condition number {worst:.2g}): the coefficients were corrected by a second pass over "
    "the rows and may still have lost digits": (
        "驱动因素近似线性相关（条件数 {worst:.2g}）：系数已通过再次扫描数据校正，但精度仍可能有损失"
    ),
    "nearly dependent drivers (condition number {worst:.2g}): the coefficients are those of moments of incomplete "
    "answers, which no second pass over rows can correct, and may have lost digits": (
        "驱动因素近似线性相关（条件数 {worst:.2g}）：系数来自不完整回答的矩，无法通过再次扫描数据校正，精度可能有损失"
    ),
    "the weights rest on so few respondents that the effective base does not exceed the number of coefficients: do not "
    "trust errors, tests and intervals": "权重集中于极少数受访者，有效样本量不超过系数个数：误差、检验与区间均不可信",
    "{where}collinear: {terms} (condition index {index:.0f})": "{where}{terms} 共线（条件指数 {index:.0f}）",
    "Prediction of {what} by a model of {n_used:,} respondents": "由 {n_used:,} 名受访者的模型预测{what}",
    "the mean of respondents alike": "同类受访者的均值",
    "single respondents": "单个受访者",
    "Log odds": "对数优势",
    "Linear predictor (log odds of a higher answer)": "线性预测值（更高回答的对数优势）",
    "Probability of {event}": "概率：{event}",
    "Probability of each answer: {outcome}": "各回答的概率：{outcome}",
    # ---- importance ----
    "Exact LMG (Shapley) importance": "精确 LMG（Shapley）重要性",
    "{method} with {intervals}": "{method}，{intervals}",
    "percentile": "百分位",
    "basic": "基本",
    "BCa": "BCa ",
    "{kind} intervals of {count:,} bootstrap resamples of {what}": (
        "由{what}的 {count:,} 次自助法重抽样得到的{kind}置信区间"
    ),
    "respondents": "受访者",
    "the design ({design})": "抽样设计（{design}）",
    "t intervals of {replicates}": "由{replicates}得到的 t 置信区间",
    "{count:,} replicate weights ({kind})": " {count:,} 组重复权重（{kind}）",
    "a delete-a-group jackknife ({groups})": "逐组剔除刀切法（{groups}）",
    "a delete-a-group jackknife ({groups}, without what strata and a finite population save)": (
        "逐组剔除刀切法（{groups}，未计入分层与有限总体所减少的误差）"
    ),
    "{count} groups of respondents '{name}'": "按“{name}”分为 {count} 组受访者",
    "{count} groups of clusters '{name}'": "按“{name}”分为 {count} 组群",
    "{count} replicates allow no fit and are left out of errors": "{count} 组重复权重无法拟合，未用于计算标准误",
    "{count} resamples could not be fitted and were left out": "{count} 次重抽样无法拟合，未计入",
    "importances are means over the data sets, their errors by Rubin's rules, intervals those of the resamples of "
    "all": ("重要性为各数据集的均值，标准误按 Rubin 规则计算，置信区间来自所有数据集的重抽样"),
    "importances of nearly dependent drivers are those of moments and may have lost digits": (
        "近似线性相关的驱动因素的重要性由矩计算，精度可能有损失"
    ),
    "importances of nearly dependent drivers were taken from the rows, those of the resamples from moments": (
        "近似线性相关的驱动因素的重要性由原始数据计算，重抽样的重要性由矩计算"
    ),
    # ---- missing answers ----
    "missing answers ({gaps}) were filled {times} times by {method} and the results pooled": (
        "缺失回答（{gaps}）以{method}填补 {times} 次，结果已合并"
    ),
    "chained equations": "链式方程",
    "draws from maximum-likelihood moments": "最大似然矩的随机抽取",
    "missing answers were filled with the mean and marked by an indicator ({gaps}); where they are not merely not "
    "applicable, coefficients are biased": (
        "缺失回答以均值填补并用指示变量标记（{gaps}）；若缺失并非仅因不适用，则系数有偏"
    ),
    "maximum-likelihood means and covariances of all answers under multivariate normality, missing at random: EM "
    "settled after {count} iterations": (
        "所有回答的最大似然均值与协方差，假定多元正态且随机缺失：EM 经 {count} 次迭代收敛"
    ),
    "every covariance is that of the respondents who answered both columns, {count} of them: no one number of "
    "respondents is right for all, and tests and errors are approximate": (
        "每个协方差由同时回答两列的受访者计算，共 {count} 名：没有对全部适用的单一样本量，检验与标准误均为近似"
    ),
    "{where}the pairwise correlations are not positive definite (smallest eigenvalue {least:.2g}), so they were "
    "replaced by the nearest that are, which changed one by {change:.2g}: coefficients and their errors lean on that": (
        "{where}成对相关矩阵非正定（最小特征值 {least:.2g}），已替换为最接近的正定矩阵，"
        "其中一个相关系数改变了 {change:.2g}：系数及其标准误依赖于此"
    ),
    "gaps of {terms}, products or functions of answers that are in the model too, were made up for as if they were "
    "answers of their own, which is biased unless answers are missing completely at random (Seaman, Bartlett and White "
    '2012); missing="drop" is right where gaps do not depend on the outcome': (
        "{terms} 是模型中其他回答的乘积或函数，其缺失被当作独立的回答处理，除非完全随机缺失，否则有偏"
        '（Seaman、Bartlett 和 White，2012）；若缺失不依赖于因变量，missing="drop" 是正确的'
    ),
    "indicators of missing answers are in every model": "缺失回答的指示变量包含在每个模型中",
    "drivers were selected by results pooled over all data sets; data_sets in inclusion tells how many data sets "
    "agree": "驱动因素按所有数据集合并后的结果选择；inclusion 中的 data_sets 给出一致的数据集数",
    # ---- selection ----
    "Stepwise selection {direction} by {criterion}, {fit}": "{direction}逐步选择（准则：{criterion}），{fit}",
    "forward": "向前",
    "backward": "向后",
    "in both directions": "双向",
    "in both directions from the full model": "从全模型开始的双向",
    "p-value ({levels})": "p 值，{levels}",
    "in below {level:g}": "低于 {level:g} 时进入",
    "out above {level:g}": "高于 {level:g} 时剔除",
    "corrected AIC": "校正 AIC",
    "adjusted R²": "调整 R²",
    "Mallows' Cp": "Mallows Cp",
    "least squares": "最小二乘法",
    "weighted least squares": "加权最小二乘法",
    "binary logit": "二元 logit",
    "weighted binary logit": "加权二元 logit",
    "Best subsets by {criterion}": "最优子集（准则：{criterion}）",
    "p-values and intervals are not valid after selection: they ignore that the same answers chose the drivers "
    '(validate="split" gives valid ones)': (
        'p 值与置信区间在变量选择后无效：它们忽略了驱动因素由同一批回答选出（validate="split" 可得到有效结果）'
    ),
    "p-values and intervals of the coefficients are not valid after the search: they ignore that the same answers "
    "chose the drivers": "系数的 p 值与置信区间在搜索后无效：它们忽略了驱动因素由同一批回答选出",
    "drivers selected on {select:,} respondents; coefficients, intervals and p-values are from the other {estimate:,} "
    "and valid": "驱动因素由 {select:,} 名受访者选出；系数、置信区间与 p 值来自其余 {estimate:,} 名，是有效的",
    "models were compared by the errors of the coefficients, not as if respondents were drawn alike and all answered": (
        "模型按系数的标准误比较，而不是假定受访者被等概率抽取且全部作答"
    ),
    "in the resamples every driver counted by its design effect, or that of its gaps, in the whole sample": (
        "在重抽样中，各驱动因素按其在全样本中的设计效应或缺失效应计算"
    ),
    "bootstrap samples are of the design ({design})": "自助样本按抽样设计抽取（{design}）",
    "in place of bootstrap samples the {count} replicate weights ({kind}) were each searched": (
        "以 {count} 组重复权重（{kind}）逐一搜索代替自助样本"
    ),
    "AIC chose in the bootstrap samples": "自助样本中按 AIC 选择",
    "{where}not entered, being the same for all respondents: {names}": "{where}因所有受访者取值相同而未进入：{names}",
    "{where}not entered, being combinations of what is in the model: {names}": (
        "{where}因是模型中已有变量的线性组合而未进入：{names}"
    ),
    "{where}not entered, separating the outcome, or being combinations of what is in the model: {names}": (
        "{where}因使因变量完全分离或是模型中已有变量的线性组合而未进入：{names}"
    ),
    "{where}stopped where the selection came back to a model it had left": "{where}选择回到先前离开的模型时停止",
    "of those who select, {note}": "用于选择的受访者：{note}",
    "missing answers of those who select and of those who estimate were treated apart": (
        "用于选择与用于估计的受访者，其缺失回答分别处理"
    ),
}
