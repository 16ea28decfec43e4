"""The ledger with both sides: asked for, signed by whoever was there, certified, lapsed."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.domains.techniques import catalogue, jobs
from tuyen.domains.techniques.actions import people
from tuyen.domains.techniques.actions import transfers as acts
from tuyen.domains.techniques.actions.approved import approve
from tuyen.domains.techniques.actions.transfers import Signature
from tuyen.domains.techniques.models import (
    ApprovedTechnique,
    TechniqueTransfer,
    TransferStep,
)
from tuyen.domains.techniques.queries import ledger, middle
from tuyen.domains.techniques.queries import transfers as queries
from tuyen.domains.techniques.tests.conftest import at, visit_of
from tuyen.platform import changes
from tuyen.record.actions.procedures import record_procedure, strike_procedure
from tuyen.record.models import Procedure
from tuyen.record.rules.procedures import Done, Hand
from tuyen.registry.facilities.actions import create_unit
from tuyen.registry.facilities.models import Unit
from tuyen.registry.persons.models import Person
from tuyen.registry.staff.models import StaffMember
from tuyen.registry.terms import actions as terms
from tuyen.registry.terms import figures

pytestmark = pytest.mark.django_db

CODE = "14.5"


@pytest.fixture
def office(hospital: Unit) -> Actor:
    """The direction office of the giver."""
    return at(hospital, "direction_office", "Phòng Chỉ đạo tuyến")


@pytest.fixture
def expert(hospital: Unit, employed: Callable[[Unit, str], StaffMember]) -> StaffMember:
    return employed(hospital, "Chuyên gia Mẫu")


@pytest.fixture
def learner(centre: Unit, employed: Callable[[Unit, str], StaffMember]) -> StaffMember:
    return employed(centre, "Bác sĩ Trung tâm")


@pytest.fixture
def transfer(techniques: None, centre: Unit, hospital: Unit, surgeon: Actor) -> TechniqueTransfer:
    technique = catalogue.technique(CODE)
    assert technique is not None
    return acts.request_transfer(
        receiver_id=centre.id,
        giver_id=hospital.id,
        technique=technique,
        reason="80 người chờ mổ mỗi năm",
        by=surgeon,
    )


@pytest.fixture
def peopled(
    transfer: TechniqueTransfer, expert: StaffMember, learner: StaffMember, office: Actor
) -> TechniqueTransfer:
    people.add_member(transfer=transfer, staff=expert, side="giver", by=office)
    people.add_member(transfer=transfer, staff=learner, side="receiver", by=office)
    return transfer


@pytest.fixture
def operated(
    centre: Unit, surgeon: Actor, patient: Person, expert: StaffMember, learner: StaffMember
) -> Callable[..., Procedure]:
    """A case at the centre. who: performed by the expert, or by the learner with or without one."""

    def operate(who: str, day: dt.date | None = None) -> Procedure:
        on = day or clock.today()
        doctor, guest = Hand(learner.name, learner.id), Hand(expert.name, expert.id)
        tables: dict[str, dict[str, Any]] = {
            "expert": {"performer": guest, "assistants": (doctor,)},
            "supervised": {"performer": doctor, "supervisor": guest},
            "alone": {"performer": doctor},
        }
        done = Done(code=CODE, name="Phaco", day=on, **tables[who])
        return record_procedure(of=visit_of(patient, centre, on), done=done, by=surgeon)

    return operate


def sign(transfer: TechniqueTransfer, stage: str, by: Actor, **said: Any) -> TechniqueTransfer:
    usual = {"agreed": {"document": "12/TTKT"}, "certified": {"document": "34/QĐ"}}
    more = usual.get(stage, {}) | said
    return acts.sign_stage(transfer=transfer, said=Signature(stage, clock.today(), **more), by=by)


def certified(
    transfer: TechniqueTransfer,
    office: Actor,
    expert: StaffMember,
    operated: Callable[..., Procedure],
) -> TechniqueTransfer:
    """Every stage with real cases: two under supervision as agreed, three alone."""
    sign(transfer, "surveyed", office)
    sign(transfer, "agreed", office, supervised_cases=2)
    sign(transfer, "theory", office)
    operated("expert")
    for stage in ("observed", "assisted"):
        sign(transfer, stage, office, signer_id=expert.id)
    for _case in range(2):
        operated("supervised")
    sign(transfer, "supervised", office, signer_id=expert.id)
    for _case in range(3):
        operated("alone")
    sign(transfer, "independent", office, signer_id=expert.id)
    return sign(transfer, "certified", office, signer_id=expert.id)


def moved_back(transfer: TechniqueTransfer, days: int) -> TechniqueTransfer:
    """As it stands so many days later: every day of it lies further back."""
    row = TechniqueTransfer.objects.get(pk=transfer.pk)
    row.stage_on -= dt.timedelta(days=days)
    with changes.apply(actor=SYSTEM, reason="test.moved") as log:
        log.change(row, ["stage_on"])
    return TechniqueTransfer.objects.get(pk=transfer.pk)


def test_every_stage_with_real_cases_ends_in_the_list_of_the_unit(
    peopled: TechniqueTransfer,
    office: Actor,
    expert: StaffMember,
    operated: Callable[..., Procedure],
) -> None:
    certified(peopled, office, expert, operated)

    approved = ApprovedTechnique.objects.get(unit_id=peopled.unit_id)
    assert (approved.code, approved.decision_number, approved.source) == (CODE, "34/QĐ", "transfer")
    steps = TransferStep.objects.filter(transfer_id=peopled.id).order_by("recorded_at")
    assert [step.stage for step in steps][-2:] == ["independent", "certified"]
    assert steps.get(stage="supervised").cases == 2
    assert steps.get(stage="supervised").signer_name == expert.name


@pytest.mark.capability("A5", where="/techniques/between/")
def test_one_unit_receives_from_above_and_passes_the_same_technique_on_below(
    peopled: TechniqueTransfer,
    centre: Unit,
    office: Actor,
    expert: StaffMember,
    operated: Callable[..., Procedure],
) -> None:
    """Handed on before it is mastered it is marked; once certified the unit in the middle may teach it."""
    station = create_unit(parent=centre, kind="health_station", name="Trạm dưới", by=SYSTEM)
    passed_on(centre, station, office)
    (too_early,) = middle.between(centre.id)

    certified(peopled, office, expert, operated)
    (line,) = middle.between(centre.id)

    assert too_early.is_passed_before_mastered
    assert not line.is_passed_before_mastered
    assert line.received is not None
    assert line.received.stage.code == "certified"
    assert [row.transfer.unit_id for row in line.passed] == [station.id]
    assert not middle.between(station.id)[0].passed


def passed_on(giver: Unit, receiver: Unit, by: Actor) -> TechniqueTransfer:
    technique = catalogue.technique(CODE)
    assert technique is not None
    return acts.request_transfer(
        receiver_id=receiver.id,
        giver_id=giver.id,
        technique=technique,
        reason="Người bệnh ở xa trung tâm",
        by=by,
    )


def test_a_stage_cannot_be_skipped(peopled: TechniqueTransfer, office: Actor) -> None:
    with pytest.raises(Refused, match="Chưa qua bước: Khảo sát"):
        sign(peopled, "agreed", office)


def test_whoever_never_saw_a_case_cannot_sign(
    peopled: TechniqueTransfer,
    office: Actor,
    hospital: Unit,
    operated: Callable[..., Procedure],
    employed: Callable[[Unit, str], StaffMember],
) -> None:
    stranger = employed(hospital, "Chuyên gia Chưa Đến")
    people.add_member(transfer=peopled, staff=stranger, side="giver", by=office)
    for stage in ("surveyed", "agreed", "theory"):
        sign(peopled, stage, office)
    operated("expert")

    with pytest.raises(Refused, match="chưa có mặt ở ca nào"):
        sign(peopled, "observed", office, signer_id=stranger.id)

    assert TechniqueTransfer.objects.get(pk=peopled.pk).stage == "theory"


def test_too_few_cases_are_said_with_the_number(
    peopled: TechniqueTransfer,
    office: Actor,
    expert: StaffMember,
    operated: Callable[..., Procedure],
) -> None:
    for stage in ("surveyed", "agreed", "theory"):
        sign(peopled, stage, office)
    operated("expert")
    for stage in ("observed", "assisted"):
        sign(peopled, stage, office, signer_id=expert.id)
    operated("supervised")

    with pytest.raises(Refused, match="Mới có 1/5 ca người học làm có chuyên gia kèm"):
        sign(peopled, "supervised", office, signer_id=expert.id)


def test_a_struck_case_no_longer_counts(
    peopled: TechniqueTransfer, surgeon: Actor, operated: Callable[..., Procedure]
) -> None:
    case = operated("supervised")

    strike_procedure(procedure=case, why="Ghi nhầm", by=surgeon)

    assert queries.whole(peopled).done.supervised == 0
    assert TechniqueTransfer.objects.get(pk=peopled.pk).last_case_on is None


def test_an_expert_signs_for_nobody_else(
    peopled: TechniqueTransfer,
    office: Actor,
    hospital: Unit,
    expert: StaffMember,
    operated: Callable[..., Procedure],
    employed: Callable[[Unit, str], StaffMember],
) -> None:
    other = employed(hospital, "Chuyên gia Hai")
    people.add_member(transfer=peopled, staff=other, side="giver", by=office)
    for stage in ("surveyed", "agreed", "theory"):
        sign(peopled, stage, office)
    operated("expert")
    in_person = replace(at(hospital, "hospital_doctor"), staff_id=expert.id)

    with pytest.raises(NotPermitted, match="chỉ ký cho chính mình"):
        sign(peopled, "observed", in_person, signer_id=other.id)

    assert sign(peopled, "observed", in_person).stage == "observed"


def test_the_receiver_does_not_sign_for_the_giver(
    peopled: TechniqueTransfer, surgeon: Actor
) -> None:
    with pytest.raises(NotPermitted, match="bên chuyển giao"):
        sign(peopled, "surveyed", surgeon)


def test_a_unit_that_does_not_direct_cannot_be_asked(
    techniques: None, centre: Unit, stranger: Unit, surgeon: Actor
) -> None:
    technique = catalogue.technique(CODE)
    assert technique is not None

    with pytest.raises(Refused, match="không chỉ đạo"):
        acts.request_transfer(
            receiver_id=centre.id,
            giver_id=stranger.id,
            technique=technique,
            reason="",
            by=surgeon,
        )


def test_the_same_technique_is_not_asked_for_twice(
    transfer: TechniqueTransfer, surgeon: Actor
) -> None:
    technique = catalogue.technique(CODE)
    assert technique is not None

    with pytest.raises(Refused, match="đang mở"):
        acts.request_transfer(
            receiver_id=transfer.unit_id,
            giver_id=transfer.giver_unit_id,
            technique=technique,
            reason="",
            by=surgeon,
        )


def test_what_is_on_the_list_already_is_not_asked_for(
    techniques: None, centre: Unit, hospital: Unit, surgeon: Actor, office: Actor
) -> None:
    technique = catalogue.technique(CODE)
    assert technique is not None
    approve(
        unit_id=centre.id,
        techniques=[technique],
        decision_number="1/QĐ",
        valid_from=clock.today(),
        by=office,
    )

    with pytest.raises(Refused, match="đã được duyệt"):
        acts.request_transfer(
            receiver_id=centre.id,
            giver_id=hospital.id,
            technique=technique,
            reason="",
            by=surgeon,
        )


def test_a_member_works_where_the_ledger_says(
    transfer: TechniqueTransfer, learner: StaffMember, office: Actor
) -> None:
    with pytest.raises(Refused, match="không làm việc ở bên này"):
        people.add_member(transfer=transfer, staff=learner, side="giver", by=office)


@pytest.mark.capability("A5")
def test_what_was_mastered_lapses_without_cases_and_is_taken_up_again(
    peopled: TechniqueTransfer,
    office: Actor,
    expert: StaffMember,
    operated: Callable[..., Procedure],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done = certified(peopled, office, expert, operated)
    today = clock.today()
    in_a_year = today + dt.timedelta(days=366)

    monkeypatch.setattr(clock, "today", lambda: in_a_year)

    row = TechniqueTransfer.objects.get(pk=done.pk)
    assert (row.stage, queries.stage_of(row)) == ("certified", "lapsed")
    assert jobs.look_for_the_lapsed() == 1
    assert jobs.look_for_the_lapsed() == 0
    assert TechniqueTransfer.objects.get(pk=done.pk).stage == "lapsed"


def test_a_case_keeps_what_was_mastered(
    peopled: TechniqueTransfer,
    office: Actor,
    expert: StaffMember,
    operated: Callable[..., Procedure],
) -> None:
    certified(peopled, office, expert, operated)

    row = moved_back(peopled, 400)

    assert queries.stage_of(row) == "certified"


def test_the_months_of_the_giver_move_the_lapse_of_what_it_gave_and_of_nothing_else(
    peopled: TechniqueTransfer,
    office: Actor,
    expert: StaffMember,
    operated: Callable[..., Procedure],
    hospital: Unit,
    stranger: Unit,
) -> None:
    certified(peopled, office, expert, operated)
    row, later = TechniqueTransfer.objects.get(pk=peopled.pk), clock.today() + dt.timedelta(200)
    before = queries.stage_of(row, later)
    confirm_lapse(at(stranger, "hospital_director"), "1")
    untouched = list(queries.lapsing(later))

    confirm_lapse(at(hospital, "hospital_director"), "6")

    assert (before, untouched) == ("certified", [])
    assert queries.stage_of(row, later) == "lapsed"
    assert list(queries.lapsing(later)) == [row]
    assert list(ledger.at_stage(TechniqueTransfer.objects.all(), "lapsed", later)) == [row]
    assert catalogue.lapse_months(clock.today() - dt.timedelta(1), hospital.id) == 12


def confirm_lapse(by: Actor, months: str) -> None:
    figure = figures.with_code("techniques.transfer:all:lapse_months", clock.today())
    assert figure is not None
    terms.confirm_value(
        open_value=figure, value=months, source="Quy chế 3", valid_from=clock.today(), by=by
    )


def test_either_side_may_stop_with_the_reason(transfer: TechniqueTransfer, surgeon: Actor) -> None:
    acts.stop_transfer(transfer=transfer, why="Không còn người học", by=surgeon)

    assert queries.open_of(transfer.unit_id, CODE) is None


def test_a_stranger_sees_nothing(transfer: TechniqueTransfer, stranger: Unit) -> None:
    beside = at(stranger, "direction_office")

    assert not queries.visible_to(beside).exists()
