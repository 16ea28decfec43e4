"""Outbreaks: opened out of cases, told of every day, closed from the day that the rule allows."""

import datetime as dt
import uuid
from typing import Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted
from tuyen.domains.outbreaks import permissions
from tuyen.domains.outbreaks.actions import contacts as contact_acts
from tuyen.domains.outbreaks.actions import outbreaks as actions
from tuyen.domains.outbreaks.models import Contact, Outbreak
from tuyen.domains.outbreaks.queries import contacts
from tuyen.domains.outbreaks.queries import outbreaks as queries
from tuyen.edge.api import conditions
from tuyen.edge.api.paging import DEFAULT_LIMIT, Limit, Listed, newest_first
from tuyen.edge.api.who import asker
from tuyen.platform import changes
from tuyen.platform.access.chart_access import note_reads

router = Router(tags=["outbreaks"])
MOST_CONTACTS = 200


class OutbreakIn(Schema):
    """case_ids: counted cases of one disease that stand in no outbreak."""

    case_ids: list[uuid.UUID] = Field(min_length=1, max_length=200)
    place: str = Field(min_length=1, max_length=200)
    place_kind: Literal["community", "school", "ward", "workplace", "custody", "other"] = (
        "community"
    )
    basis: str = Field(min_length=1, max_length=300)
    people_at_risk: int | None = Field(None, ge=1, le=10_000_000)


class OutbreakOut(Schema):
    """`status`: open or closed."""

    id: uuid.UUID
    unit_id: uuid.UUID
    area_id: uuid.UUID | None
    disease: str
    place: str
    place_kind: str
    began_on: dt.date
    opened_on: dt.date
    basis: str
    people_at_risk: int | None
    status: str
    closed_on: dt.date | None
    closing_note: str
    early_basis: str


class OutbreakFigures(Schema):
    """attack_rate: percent. close_from: the first day on which it may be closed."""

    cases: int
    confirmed: int
    in_care: int
    deaths: int
    last_onset_on: dt.date | None
    close_from: dt.date | None
    attack_rate: float | None


class OutbreakMeasureOut(Schema):
    kind: str
    what: str
    amount: int | None
    amount_unit: str
    document: str
    done_on: dt.date


class OutbreakWhole(OutbreakOut):
    figures: OutbreakFigures
    measures: list[OutbreakMeasureOut]


class OutbreakReportIn(Schema):
    note: str = Field("", max_length=500)


class OutbreakReportOut(Schema):
    id: uuid.UUID
    day: dt.date
    new_cases: int
    cases: int
    confirmed: int
    in_care: int
    deaths: int
    note: str


class OutbreakEnd(Schema):
    """early_basis: a code of the rulebook's list, only before the rule's day, with a note."""

    on: dt.date
    note: str = Field("", max_length=300)
    early_basis: str = Field("", max_length=20)


@router.get("", response=Listed[OutbreakOut], summary="Outbreaks within reach, newest first")
def listed(request: HttpRequest, cursor: str = "", limit: Limit = DEFAULT_LIMIT) -> Any:
    return newest_first(queries.visible_to(reader(request)), cursor, limit, lambda row: row)


@router.post("", response={201: OutbreakOut}, summary="Open an outbreak out of linked cases")
def open_(request: HttpRequest, response: HttpResponse, said: OutbreakIn) -> Any:
    who = reader(request)
    repeat = conditions.repeat_of(request, who, said.model_dump(mode="json"))
    row = conditions.once(
        response, repeat, lambda: _opened(said, who, repeat), lambda id_: found_outbreak(id_, who)
    )
    conditions.tagged(response, row.hlc)
    return 201, row


def _opened(said: OutbreakIn, who: Actor, repeat: changes.Repeat | None) -> Outbreak:
    values = said.model_dump()
    wanted = values.pop("case_ids")
    found = queries.chosen(who, wanted)
    if len(found) != len(set(wanted)):
        raise Http404
    opening = actions.Opening(**values)
    return actions.open_outbreak(cases=found, said=opening, by=who, repeat=repeat)


@router.get("/{uuid:outbreak_id}", response=OutbreakWhole, summary="One outbreak with its figures")
def read(request: HttpRequest, response: HttpResponse, outbreak_id: uuid.UUID) -> Any:
    row = found_outbreak(outbreak_id, reader(request))
    conditions.tagged(response, row.hlc)
    return {
        **OutbreakOut.from_orm(row).model_dump(),
        "figures": queries.figures_of(row),
        "measures": list(row.measures.order_by("-done_on", "-id")[:200]),
    }


@router.post(
    "/{uuid:outbreak_id}/reports",
    response={201: OutbreakReportOut},
    summary="The report of today; the same day told again replaces it",
)
def report(request: HttpRequest, outbreak_id: uuid.UUID, said: OutbreakReportIn) -> Any:
    who = reader(request)
    row = found_outbreak(outbreak_id, who)
    return 201, actions.report_day(outbreak=row, note=said.note, by=who)


