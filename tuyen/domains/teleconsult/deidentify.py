"""A text without what tells who somebody is. Pure; it proposes, a person reads and decides.

Names, numbers and places are taken out, days become days counted from the question. What is left and might
still tell is named by `doubts`, so that the reader looks there first.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tuyen.core.text import fold

PERSON, PLACE, NUMBER, LINK = "[người]", "[nơi]", "[số]", "[liên kết]"
LETTERS_OF_YEAR, CENTURY = 4, 2000
LEAST_LETTERS = 3  # a shorter part of a place says nothing by itself
_UP = "A-ZÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
_LOW = _UP.lower()
_DAY = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})\b")
# Without a year only after a word of time: 1/2 viên and 16/9 are no days.
_SHORT_DAY = re.compile(
    r"\b(ngày|hôm|từ|hẹn|đến|lúc|sáng|trưa|chiều|tối|đêm)\s+(\d{1,2})/(\d{1,2})\b(?!\s*(?:viên|mmHg))",
    re.IGNORECASE,
)
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_SPOKEN = re.compile(r"\bngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})(?:\s+năm\s+(\d{4}))?", re.IGNORECASE)
_YEAR = re.compile(r"\b(sinh năm|SN|năm sinh)\s*:?\s*(19|20)\d{2}\b", re.IGNORECASE)
_LINK = re.compile(r"\S+@\S+|https?://\S+|www\.\S+", re.IGNORECASE)
_CARD = re.compile(r"\b[A-Z]{2}\s?\d(?:[\s.-]?\d){11,13}\b")
_LONG = re.compile(r"(?<![\w,.])\+?\d(?:[\s.-]?\d){7,}(?![\w])")
_WORD = rf"[{_UP}][{_LOW}]*"
_HAMLET = re.compile(
    r"\b(thôn|bản|ấp|tổ|xóm|buôn|làng|xã|phường|thị trấn|huyện|quận|tỉnh|thành phố|số nhà|đường|phố)"
    rf"\s+((?:(?:{_WORD}|\d+)\b\s?){{1,4}})"
)
_CALLED = re.compile(
    r"\b([Aa]nh|[Cc]hị|[ÔôOo]ng|[Bb]à|[Cc]háu|[Bb]é|[Ee]m|[Bb]ác sĩ|BS\.?|[Cc]on|[Vv]ợ|[Cc]hồng|[Mm]ẹ|[Bb]ố)"
    rf"\s+((?:{_WORD}\b\s?){{1,4}})"
)
_CAPITALS = re.compile(
    rf"(?<![.!?:;\n]\s)(?<!^)\b[{_UP}][{_LOW}]+(?:\s+[{_UP}][{_LOW}]*)+", re.MULTILINE
)
_FIVE = re.compile(r"\d{5,}")
# Capital words of medicine that name nobody.
_KNOWN = frozenset({"sars", "covid", "parkinson", "alzheimer", "doppler", "holter", "glasgow"})


@dataclass(frozen=True)
class Known:
    """What the program knows of the person and of those who spoke: their names, places, numbers."""

    names: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()


def cleaned(text: str, known: Known, zero: dt.date) -> str:
    """The text with what was recognised replaced; zero: the day of the question, day 0."""
    found = _LINK.sub(LINK, text)
    for number in sorted((each for each in known.numbers if each), key=len, reverse=True):
        found = found.replace(number, NUMBER)
    found = _days(found, zero)
    found = _YEAR.sub(lambda match: f"{match[1]} {NUMBER}", found)
    found = _LONG.sub(NUMBER, _CARD.sub(NUMBER, found))
    marks = dict.fromkeys(known.names, PERSON) | dict.fromkeys(_parts(known.places), PLACE)
    found = _without(found, marks)
    found = _CALLED.sub(lambda match: f"{match[1]} {PERSON} ", found)
    found = _HAMLET.sub(lambda match: f"{match[1]} {PLACE} ", found)
    return "\n".join(" ".join(line.split()) for line in found.splitlines()).strip()


def _days(text: str, zero: dt.date) -> str:
    found = _ISO.sub(lambda m: _relative(m[3], m[2], m[1], zero) or m[0], text)
    found = _SPOKEN.sub(lambda m: _relative(m[1], m[2], m[3], zero) or m[0], found)
    found = _DAY.sub(lambda m: _relative(m[1], m[2], m[3], zero) or m[0], found)
    return _SHORT_DAY.sub(lambda m: _after(m[1], _relative(m[2], m[3], None, zero)) or m[0], found)


def _after(word: str, day: str) -> str:
    """“từ ngày −2”, not “ngày ngày −2”."""
    return day and (day if word.lower() == "ngày" else f"{word} {day}")


def _relative(day: str, month: str, year: str | None, zero: dt.date) -> str:
    """“ngày −3”; empty for what is no day. Without a year the nearest day of that name is meant."""
    years = [_full(year)] if year else [zero.year - 1, zero.year, zero.year + 1]
    told = []
    for each in years:
        try:
            told.append((dt.date(each, int(month), int(day)) - zero).days)
        except ValueError:
            continue
    if not told:
        return ""
    n = min(told, key=abs)
    return f"ngày {n:+d}".replace("-", "−") if n else "ngày 0"


def _full(year: str) -> int:
    return int(year) if len(year) == LETTERS_OF_YEAR else CENTURY + int(year)


def _without(text: str, marks: Mapping[str, str]) -> str:
    """Whole words, whatever their accents and capitals; the longest first."""
    for word in sorted((each for each in marks if each.strip()), key=len, reverse=True):
        text = _one_out(text, word.strip(), marks[word])
    return text


def _one_out(text: str, word: str, mark: str) -> str:
    """fold keeps the number of letters of composed text, so that places in both are the same."""
    flat, wanted = fold(text), fold(word)
    if len(flat) != len(text):
        return re.sub(rf"\b{re.escape(word)}\b", mark, text, flags=re.IGNORECASE)
    spots = [match.span() for match in re.finditer(rf"\b{re.escape(wanted)}\b", flat)]
    for start, end in reversed(spots):
        if text[start].isupper() or " " in wanted:
            text = text[:start] + mark + text[end:]
    return text


def _parts(places: Iterable[str]) -> list[str]:
    """“Bản Mẫu, xã Nậm Mẫu” is also each of its parts."""
    found = []
    for place in places:
        found += [place, *(part for part in re.split(r"[,;]", place))]
    return [each for each in found if len(each.strip()) >= LEAST_LETTERS]


def names_of(full: str) -> list[str]:
    """A full name, its last two words, and the given name."""
    words = full.split()
    return [" ".join(words), " ".join(words[-2:]), words[-1]] if len(words) > 1 else words


def age_band(years: int | None, step: int, top: int) -> str:
    if years is None:
        return ""
    if years >= top:
        return f"≥ {top}"
    low = years - years % step
    return f"{low}–{low + step - 1}"


def doubts(text: str) -> list[str]:
    """What may still tell who it is: several capital words in a row, numbers of five digits and more."""
    found = [match[0] for match in _CAPITALS.finditer(text)]
    found = [each for each in found if not set(fold(each).split()) & _KNOWN]
    return list(dict.fromkeys([*found, *(match[0] for match in _FIVE.finditer(text))]))
