"""Labels of waves as they are written, English and Chinese, in one spelling that patterns can read."""

from __future__ import annotations

import re
import unicodedata

MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
#: A month by its name, whole or short.
MONTH = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    "nov(?:ember)?|dec(?:ember)?"
)
#: What a number counts, where it does not count a part of a year.
WAVE = (
    "waves?|wv|rounds?|phases?|surveys?|panel|periods?|measurement|edition|cycle|pulse|term|semester|trimester|welle|"
    "vague|波次?|期|轮次?|次|批"
)
ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
CARDINALS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
ROMAN = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"]

_SAME = str.maketrans(
    {**dict.fromkeys("’‘`´′", "'"), **dict.fromkeys("–—‐‑−－", "-"), "週": "周", "輪": "轮", "後": "后"}
)
_CHINESE = {**{sign: i for i, sign in enumerate("〇一二三四五六七八九")}, "零": 0, "两": 2}
_COUNTED = r"(?=\s*(?:个|季|半年|月|周|日|号|年|波|期|轮|次|批|$))"


_ORDINAL = re.compile(rf"^(?:{'|'.join(ORDINALS)})(?= (?:{WAVE}|quarter|half|week)\b)")
_CARDINAL = re.compile(
    rf"^((?:{WAVE}|w|quarter|half|week) )({'|'.join(sorted(CARDINALS + ROMAN, key=len, reverse=True))})(?![a-z])"
)


def plain(label: str) -> str:
    """A label in small letters, with plain digits, dashes and spaces, numbers written as digits."""
    text = unicodedata.normalize("NFKC", label).casefold().translate(_SAME)
    text = " ".join(text.split())
    text = re.sub("上半年", "h1", text)
    text = re.sub("下半年", "h2", text)
    if not text.isascii():
        text = re.sub("[〇零一二三四五六七八九]{4}(?=年)", _digits, text)
        text = re.sub(f"(?:(?<=第)|(?<=年)|^)([〇零两一二三四五六七八九十百]+){_COUNTED}", _number, text)
        text = re.sub(r"([一二三四五六七八九十]+)(?=日|号)", _number, text)
    text = _ORDINAL.sub(lambda found: f"{ORDINALS.index(found[0]) + 1}th", text)
    return _CARDINAL.sub(
        lambda found: found[1] + str(1 + (CARDINALS if found[2] in CARDINALS else ROMAN).index(found[2])), text
    )


def _digits(match: re.Match[str]) -> str:
    return "".join(str(_CHINESE[sign]) for sign in match[0])


def _number(match: re.Match[str]) -> str:
    """A Chinese number below a thousand, such as 十二 or 一百零三, as digits."""
    total, digit = 0, 0
    for sign in match[0]:
        if sign in "十百":
            total, digit = total + (digit or 1) * (10 if sign == "十" else 100), 0
        else:
            digit = _CHINESE[sign]
    return str(total + digit)


def month_number(name: str) -> int:
    """1 to 12 of the name of a month."""
    return [known[:3].lower() for known in MONTH_NAMES].index(name[:3]) + 1