@router.post(
    "/{uuid:outbreak_id}/close",
    response=OutbreakOut,
    summary="Close; refused before the rule's day",
)
def close(
    request: HttpRequest, response: HttpResponse, outbreak_id: uuid.UUID, said: OutbreakEnd
) -> Any:
    who = reader(request)
    row = found_outbreak(outbreak_id, who)
    conditions.require_match(request, row.hlc)
    actions.close(outbreak=row, by=who, **said.model_dump())
    conditions.tagged(response, row.hlc)
    return row


def reader(request: HttpRequest) -> Actor:
    who = asker(request)
    if not who.may(permissions.SEE):
        raise NotPermitted(_("Vai trò hiện tại không xem được ổ dịch."))
    return who


def found_outbreak(outbreak_id: uuid.UUID, who: Actor) -> Outbreak:
    row: Outbreak | None = queries.visible_to(who).filter(pk=outbreak_id).first()
    if row is None:
        raise Http404
    return row


class OutbreakContactIn(Schema):
    """person_id, or at least a name. source_case_id: a case of this outbreak."""

    exposed_on: dt.date
    source_case_id: uuid.UUID | None = None
    person_id: uuid.UUID | None = None
    name: str = Field("", max_length=120)
    birth_year: int | None = Field(None, ge=1900, le=2200)
    phone: str = Field("", max_length=20)
    place: str = Field("", max_length=160)
    how: Literal["household", "classroom", "care", "room", "work", "travel", "other"] = "household"
    risk: Literal["high", "low"] = "high"


class OutbreakContactOut(Schema):
    """name: of those without a chart only. is_lost: proposed by the rule; a person decides."""

    id: uuid.UUID
    person_id: uuid.UUID | None
    source_case_id: uuid.UUID | None
    case_id: uuid.UUID | None
    name: str
    exposed_on: dt.date
    follow_until: dt.date
    how: str
    risk: str
    status: str
    is_lost: bool


class OutbreakLookIn(Schema):
    day: dt.date
    state: Literal["well", "ill", "absent"]
    note: str = Field("", max_length=200)


class OutbreakLookOut(OutbreakLookIn):
    id: uuid.UUID


def _contact_out(row: Contact, line: contacts.Line) -> dict[str, Any]:
    """Whom the registry hides from the reader has no id here either."""
    names = ("id", "source_case_id", "case_id", "name", "exposed_on", "how", "risk", "status")
    person_id = line.person.id if line.person else None
    return {name: getattr(row, name) for name in names} | {
        "person_id": person_id,
        "follow_until": line.until,
        "is_lost": line.is_lost,
    }


@router.get(
    "/{uuid:outbreak_id}/contacts",
    response=list[OutbreakContactOut],
    summary="Contacts of an outbreak, the earliest exposure first",
)
def contacts_of(request: HttpRequest, outbreak_id: uuid.UUID, offset: int = 0) -> Any:
    """At most 200 at a time; the next ones from `offset`."""
    who = reader(request)
    row = found_outbreak(outbreak_id, who)
    start = max(offset, 0)
    rows = list(contacts.of_outbreak(row)[start : start + MOST_CONTACTS])
    lines = contacts.lines(rows, row, who)
    people = [line.person.id for line in lines if line.person]
    if people:
        note_reads(people, who, what="contact", ground="report")
    return [_contact_out(line.contact, line) for line in lines]


@router.post(
    "/{uuid:outbreak_id}/contacts",
    response={201: OutbreakContactOut},
    summary="Add a contact: one row for one exposure",
)
def add_contact(
    request: HttpRequest, response: HttpResponse, outbreak_id: uuid.UUID, said: OutbreakContactIn
) -> Any:
    who = reader(request)
    outbreak = found_outbreak(outbreak_id, who)
    repeat = conditions.repeat_of(request, who, said.model_dump(mode="json"))
    exposure = contact_acts.Exposure(**said.model_dump())
    made = conditions.once(
        response,
        repeat,
        lambda: contact_acts.add_contact(outbreak=outbreak, said=exposure, by=who, repeat=repeat),
        lambda id_: _contact(outbreak, id_),
    )
    return 201, _contact_out(made, contacts.line_of(made, who))


def _contact(outbreak: Outbreak, contact_id: uuid.UUID) -> Contact:
    row: Contact | None = contacts.of_outbreak(outbreak).filter(pk=contact_id).first()
    if row is None:
        raise Http404
    row.outbreak = outbreak
    return row


@router.post(
    "/{uuid:outbreak_id}/contacts/{uuid:contact_id}/looks",
    response={201: OutbreakLookOut},
    summary="One day of a contact: well, ill, absent; the same day told again replaces it",
)
def look(
    request: HttpRequest, outbreak_id: uuid.UUID, contact_id: uuid.UUID, said: OutbreakLookIn
) -> Any:
    who = reader(request)
    outbreak = found_outbreak(outbreak_id, who)
    row = _contact(outbreak, contact_id)
    return 201, contact_acts.look_at(contact=row, by=who, **said.model_dump())
