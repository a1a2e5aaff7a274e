"""From importance to action: priorities, the map of drivers, simulations."""

TEXTS = {
    # ---- words ----
    "one": "一",
    "two": "二",
    "three": "三",
    "four": "四",
    "five": "五",
    "six": "六",
    "seven": "七",
    "eight": "八",
    "nine": "九",
    "ten": "十",
    "one point": "1 分",
    "{size:g} points": "{size:g} 分",
    "{number} points": "{number} 分",
    "{number} percentage points": "{number} 个百分点",
    "points of 0 to 100": "0 至 100 分制的分值",
    "{outcome}": "“{outcome}”",
    "the {metric} of {outcome}": "“{outcome}”的{metric}",
    "the index of {outcome}": "“{outcome}”的指数",
    "{driver} could not be judged.": "“{driver}”无法评估。",
    "{sentence}.": "{sentence}。",
    # ---- headings ----
    "Gain": "增益",
    "Mean move": "平均移动",
    "Cost": "成本",
    "Gain per cost": "单位成本增益",
    "Among the first": "位居前列",
    "Remark": "备注",
    "Performance": "表现",
    "Quadrant": "象限",
    "In resamples": "重抽样占比",
    "Move": "移动",
    "Now": "当前",
    "Predicted": "预测",
    "In plans": "入选方案",
    # ---- priorities ----
    "What to change first for {outcome}": "为提升{outcome}应优先改进的因素",
    "Raising {driver} by {points} lifts {outcome} by {gain}": "将“{driver}”提高 {points}，可使{outcome}提升 {gain}",
    "Lowering {driver} by {points} lifts {outcome} by {gain}": "将“{driver}”降低 {points}，可使{outcome}提升 {gain}",
    "Raising {driver} by {points} does not lift {outcome}, the other drivers held constant: {gain}.": (
        "其他因素不变时，将“{driver}”提高 {points} 不能提升{outcome}：{gain}。"
    ),
    "Lowering {driver} by {points} does not lift {outcome}, the other drivers held constant: {gain}.": (
        "其他因素不变时，将“{driver}”降低 {points} 不能提升{outcome}：{gain}。"
    ),
    "{sentence}; among the first {count} in {share} of resamples.": (
        "{sentence}；在 {share} 的重抽样中位居前{count}位。"
    ),
    "{sentence}; the first in {share} of resamples.": "{sentence}；在 {share} 的重抽样中位居首位。",
    "its move lowers the outcome, the other drivers held constant": "其他因素不变时，移动它会降低结果",
    "nobody can move": "没有人还能移动",
    "whether its move raises the outcome is not sure": "移动它是否提升结果尚不确定",
    "Gains of moves that end where scales end": "以量表端点为限的移动所带来的增益",
    "gains are coefficients times mean moves: effects, and no shares of importance": (
        "增益为系数乘以平均移动：是效应，而不是重要性份额"
    ),
    # ---- the map ----
    "Importance and performance of the drivers of {outcome}": "{outcome}各驱动因素的重要性与表现",
    "fix first": "优先改进",
    "keep up": "继续保持",
    "low priority": "低优先级",
    "possible overkill": "可能过度投入",
    "To be fixed first: {drivers}.": "应优先改进：{drivers}。",
    "No driver is both important and low.": "没有既重要又表现低的驱动因素。",
    "Cuts at importance {importance} and performance {performance:.1f}.": (
        "分界：重要性 {importance}，表现 {performance:.1f}。"
    ),
    "Map of importance ({kind}) and performance (0 to 100)": "重要性（{kind}）与表现（0 至 100）图",
    "LMG shares": "LMG 份额",
    "effects of a point": "每分的效应",
    "importances are shares of what the drivers explain and no effects": (
        "重要性是各驱动因素所解释部分中的份额，而不是效应"
    ),
    "importances are effects: what a point of the driver adds to the outcome": (
        "重要性是效应：驱动因素每提高一分对结果的增加量"
    ),
    "cuts are means over the drivers": "分界为各驱动因素的均值",
    "cuts are means over the drivers, taken anew in every resample": "分界为各驱动因素的均值，在每次重抽样中重新计算",
    "scales differ in length, and so does what a point is: effects compare points, not whole scales": (
        "量表长度不同，一分的含义也不同：效应比较的是一分，而不是整个量表"
    ),
    # ---- simulations ----
    "All moves together": "全部移动合计",
    "What moves of drivers do to {outcome}": "驱动因素移动对{outcome}的影响",
    "What a move of each driver alone does to {outcome}": "各驱动因素单独移动对{outcome}的影响",
    "What a budget of {budget:g} does to {outcome}": "预算 {budget:g} 对{outcome}的影响",
    "Raising {driver} by {points} lifts {outcome} by {amount}, from {now} to {then}.": (
        "将“{driver}”提高 {points}，{outcome}提升 {amount}，由 {now} 升至 {then}。"
    ),
    "Raising {driver} by {points} lowers {outcome} by {amount}, from {now} to {then}.": (
        "将“{driver}”提高 {points}，{outcome}下降 {amount}，由 {now} 降至 {then}。"
    ),
    "Lowering {driver} by {points} lifts {outcome} by {amount}, from {now} to {then}.": (
        "将“{driver}”降低 {points}，{outcome}提升 {amount}，由 {now} 升至 {then}。"
    ),
    "Lowering {driver} by {points} lowers {outcome} by {amount}, from {now} to {then}.": (
        "将“{driver}”降低 {points}，{outcome}下降 {amount}，由 {now} 降至 {then}。"
    ),
    "All moves together lift {outcome} by {amount}, from {now} to {then}.": (
        "全部移动合计使{outcome}提升 {amount}，由 {now} 升至 {then}。"
    ),
    "All moves together lower {outcome} by {amount}, from {now} to {then}.": (
        "全部移动合计使{outcome}下降 {amount}，由 {now} 降至 {then}。"
    ),
    "{spent:,.4g} of {budget:,.4g} are spent.": "预算 {budget:,.4g} 中使用了 {spent:,.4g}。",
    "Over the resamples the plan that is best there gains {regret} more on average, and in {level:g}% of them at most "
    "{most} more.": ("在各次重抽样中，当次最优方案平均多增益 {regret}，其中 {level:g}% 的重抽样至多多增益 {most}。"),
    "Moves that end where scales end": "以量表端点为限的移动",
    "no plan {where}{why}": "{where}没有方案：{why}",
    "{share:.4g}% of the respondents move, drawn at random": "随机 {share:.4g}% 的受访者移动",
    "intervals are those of a next wave of {n:,} respondents": "区间为下一期 {n:,} 名受访者的调查结果范围",
    "intervals are those of a next wave of as many respondents": "区间为下一期同样人数的调查结果范围",
    "some predictions lie beyond what the outcome can be: the moves are too large for a line": (
        "部分预测超出结果可能的范围：移动过大，直线不再适用"
    ),
    # ---- pictures ----
    "Performance (mean on 0 to 100 of the scale)": "表现（量表换算为 0 至 100 的均值）",
    "Performance (mean on 0 to 100 of the scale), with {level} regions": (
        "表现（量表换算为 0 至 100 的均值），附 {level} 区域"
    ),
    "Importance (share of the explained variance, %)": "重要性（占所解释方差的份额，%）",
    "Importance (effect of one point, {units})": "重要性（每分的效应，{units}）",
    "Gain of the move ({units})": "移动的增益（{units}）",
    "{axis}, with {level} intervals": "{axis}，附 {level} 置信区间",
    "{axis}, with {level} intervals of the next wave": "{axis}，附下一期的 {level} 区间",
    "{axis}; in percent, how many resamples have it first": "{axis}；百分数为其位居首位的重抽样占比",
    "{axis}; in percent, how many resamples have it among the first {count}": (
        "{axis}；百分数为其位居前{count}位的重抽样占比"
    ),
    "{axis}; in percent, how many resamples have it in their best plan": "{axis}；百分数为最优方案包含它的重抽样占比",
    "{axis}; hollow where the interval holds no gain, too": "{axis}；空心表示区间包含无增益",
    "Change of {outcome} ({units})": "{outcome}的变化（{units}）",
}
