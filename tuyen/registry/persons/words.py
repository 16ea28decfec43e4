"""What search writes down about a person, and how a typed line becomes a question. No Django here.

A line of search (`fold`) holds the words of the name and marked words: `y1979` birth year, `c00123`
commune, `p01` province, `u1a2b3c4d` every unit above and at each care link, `d2345` the last four
digits of a number. Hidden people carry neither commune nor unit, only `u1a2b3c4dxcustody`: nobody
without that grant asks for such a word, so one match decides who may be found.

The index holds whole words as `hoa0`, beginnings as `h ho hoa`, initials as `1nth`: every question is
made of exact words, on both engines (a long prefix over a million people is slow on both).
"""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from tuyen.core.text import fold

LONGEST = 8  # letters of a beginning; longer ones are cut, and the name itself is compared later
_LETTERS = re.compile(r"[a-z]+")
_MARKED = re.compile(r"[a-z][0-9].*|u[0-9a-f]{8}.*")
_SILENT = str.maketrans("", "", "'’`")


def name_words(name: str) -> list[str]:
    """`H'Bia Niê` → `hbia nie`."""
    return _LETTERS.findall(fold(name).translate(_SILENT))


@dataclass(frozen=True)
class Line:
    """What is known about one person when the line of search is drawn."""

    name: str
    birth_year: int | None = None
    commune_codes: tuple[str, ...] = ()  # several where an old commune was split
    province_code: str = ""
    compartment: str = ""
    paths: tuple[tuple[str, str], ...] = ()  # (path of a unit with a care link, compartment)
    numbers: tuple[str, ...] = ()


def line_of(person: Line) -> str:
    """The words kept for a person, in one order: the same people make the same line on every node."""
    words = name_words(person.name)
    marks = [f"y{person.birth_year}"] if person.birth_year else []
    if not person.compartment:
        marks += [f"c{code}" for code in person.commune_codes]
        marks += [f"p{person.province_code}"] if person.province_code else []
    marks += sorted({f"d{number[-4:]}" for number in person.numbers if number[-4:].isdigit()})
    marks += sorted({unit for path in person.paths for unit in _units(*path, person.compartment)})
    return " ".join([*words, *marks])


def _units(path: str, compartment: str, hidden: str) -> Iterable[str]:
    """A hidden person stays hidden at every unit; a link may be hidden for an open person."""
    closed = hidden or compartment
    tail = f"x{closed}" if closed else ""
    return (f"u{part}{tail}" for part in path.split("/") if part)


def area_words(
    path: str, compartments: Iterable[str], *, commune_code: str = "", province_code: str = ""
) -> list[str]:
    """Words of which a person must carry one to be found by name from the unit with this path."""
    unit = path.rstrip("/").split("/")[-1]
    words = [f"u{unit}", *(f"u{unit}x{each}" for each in sorted(compartments))]
    words += [f"c{commune_code}"] if commune_code else []
    words += [f"p{province_code}"] if province_code else []
    return words


def index_words(line: str) -> list[str]:
    """Every word under which a line can be found."""
    said = line.split()
    marks = [word for word in said if _MARKED.fullmatch(word)]
    names = [word for word in said if not _MARKED.fullmatch(word)]
    found = dict.fromkeys(marks)
    for word in names:
        found[f"{word}0"] = None
        found.update(dict.fromkeys(word[:end] for end in range(1, min(len(word), LONGEST) + 1)))
    found.update(dict.fromkeys(f"1{short}" for short in _initials(names)))
    return list(found)


def _initials(names: list[str]) -> set[str]:
    """`Nguyễn Thị Hoa` is asked for as nth, th and nh."""
    first = "".join(word[0] for word in names)
    if len(first) < 2:
        return set()
    return {first, first[-2:], first[-3:], first[0] + first[-1]}


