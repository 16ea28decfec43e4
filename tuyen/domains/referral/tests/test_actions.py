"""A referral from the request to the return: what each end may do, and what follows from it."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from tests.people import person
from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.core.errors import LockedDay, NotPermitted, Refused
from tuyen.core.ids import uuid7
from tuyen.domains.referral.jobs import look_for_the_lost
from tuyen.domains.referral.tests.conftest import Network, account_in, acting, unit_under
from tuyen.platform import changes
from tuyen.platform.access.models import CareLink
from tuyen.platform.tally.models import Tally
from tuyen.platform.tally.recount import recounted
from tuyen.record.actions import receiving
from tuyen.record.actions.day_locks import lock_day
from tuyen.record.actions.referrals import cancel, refer, take_back
from tuyen.record.chart import ChartClosed, chart_of
from tuyen.record.models import Document, QueueEntry, Referral, Task
from tuyen.record.queries import referrals as queries
from tuyen.record.transfer import PlannedTask, ProposedLine, Reply, ReturnPlan, Transfer
from tuyen.registry.facilities import actions as facilities
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db

ANSWER = Reply(outcome="treated", reply="Đã đo điện tim, thêm thuốc.", feedback="fitting")


def plan() -> ReturnPlan:
    return ReturnPlan(
        plan="Theo dõi huyết áp hằng tuần.",
        tasks=(PlannedTask("Đo huyết áp", clock.today() + dt.timedelta(days=7)),),
        lines=(ProposedLine("Amlodipin 5 mg", "1 viên, sáng", "amlodipine-5-tab", 28, "viên", 28),),
    )


def open_tasks(unit_id: Any) -> set[str]:
    return set(
        Task.objects.filter(unit_id=unit_id, status="requested").values_list("kind", flat=True)
    )


def test_the_request_itself_opens_the_chart_where_the_person_is_sent(
    patient: Person, receiver: Actor, stranger: Actor, referral: Referral
) -> None:
    assert chart_of(patient.id, receiver).of(Referral).get() == referral
    with pytest.raises(ChartClosed):
        chart_of(patient.id, stranger)


def test_the_receiving_unit_is_asked_to_answer(network: Network, referral: Referral) -> None:
    assert open_tasks(network.hospital.id) == {queries.TASK_ANSWER}
    assert Task.objects.get().priority == 2


def test_numbers_of_a_unit_follow_one_another(
    sender: Actor, transfer: Transfer, referral: Referral
) -> None:
    other = person(sender, name="Lò Văn Mẫu")
    from tuyen.record.actions.queue import enqueue

    enqueue(person_id=other.id, by=sender)

    second = refer(person=other.id, transfer=transfer, by=sender)

    year = clock.today().year
    assert [referral.number, second.number] == [f"{year}-00001", f"{year}-00002"]


def test_the_whole_way_there_and_back(
    network: Network, sender: Actor, receiver: Actor, patient: Person, referral: Referral
) -> None:
    receiving.accept(referral=referral, by=receiver)
    receiving.arrive(referral=referral, by=receiver)
    receiving.send_back(referral=referral, answer=ANSWER, plan=plan(), by=receiver)
    back = Referral.objects.get()
    assert open_tasks(network.station.id) == {queries.TASK_READ}
    take_back(referral=back, by=sender)

    assert back.status == "closed"
    assert open_tasks(network.station.id) == {"follow_up"}
    assert open_tasks(network.hospital.id) == set()
    assert QueueEntry.objects.get(unit_id=network.hospital.id).priority == 1
    proposed = queries.proposed_lines(chart_of(patient.id, sender))
    assert proposed[0]["drug_code"] == "amlodipine-5-tab"
    link = CareLink.objects.get(kind="referred")
    assert link.valid_to == clock.today() + dt.timedelta(days=30)


@pytest.mark.parametrize("ending", ["refuse", "redirect", "cancel"])
def test_whoever_is_turned_away_is_nobodys_patient_there_any_more(
    ending: str,
    network: Network,
    sender: Actor,
    receiver: Actor,
    stranger: Actor,
    patient: Person,
    referral: Referral,
) -> None:
    if ending == "refuse":
        receiving.refuse(referral=referral, why="Hết giường", by=receiver)
    elif ending == "redirect":
        receiving.redirect(
            referral=referral,
            to_unit_id=network.other_hospital.id,
            why="Cần can thiệp mạch vành",
            by=receiver,
        )
    else:
        cancel(referral=referral, why="Gia đình không đi", by=sender)

    with pytest.raises(ChartClosed):
        chart_of(patient.id, receiver)
    if ending == "redirect":
        further = chart_of(patient.id, stranger).of(Referral).get(status="requested")
        assert further.follows_id == referral.id
        assert further.number == referral.number
        assert further.decided_at is None


def test_the_end_of_one_referral_does_not_close_the_chart_for_another(
    sender: Actor, receiver: Actor, patient: Person, transfer: Transfer, referral: Referral
) -> None:
    receiving.arrive(referral=referral, by=receiver)
    second = refer(person=patient.id, transfer=transfer, by=sender)

    cancel(referral=second, why="Viết nhầm", by=sender)

    assert chart_of(patient.id, receiver).opening is not None


@pytest.mark.parametrize(
    "said, sentence",
    [
        ({"diagnosis": " "}, "chẩn đoán"),
        ({"urgency": "soon"}, "danh sách"),
        ({"reason_code": ""}, "lý do"),
        ({"to_unit_id": uuid7()}, "cơ sở khám chữa bệnh"),
        ({"document_ids": (uuid7(),)}, "giấy tờ"),
    ],
    ids=["no diagnosis", "urgency", "no reason", "unknown unit", "somebody else's paper"],
)
def test_a_faulty_referral_is_one_sentence_and_nothing_half_done(
    said: dict[str, Any], sentence: str, sender: Actor, patient: Person, visit_id: Any,
    transfer: Transfer,
) -> None:  # fmt: skip
    with pytest.raises(Refused, match=f"(?i){sentence}"):
        refer(person=patient.id, transfer=replace(transfer, **said), by=sender)

    assert not Referral.objects.exists()
    assert not Task.objects.exists()


def test_nobody_is_sent_to_a_closed_facility(
    network: Network, sender: Actor, patient: Person, visit_id: Any, transfer: Transfer
) -> None:
    yesterday = clock.today() - dt.timedelta(days=1)
    clinic = unit_under(network.department, "polyclinic", "Phòng khám mẫu")
    facilities.close_unit(unit=clinic, on=yesterday, legal_basis="QĐ mẫu", by=SYSTEM)

    with pytest.raises(Refused, match="đã ngừng hoạt động") as refusal:
        refer(person=patient.id, transfer=replace(transfer, to_unit_id=clinic.id), by=sender)

    assert refusal.value.code == "closed"
    assert not Referral.objects.exists()


def test_nobody_is_sent_twice_to_one_place_before_arriving(
    sender: Actor, patient: Person, transfer: Transfer, referral: Referral
) -> None:
    with pytest.raises(Refused, match="chưa đến"):
        refer(person=patient.id, transfer=transfer, by=sender)


def test_one_form_sent_twice_is_one_referral(
    sender: Actor, patient: Person, visit_id: Any, transfer: Transfer
) -> None:
    repeat = changes.Repeat(uuid7(), sender.account_id, changes.digest_of("form"))

    first, second = (
        refer(person=patient.id, transfer=transfer, by=sender, repeat=repeat) for _ in range(2)
    )

    assert first == second
    assert Referral.objects.count() == 1


def test_each_end_does_only_its_own_half(
    sender: Actor, receiver: Actor, stranger: Actor, referral: Referral
) -> None:
    with pytest.raises(NotPermitted):
        receiving.accept(referral=referral, by=sender)
    with pytest.raises(NotPermitted):
        receiving.arrive(referral=referral, by=stranger)
    with pytest.raises(NotPermitted):
        cancel(referral=referral, why="…", by=receiver)


def test_what_has_ended_does_not_begin_again(
    sender: Actor, receiver: Actor, referral: Referral
) -> None:
    cancel(referral=referral, why="Viết nhầm", by=sender)

    with pytest.raises(Refused, match="Đã hủy"):
        receiving.arrive(referral=Referral.objects.get(), by=receiver)

    assert not QueueEntry.objects.filter(unit_id=receiver.unit_id).exists()


def test_whoever_does_not_come_is_asked_after_by_the_sender(
    network: Network, receiver: Actor, referral: Referral
) -> None:
    with clock.stopped(clock.now() + dt.timedelta(days=3)):
        assert look_for_the_lost() == 1
        assert look_for_the_lost() == 0

        lost = Referral.objects.get()
        assert lost.status == "lost"
        assert open_tasks(network.station.id) == {queries.TASK_LOST}
        receiving.arrive(referral=lost, by=receiver)
        assert open_tasks(network.station.id) == set()


def test_counts_are_the_same_when_counted_again(
    sender: Actor, receiver: Actor, patient: Person, transfer: Transfer, referral: Referral
) -> None:
    receiving.redirect(
        referral=referral,
        to_unit_id=unit_under_hospital(referral),
        why="Gần nhà hơn",
        by=receiver,
    )
    further = Referral.objects.get(status="requested")
    cancel(referral=further, why="Không đi", by=sender)

    kept = {
        (row.indicator, row.unit_id, row.dimension_a): row.n
        for row in Tally.objects.filter(indicator__startswith="referrals").exclude(n=0)
    }
    again = {
        (key[0], key[1], key[3]): n
        for key, n in recounted().items()
        if key[0].startswith("referrals") and n
    }
    assert kept == again
    assert kept[("referrals_out", sender.unit_id, "cancelled")] == 1


def unit_under_hospital(referral: Referral) -> Any:
    from tuyen.registry.facilities.models import Unit

    hospital = Unit.objects.get(pk=referral.to_unit_id)
    return unit_under(hospital, "polyclinic", "Phòng khám Đa khoa mẫu").id


def test_a_secret_travels_only_under_its_own_name(
    network: Network, sender: Actor, receiver: Actor, patient: Person, visit_id: Any,
    transfer: Transfer,
) -> None:  # fmt: skip
    """A paper of a hidden compartment cannot ride on an open referral."""
    at_both = acting(account_in(network.station, "station_doctor", grants=("hiv",)))
    hidden = Document(
        patient_id=patient.id,
        compartment="hiv",
        kind="result",
        title="Phiếu xét nghiệm",
        sha256="0" * 64,
        content_type="application/pdf",
        size_bytes=1,
        added_at=clock.now(),
        added_by=sender.account_id,
    )
    with changes.apply(actor=at_both, reason="test.hidden") as log:
        log.create(hidden)

    with pytest.raises(Refused, match="không gửi kèm được"):
        refer(person=patient.id, transfer=replace(transfer, document_ids=(hidden.id,)), by=at_both)


def test_a_person_in_custody_is_sent_only_to_eyes_that_hold_the_grant(
    network: Network, transfer: Transfer
) -> None:
    prison = facilities.create_unit(
        parent=network.department, kind="prison_clinic", name="Bệnh xá trại mẫu", by=SYSTEM
    )
    doctor = acting(account_in(prison, "prison_doctor", grants=("custody",)))
    held = person(doctor, name="Người Bị Giam Mẫu", compartment="custody")
    from tuyen.record.actions.queue import enqueue

    enqueue(person_id=held.id, by=doctor)
    granted = acting(account_in(network.hospital, "hospital_doctor", grants=("custody",)))
    other = acting(account_in(network.hospital, "hospital_doctor"))

    row = refer(person=held.id, transfer=transfer, by=doctor)

    assert row.compartment == "custody"
    assert list(queries.received_by(granted)) == [row]
    assert not queries.received_by(other).exists()
    assert queries.patient_of(row.id, other) is None
    assert chart_of(held.id, granted).opening is not None
    assert queries.can_be_read_at(network.hospital.id, "custody", clock.today())
    assert not queries.can_be_read_at(network.other_hospital.id, "custody", clock.today())


def test_a_referral_into_a_closed_day_says_why(
    sender: Actor, patient: Person, visit_id: Any, transfer: Transfer
) -> None:
    lock_day(day=clock.today(), by=sender)

    with pytest.raises(LockedDay):
        refer(person=patient.id, transfer=transfer, by=sender, encounter_id=visit_id)
    late = replace(sender, late_reason="Chuyển gấp sau giờ khóa sổ")
    row = refer(person=patient.id, transfer=transfer, by=late, encounter_id=visit_id)
    cancel(referral=row, why="Người bệnh không đi", by=sender)

    assert row.status == "cancelled"


LOCKING = frozenset({"day.lock"})
TAKING: list[Any] = [
    pytest.param(lambda r, by: receiving.accept(referral=r, by=by), id="accept"),
    pytest.param(lambda r, by: receiving.arrive(referral=r, by=by), id="arrive"),
    pytest.param(lambda r, by: receiving.refuse(referral=r, why="Hết giường", by=by), id="refuse"),
]


@pytest.mark.parametrize("act", TAKING)
def test_the_receiving_unit_says_why_it_writes_into_a_closed_day(
    act: Any, referral: Referral, receiver: Actor
) -> None:
    lock_day(day=clock.today(), by=replace(receiver, permissions=LOCKING | receiver.permissions))

    with pytest.raises(LockedDay):
        act(Referral.objects.get(pk=referral.pk), receiver)
    before = Referral.objects.get(pk=referral.pk).status
    queued = QueueEntry.objects.filter(unit_id=receiver.unit_id).count()
    row = act(Referral.objects.get(pk=referral.pk), replace(receiver, late_reason="Đến lúc 23 giờ"))

    assert (before, queued) == ("requested", 0)
    assert row.status != "requested"
