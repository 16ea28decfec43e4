"""Pools: in order of taking, answered, verified, corrected; never does one make a person positive."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.domains.sampling.actions import answers, handing, pools, taking
from tuyen.domains.sampling.models import PoolResult, RoundMember, SamplePool, SampleRound
from tuyen.domains.sampling.queries import members
from tuyen.domains.sampling.rules import State
from tuyen.record.models import Result
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db
Living = Callable[..., Person]
HOUR = dt.timedelta(hours=1)


def take_three(row: SampleRound, doctor: Actor, living: Living) -> list[RoundMember]:
    return [
        taking.take(row=row, person_id=living(f"Lò Văn {n}").id, by=doctor) for n in range(1, 4)
    ]


def pooled(row: SampleRound, doctor: Actor, living: Living, way: str = "tube") -> SamplePool:
    """Three people, one pool, at the laboratory."""
    take_three(row, doctor, living)
    [pool] = pools.make_pools(row=row, size=3, way=way, by=doctor)
    handing.send(row=row, celsius=Decimal("4"), carrier="", by=doctor)
    return pool


def received(row: SampleRound, technician: Actor) -> None:
    from tuyen.domains.sampling.models import Consignment

    for sent in Consignment.objects.filter(round_id=row.id):
        handing.receive(row=row, sent=sent, celsius=Decimal("5"), refused={}, by=technician)


def states(row: SampleRound, who: Actor) -> list[State]:
    return [line.state for line in members.lines(members.of_round(row, who), who)]


def line_of(member: RoundMember, who: Actor) -> members.Line:
    return members.lines([RoundMember.objects.get(pk=member.id)], who)[0]


def answered(
    row: SampleRound, pool: SamplePool, answer: str, technician: Actor, verifier: Actor
) -> None:
    pools.enter_pool(row=row, pool=pool, answer=answer, by=technician)
    pools.verify_pool(row=row, pool=pool, by=verifier)


def test_a_negative_pool_answers_everybody_and_says_that_it_was_a_pool(
    row: SampleRound, doctor: Actor, technician: Actor, verifier: Actor, living: Living
) -> None:
    pool = pooled(row, doctor, living)
    received(row, technician)

    pools.enter_pool(row=row, pool=pool, answer="negative", by=technician)
    assert not Result.objects.exists(), "nobody has verified it"
    pools.verify_pool(row=row, pool=pool, by=verifier)

    assert states(row, doctor) == [State.NEGATIVE_POOLED] * 3
    results = Result.objects.all()
    assert {each.pool_id for each in results} == {pool.id}
    assert all("theo mẫu gộp" in each.conclusion for each in results)
    assert {(each.entered_name, each.verified_name) for each in results} == {
        (technician.name, verifier.name)
    }


@pytest.mark.parametrize("answer", ["positive", "invalid"])
def test_a_pool_that_is_not_negative_marks_nobody(
    row: SampleRound,
    doctor: Actor,
    technician: Actor,
    verifier: Actor,
    living: Living,
    answer: str,
) -> None:
    pool = pooled(row, doctor, living)
    received(row, technician)

    answered(row, pool, answer, technician, verifier)

    assert states(row, doctor) == [State.RETEST] * 3
    assert not Result.objects.exists()


def test_after_a_positive_pool_of_one_tube_each_gives_again_and_is_answered_alone(
    row: SampleRound, doctor: Actor, technician: Actor, verifier: Actor, living: Living
) -> None:
    pool = pooled(row, doctor, living)
    received(row, technician)
    answered(row, pool, "positive", technician, verifier)
    first, second, _third = members.of_pool(pool)

    with pytest.raises(Refused, match="lấy mẫu mới"):
        answers.enter(row=row, line=line_of(first, technician), answer="positive", by=technician)
    again = taking.take(row=row, person_id=first.patient_id, by=doctor)
    taking.take(row=row, person_id=second.patient_id, by=doctor)
    handing.send(row=row, celsius=Decimal("4"), carrier="", by=doctor)
    entered = answers.enter(
        row=row, line=line_of(first, technician), answer="positive", by=technician
    )
    answers.verify(row=row, line=line_of(first, verifier), by=verifier)

    assert again.number != first.number
    assert entered.pool_id is None
    assert states(row, doctor) == [State.RETEST, State.POSITIVE, State.SENT]


def test_a_pool_drawn_from_single_tubes_is_tested_again_from_what_is_left(
    row: SampleRound, doctor: Actor, technician: Actor, verifier: Actor, living: Living
) -> None:
    pool = pooled(row, doctor, living, "aliquot")
    received(row, technician)
    first, *_rest = members.of_pool(pool)
    with pytest.raises(Refused, match="ghi kết quả mẫu gộp"):
        answers.enter(row=row, line=line_of(first, technician), answer="positive", by=technician)

    answered(row, pool, "positive", technician, verifier)
    with pytest.raises(Refused, match="làm lại ngay từ ống"):
        taking.take(row=row, person_id=first.patient_id, by=doctor)
    answers.enter(row=row, line=line_of(first, technician), answer="negative", by=technician)
    answers.verify(row=row, line=line_of(first, verifier), by=verifier)

    assert states(row, doctor) == [State.NEGATIVE, State.RETEST, State.RETEST]


def test_a_corrected_pool_takes_its_negatives_back_and_keeps_what_was_said(
    row: SampleRound, doctor: Actor, technician: Actor, verifier: Actor, living: Living
) -> None:
    pool = pooled(row, doctor, living)
    received(row, technician)
    answered(row, pool, "negative", technician, verifier)

    with pytest.raises(Refused, match="lý do"):
        pools.enter_pool(row=row, pool=pool, answer="positive", by=verifier)
    pools.enter_pool(row=row, pool=pool, answer="positive", by=verifier, why="Nhầm giếng")

    assert states(row, doctor) == [State.RETEST] * 3
    told = [(each.answer, each.status) for each in PoolResult.objects.order_by("id")]
    assert told == [("negative", "preliminary"), ("negative", "final"), ("positive", "amended")]
    newest = Result.objects.filter(superseded_by_id=None)
    assert newest.count() == 3
    assert all("cần xét nghiệm lại riêng" in each.conclusion for each in newest)
    assert Result.objects.filter(conclusion__contains="Âm tính theo mẫu gộp").count() == 3


def test_a_specimen_is_in_one_pool_only(row: SampleRound, doctor: Actor, living: Living) -> None:
    first, second, third = take_three(row, doctor, living)
    pools.make_pools(row=row, size=3, way="tube", by=doctor, only=[first.id, second.id])

    with pytest.raises(Refused, match="mẫu gộp khác"):
        pools.make_pools(row=row, size=3, way="tube", by=doctor, only=[second.id, third.id])

    assert SamplePool.objects.count() == 1


def test_a_pool_over_the_limit_is_refused(
    row: SampleRound, singles: SampleRound, doctor: Actor, living: Living
) -> None:
    three = take_three(row, doctor, living)

    with pytest.raises(Refused, match="từ 2 đến 5"):
        pools.make_pools(row=row, size=6, way="tube", by=doctor)
    with pytest.raises(Refused, match="nhiều nhất 2"):
        pools.make_pools(row=row, size=2, way="tube", by=doctor, only=[each.id for each in three])
    with pytest.raises(Refused, match="không gộp mẫu"):
        pools.make_pools(row=singles, size=2, way="tube", by=doctor)

    assert not SamplePool.objects.exists()


@pytest.mark.parametrize(
    "after, said", [(-HOUR, "trước lúc lấy mẫu"), (HOUR, "tương lai")], ids=["before", "to come"]
)
def test_an_answer_at_a_time_that_cannot_be_is_refused(
    row: SampleRound,
    doctor: Actor,
    technician: Actor,
    living: Living,
    after: dt.timedelta,
    said: str,
) -> None:
    pool = pooled(row, doctor, living)
    received(row, technician)

    with pytest.raises(Refused, match=said):
        pools.enter_pool(
            row=row, pool=pool, answer="negative", by=technician, at=clock.now() + after
        )

    assert not PoolResult.objects.exists()


def test_whoever_read_a_pool_does_not_verify_it_at_a_hospital(
    row: SampleRound, doctor: Actor, verifier: Actor, living: Living
) -> None:
    pool = pooled(row, doctor, living)
    received(row, verifier)
    pools.enter_pool(row=row, pool=pool, answer="negative", by=verifier)

    with pytest.raises(Refused):
        pools.verify_pool(row=row, pool=pool, by=verifier)

    assert not Result.objects.exists()


def test_a_pool_without_an_answer_is_taken_apart(
    row: SampleRound, doctor: Actor, technician: Actor, living: Living
) -> None:
    pool = pooled(row, doctor, living)
    received(row, technician)

    pools.undo_pool(row=row, pool=pool, by=technician)

    assert states(row, doctor) == [State.RECEIVED] * 3
    assert not RoundMember.objects.exclude(pool_id=None).exists()
