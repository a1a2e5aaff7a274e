"""Words for how a survey was drawn, and who is lost."""

TEXTS = {
    "{count:,} clusters {name!r}": "{count:,} 个群“{name}”",
    "{count:,} respondents {name!r}": "{count:,} 名受访者“{name}”",
    "{count:,} of them in several waves": "其中 {count:,} 个在多期中出现",
    "{count:,} strata '{name}'": "{count:,} 个层“{name}”",
    "finite population '{name}'": "有限总体“{name}”",
    "finite population '{name}' of clusters, each taken to be asked completely": (
        "由群组成的有限总体“{name}”，假定每个群均全部调查"
    ),
    "lonely units: {rule}": "单一抽样单元的层：{rule}",
    "every wave of '{wave}' a sample of its own": "“{wave}”的每一期为独立样本",
    "{used:,} of {asked:,} respondents used, most gaps in {columns}": (
        "{asked:,} 名受访者中使用了 {used:,} 名，缺失最多的是 {columns}"
    ),
    "{count} strata of one unit keep it in every resample: its spread nobody knows": (
        "{count} 个层只有一个抽样单元，每次重抽样均保留该单元：其离散程度无从得知"
    ),
}
