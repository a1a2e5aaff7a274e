"""Titles, axes and legends of pictures of indexes."""

TEXTS = {
    "nodes": "节点",
    " ({shown:,} of {count:,} nodes)": "（{count:,} 个节点中的 {shown:,} 个）",
    # ---- trees ----
    "On the branches: weight within the node on the left (%)": "连线上：在左侧上级节点中的权重（%）",
    "{branches}; in the boxes: weight in the whole (%)": "{branches}；框内：在总体中的权重（%）",
    "In the boxes: score (0 to 100); on the branches: weight within the node on the left (%)": (
        "框内：得分（0 至 100）；连线上：在左侧上级节点中的权重（%）"
    ),
    # ---- profile ----
    "Profile: {what}": "各维度得分：{what}",
    "Score (0 to 100), with {level} intervals": "得分（0 至 100），附 {level} 置信区间",
    # ---- contributions ----
    "What adds up to {what}": "{what}的构成",
    "Points of the index (0 to 100)": "指数得分（0 至 100）",
    "Points of the index (0 to 100); in brackets those lost": "指数得分（0 至 100）；括号内为失分",
    "Points added": "得分贡献",
    "Points lost against 100": "相对 100 分的失分",
    "{count:,} others": "其余 {count:,} 项",
    "Different bases": "样本基数差异",
    # ---- differences ----
    "Differences: {what}": "差异：{what}",
    "Comparison": "比较",
    "Difference in points, with {level} intervals": "差异（分），附 {level} 置信区间",
    "Difference in points, with joint {level} intervals ({adjust}, by level of the tree)": (
        "差异（分），附 {level} 联合置信区间（{adjust} 校正，按指标树层级）"
    ),
    "Holm": "Holm",
    "Bonferroni": "Bonferroni",
    "Benjamini-Hochberg": "Benjamini-Hochberg",
}
