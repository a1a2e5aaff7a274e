"""Trees of indicators and the indexes made of them."""

TEXTS = {
    # ---- methods ----
    "{what}, {rule}": "{what}，{rule}",
    "Weighted means of {count} indicators, each rescaled to 0..100": "{count} 项指标各自换算到 0..100 后的加权平均",
    "each indicator by those who answered it": "每项指标取回答者的平均",
    "means of respondents' scores of what they answered, of at least {share:.0%} of the weight": (
        "先按受访者已回答部分（至少占权重的 {share:.0%}）计分，再取平均"
    ),
    "respondents who answered all indicators": "仅含回答全部指标的受访者",
    "Change of the index from {first} to {last}, split into scores, weights and coverage, {rule}": (
        "指数从 {first} 到 {last} 的变化，分解为得分、权重和覆盖三部分，{rule}"
    ),
    "Weights drawn {draws:,} times from Dirichlet distributions, {spread:.0%} about themselves; {rule}": (
        "从 Dirichlet 分布抽取 {draws:,} 组权重，相对标准差 {spread:.0%}；{rule}"
    ),
    # ---- notes ----
    "{count:,} respondents with gaps count for what they answered": "{count:,} 名有缺答的受访者按其已答部分计入",
    "nobody answered {item!r} in {segment}, where the other weights beside it make up for it": (
        "{segment} 中无人回答 {item!r}，其权重由同级其他指标分担"
    ),
    "{level}% intervals of the differences hold together with the tests": "差异的 {level}% 区间与检验一致",
    # ---- grades and findings ----
    "{grade} or better": "{grade}以上",
    "{grade} or worse": "{grade}以下",
    "between {better} and {worse}": "介于{better}与{worse}之间",
    "{what} {score:.2f}: {where}, nearest to {grade}.": "{what} {score:.2f}：{where}，最接近{grade}。",
    "{level} is {points:.2f} above {against}{sure}.": "{level}比{against}高 {points:.2f}{sure}。",
    "{level} is {points:.2f} below {against}{sure}.": "{level}比{against}低 {points:.2f}{sure}。",
    " (not significant)": "（不显著）",
    "the total": "总体",
    "the rest": "其余",
    # ---- tables ----
    "Adds to the change": "对变化的贡献",
    "By scores": "得分",
    "By weights": "权重",
    "By coverage": "覆盖",
    "n from": "起始 n",
    "n to": "终止 n",
    "{what}: change from {first} to {last}, in points": "{what}：从 {first} 到 {last} 的变化（分）",
    "Node": "节点",
    "Weight in the whole": "总权重",
    "{what}: the indicators and their weights": "{what}：指标及其权重",
    "{count} indicators, levels: {levels}; the weights below every node sum to 1.": (
        "{count} 项指标，{levels} 层；每个节点之下的权重合计为 1。"
    ),
    "Best rank": "最好名次",
    "Worst rank": "最差名次",
    "At this rank": "居此名次",
    "First": "居首",
    "SD": "标准差",
    "Low": "下限",
    "High": "上限",
    "Grade": "等级",
    "{what}: how it depends on the weights": "{what}：对权重的敏感性",
    "{second} would be as good as {first} if the weight of {term} were {at:.1%} instead of {weight:.1%}.": (
        "若{term}的权重由 {weight:.1%} 改为 {at:.1%}，{second}将与{first}持平。"
    ),
    "No change of a single weight makes {second} as good as {first}.": (
        "改变任何单项权重都不能使{second}与{first}持平。"
    ),
    "and {more:,} more, each an indicator that nobody in a segment answered": (
        "另有 {more:,} 处，均为某群体中无人回答的指标"
    ),
    "no change where nobody answered any indicator: {named}": "以下各期或群体无人回答任何指标，故无变化：{named}",
    " (no test)": "（未检验）",
    "One segment has no rank that weights could change.": "只有一个群体，没有权重可以改变的名次。",
    "{first} and {second} are equal in every node: no weights tell them apart.": (
        "{first}与{second}在每个节点上都相等：任何权重都不能分出高下。"
    ),
    "{first} and {second} have the same index: any change of a weight decides.": (
        "{first}与{second}的指数相同：权重稍有变化即分出高下。"
    ),
    "{first} and {second} were not asked the same: no weight is looked for that makes them equal.": (
        "{first}与{second}所问的指标不同：不求使二者持平的权重。"
    ),
    "Only the two best of {count} segments are compared.": "在 {count} 个群体中只比较最好的两个。",
}
