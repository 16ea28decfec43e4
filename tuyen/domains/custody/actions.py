"""What custody writes: papers, pairs, the guard's roster, hand-overs."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.ids import uuid7
from tuyen.core.text import nfc
from tuyen.domains.custody import permissions, queries, rules
from tuyen.domains.custody.models import GuardDuty, HandOver, LegalState, NoContact, Paper
from tuyen.platform import changes
from tuyen.record.models import Admission

MOST = 500


@dataclass(frozen=True)
class Said:
    """The authority's paper as it is typed."""

    legal_state: str
    authority: str
    number: str
    issued_on: dt.date | None = None
    guard_unit: str = ""
    restraint: str = ""
    is_family_told: bool = False


def keep_paper(*, stay: Admission, said: Said, by: Actor) -> Paper:
    """The order by which somebody was brought here; written once a stay, mended afterwards."""
    permissions.require_papers(by)
    if said.legal_state not in LegalState.values:
        raise Refused(_("Chọn tình trạng pháp lý."), field="legal_state")
    if not nfc(said.authority) or not nfc(said.number):
        raise Refused(_("Ghi cơ quan giam giữ và số lệnh trích xuất."), field="number")
    if said.issued_on and said.issued_on > clock.today():
        raise Refused(_("Ngày ký ở tương lai: kiểm tra lại."), field="issued_on")
    known = queries.paper_of(stay, by)
    paper = known or Paper(
        id=uuid7(), patient_id=stay.patient_id, unit_id=stay.unit_id, admission_id=stay.id
    )
    told = paper.family_told_at or (clock.now() if said.is_family_told else None)
    paper.legal_state, paper.family_told_at = said.legal_state, told
    paper.authority, paper.number = nfc(said.authority), nfc(said.number)
    paper.issued_on, paper.guard_unit = said.issued_on, nfc(said.guard_unit)
    paper.restraint = nfc(said.restraint)
    with changes.apply(actor=by, reason="custody.paper") as log:
        if known:
            log.change(paper, [*PAPER])
        else:
            log.create(paper)
    return paper


PAPER = (
    "legal_state",
    "authority",
    "number",
    "issued_on",
    "guard_unit",
    "restraint",
    "family_told_at",
)


def hand_back(*, paper: Paper, to: str, number: str, by: Actor) -> Paper:
    """The authority takes the person back: by name and by document; only then may the ward discharge."""
    permissions.require_papers(by)
    if paper.handed_back_at:
        raise Refused(_("Đã ghi bàn giao lại rồi."))
    if not nfc(to) or not nfc(number):
        raise Refused(_("Ghi người nhận và số văn bản bàn giao."), field="to")
    paper.handed_back_at = clock.now()
    paper.handed_back_to, paper.hand_back_number = nfc(to), nfc(number)
    with changes.apply(actor=by, reason="custody.hand_back") as log:
        log.change(paper, ["handed_back_at", "handed_back_to", "hand_back_number"])
    return paper


def keep_apart(*, first: uuid.UUID, second: uuid.UUID, number: str, by: Actor) -> NoContact:
    """Two who must not meet; noting a known pair again returns the known one."""
    permissions.require_papers(by)
    here = set(queries.stays_in_custody(by).values_list("patient_id", flat=True))
    if first == second or not {first, second} <= here:
        raise Refused(_("Chọn hai người khác nhau trong danh sách."), field="second")
    one, other = sorted((first, second))
    for known in queries.pairs_at(by):
        if {known.patient_id, known.other_id} == {one, other}:
            return known
    pair = NoContact(
        id=uuid7(), unit_id=by.unit_id, patient_id=one, other_id=other, number=nfc(number)
    )
    with changes.apply(actor=by, reason="custody.keep_apart") as log:
        log.create(pair)
    return pair


def end_pair(*, pair: NoContact, by: Actor, why: str) -> NoContact:
    """The authority lifted it."""
    permissions.require_papers(by)
    if not nfc(why):
        raise Refused(_("Ghi văn bản hoặc lý do thôi cách ly hai người này."), field="why")
    pair.ended_on = clock.today()
    with changes.apply(actor=by, reason="custody.end_pair", why=nfc(why)) as log:
        log.change(pair, ["ended_on"])
    return pair


@dataclass(frozen=True)
class Duty:
    day: dt.date
    shift: str
    officer: str
    force: str = ""
    phone: str = ""
    room_id: uuid.UUID | None = None
    quarters_id: uuid.UUID | None = None
    has_meals: bool = True


