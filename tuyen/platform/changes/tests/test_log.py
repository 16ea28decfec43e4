"""The log: one act is one transaction, in the chain, and the row can be rebuilt from it."""

import datetime as dt
import uuid

import pytest
from django.db import connection

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused, Stale
from tuyen.core.ids import uuid7
from tuyen.platform import changes
from tuyen.platform.access.models import BreakGlass
from tuyen.platform.changes import bundles, history
from tuyen.platform.changes.hlc import ClockBehind, HybridClock, ms_of, pack
from tuyen.platform.changes.models import Bundle, Lane, WrittenOutsideTheLog

pytestmark = pytest.mark.django_db


@pytest.fixture
def nurse() -> Actor:
    unit = uuid7()
    return Actor(
        account_id=uuid7(),
        name="Lò Thị Mẫu",
        role="station_nurse",
        unit_id=unit,
        unit_name="Trạm Y tế xã Mẫu",
        path="/a/",
        chain="moh",
    )


def opened(by: Actor, reason: str = "Cấp cứu, người bệnh hôn mê") -> BreakGlass:
    now = clock.now()
    return BreakGlass(
        patient_id=uuid7(),
        account_id=by.account_id,
        account_name=by.name,
        unit_id=by.unit_id,
        reason=reason,
        opened_at=now,
        expires_at=now + dt.timedelta(hours=1),
    )


def written(row: BreakGlass, by: Actor) -> BreakGlass:
    with changes.apply(actor=by, reason="test.open") as log:
        log.create(row)
    return BreakGlass.objects.get(pk=row.pk)


def test_a_row_rebuilt_from_the_log_equals_the_row(nurse: Actor) -> None:
    row = written(opened(nurse), nurse)
    row.review = "Đúng quy định"

    with changes.apply(actor=nurse, reason="test.review") as log:
        log.change(row, ["review"])

    kept = BreakGlass.objects.get(pk=row.pk)
    rebuilt = history.rebuild(kept)
    assert rebuilt == {name: getattr(kept, name) for name in rebuilt}


def test_history_says_old_and_new_with_labels_and_who(nurse: Actor) -> None:
    row = written(opened(nurse), nurse)
    row.review = "Đúng quy định"
    with changes.apply(actor=nurse, reason="test.review", why="Đã gọi hỏi") as log:
        log.change(row, ["review"])

    last, first = history.history_of(row, nurse)

    assert first.is_new
    assert (last.actor_name, last.why) == ("Lò Thị Mẫu", "Đã gọi hỏi")
    [change] = last.changes
    assert (change.label, change.old, change.new) == ("Kết luận", None, "Đúng quy định")


def test_a_row_changed_meanwhile_refuses_the_second_writer(nurse: Actor) -> None:
    row = written(opened(nurse), nurse)
    first, second = (BreakGlass.objects.get(pk=row.pk) for _ in range(2))
    first.review = "một"
    with changes.apply(actor=nurse, reason="test.review") as log:
        log.change(first, ["review"])

    second.review = "hai"
    with pytest.raises(Stale), changes.apply(actor=nurse, reason="test.review") as log:
        log.change(second, ["review"])

    assert BreakGlass.objects.get(pk=row.pk).review == "một"
    assert Bundle.objects.count() == 2


def test_a_check_that_fails_leaves_nothing_behind(nurse: Actor) -> None:
    def fails() -> None:
        raise Refused("không được")

    with pytest.raises(Refused), changes.apply(actor=nurse, reason="test.open") as log:  # noqa: PT012
        log.create(opened(nurse))
        log.check(fails)

    assert not BreakGlass.objects.exists()
    assert not Bundle.objects.exists()


def test_after_a_refusal_the_same_row_can_be_written_again(nurse: Actor) -> None:
    row = written(opened(nurse), nurse)
    row.review = "Đúng quy định"
    with pytest.raises(Refused):
        changed(row, nurse, fails=True)

    changed(row, nurse, fails=False)

    assert BreakGlass.objects.get(pk=row.pk).review == "Đúng quy định"


def changed(row: BreakGlass, by: Actor, *, fails: bool) -> None:
    def check() -> None:
        if fails:
            raise Refused("không được")

    with changes.apply(actor=by, reason="test.review") as log:
        log.change(row, ["review"])
        log.check(check)


