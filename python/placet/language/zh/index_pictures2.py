"""Pictures of changes of an index, and of how it depends on weights."""

TEXTS = {
    "nodes": "节点",
    "Together": "合计",
    "{count:,} other nodes": "其余 {count:,} 个节点",
    "Index (0 to 100), with {level} intervals of what is added": ("指数（0 至 100），附各贡献的 {level} 置信区间"),
    "Points added to the change, with {level} intervals": "对变化的贡献（分），附 {level} 置信区间",
    "Index (0 to 100), with the middle {share} of the draws": "指数（0 至 100），附中间 {share} 抽样的范围",
    "Index (0 to 100), middle {share} of draws; ranks (% of draws)": (
        "指数（0 至 100），中间 {share} 的抽样；各名次占比（抽样的 %）"
    ),
}
