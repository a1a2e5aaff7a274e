"""Indexes of path models, impacts, and importance-performance maps of them."""

TEXTS = {
    # ---- methods ----
    "unstandardised weights (ACSI)": "非标准化权重（ACSI）",
    "standardised weights": "标准化权重",
    "equal weights": "等权重",
    "weights of one model of all segments": "权重来自全部分组的同一模型",
    "weights of the model": "权重来自该模型",
    "every segment by weights of its own": "各分组使用各自的权重",
    "frozen weights": "固定权重",
    "Index of a path model by {form}, {weights}, {scheme} scheme": ("路径模型指数：{form}，{weights}，{scheme}方案"),
    "Map of total effects (index points for one point) and indexes (0 to 100), {scheme} scheme": (
        "总效应（每一分对应的指数分）与指数（0 至 100）的图，{scheme}方案"
    ),
    # ---- notes ----
    "weights are known: impacts, which need an estimated model, are not told": (
        "权重已知：影响力需要估计模型，因此未给出"
    ),
    "no resamples, so no intervals": "未作重抽样，因此没有区间",
    "errors of {count:,} resamples, in each of which the model was estimated anew": (
        "误差来自 {count:,} 次重抽样，每次都重新估计模型"
    ),
    "{count:,} of {of:,} resamples have no estimate and are left out": (
        "{of:,} 次重抽样中有 {count:,} 次无法估计，未计入"
    ),
    "{count:,} of {of:,} resamples have a negative weight, and count as they are": (
        "{of:,} 次重抽样中有 {count:,} 次出现负权重，按原样计入"
    ),
    "cuts are means over what is on the map, taken anew in every resample": (
        "分界线为图中各项的均值，每次重抽样重新计算"
    ),
    # ---- tables ----
    "{what}: index of the path model (0 to 100)": "{what}：路径模型指数（0 至 100）",
    "Indexes of the path model (0 to 100)": "路径模型指数（0 至 100）",
    "What {points:g} points of a driver bring, in index points": "驱动因素每提高 {points:g} 分带来的指数分",
    "Differences are in `differences`.": "差异见 `differences`。",
    "What drivers bring is in `impacts`.": "驱动因素的影响见 `impacts`。",
    "Importance and performance of the indicators for {outcome}": "各指标对{outcome}的重要性与表现",
    "Importance and performance of the constructs for {outcome}": "各构念对{outcome}的重要性与表现",
    "None is both important and low.": "没有既重要又表现低的项目。",
    "Indicator": "指标",
    # ---- pictures ----
    "Index (0 to 100)": "指数（0 至 100）",
    "Outcome": "结果",
    "Impact of {points:g} points of a driver": "驱动因素提高 {points:g} 分的影响",
    "Impact of {points:g} points of a driver on {outcome}": "驱动因素提高 {points:g} 分对{outcome}的影响",
    "Index points, with {level} intervals": "指数分，附 {level} 置信区间",
    "Differences of indexes": "指数差异",
    "Difference in points, with joint {level} intervals ({adjust})": "差异（分），附 {level} 联合置信区间（{adjust}）",
    "Performance (index from 0 to 100)": "表现（0 至 100 的指数）",
    "Performance (index from 0 to 100), with {level} regions": "表现（0 至 100 的指数），附 {level} 置信区域",
    "Importance (points of {outcome} for one point)": "重要性（每一分对应{outcome}的分数）",
}