@pytest.mark.parametrize("verb", ["save", "delete"])
def test_a_synced_row_cannot_be_written_outside_the_log(nurse: Actor, verb: str) -> None:
    row = opened(nurse)

    with pytest.raises(WrittenOutsideTheLog):
        getattr(row, verb)()


@pytest.mark.parametrize("verb", ["create", "bulk_create", "update", "delete", "get_or_create"])
def test_a_synced_table_cannot_be_written_outside_the_log(verb: str) -> None:
    with pytest.raises(WrittenOutsideTheLog):
        getattr(BreakGlass.objects.all(), verb)()


def test_the_chain_has_no_gap_and_shows_one_flipped_byte(nurse: Actor) -> None:
    for _ in range(3):
        written(opened(nurse), nurse)
    lane = Lane.objects.get().number
    assert not list(history.broken_links(lane))

    second = Bundle.objects.order_by("origin_seq")[1]
    Bundle.objects.filter(pk=second.pk).update(body=bytes(second.body)[:-1] + b"!")

    assert [broken.origin_seq for broken in history.broken_links(lane)] == [2]


def test_rows_of_two_patients_go_into_two_bundles_of_one_transaction(nurse: Actor) -> None:
    with changes.apply(actor=nurse, reason="test.open") as log:
        log.create(opened(nurse), opened(nurse))

    assert Bundle.objects.count() == 2
    assert Bundle.objects.values("txn_id").distinct().count() == 1


def repeat(by: Actor, key: uuid.UUID, said: str) -> changes.Repeat:
    return changes.Repeat(key, by.account_id, changes.digest_of({"reason": said}))


def sent(by: Actor, key: uuid.UUID, said: str) -> BreakGlass:
    row = opened(by, said)
    with changes.apply(actor=by, reason="test.open", repeat=repeat(by, key, said)) as log:
        log.create(row)
        log.result_id = row.id
    return row


def test_a_form_sent_twice_is_one_act_with_the_same_result(nurse: Actor) -> None:
    key = uuid7()
    first = sent(nurse, key, "Cấp cứu ngã cây")

    with pytest.raises(changes.Repeated) as twice:
        sent(nurse, key, "Cấp cứu ngã cây")

    assert twice.value.result_id == first.id
    assert BreakGlass.objects.count() == 1


def test_other_content_under_the_same_key_is_refused(nurse: Actor) -> None:
    key = uuid7()
    sent(nurse, key, "Cấp cứu ngã cây")

    with pytest.raises(changes.KeyReused):
        sent(nurse, key, "Cấp cứu rắn cắn")

    assert BreakGlass.objects.count() == 1


def test_a_clock_that_went_back_stops_writing_with_a_sentence(nurse: Actor) -> None:
    written(opened(nurse), nurse)
    Lane.objects.update(wall_ms=ms_of(bundles.clock().tick()) + 3_600_000)
    bundles.restart_clock()

    with pytest.raises(Refused, match="Đồng hồ của máy"):
        written(opened(nurse), nurse)

    bundles.restart_clock()
    assert BreakGlass.objects.count() == 1


def test_a_clock_never_ticks_twice_the_same() -> None:
    made = HybridClock()

    ticks = [made.tick() for _ in range(1000)]

    assert ticks == sorted(set(ticks))


def test_a_clock_behind_the_log_says_so() -> None:
    made = HybridClock()
    made.start(0, 2**42)

    with pytest.raises(ClockBehind):
        made.tick()


def test_the_clock_of_another_node_moves_ours_and_never_stops_it() -> None:
    made = HybridClock()
    made.saw(pack(2**42))

    assert made.tick() > pack(2**42)


def test_an_act_holds_the_write_lock_for_few_statements(
    nurse: Actor, django_assert_max_num_queries: object
) -> None:
    written(opened(nurse), nurse)

    with django_assert_max_num_queries(6):  # type: ignore[operator]
        written_without_reading(nurse)

    assert connection.in_atomic_block


def written_without_reading(by: Actor) -> None:
    with changes.apply(actor=by, reason="test.open") as log:
        log.create(opened(by))
