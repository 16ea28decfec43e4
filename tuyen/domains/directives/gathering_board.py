"""What the pages of meetings show."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.directives import permissions, words
from tuyen.domains.directives.models import (
    Attendance,
    Conclusion,
    ConclusionStatus,
    Gathering,
    GatheringStatus,
    Invitation,
    InvitationAnswer,
    Site,
)
from tuyen.domains.directives.queries import gatherings as queries
from tuyen.registry.facilities.queries import names_of

CONCLUSION_STATES = {"open": _("Đang làm"), "late": _("Quá hạn"), "done": _("Đã xong")}


@dataclass(frozen=True)
class Row:
    gathering: Gathering
    host: str
    sites: int
    people: int
    tone: str


def gathering_rows(found: Iterable[Gathering]) -> list[Row]:
    found = list(found)
    names = names_of({row.unit_id for row in found})
    sites, people = queries.sites_at(found), queries.people_at(found)
    return [
        Row(
            row,
            names.get(row.unit_id, ""),
            sites.get(row.id, 0),
            people.get(row.id, 0),
            words.tone(row.status),
        )
        for row in found
    ]


@dataclass(frozen=True)
class SiteLine:
    site: Site
    people: int
    not_invited: int


@dataclass(frozen=True)
class InvitationLine:
    invitation: Invitation
    name: str
    tone: str


@dataclass(frozen=True)
class ConclusionLine:
    conclusion: Conclusion
    unit: str
    state: Any
    tone: str


def conclusion_lines(
    found: Iterable[Conclusion], names: dict[uuid.UUID, str]
) -> list[ConclusionLine]:
    today = clock.today()
    return [ConclusionLine(row, names.get(row.unit_id, ""), *_state(row, today)) for row in found]


def _state(row: Conclusion, today: Any) -> tuple[Any, str]:
    if row.status == ConclusionStatus.OPEN:
        return (_("Quá hạn"), "warn") if row.due_on < today else (_("Đang làm"), "info")
    is_late = row.done_at is not None and clock.day_of(row.done_at) > row.due_on
    return (_("Xong muộn"), "warn") if is_late else (_("Đã xong"), "good")


def conclusion_rows(found: Iterable[Conclusion]) -> list[ConclusionLine]:
    found = list(found)
    return conclusion_lines(found, names_of({row.unit_id for row in found}))


def gathering_page(row: Gathering, who: Actor) -> dict[str, Any]:
    """The meeting with its sites, counts, answers, reports, papers and conclusions."""
    home = permissions.home(who)
    invitations = list(queries.invitations_of(row))
    conclusions = list(queries.conclusions_of(row))
    ids = {i.unit_id for i in invitations} | {c.unit_id for c in conclusions} | {row.unit_id}
    names = names_of(ids)
    sites = [SiteLine(*line) for line in queries.sites_with_counts(row)]
    mine = next((i for i in invitations if i.unit_id == home and not i.guest), None)
    is_host = permissions.is_home(who, row.unit_id)
    is_running = row.status in (GatheringStatus.PLANNED, GatheringStatus.INVITED)
    return {
        "row": row,
        "tone": words.tone(row.status),
        "host": names.get(row.unit_id, ""),
        "sites": sites,
        "people": sum(line.people for line in sites),
        "not_invited": sum(line.not_invited for line in sites),
        "invitations": [
            InvitationLine(i, i.guest or names.get(i.unit_id, ""), words.tone(i.answer))
            for i in invitations
        ],
        "coming": sum(i.answer == InvitationAnswer.COMING for i in invitations),
        "reports": list(queries.reports_of(row)),
        "documents": list(queries.documents_of(row)),
        "conclusions": conclusion_lines(conclusions, names),
        "mine": mine if mine and is_running and row.day >= clock.today() else None,
        "is_host": is_host,
        "may_manage": is_host and who.may(permissions.GATHER) and is_running,
        "may_conclude": is_host
        and who.may(permissions.GATHER)
        and row.status != GatheringStatus.CANCELLED
        and row.day <= clock.today(),
        "may_check_in": is_running and row.day <= clock.today(),
        "today": clock.today(),
    }


@dataclass(frozen=True)
class AttendanceLine:
    row: Attendance
    site: str
    unit: str


def attendance_lines(gathering: Gathering, found: Iterable[Attendance]) -> list[AttendanceLine]:
    found = list(found)
    sites = {site.id: site.name for site in queries.sites_of(gathering)}
    names = names_of({row.from_unit_id for row in found if row.from_unit_id})
    return [
        AttendanceLine(
            row,
            sites.get(row.site_id, ""),
            row.organisation or (names.get(row.from_unit_id, "") if row.from_unit_id else ""),
        )
        for row in found
    ]
