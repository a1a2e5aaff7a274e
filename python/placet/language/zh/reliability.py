"""Reliability of scales."""

TEXTS = {
    # ---- methods ----
    "Cronbach's alpha, omega total of one factor by minimum residuals, split half of odd and even items": (
        "Cronbach α、最小残差法单因子的 ω 总信度、奇偶题分半信度"
    ),
    "Feldt's F interval": "Feldt 的 F 区间",
    "{feldt}, for omega t intervals of {count:,} bootstrap resamples": "{feldt}，ω 为 {count:,} 次自助重抽样的 t 区间",
    # ---- notes ----
    "{named}: item-rest correlation below 0; an item worded the other way round is turned by reverse=": (
        "{named}：与其余题目之和的相关为负；反向表述的题目可用 reverse= 反转"
    ),
    "{named}: communality at its bound of 1 (Heywood case), so that omega is to be read with care": (
        "{named}：共同度达到上限 1（Heywood 情形），ω 须谨慎解读"
    ),
    "{named}: all answers are equal, so that there is no standardised alpha, omega, KMO and Bartlett's test": (
        "{named}：所有回答相同，因此没有标准化 α、ω、KMO 和 Bartlett 检验"
    ),
    "{named}: redundant, follows from the items before, so that there is no KMO and Bartlett's test": (
        "{named}：冗余，可由前面的题目得出，因此没有 KMO 和 Bartlett 检验"
    ),
    "no reliability of {named}: fewer than two respondents answered all items": (
        "{named} 没有信度：回答全部题目的受访者不足两人"
    ),
    "no alpha of {named}: the sum of the items does not vary": "{named} 没有 α：题目之和没有变异",
    "no KMO and Bartlett's test of {named}: no more respondents than items": (
        "{named} 没有 KMO 和 Bartlett 检验：受访者不多于题目"
    ),
    "no omega of {named}: one factor takes three items": "{named} 没有 ω：单因子至少需要三个题目",
    "no omega of {named}: the residuals found no minimum": "{named} 没有 ω：残差未达到最小",
    "{count:,} resamples without alpha or omega are left out of intervals": (
        "{count:,} 次重抽样没有 α 或 ω，未计入区间"
    ),
    "Bartlett's test takes the effective base for so many independent respondents": (
        "Bartlett 检验把有效样本量视为同样多的独立受访者"
    ),
    "turned round: {named}": "已反转：{named}",
    "turned round: {named}, whose means are as answered: only scale= tells the other end": (
        "已反转：{named}；其均值仍为原始回答，须用 scale= 给出量表两端"
    ),
    "constructs have bases of {least:,} to {most:,}": "各构念的样本量为 {least:,} 至 {most:,}",
    # ---- tables and pictures ----
    "all items": "全部题目",
    "Items": "题目",
    "Construct": "构念",
    "Alpha": "α",
    "Std. alpha": "标准化 α",
    "Omega": "ω",
    "Split half": "分半信度",
    "KMO": "KMO",
    "Bartlett χ²": "Bartlett χ²",
    "Item-rest r": "题余相关",
    "Alpha without": "删除后 α",
    "Loading": "载荷",
    "MSA": "MSA",
    "Reliability: {what}": "信度：{what}",
    "Reliability of {count} constructs": "{count} 个构念的信度",
    "constructs": "构念",
    "Cronbach's alpha": "Cronbach α",
    "Omega total": "ω 总信度",
    "Cronbach's alpha, with {level} intervals; the line marks {usual}, the usual least": (
        "Cronbach α（{level} 区间）；虚线为通常的最低标准 {usual}"
    ),
    "Reliability, with {level} intervals; the line marks {usual}, the usual least": (
        "信度（{level} 区间）；虚线为通常的最低标准 {usual}"
    ),
}
