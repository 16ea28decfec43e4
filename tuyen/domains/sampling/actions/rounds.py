"""A round is opened, people are put on its list, it is closed and opened again."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.ids import from_event, uuid7
from tuyen.core.text import nfc
from tuyen.domains.sampling import permissions, rules
from tuyen.domains.sampling.models import RoundMember, SampleRound
from tuyen.domains.sampling.queries import members, rounds
from tuyen.platform import changes
from tuyen.record.actions.samplings import laboratories_of
from tuyen.record.chart import visible_person
from tuyen.record.permissions import compartment_for
from tuyen.record.rules.cases import diseases

CLOSING = ["status", "closed_at", "closed_by_name", "closing_note"]
MOST_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Opening:
    """What the person who opens says. laboratory_id: one's own unit, or where specimens are sent."""

    place_kind: str
    place: str
    disease: str
    test: str
    specimen_kind: str
    reason: str
    laboratory_id: uuid.UUID
    pool_size: int = 1


def open_round(*, said: Opening, by: Actor, repeat: changes.Repeat | None = None) -> SampleRound:
    permissions.require_lead(by)
    _require_sound(said)
    laboratory = {node.unit_id: node for node in laboratories_of(by)}.get(said.laboratory_id)
    if laboratory is None:
        raise Refused(_("Chọn phòng xét nghiệm trong danh sách."), field="laboratory_id")
    today = clock.today()
    row = SampleRound(
        id=uuid7(),
        unit_id=by.unit_id,
        compartment=compartment_for(by, ""),
        laboratory_id=laboratory.unit_id,
        laboratory_name=laboratory.name,
        area_id=rounds.area_of(by, today),
        place_kind=said.place_kind,
        place=nfc(said.place).strip(),
        disease=said.disease,
        test=said.test,
        specimen_kind=said.specimen_kind,
        reason=said.reason,
        pool_size=said.pool_size,
        opened_on=today,
        opened_at=clock.now(),
        opened_by_id=by.account_id,
        opened_by_name=by.name,
    )
    with changes.apply(actor=by, reason="sampling.open", repeat=repeat) as log:
        log.create(row)
        log.result_id = row.id
    return row


def _require_sound(said: Opening) -> None:
    today = clock.today()
    test = rules.tests_on(today).get(said.test)
    if not nfc(said.place).strip():
        raise Refused(_("Ghi nơi lấy mẫu, ví dụ: Trường Tiểu học Mẫu."), field="place")
    if said.place_kind not in SampleRound.Place.values:
        raise Refused(_("Chọn loại nơi lấy mẫu."), field="place_kind")
    if said.disease not in diseases(today):
        raise Refused(_("Chọn một bệnh trong danh mục phải báo cáo."), field="disease")
    if test is None or said.disease not in test.diseases:
        raise Refused(_("Xét nghiệm này không dùng cho bệnh đã chọn."), field="test")
    if said.specimen_kind not in test.specimens:
        raise Refused(_("Loại mẫu này không dùng cho xét nghiệm đã chọn."), field="specimen_kind")
    if said.reason not in rules.reasons(today):
        raise Refused(_("Chọn lý do lấy mẫu."), field="reason")
    if said.pool_size != 1:
        require_pool_size(said.pool_size, test)


def require_pool_size(size: int, test: rules.Test) -> None:
    fault = rules.fault_of_pool(size, test.pool_most)
    if fault == "never":
        raise Refused(_("Xét nghiệm này không gộp mẫu: để 1."), field="pool_size", code=fault)
    if fault:
        raise Refused(
            _("Gộp từ 2 đến %(most)d mẫu cho xét nghiệm này.") % {"most": test.pool_most},
            field="pool_size",
            code=fault,
        )


def require_open(row: SampleRound) -> None:
    if not row.is_open:
        raise Refused(_("Đợt lấy mẫu đã khép. Mở lại đợt rồi làm tiếp."), code="closed")


def close_round(*, row: SampleRound, note: str, by: Actor) -> SampleRound:
    """Results still come in for what was taken; people who were not sampled stay on the list."""
    permissions.require_lead(by, row)
    require_open(row)
    row.status, row.closed_at = SampleRound.Status.CLOSED, clock.now()
    row.closed_by_name, row.closing_note = by.name, nfc(note).strip()
    with changes.apply(actor=by, reason="sampling.close") as log:
        log.change(row, CLOSING)
    return row


def reopen_round(*, row: SampleRound, by: Actor) -> SampleRound:
    permissions.require_lead(by, row)
    if row.is_open:
        raise Refused(_("Đợt lấy mẫu này đang mở."))
    row.status, row.closed_at = SampleRound.Status.OPEN, None
    row.closed_by_name = row.closing_note = ""
    with changes.apply(actor=by, reason="sampling.reopen") as log:
        log.change(row, CLOSING)
    return row


def put_on_list(
    *,
    row: SampleRound,
    person_ids: Sequence[uuid.UUID],
    by: Actor,
    case_id: uuid.UUID | None = None,
) -> list[RoundMember]:
    """People of a village, a household, a search: those who stand there already are left as they are."""
    permissions.require_take(by, row)
    require_open(row)
    wanted = list(dict.fromkeys(person_ids))
    if not wanted:
        raise Refused(_("Chọn ít nhất một người."))
    if len(wanted) > MOST_AT_ONCE:
        raise Refused(_("Mỗi lần đưa nhiều nhất %(n)d người vào danh sách.") % {"n": MOST_AT_ONCE})
    made = [_new(row, each, case_id, by) for each in wanted]
    known = {
        each.id: each for each in RoundMember.objects.filter(pk__in=[each.id for each in made])
    }
    back = [known[each.id] for each in made if each.id in known and known[each.id].is_out]
    fresh = [each for each in made if each.id not in known]
    for each in back:
        each.is_out = False
    if fresh or back:
        with changes.apply(actor=by, reason="sampling.list") as log:
            log.create(*fresh)
            for each in back:
                log.change(each, ["is_out"])
    return fresh + back


def member_id(row: SampleRound, patient_id: uuid.UUID) -> uuid.UUID:
    return from_event(row.id, f"person {patient_id.hex}")


def _new(
    row: SampleRound, person_id: uuid.UUID, case_id: uuid.UUID | None, by: Actor
) -> RoundMember:
    person = visible_person(person_id, by)
    if person.is_deceased:
        raise Refused(_("%(name)s đã mất theo hồ sơ. Kiểm tra lại.") % {"name": person.name})
    return RoundMember(
        id=member_id(row, person.id),
        patient_id=person.id,
        compartment=compartment_for(by, person.compartment) or row.compartment,
        unit_id=row.unit_id,
        laboratory_id=row.laboratory_id,
        round_id=row.id,
        case_id=case_id,
        planned_at=clock.now(),
    )


def take_off_list(*, row: SampleRound, member: RoundMember, by: Actor) -> RoundMember:
    """Only somebody of whom nothing was taken."""
    permissions.require_take(by, row)
    if member.specimen_id or members.one(row, member.id, by) is None:
        raise Refused(_("Người này đã lấy mẫu, không bỏ khỏi danh sách được."))
    member.is_out = True
    with changes.apply(actor=by, reason="sampling.unlist") as log:
        log.change(member, ["is_out"])
    return member
