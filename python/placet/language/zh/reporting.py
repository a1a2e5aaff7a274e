"""The report: questions and answers."""

TEXTS = {
    "Customer satisfaction": "客户满意度",
    "Made with placet {version}.": "由 placet {version} 生成。",
    "Data: {file}": "数据：{file}",
    "How are we doing?": "我们做得怎么样？",
    "Where are we doing well?": "哪里做得好？",
    "Is it changing?": "有变化吗？",
    "What does it all add up to?": "总体结果如何？",
    "Who is most satisfied?": "谁最满意？",
    "What did it add up to?": "各期结果如何？",
    "What should we change first?": "首先应改进什么？",
    "of 100": "（满分 100）",
    "{score} {unit} (n = {n:,})": "{score} {unit}（n = {n:,}）",
    "{score} {unit} ({low} to {high}, n = {n:,})": "{score} {unit}（{low} 至 {high}，n = {n:,}）",
    "The Net Promoter Score is {score}.": "净推荐值为 {score}。",
    "The satisfaction index is {score}.": "满意度指数为 {score}。",
    "No segment has enough answers for a test.": "没有分组有足够的回答可供检验。",
    "No segment has answers.": "没有分组有回答。",
    "None of {count} segments differs significantly from the rest.": "{count} 个分组均与其余分组无显著差异。",
    "significantly higher than in the rest: {segments}": "显著高于其余分组：{segments}",
    "significantly lower than in the rest: {segments}": "显著低于其余分组：{segments}",
    "not significantly different: {count}": "无显著差异：{count} 个",
    "{name} ({difference:+.1f}, n = {n:,})": "{name}（{difference:+.1f}，n = {n:,}）",
    "{name} ({share:.0f}%)": "{name}（{share:.0f}%）",
    "{name} ({share:.0f}%, {low:.0f}-{high:.0f}%)": "{name}（{share:.0f}%，{low:.0f}-{high:.0f}%）",
    "{names} and {count} more": "{names} 及另外 {count} 个",
    "{score:+.1f} in {wave} (n = {n:,})": "{wave} 的 {score:+.1f}（n = {n:,}）",
    "{score:.1f} in {segment} (n = {n:,})": "{segment} 的 {score:.1f}（n = {n:,}）",
    "The Net Promoter Score was {first}.": "净推荐值为 {first}。",
    "The Net Promoter Score was {first} and is {last}: a change of {change:+.1f} points ({verdict}).": (
        "净推荐值从 {first} 变为 {last}：变化 {change:+.1f} 分（{verdict}）。"
    ),
    "not tested": "未检验",
    "significant, {p}": "显著，{p}",
    "not significant, {p}": "不显著，{p}",
    "The index is {first}.": "指数为 {first}。",
    "The index goes from {low} to {high}; whether indexes differ is not tested here.": (
        "指数从 {low} 到 {high}；此处未检验指数之间的差异。"
    ),
    "The drivers could not be analysed: see the notes below.": "无法分析驱动因素：见下方说明。",
    "The drivers explain {share:.0f}% of the differences in {outcome} (n = {n:,}); the largest shares: {drivers}.": (
        "驱动因素解释了{outcome}差异的 {share:.0f}%（n = {n:,}）；其中占比最大的是 {drivers}。"
    ),
}
