"""Pictures of changes of an index, and of how it depends on weights."""

TEXTS = {
    "nodes": "节点",
    "Together": "合计",
    "{count:,} other nodes": "其余 {count:,} 个节点",
    "Index (0 to 100), with {level} intervals of what is added and of the whole change; in brackets own scores": (
        "指数（0 至 100），附各节点贡献及总变化的 {level} 置信区间；括号内为节点自身得分"
    ),
    "Index (0 to 100), with the middle {share} of the draws": "指数（0 至 100），附中间 {share} 抽样的范围",
    "Left: index (0 to 100), with the middle {share} of the draws; right: draws at each rank, in %": (
        "左：指数（0 至 100），附中间 {share} 抽样的范围；右：居各名次的抽样占比（%）"
    ),
}
