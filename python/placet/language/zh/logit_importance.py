"""Importances of logits, their methods, notes and pictures."""

TEXTS = {
    "Nagelkerke's R²": "Nagelkerke R²",
    "logit of {outcome}": "{outcome}的 logit",
    "ordered logit of {outcome}": "{outcome}的有序 logit",
    "Exact dominance (Shapley) shares of {measure} in the {model}": "{model}：{measure} 的精确优势（Shapley）分解",
    "Dominance (Shapley) shares of {measure} in the {model} over {orders:,} sampled orders": (
        "{model}：{measure} 的优势（Shapley）分解，按抽取的 {orders:,} 个进入顺序平均"
    ),
    (
        "importances are means over {orders:,} sampled orders of the {count} drivers (seed {seed}), not over all: "
        "their standard errors for that are at most {error}"
    ): (
        "重要性是 {count} 个驱动因素的 {orders:,} 个抽取顺序（种子 {seed}）的平均，而非全部顺序："
        "由此产生的标准误最大为 {error}"
    ),
    (
        "in {count} resamples drivers separate the categories: their importances are those of the limit of the "
        "likelihood"
    ): "在 {count} 个重抽样中，驱动因素将各类别完全分开：其重要性取似然的极限值",
    "Drivers of {outcome}: {event}": "{outcome}的驱动因素：{event}",
    "McFadden's R² = {r2:.2f}, n = {n:,}": "McFadden R² = {r2:.2f}，n = {n:,}",
    "Nagelkerke's R² = {r2:.2f}, n = {n:,}": "Nagelkerke R² = {r2:.2f}，n = {n:,}",
    "Share of the explained deviance (%)": "所解释偏差的占比（%）",
    "Share of the explained deviance (%), with {level} intervals": "所解释偏差的占比（%），含 {level} 区间",
    "Share of Nagelkerke's R² (%)": "Nagelkerke R² 的占比（%）",
    "Share of Nagelkerke's R² (%), with {level} intervals": "Nagelkerke R² 的占比（%），含 {level} 区间",
}
