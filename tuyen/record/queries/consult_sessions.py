"""Formal consultations of a case, their papers, and who may sit at the head of the table."""

import uuid
from typing import Any

from django.db.models import QuerySet

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.platform.signing.models import SignedPaper
from tuyen.record.chart import Chart
from tuyen.record.consult_minutes import Participant
from tuyen.record.consulting import Expert
from tuyen.record.models import Consult, ConsultPaper, ConsultSession
from tuyen.record.queries import consults
from tuyen.record.rules.consult_sessions import SessionStatus
from tuyen.registry.facilities import direction
from tuyen.registry.facilities.models import Unit
from tuyen.registry.facilities.queries import names_of
from tuyen.registry.staff import queries as staff
from tuyen.registry.staff import titles
from tuyen.registry.staff.models import StaffMember

SIGNS, KEEPS = "consult.sign", "consult.minutes"
LEAVES = {"chair": (SIGNS,), "secretary": (SIGNS, KEEPS)}  # who may be which
SUBJECT = "consult_paper"  # of a SignedPaper that belongs to a case
MOST_FOUND = 12


def sessions_of(chart: Chart, row: Consult) -> QuerySet[ConsultSession]:
    """Of one case, the first held first."""
    return chart.of(ConsultSession).filter(consult_id=row.id).order_by("started_at", "id")


def papers_of(chart: Chart, row: Consult) -> QuerySet[ConsultPaper]:
    return chart.of(ConsultPaper).filter(consult_id=row.id).order_by("issued_at", "id")


def standing(papers: list[ConsultPaper], sessions: list[ConsultSession]) -> list[ConsultPaper]:
    """Without minutes that were taken back for mending before anybody signed."""
    current = {each.paper_id for each in sessions}
    return [each for each in papers if each.kind != "minutes" or each.paper_id in current]


def draft_among(consult_id: uuid.UUID, patient_id: uuid.UUID) -> ConsultSession | None:
    """What is still being written of this case: a session that broke off goes on from here."""
    found: ConsultSession | None = ConsultSession.objects.filter(
        patient_id=patient_id, consult_id=consult_id, status=SessionStatus.DRAFT
    ).first()
    return found


def signed_paper(row: ConsultPaper) -> SignedPaper | None:
    found: SignedPaper | None = SignedPaper.objects.filter(pk=row.paper_id).first()
    return found


def is_ours(row: Consult, who: Actor) -> bool:
    """Is the reader at one of the two ends?"""
    return consults.is_asker(row, who) or consults.is_asked(row, who)


def is_officer(row: ConsultSession, who: Actor) -> bool:
    """Chair, secretary, and whoever called the table: these write."""
    return who.account_id in (row.chair_id, row.secretary_id, row.opened_by)


def officers_of(row: Consult, *leaves: str) -> list[tuple[Expert, str]]:
    """Who holds one of these leaves at either end, with the unit's name; the asked facility first."""
    asking = direction.facility_of(row.from_unit_id)
    found: dict[uuid.UUID, Expert] = {}
    for unit_id in (row.to_unit_id, asking):
        for leave in leaves:
            for each in consults.experts_at(unit_id, leave):
                found.setdefault(each.account_id, each)
    names = names_of({each.unit_id for each in found.values()})
    return [(each, names.get(each.unit_id, "")) for each in found.values()]


def staff_matching(row: Consult, words: str) -> list[tuple[StaffMember, str]]:
    """Staff at work today at either end whose name has these words, with the name of the unit."""
    if not words.strip():
        return []
    today, found = clock.today(), {}
    ends = (row.to_unit_id, direction.facility_of(row.from_unit_id))
    for unit in Unit.objects.filter(pk__in=ends):
        for each in staff.working_at(unit, today, words=words)[:MOST_FOUND]:
            found[each.id] = each
    return [(each, place) for each, place in _placed(list(found.values()))][:MOST_FOUND]


def _placed(members: list[StaffMember]) -> list[tuple[StaffMember, str]]:
    posts = staff.posts_of(members, clock.today())
    at = {id_: rows[0].unit_id for id_, rows in posts.items() if rows}
    names = names_of(set(at.values()))
    return [(each, names.get(at[each.id], "") if each.id in at else "") for each in members]


def participant_of(row: Consult, typed: str) -> Participant | None:
    """Somebody picked among the staff of either end; None when the words name nobody or several."""
    found = _by_id(row, typed) if _is_id(typed) else staff_matching(row, typed)
    if len(found) != 1:
        return None
    member, unit = found[0]
    return Participant(
        name=member.name,
        title=titles.profession_labels().get(member.profession, ""),
        licence=staff.licence_number(member.id, clock.today()) or "",
        unit=unit,
        staff_id=str(member.id),
    )


def _is_id(typed: str) -> bool:
    try:
        uuid.UUID(typed)
    except ValueError:
        return False
    return True


def _by_id(row: Consult, typed: str) -> list[tuple[StaffMember, str]]:
    today = clock.today()
    ends = (row.to_unit_id, direction.facility_of(row.from_unit_id))
    for unit in Unit.objects.filter(pk__in=ends):
        found: Any = staff.working_at(unit, today).filter(pk=typed).first()
        if found is not None:
            return _placed([found])
    return []
