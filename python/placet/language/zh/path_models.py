"""Path models and their diagrams."""

TEXTS = {
    "A, reflective": "A（反映型）",
    "B, formative": "B（构成型）",
    "Construct, indicators": "构念与指标",
    "Column": "列",
    "Mode": "模式",
    "Acted on by": "受其影响",
    "Path model: {constructs:,} constructs, {indicators:,} indicators, {paths:,} paths": (
        "路径模型：{constructs:,} 个构念、{indicators:,} 个指标、{paths:,} 条路径"
    ),
    "Mode A: indicators reflect their construct.": "模式 A：指标反映构念。",
    "Mode B: indicators form their construct.": "模式 B：指标构成构念。",
    "×: interaction of two constructs.": "×：两个构念的交互作用。",
    " ({shown:,} of {count:,} constructs)": "（{count:,} 个构念中的 {shown:,} 个）",
    "Arrows lead from what acts to what it acts on": "箭头由影响因素指向受影响的构念",
    "Blue: positive, vermilion: negative effects; the broader, the larger": "蓝色为正向、朱红为负向影响；越粗影响越大",
    "Blue: positive, vermilion: negative, grey and broken: not significant; the broader, the larger": (
        "蓝色为正向、朱红为负向、灰色虚线为不显著；越粗影响越大"
    ),
    "t intervals of {count:,} bootstrap resamples of {what}": "由{what}的 {count:,} 次自助法重抽样得到的 t 置信区间",
}
