"""Titles, axes, legends and notes of pictures."""

TEXTS = {
    # ---- all pictures ----
    "{what}:\n{item}": "{what}：\n{item}",
    "{score}, {units}": "{score}，{units}",
    "{units}, with {level} intervals": "{units}，附 {level} 置信区间",
    "All": "全体",
    "segments": "分组",
    "items": "项目",
    "drivers": "驱动因素",
    "rows": "数据行",
    "models": "模型",
    "coefficients": "系数",
    "dimensions": "维度",
    "comparisons": "比较",
    "levels": "水平",
    "settings": "设定",
    " (first {shown:,} of {count:,} {what})": "（{count:,} 个{what}中的前 {shown:,} 个）",
    " ({first:,} to {last:,} of {count:,} {what})": "（{count:,} 个{what}中的第 {first:,} 至 {last:,} 个）",
    # ---- scores ----
    "%": "%",
    "−100 to 100": "−100 至 100",
    "{low}..{high} as 0 to 100": "{low}..{high} 换算为 0 至 100",
    "% of respondents, {between} on both sides of 0 · {score} in points (−100 to 100)": (
        "占受访者 %，{between}居于 0 两侧 · {score}（−100 至 100 分）"
    ),
    "{score} with {level} interval": "{score}，{level} 置信区间",
    "% of respondents, below and above the middle of {low} to {high}": "占受访者 %，以 {low} 至 {high} 的中点为界",
    "({low} to {high})": "（{low} 至 {high}）",
    "Perception and expectation": "感知与期望",
    "Gaps between perception and expectation": "感知与期望的差距",
    "Mean in {unit}; beside it the gap with its {level} interval": "均值（{unit}）；右侧为差距及其 {level} 置信区间",
    "Gap in {unit}, with {level} intervals": "差距（{unit}），附 {level} 置信区间",
    "Mean in {unit}, with {level} intervals": "均值（{unit}），附 {level} 置信区间",
    "Mean, with {level} intervals": "均值，附 {level} 置信区间",
    "{axis}; beside it the rank and its {level} interval": "{axis}；右侧为排名及其 {level} 置信区间",
    # ---- comparisons ----
    "significantly higher": "显著更高",
    "significantly lower": "显著更低",
    "not significant": "不显著",
    "small base, not tested": "样本量过小，未检验",
    "no test": "无法检验",
    "percentage points": "百分点",
    "Difference in {units}, with {level} intervals": "差异（{units}），附 {level} 置信区间",
    "{score} ({units}) with {level} intervals; levels that share a letter do not differ significantly": (
        "{score}（{units}），附 {level} 置信区间；有相同字母的水平之间无显著差异"
    ),
    # ---- over time ----
    "Change of {score} from {first} to {last}": "{score}的变化：{first} 至 {last}",
    " ({segments:,} segments summed)": "（{segments:,} 个分组合计）",
    "{axis}; in brackets the segment's share": "{axis}；括号内为分组占比",
    "All segments": "全部分组",
    "Mix: who answered": "结构效应：谁作答",
    "Rate: what they said": "得分效应：如何作答",
    "{score} by wave": "各期{score}",
    "{score} in {units}, with {level} intervals and control limits": "{score}（{units}），附 {level} 置信区间和控制限",
    "{score} in {units}, with {level} intervals; flagged waves have an edge in the colour of the text": (
        "{score}（{units}），附 {level} 置信区间；带有文字颜色边框的期次为提示期次"
    ),
    "Control limits": "控制限",
    "Centre": "中心线",
    "No answers": "无回答",
    "Smoothed (past waves)": "平滑值（以往各期）",
    "Score with interval": "得分及置信区间",
    "Small base": "样本量过小",
    "Flagged": "提示期次",
    # ---- plans ----
    "Half width of the interval": "置信区间半宽",
    "Detectable difference": "可检出的差异",
    "Respondents": "受访者数",
    "Respondents in the first group": "第一组受访者数",
    # ---- printed tables ----
    "Gaps of {own} to {competitor}": "{own}与{competitor}的差距",
    "Score in points; beside it the gap": "得分；右侧为差距",
    "Score in points, and its rank": "得分及排名",
    "As printed": "原表排名",
    "Rank filled in": "补全的排名",
    "Contradiction": "自相矛盾",
    "{scored:.1f} of {possible:g}": "{scored:.1f} / {possible:g}",
    "{card}, {lost:.1f}% lost": "{card}，失分 {lost:.1f}%",
    "Points": "分",
    "Dissatisfied customers behind the complaints": "投诉背后的不满意客户",
    "{share:.1f}% of customers": "占客户的 {share:.1f}%",
    "Complained": "已投诉",
    "Silent (assumed)": "沉默（假设）",
    "Customers; the ratio is an assumption": "客户数；比率为假设",
    # ---- index ----
    "Index (0 to 100), with {level} intervals": "指数（0 至 100），附 {level} 置信区间",
    # ---- importance and selection ----
    "R² = {r2:.2f}, n = {n:,}": "R² = {r2:.2f}，n = {n:,}",
    "{what}, importance by segment": "{what}，各分组的重要性",
    "Share of the explained variance (%)": "占解释方差的比例（%）",
    "Share of the explained variance (%), with {level} intervals": "占解释方差的比例（%），附 {level} 置信区间",
    "No driver": "无驱动因素",
    "All drivers": "全部驱动因素",
    "No driver (covariates only)": "无驱动因素（仅协变量）",
    "All drivers and covariates": "全部驱动因素和协变量",
    "{criterion} of the model": "{criterion}（各步模型）",
    "Adjusted R²": "调整 R²",
    "McFadden's adjusted R²": "McFadden 调整 R²",
    "Corrected AIC": "校正 AIC",
    "{chosen} of {count} selected, {what} = {r2:.2f}, n = {n:,}": (
        "{count} 个中入选 {chosen} 个，{what} = {r2:.2f}，n = {n:,}"
    ),
    "How often each driver is selected": "各驱动因素入选的频率",
    "Selected": "入选",
    "Not selected": "未入选",
    "Selected in so many of {samples:,} bootstrap samples (%)": "在 {samples:,} 次自助抽样中入选的比例（%）",
    "Log odds per unit, where selected": "每单位的对数优势（入选时）",
    "Standardized coefficient, where selected": "标准化系数（入选时）",
    "{criterion} (higher is better)": "{criterion}（越高越好）",
    "{criterion} (lower is better)": "{criterion}（越低越好）",
    "{chosen} of {count} drivers by {criterion}, R² = {r2:.2f}, n = {n:,}": (
        "按 {criterion} 从 {count} 个驱动因素中选出 {chosen} 个，R² = {r2:.2f}，n = {n:,}"
    ),
    "Size of the model": "模型的变量数",
    "Size of the model; in colour the drivers of the best of each size": (
        "模型的变量数；彩色为各变量数下最优模型的驱动因素"
    ),
    "{axis}. On the right how many of {samples:,} bootstrap samples chose the driver": (
        "{axis}。右侧为 {samples:,} 次自助抽样中选中该驱动因素的比例"
    ),
    "Weight of the models with the driver (%)": "含该驱动因素的模型的权重（%）",
    "Chosen in so many of {samples:,} bootstrap samples (%)": "在 {samples:,} 次自助抽样中选中的比例（%）",
    # ---- regression ----
    "Change of the outcome": "结果变量的变化",
    "Odds ratio of the event": "事件的优势比",
    "Odds ratio of a higher answer": "更高回答的优势比",
    "{change} per unit of the driver, with {level} intervals": (
        "驱动因素每增加一个单位，{change}，附 {level} 置信区间"
    ),
    "{change} per unit of the driver or against the reference level, with {level} intervals": (
        "驱动因素每增加一个单位或与参照水平相比，{change}，附 {level} 置信区间"
    ),
    "{level} vs {reference}": "{level} 对比 {reference}",
    "Collinearity of the drivers of {outcome}": "{outcome}驱动因素的共线性",
    "Condition index; in the cells the share of each coefficient's variance (%)": (
        "条件指数；格内为各系数方差所占比例（%）"
    ),
    "Condition index (the {shown} largest of {count}); in the cells the share of each coefficient's variance (%)": (
        "条件指数（{count} 个中最大的 {shown} 个）；格内为各系数方差所占比例（%）"
    ),
    "{key}: {segment}, the most collinear": "{key}：{segment}（共线性最强）",
    "Row {row:,}": "第 {row:,} 行",
    "{quantity}, with {level} intervals": "{quantity}，附 {level} 置信区间",
    "{quantity}, with {level} intervals for single respondents": "{quantity}，附单个受访者的 {level} 预测区间",
    "Residuals: {model}": "残差：{model}",
    " (every {step:,}th of {total:,} respondents)": "（{total:,} 名受访者中每 {step:,} 名取一）",
    "Residuals by fitted value": "残差与拟合值",
    "Spread of residuals": "残差的离散程度",
    "Fitted outcome": "拟合值",
    "Residual (outcome units)": "残差（结果变量单位）",
    "√|standardized residual|": "√|标准化残差|",
    "Standardized residual": "标准化残差",
    "Mean of neighbours": "邻近点均值",
    "Normality": "正态性",
    "Normal quantile": "正态分位数",
    "Influence": "影响力",
    "Leverage": "杠杆值",
    "Largest Cook's distances: {rows}": "最大的 Cook 距离：{rows}",
    "row {row:,}, D = {distance:.2g}": "第 {row:,} 行，D = {distance:.2g}",
}
