"""On the way: the handing list, what the laboratory received and refused, answers one by one."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.domains.sampling.actions import answers, handing, taking
from tuyen.domains.sampling.models import SampleRound
from tuyen.domains.sampling.rules import State
from tuyen.domains.sampling.tests.test_pools import line_of, states
from tuyen.record.models import Order, Result
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db
Living = Callable[..., Person]
HOUR = dt.timedelta(hours=1)
COLD = Decimal("4.5")


def test_what_is_sent_is_received_or_refused_with_a_reason_and_taken_again(
    singles: SampleRound, doctor: Actor, technician: Actor, living: Living
) -> None:
    row = singles
    good, bad = (
        taking.take(row=row, person_id=living(name).id, by=doctor) for name in ("Một", "Hai")
    )
    sent = handing.send(row=row, celsius=COLD, carrier="Lái xe Mẫu", by=doctor)
    assert (sent.size, states(row, doctor)) == (2, [State.SENT] * 2)

    refused = {bad.id: handing.Refusal("haemolysed")}
    receipt = handing.receive(
        row=row, sent=sent, celsius=Decimal("6"), refused=refused, by=technician
    )

    assert (receipt.received, receipt.rejected) == (1, 1)
    assert states(row, doctor) == [State.RECEIVED, State.REJECTED]
    with pytest.raises(Refused, match="đã bị từ chối"):
        answers.enter(row=row, line=line_of(bad, technician), answer="negative", by=technician)
    again = taking.take(row=row, person_id=bad.patient_id, by=doctor)
    assert again.number != bad.number
    assert states(row, doctor) == [State.RECEIVED, State.TAKEN]
    assert Order.objects.count() == 2, "the same order is carried out with the new specimen"
    assert good.order_id != bad.order_id


def test_a_refusal_without_a_reason_of_the_list_is_refused(
    singles: SampleRound, doctor: Actor, technician: Actor, living: Living
) -> None:
    member = taking.take(row=singles, person_id=living("Một").id, by=doctor)
    sent = handing.send(row=singles, celsius=COLD, carrier="", by=doctor)

    for why in ("", "x", "other"):
        with pytest.raises(Refused):
            handing.receive(
                row=singles,
                sent=sent,
                celsius=COLD,
                refused={member.id: handing.Refusal(why)},
                by=technician,
            )

    assert states(singles, doctor) == [State.SENT]


def test_nothing_is_sent_or_received_twice(
    singles: SampleRound, doctor: Actor, technician: Actor, living: Living
) -> None:
    with pytest.raises(Refused, match="Không có mẫu"):
        handing.send(row=singles, celsius=COLD, carrier="", by=doctor)
    taking.take(row=singles, person_id=living("Một").id, by=doctor)
    sent = handing.send(row=singles, celsius=COLD, carrier="", by=doctor)
    handing.receive(row=singles, sent=sent, celsius=COLD, refused={}, by=technician)

    with pytest.raises(Refused, match="Không có mẫu"):
        handing.send(row=singles, celsius=COLD, carrier="", by=doctor)
    with pytest.raises(Refused, match="đã nhận xong"):
        handing.receive(row=singles, sent=sent, celsius=COLD, refused={}, by=technician)


def test_the_station_does_not_answer_what_it_sent(
    singles: SampleRound, doctor: Actor, technician: Actor, living: Living
) -> None:
    member = taking.take(row=singles, person_id=living("Một").id, by=doctor)
    sent = handing.send(row=singles, celsius=COLD, carrier="", by=doctor)

    with pytest.raises(NotPermitted):
        handing.receive(row=singles, sent=sent, celsius=COLD, refused={}, by=doctor)
    with pytest.raises(NotPermitted):
        answers.enter(row=singles, line=line_of(member, doctor), answer="positive", by=doctor)
    with pytest.raises(NotPermitted):
        taking.take(row=singles, person_id=living("Hai").id, by=technician)


def test_a_single_answer_is_verified_by_another_and_corrected_with_history(
    singles: SampleRound, doctor: Actor, technician: Actor, verifier: Actor, living: Living
) -> None:
    row = singles
    member = taking.take(row=row, person_id=living("Một").id, by=doctor)
    sent = handing.send(row=row, celsius=COLD, carrier="", by=doctor)
    handing.receive(row=row, sent=sent, celsius=COLD, refused={}, by=technician)

    answers.enter(row=row, line=line_of(member, technician), answer="positive", by=technician)
    assert states(row, doctor) == [State.WAITS_CHECK]
    answers.verify(row=row, line=line_of(member, verifier), by=verifier)
    assert states(row, doctor) == [State.POSITIVE]
    with pytest.raises(Refused, match="lý do"):
        answers.enter(row=row, line=line_of(member, verifier), answer="negative", by=verifier)
    answers.enter(
        row=row, line=line_of(member, verifier), answer="negative", by=verifier, why="Nhầm ống"
    )

    assert states(row, doctor) == [State.NEGATIVE]
    assert [each.status for each in Result.objects.order_by("id")] == [
        "preliminary",
        "final",
        "amended",
    ]


@pytest.mark.parametrize(
    "after, said", [(-HOUR, "trước lúc"), (HOUR, "tương lai")], ids=["before it was taken", "later"]
)
def test_a_single_answer_at_a_time_that_cannot_be_is_refused(
    singles: SampleRound,
    doctor: Actor,
    technician: Actor,
    living: Living,
    after: dt.timedelta,
    said: str,
) -> None:
    member = taking.take(row=singles, person_id=living("Một").id, by=doctor)

    with pytest.raises(Refused, match=said):
        answers.enter(
            row=singles,
            line=line_of(member, technician),
            answer="positive",
            by=technician,
            at=clock.now() + after,
        )

    assert not Result.objects.exists()
