"""Labels that say that there is no answer: "Don't know", "n/a", 拒答 and their like."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

#: As they are written without capitals, apostrophes, dots and hyphens. "Not sure" and "no opinion" are not among them:
#: they are the middle of many a scale.
PHRASES = frozenset(
    phrase
    for line in """
    dont know, do not know, did not know, doesnt know, dk, dunno, unknown
    no answer, no answer given, not answered, unanswered, no response, no reply, nothing entered,
    not stated, not given, not reported
    refused, refusal, refuse, ref, rf, refuse to answer, refused to answer, refuses to answer,
    declined, declined to answer,
    prefer not to say, prefer not to answer, prefer not to respond, prefer not to disclose, prefer not say
    rather not say, would rather not say, rather not answer, would rather not answer, do not want to say,
    do not want to answer, dont want to say, dont want to answer
    not applicable, not applicable to me, does not apply, does not apply to me, doesnt apply,
    na, not asked, not relevant, missing, skipped, skip, nan, null,
    cant say, cannot say, cant answer, cannot answer, cant judge, cannot judge, cant rate, cannot rate,
    unable to say, unable to answer, unable to rate, unable to judge
    weiß nicht, weiss nicht, keine angabe, keine antwort, trifft nicht zu, ne sait pas, sans réponse,
    no sabe, no contesta
    不知道, 不清楚, 不了解, 不晓得, 不曉得, 说不清, 說不清, 说不清楚, 說不清楚, 不好说, 不好說, 很难说, 很難說
    拒答, 拒绝回答, 拒絕回答, 拒绝作答, 拒絕作答,
    不愿回答, 不願回答, 不想回答, 不便回答, 不愿透露, 不願透露, 不方便回答
    未作答, 未回答, 未答, 没有回答, 沒有回答, 无回答, 無回答, 没回答, 无法回答, 無法回答, 无法评价, 無法評價,
    无法判断, 無法判斷
    不适用, 不適用, 不适合, 跳过, 跳過, 缺失, 未填, 未填写, 未填寫, 无应答, 無應答
    """.splitlines()
    for phrase in map(str.strip, line.split(","))
    if phrase
)

#: What may stand before and behind the words: a code, a remark in parentheses.
_CODE = re.compile(r"^[(\[]?[+\-−]?\d+[)\]]?\s*[.:=)\-–—]*\s*(?=\D)")
_REMARK = re.compile(r"\([^)]*\)|\[[^]]*\]")
_MARKS = re.compile(r"['’‘`´ʼ.\-–—*_!?\"“”]")
#: What two reasons for no answer are joined by.
_JOINED = re.compile(r"[/／|,;、，;]|\bor\b|\band\b|或|&")


def says_nothing(label: Any) -> bool:
    """Whether a label says that there is no answer."""
    if not isinstance(label, str):
        return False
    plain = unicodedata.normalize("NFKC", label).strip().casefold()
    words = _CODE.sub("", plain.strip("()[]") if plain.startswith(("(", "[")) else _REMARK.sub(" ", plain))
    return _known(words.replace("/", "")) or (
        bool(_JOINED.search(words)) and all(map(_known, filter(str.strip, _JOINED.split(words))))
    )


def _known(words: str) -> bool:
    bare = " ".join(_MARKS.sub("", words).split())
    return bare.removeprefix("i ").removesuffix(" at all") in PHRASES
