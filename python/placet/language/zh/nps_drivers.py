"""What drivers do to the Net Promoter Score."""

TEXTS = {
    "What moves the Net Promoter Score: {outcome}, gains in NPS points": (
        "推动净推荐值的因素：{outcome}（增益以 NPS 百分点计）"
    ),
    # ---- headings ----
    "Gain": "增益",
    "By promoters": "来自推荐者",
    "By detractors": "来自贬损者",
    "What it does": "作用",
    "Per point": "每分效应",
    "p (per point)": "p（每分效应）",
    "Share of R²": "占 R² 份额",
    # ---- levers ----
    "makes promoters": "增加推荐者",
    "loses promoters": "流失推荐者",
    "prevents detractors": "减少贬损者",
    "makes detractors": "增加贬损者",
    "mainly makes promoters": "主要增加推荐者",
    "mainly loses promoters": "主要流失推荐者",
    "mainly prevents detractors": "主要减少贬损者",
    "mainly makes detractors": "主要增加贬损者",
    "both": "两者兼有",
    "harms both": "两方面均有损害",
    "polarises": "两极分化",
    "evens out": "趋向中间",
    "no effect shown": "未显现",
    # ---- notes ----
    "NPS {nps}: {promoters:.1f}% promoters, {detractors:.1f}% detractors.": (
        "NPS 为 {nps}：推荐者 {promoters:.1f}%，贬损者 {detractors:.1f}%。"
    ),
    "Of R² the drivers have {whole:.3f}, {promoters} by promoters and {detractors} by detractors.": (
        "R² 中驱动因素占 {whole:.3f}，其中推荐者侧 {promoters}，贬损者侧 {detractors}。"
    ),
    "Average marginal effects of binary logits at the two cuts differ by at most {most:.2f} points "
    "({driver}, {side}).": (
        "两个切点处二元 logit 的平均边际效应与上述结果最多相差 {most:.2f} 个百分点（{driver}，{side}）。"
    ),
    "promoter side": "推荐者侧",
    "detractor side": "贬损者侧",
    "no promoter": "非推荐者",
    "no detractor": "非贬损者",
    "{where}no logit of '{event}' to hold the sides against: {error}": (
        "{where}“{event}”的 logit 无法拟合，两侧未能与之核对：{error}"
    ),
    "moments of incomplete answers have no logits to be held against": (
        "不完整回答的矩无法拟合 logit，两侧未能与之核对"
    ),
    "no scale of the drivers was given: moves end at the lowest and the highest answer, or labelled point": (
        "未给出驱动因素的量表：变动止于最低和最高的回答或有标签的分值"
    ),
    "Least squares of the score, split into promoters and detractors": "得分的最小二乘回归，分解为推荐者侧与贬损者侧",
    # ---- pictures ----
    "by more promoters": "来自推荐者增加",
    "by fewer detractors": "来自贬损者减少",
    "NPS points gained by each driver's move, with {level} intervals": (
        "各驱动因素变动带来的 NPS 百分点，附 {level} 置信区间"
    ),
    "NPS points gained by a rise of {by:g}, with {level} intervals": (
        "提高 {by:g} 分带来的 NPS 百分点，附 {level} 置信区间"
    ),
    "NPS points gained by a fall of {by:g}, with {level} intervals": (
        "降低 {by:g} 分带来的 NPS 百分点，附 {level} 置信区间"
    ),
}