def put_on_duty(*, duty: Duty, by: Actor, repeat: changes.Repeat | None = None) -> GuardDuty:
    """One officer on one shift; nobody stands on two shifts of one day at two rooms."""
    permissions.require_guard(by)
    if duty.shift not in {shift.code for shift in rules.shifts(duty.day)}:
        raise Refused(_("Chọn ca gác."), field="shift")
    if not nfc(duty.officer):
        raise Refused(_("Ghi tên cán bộ gác."), field="officer")
    for row in queries.duties_on(by, duty.day):
        if row.shift == duty.shift and row.officer == nfc(duty.officer):
            raise Refused(_("Cán bộ này đã có trong ca."), field="officer")
    _require_places(duty, by)
    row = GuardDuty(
        id=uuid7(),
        unit_id=by.unit_id,
        day=duty.day,
        shift=duty.shift,
        officer=nfc(duty.officer),
        force=nfc(duty.force),
        phone=nfc(duty.phone),
        room_id=duty.room_id,
        quarters_id=duty.quarters_id,
        has_meals=duty.has_meals,
    )
    with changes.apply(actor=by, reason="custody.duty", repeat=repeat) as log:
        log.create(row)
        log.result_id = row.id
    return row


def _require_places(duty: Duty, by: Actor) -> None:
    if duty.room_id and not queries.secure_rooms(by).filter(pk=duty.room_id).exists():
        raise Refused(_("Chọn buồng riêng của đơn vị mình."), field="room")
    if duty.quarters_id and not queries.quarters(by).filter(pk=duty.quarters_id).exists():
        raise Refused(_("Chọn chỗ nghỉ của đơn vị mình."), field="quarters")


def take_off_duty(*, duty: GuardDuty, by: Actor) -> GuardDuty:
    permissions.require_guard(by)
    duty.is_off = True
    with changes.apply(actor=by, reason="custody.off_duty") as log:
        log.change(duty, ["is_off"])
    return duty


def give_over(
    *, counted: int, note: str, by: Actor, repeat: changes.Repeat | None = None
) -> HandOver:
    """The shift that ends counts, writes what the next must know, and waits for it to take over."""
    permissions.require_guard(by)
    if not 0 <= counted <= MOST:
        raise Refused(_("Nhập số người đã đếm."), field="counted")
    shift = rules.shift_at(clock.now())
    if shift is None:
        raise Refused(_("Chưa có ca gác cho giờ này."))
    day, this = shift
    row = HandOver(
        id=uuid7(),
        unit_id=by.unit_id,
        day=day,
        shift=this.code,
        listed=queries.headcount(by),
        said=counted,
        note=nfc(note),
        given_by=by.account_id,
        given_by_name=by.name,
        given_at=clock.now(),
    )
    if row.said != row.listed and not row.note:
        raise Refused(
            _("Số đếm %(said)d khác danh sách %(listed)d: ghi rõ vì sao ở ô lưu ý.")
            % {"said": row.said, "listed": row.listed},
            field="note",
        )
    with changes.apply(actor=by, reason="custody.give_over", repeat=repeat) as log:
        log.create(row)
        log.result_id = row.id
    return row


def take_over(*, hand_over: HandOver, counted: int, by: Actor, difference: str = "") -> HandOver:
    """The next shift counts again and takes over; never the one who gave."""
    permissions.require_guard(by)
    if hand_over.taken_at:
        raise Refused(_("Ca này đã có người nhận."))
    if hand_over.given_by == by.account_id:
        raise Refused(_("Người nhận phải là cán bộ khác, đăng nhập bằng tài khoản của mình."))
    if not 0 <= counted <= MOST:
        raise Refused(_("Nhập số người đã đếm."), field="counted")
    if counted != hand_over.said and not nfc(difference):
        raise Refused(
            _("Số đếm khác ca trước (%(said)d): ghi rõ vì sao rồi nhận ca.")
            % {"said": hand_over.said},
            field="difference",
        )
    hand_over.counted, hand_over.difference = counted, nfc(difference)
    hand_over.taken_by, hand_over.taken_by_name = by.account_id, by.name
    hand_over.taken_at = clock.now()
    with changes.apply(actor=by, reason="custody.take_over") as log:
        log.change(hand_over, ["counted", "difference", "taken_by", "taken_by_name", "taken_at"])
    return hand_over