# The question -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Question:
    """A typed line, understood. `number`: ask by exact number; otherwise by words inside one's area."""

    number: str = ""
    names: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    born_on: dt.date | None = None
    tail: str = ""  # last 4 to 6 digits of a number; four may be a year as well

    @property
    def is_empty(self) -> bool:
        return not (self.number or self.names or self.years or self.tail or self.born_on)

    def clauses(self, *, exact: bool) -> list[list[str]]:
        """Every inner list is a choice (or), the outer one a demand (and); the rarest come first."""
        asked: list[list[str]] = []
        digits = [f"d{self.tail[-4:]}"] if self.tail else []
        years = [f"y{year}" for year in self.years]
        if len(self.tail) == 4 and years:
            asked.append([*digits, *years])
        else:
            asked += [group for group in (digits, years) if group]
        for word in sorted(self.names, key=len, reverse=True):
            asked.append([f"{word}0"] if exact else _begins(word))
        return asked


def _begins(word: str) -> list[str]:
    found = [word[:LONGEST]]
    return [*found, f"1{word}"] if 2 <= len(word) <= 6 else found


_NUMBER = re.compile(
    r"[0-9]{8,13}|[A-Z]{1,2}[0-9]{6,8}|[A-Z]{2}[0-9]{13}|TM-?[0-9A-Z]{4}-?[0-9A-Z]{4}"
)
_DATE = re.compile(r"([0-9]{1,2})[/\-.]([0-9]{1,2})[/\-.]([0-9]{4})")


@dataclass
class _Reading:
    today: dt.date
    names: list[str] = field(default_factory=list)
    years: list[int] = field(default_factory=list)
    tail: str = ""

    def take(self, part: str) -> None:
        if not (part.isascii() and part.isdigit()):
            self.names += name_words(part)
        elif len(part) == 2:
            self.years += [y for y in (1900 + int(part), 2000 + int(part)) if self._lived(y)]
        elif 4 <= len(part) <= 6:
            self.tail = part
            if len(part) == 4 and self._lived(int(part)):
                self.years.append(int(part))
        elif len(part) == 8:  # 03021979
            self.years.append(int(part[4:]))

    def _lived(self, year: int) -> bool:
        return self.today.year - 120 <= year <= self.today.year


def question_of(text: str, today: dt.date) -> Question:
    """`nguyen hoa 1979`, `nth 79`, `2345`, `03/02/1979`, a whole number, or the line of a citizen card."""
    said = text.strip()
    if "|" in said:
        return Question(number=said.split("|")[0].strip())
    if number := _whole_number(said):
        return Question(number=number)
    born_on, said = _born_on(said)
    reading = _Reading(today)
    for part in re.split(r"[\s,;]+", said):
        reading.take(part)
    tail = reading.tail if not reading.names or not reading.years else ""
    if born_on:
        reading.years.append(born_on.year)
    years = tuple(dict.fromkeys(reading.years))
    return Question("", tuple(reading.names), years, born_on, tail)


def _whole_number(said: str) -> str:
    number = re.sub(r"[\s.]+", "", said).upper()
    if number.startswith("+84"):
        number = "0" + number[3:]
    if re.fullmatch(r"TM-?[0-9A-Z]{4}-?[0-9A-Z]{4}", number):
        code = number.replace("-", "")
        return f"TM-{code[2:6]}-{code[6:]}"
    if number.isdigit() and (len(number) < 9 or len(number) > 13):
        return ""
    return number if _NUMBER.fullmatch(number) else ""


def _born_on(said: str) -> tuple[dt.date | None, str]:
    found = _DATE.search(said)
    if not found:
        return None, said
    try:
        born_on = dt.date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        return None, said
    return born_on, f"{said[: found.start()]} {said[found.end() :]}"


def fits(question: Question, names: Iterable[str]) -> bool:
    """The last word on a found person: beginnings are cut in the index after eight letters."""
    longs = [word for word in question.names if len(word) > LONGEST]
    return all(any(own.startswith(word) for own in names) for word in longs)
