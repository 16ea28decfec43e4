"""A person's card: each dose with its verdict, each series with what comes next."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from tuyen.core import rulebook
from tuyen.domains.immunization.rules.due import Counted, Given, Next, State, Why, standing
from tuyen.domains.immunization.rules.schedule import Plan, plan_of
from tuyen.record import vaccines
from tuyen.record.chart import Chart
from tuyen.record.models import DoseStatus, Immunization
from tuyen.record.queries import immunizations as doses
from tuyen.registry.persons.models import Person

SCHEDULE = "immunization/schedule"
OPEN = frozenset({State.DUE, State.LATE})
WHY = {
    Why.BEFORE_BIRTH: gettext_lazy("trước ngày sinh"),
    Why.TOO_EARLY: gettext_lazy("chưa đủ tuổi tối thiểu"),
    Why.TOO_SOON: gettext_lazy("chưa đủ khoảng cách với mũi trước"),
    Why.LIVE_TOO_SOON: gettext_lazy("chưa đủ 4 tuần sau một vắc xin sống khác"),
    Why.TOO_LATE: gettext_lazy("quá tuổi của mũi này"),
    Why.ZERO: gettext_lazy("mũi 0, không tính vào lịch"),
    Why.COMPLETE: gettext_lazy("đã đủ mũi, tính là mũi thêm"),
}
# Of a combined vaccine: what one series no longer needs says less than why another one did not take it.
PAST = frozenset({Why.COMPLETE, Why.TOO_LATE})
STATES = {
    State.COMPLETE: (gettext_lazy("Đủ mũi"), "good"),
    State.NOT_YET: (gettext_lazy("Chưa đến lịch"), "neutral"),
    State.DUE: (gettext_lazy("Đến lịch"), "info"),
    State.LATE: (gettext_lazy("Trễ"), "warn"),
    State.TOO_LATE: (gettext_lazy("Quá tuổi"), "neutral"),
}


@dataclass(frozen=True)
class Line:
    """One dose. `counts`: (series label, place) that it fills; else `why`."""

    row: Immunization
    vaccine: str
    counts: tuple[tuple[str, int], ...]
    why: str
    reason: str = ""

    @property
    def is_valid(self) -> bool:
        return bool(self.counts)

    @property
    def is_given(self) -> bool:
        return self.row.status == DoseStatus.COMPLETED


@dataclass(frozen=True)
class Series:
    """Where one series stands, in words."""

    next: Next
    label: str
    total: int
    is_unverified: bool

    @property
    def word(self) -> str:
        return str(STATES[self.next.state][0])

    @property
    def tone(self) -> str:
        return STATES[self.next.state][1]

    @property
    def had(self) -> int:
        return sum(each.why is None for each in self.next.counted)


@dataclass(frozen=True)
class Card:
    """lines: newest first. series: in the order of the schedule."""

    lines: tuple[Line, ...]
    series: tuple[Series, ...]

    @property
    def due(self) -> list[Series]:
        """What may be given today, the latest first."""
        found = [each for each in self.series if each.next.state in OPEN]
        return sorted(found, key=lambda each: (each.next.state != State.LATE, each.next.due))


@lru_cache(maxsize=64)
def plan_on(day: dt.date) -> Plan:
    schedule, engine = rulebook.on(SCHEDULE, day), rulebook.on(vaccines.ENGINE, day)
    return plan_of(schedule.rows, engine.values)


def labels(day: dt.date) -> dict[str, tuple[str, bool]]:
    """Series → its words, and whether nobody has checked its figures."""
    rule, language = rulebook.on(SCHEDULE, day), get_language() or "vi"
    return {
        row["code"]: (rulebook.label(row, language), rulebook.is_unverified(row, rule))
        for row in rule.rows
    }


def given_of(
    rows: Iterable[tuple[str, dt.date, bool]], known: Mapping[str, vaccines.Vaccine]
) -> list[Given]:
    """(vaccine, day, is it a zero dose?) as the engine takes them; an unknown product holds nothing."""
    nothing: frozenset[str] = frozenset()
    return [
        Given(day, known[code].antigens if code in known else nothing, zero)
        for code, day, zero in rows
    ]


def standing_of(person: Person, rows: Iterable[Immunization], today: dt.date) -> list[Next]:
    """Every series; none where nobody knows when the person was born."""
    if person.birth_date is None:
        return []
    had = [(row.vaccine, row.given_on, row.is_dose_zero) for row in rows]
    given = given_of(had, vaccines.vaccines(today))
    return standing(plan_on(today), person.birth_date, given, today, person.sex)


def card_of(chart: Chart, today: dt.date) -> Card:
    """One statement."""
    rows = list(doses.told(chart))
    had = [row for row in rows if row.status == DoseStatus.COMPLETED]
    known, words = vaccines.vaccines(today), labels(today)
    given = given_of([(row.vaccine, row.given_on, row.is_dose_zero) for row in had], known)
    found: list[Next] = []
    if chart.person.birth_date is not None:
        found = standing(plan_on(today), chart.person.birth_date, given, today, chart.person.sex)
    verdicts = _verdicts(found)
    of_row = {row.id: verdicts.get(id(each), []) for row, each in zip(had, given, strict=True)}
    sizes = {each.code: len(each.doses) for each in plan_on(today).series}
    return Card(
        tuple(_line(row, of_row.get(row.id, []), words, today) for row in rows),
        tuple(
            Series(each, words[each.series][0], sizes[each.series], words[each.series][1])
            for each in found
        ),
    )


def _verdicts(found: list[Next]) -> dict[int, list[tuple[str, Counted]]]:
    verdicts: dict[int, list[tuple[str, Counted]]] = {}
    for series in found:
        for counted in series.counted:
            verdicts.setdefault(id(counted.given), []).append((series.series, counted))
    return verdicts


def _line(
    row: Immunization,
    verdicts: list[tuple[str, Counted]],
    words: Mapping[str, tuple[str, bool]],
    today: dt.date,
) -> Line:
    counts = tuple((words[code][0], each.number) for code, each in verdicts if each.why is None)
    whys = [each.why for _code, each in verdicts if each.why]
    why = str(WHY[min(whys, key=lambda each: each in PAST)]) if whys else ""
    if not verdicts:
        why = _("ngoài lịch thường xuyên")
    reason = vaccines.reasons(today).get(row.status_reason, row.status_reason)
    return Line(row, vaccines.name_of(row.vaccine, today), counts, "" if counts else why, reason)


def next_number(card: Card, code: str, today: dt.date) -> int | None:
    """The place that a dose of this vaccine would fill today; None outside every series."""
    known = vaccines.vaccine(code, today)
    plan = {each.code: each for each in plan_on(today).series}
    for each in card.series:
        if known and known.antigens & plan[each.next.series].antigens and each.next.number:
            return each.next.number
    return None


def product_for(series: str, today: dt.date) -> str:
    """The programme's own product where the schedule names it, else the one that holds the least."""
    wanted = next(each.antigens for each in plan_on(today).series if each.code == series)
    fitting = [each for each in vaccines.vaccines(today).values() if wanted & each.antigens]
    usual = {row["code"]: row.get("product") for row in rulebook.on(SCHEDULE, today).rows}[series]
    return min(fitting, key=lambda each: (each.code != usual, len(each.antigens))).code


def doses_of(person_ids: list[uuid.UUID], today: dt.date) -> dict[uuid.UUID, list[Given]]:
    """The doses of many people, for lists of a unit; never for a chart."""
    known = vaccines.vaccines(today)
    found: dict[uuid.UUID, list[Given]] = {}
    for patient_id, code, day, zero in doses.of_people(person_ids):
        found.setdefault(patient_id, []).extend(given_of([(code, day, zero)], known))
    return found
