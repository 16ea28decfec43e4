"""The first commune of measles-2025 today: a hamlet closed off, a ward in the school, an immunisation day."""

import datetime as dt
from decimal import Decimal

from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.domains.immunization.actions import screening, sessions, visits
from tuyen.domains.immunization.models import ImmunizationSession
from tuyen.domains.immunization.queries import sessions as session_queries
from tuyen.domains.isolation_areas.actions import areas, checks, stays
from tuyen.domains.isolation_areas.models import IsolationArea
from tuyen.domains.isolation_areas.queries import areas as area_queries
from tuyen.domains.isolation_areas.rules.checks import Found
from tuyen.domains.outbreaks.actions import zones
from tuyen.domains.outbreaks.models import Outbreak, Zone
from tuyen.record.models import Case

DAY = dt.timedelta(days=1)
ZONE_DAYS, WARD_DAYS, LYING, GIVEN = 14, 5, 6, 3
LOTS = ("penta", "opv", "ipv", "mr", "measles", "pcv", "rota", "je")
HAMLET = "Bản Mẫu Một"


def close_off(by: Actor, today: dt.date) -> Zone | None:
    outbreak = Outbreak.objects.filter(unit_id=by.unit_id).first()
    if outbreak is None:
        return None
    order = zones.Order(
        number="15/QĐ-UBND (mẫu)",
        signed_on=today - DAY,
        signed_by="Chủ tịch xã (mẫu)",
        why="Nhiều ca sởi trong bản",
        effective_on=today - DAY,
        until_on=today + ZONE_DAYS * DAY,
    )
    measures = ("checkpoint", "vaccination")
    said = zones.Zoning(HAMLET, "core", (HAMLET,), "Từ cầu treo đến trường học", measures)
    return zones.set_zone(outbreak=outbreak, said=said, order=order, by=by)


def open_ward(by: Actor, today: dt.date) -> IsolationArea:
    """The newest cases lie there for some days; one needs oxygen since this morning."""
    first = today - WARD_DAYS * DAY
    said = areas.Opening(
        template="treatment_30",
        name="Khu điều trị sởi (mẫu)",
        place="Trường học Bản Mẫu Một",
        opening_order="16/QĐ-UBND (mẫu)",
        opened_on=first,
        disease="measles",
    )
    area = areas.open_area(said=said, by=by)
    sick = Case.objects.filter(unit_id=by.unit_id).exclude(classification="discarded")
    people = sick.order_by("-onset_on", "id").values_list("patient_id", flat=True)[:LYING]
    for at, person_id in enumerate(people):
        _lies(area, person_id, at, by, today)
    return area


def _lies(area: IsolationArea, person_id: object, at: int, by: Actor, today: dt.date) -> None:
    arrived = today - (WARD_DAYS - at % WARD_DAYS) * DAY
    coming = stays.Coming("light", arrived, HAMLET)
    bed = area_queries.beds_of(area)[at]
    stay = stays.admit(area=area, person_id=person_id, coming=coming, bed=bed, by=by)  # type: ignore[arg-type]
    for back in range((today - arrived).days, 0, -1):
        checks.all_is_well(stay=stay, day=today - back * DAY, by=by)
    if at == 0:
        found = Found(Decimal("39.2"), 91, Decimal(3), frozenset())
        checks.check(stay=stay, day=today, told=checks.Told(found, "severe"), by=by)


def vaccinate(by: Actor, today: dt.date) -> ImmunizationSession:
    """The day is open: some children are given what they lack, one is postponed, the others wait."""
    session = sessions.open_session(kind="fixed", place="Trạm Y tế (mẫu)", village="", by=by)
    lots = [sessions.Lot(code, f"{code.upper()}-M1", today + 200 * DAY) for code in LOTS]
    sessions.choose_lots(session=session, lots=lots, by=by)
    ready = [line for line in session_queries.sheet(session, by) if line.ready]
    for at, line in enumerate(ready[: GIVEN + 1]):
        found, decision = ([], "fit") if at < GIVEN else (["temperature"], "postponed")
        screening.screen(
            session=session, person_id=line.person.id, found=found, decision=decision,
            reason="", by=by,
        )  # fmt: skip
        if decision == "fit":
            _give(session, line, by)
    return session


def _give(session: ImmunizationSession, line: session_queries.Line, by: Actor) -> None:
    chosen = [offer.vaccine for offer in line.ready]
    try:
        visits.give(session=session, person_id=line.person.id, chosen=chosen, by=by)
    except Refused:  # a live vaccine of this week's campaign: the rule keeps the child from it
        return
