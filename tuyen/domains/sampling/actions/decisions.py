"""A positive answer proposes; a person takes it up into the case, or says why not."""

import datetime as dt

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.text import nfc
from tuyen.domains.sampling.models import RoundMember, SampleRound
from tuyen.domains.sampling.queries import decisions as queries
from tuyen.domains.sampling.queries.members import Line
from tuyen.domains.sampling.queries.rounds import test_label
from tuyen.domains.sampling.rules import State
from tuyen.platform import changes
from tuyen.record import case_permissions
from tuyen.record.actions import cases
from tuyen.record.models import Case

DECIDING = ["decision", "decided_at", "decided_by_name", "decided_why"]
CONFIRMED = "lab_confirmed"


def basis_of(row: SampleRound, line: Line) -> str:
    """“Sởi IgM dương tính, mẫu 261123-0001 lấy 20/11/2026, duyệt 23/11/2026”."""
    member, result = line.member, line.result
    said = {
        "test": test_label(row.test),
        "number": member.number,
        "taken": f"{clock.day_of(member.taken_at):%d/%m/%Y}" if member.taken_at else "",
        "verified": (
            f"{clock.day_of(result.verified_at):%d/%m/%Y}" if result and result.verified_at else ""
        ),
    }
    return _("%(test)s dương tính, mẫu %(number)s lấy %(taken)s, duyệt %(verified)s") % said


def take_up(*, row: SampleRound, line: Line, by: Actor, onset_on: dt.date | None = None) -> Case:
    """The case of this person is classed as confirmed; where there is none, one is notified."""
    _require_undecided(line)
    case = queries.case_of(row, line.member, by)
    basis = basis_of(row, line)
    if case is None:
        case_permissions.require_notify(by)
        if onset_on is None:
            raise Refused(
                _("Ghi ngày khởi phát; người không có triệu chứng thì ghi ngày lấy mẫu."),
                field="onset_on",
            )
        told = cases.Told(
            disease=row.disease,
            onset_on=onset_on,
            classification=CONFIRMED,
            occurred_at=line.result.verified_at if line.result else None,
            more=(("exposure", basis),),
        )
        case = cases.notify_case(person=line.member.patient_id, told=told, by=by)
    elif case.classification != CONFIRMED:
        case = cases.classify(case=case, classification=CONFIRMED, why=basis, by=by)
    _decide(line.member, RoundMember.Decision.TAKEN_UP, basis, by, case)
    return case


def decline(*, line: Line, why: str, by: Actor) -> RoundMember:
    case_permissions.require_investigate(by)
    _require_undecided(line)
    reason = nfc(why).strip()[:300]
    if not reason:
        raise Refused(_("Ghi lý do không đổi phân loại."), field="why")
    return _decide(line.member, RoundMember.Decision.DECLINED, reason, by, None)


def _require_undecided(line: Line) -> None:
    if line.state != State.POSITIVE:
        raise Refused(_("Chỉ kết quả dương tính riêng đã duyệt mới đề xuất đổi phân loại."))
    if line.member.decision:
        raise Refused(_("Kết quả này đã có người quyết định."))


def _decide(
    member: RoundMember, decision: str, why: str, by: Actor, case: Case | None
) -> RoundMember:
    member.decision, member.decided_at = decision, clock.now()
    member.decided_by_name, member.decided_why = by.name, why[:300]
    names = [*DECIDING]
    if case is not None and member.case_id != case.id:
        member.case_id = case.id
        names.append("case_id")
    with changes.apply(actor=by, reason="sampling.decide", why=why[:300]) as log:
        log.change(member, names)
    return member
