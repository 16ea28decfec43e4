"""The table of a case as pages show it, and what a live call about the case tells of who sat there."""

import datetime as dt
import uuid
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from tuyen.core import clock, facts
from tuyen.core.actor import Actor
from tuyen.domains.teleconsult import calls
from tuyen.platform.accounts.models import Account
from tuyen.platform.live import queries as live
from tuyen.platform.signing import queries as signed
from tuyen.platform.signing.queries import Judged
from tuyen.record import permissions
from tuyen.record.chart import Chart
from tuyen.record.consult_minutes import Minutes, Participant
from tuyen.record.models import Consult, ConsultPaper, ConsultSession, SessionState
from tuyen.record.queries import consult_sessions as queries
from tuyen.record.rules import consult_sessions as rules

TONES = {"draft": "info", "concluded": "warn", "signed": "good"}


@dataclass(frozen=True)
class Shown:
    row: ConsultSession
    status: str
    tone: str


@dataclass(frozen=True)
class Table:
    """Sessions and papers of one case; may_open: nobody is writing and the case goes on."""

    sessions: list[Shown]
    papers: list[ConsultPaper]
    may_open: bool


def table_of(chart: Chart, row: Consult) -> Table:
    held = list(queries.sessions_of(chart, row))
    papers = queries.standing(list(queries.papers_of(chart, row)), held)
    is_writing = any(each.status == rules.SessionStatus.DRAFT for each in held)
    may_open = (
        permissions.may_keep_minutes(chart.who)
        and queries.is_ours(row, chart.who)
        and row.status in rules.HELD
        and not is_writing
    )
    shown = [Shown(each, str(SessionState(each.status).label), TONES[each.status]) for each in held]
    return Table(shown, papers, may_open)


@dataclass(frozen=True)
class PaperBox:
    """One paper with its signatures; may_sign: the reader is wanted and has not signed."""

    row: ConsultPaper
    kind: str
    lines: list[Judged]
    is_complete: bool
    may_sign: bool
    verify_id: uuid.UUID
    sha256: str


def box_of(row: ConsultPaper, who: Actor) -> PaperBox | None:
    """None: the paper itself has not come to this node yet."""
    paper = queries.signed_paper(row)
    if paper is None:
        return None
    lines = signed.judged(paper)
    mine = [each for each in lines if each.account_id == str(who.account_id)]
    return PaperBox(
        row,
        str(row.get_kind_display()),
        lines,
        signed.is_complete(lines),
        any(each.signature is None for each in mine),
        paper.id,
        paper.sha256,
    )


def shown(held: ConsultSession, boxes: list[PaperBox]) -> Shown:
    """The last signature counts at once; the row says so when the paper has been filed."""
    minutes = [box.is_complete for box in boxes if box.row.paper_id == held.paper_id]
    status = rules.SessionStatus.SIGNED if any(minutes) else held.status
    return Shown(held, str(SessionState(status).label), TONES[status])


@dataclass(frozen=True)
class Heard:
    """What the live calls about a case tell: when, who, how the line was."""

    started_at: dt.datetime
    ended_at: dt.datetime | None
    people: list[Participant]
    quality: str
    note: str


def heard_of(consult: Consult) -> Heard | None:
    """None when nobody has called about this case."""
    stays: list[Any] = []
    sitting: list[Any] = []
    for call in live.calls_about(calls.KIND, consult.id):
        stays += live.attendance_of(call)
        sitting += live.seats_of(call.id)
    everyone = [*stays, *sitting]
    if not everyone:
        return None
    breaks = sum(each.interruptions for each in everyone)
    rates = [each.lowest_kbps for each in everyone if each.lowest_kbps is not None]
    without = any(each.was_without_picture for each in everyone)
    return Heard(
        min(each.joined_at for each in everyone),
        None if sitting else max(each.left_at for each in stays),
        _people(everyone),
        rules.line_of(breaks, without),
        _line_note(breaks, min(rates, default=None)),
    )


def _line_note(breaks: int, lowest: int | None) -> str:
    said = [_("gián đoạn %(n)d lần") % {"n": breaks}] if breaks else []
    if lowest is not None:
        said.append(_("thấp nhất %(n)d kbit/s") % {"n": lowest})
    return ", ".join(said)


def _people(stays: list[Any]) -> list[Participant]:
    """Everybody once, in the order of coming."""
    first: dict[uuid.UUID, Any] = {}
    for each in sorted(stays, key=lambda stay: stay.joined_at):
        first.setdefault(each.account_id, each)
    staff = dict(Account.objects.filter(pk__in=list(first)).values_list("id", "staff_id"))
    return [
        Participant(
            name=each.name,
            unit=each.place,
            licence=_licence(staff.get(id_)),
            account_id=str(id_),
            staff_id=str(staff.get(id_) or ""),
        )
        for id_, each in first.items()
    ]


def _licence(staff_id: uuid.UUID | None) -> str:
    if staff_id is None:
        return ""
    return str(facts.ask("staff.licence_number", staff_id=staff_id, on=clock.today()) or "")


def first_sheet(consult: Consult, who: Actor) -> Minutes:
    """What stands on new minutes: the expert of the case at the head, whoever calls the table writes."""
    chairs = {each.account_id for each, _unit in queries.officers_of(consult, queries.SIGNS)}
    chair = consult.expert_id if consult.expert_id in chairs else None
    is_free = who.account_id != chair and permissions.may_keep_minutes(who)
    secretary = who.account_id if is_free and queries.is_ours(consult, who) else None
    said = Minutes(started_at=clock.now(), chair_id=chair, secretary_id=secretary)
    return with_call(said, consult)


def with_call(said: Minutes, consult: Consult) -> Minutes:
    """Whoever sat in the call and is not on the sheet yet; the hours and the line where none is said."""
    heard = heard_of(consult)
    if heard is None:
        return said
    named = {each.account_id for each in said.participants} | {
        str(said.chair_id),
        str(said.secretary_id),
    }
    more = tuple(each for each in heard.people if each.account_id not in named)
    return replace(
        said,
        started_at=min(said.started_at, heard.started_at),
        ended_at=said.ended_at or heard.ended_at,
        participants=(*said.participants, *more),
        link_quality=said.link_quality or heard.quality,
        link_note=said.link_note or heard.note,
    )


def concluded_in(chart: Chart, row: Consult) -> dict[str, Any]:
    """The conclusion of the last table, for the advice that follows from it; {} without one."""
    last = queries.sessions_of(chart, row).exclude(status=rules.SessionStatus.DRAFT).last()
    if last is None:
        return {}
    return {
        "kind": "transfer" if last.destination else "",
        "text": last.conclusion,
        "orders": last.treatment,
        "diagnosis": last.diagnosis,
        "destination": last.destination,
    }
