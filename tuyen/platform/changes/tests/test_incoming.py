"""Bundles of another node: applied whole or held with a reason; two sides' changes meet and none is lost."""

import datetime as dt
import uuid
from typing import Any

import msgspec
import pytest

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.ids import uuid7
from tuyen.platform import changes
from tuyen.platform.access.models import BreakGlass
from tuyen.platform.changes import codec, conflicts, history, incoming, steps
from tuyen.platform.changes.header import Header
from tuyen.platform.changes.hlc import now_ms, pack
from tuyen.platform.changes.meeting import Incoming
from tuyen.platform.changes.models import Bundle, Conflict, Held
from tuyen.platform.changes.outgoing import incoming_of

pytestmark = pytest.mark.django_db

PEER = uuid7()


@pytest.fixture
def nurse() -> Actor:
    return Actor(
        account_id=uuid7(),
        name="Lò Thị Mẫu",
        role="station_nurse",
        unit_id=uuid7(),
        unit_name="Trạm Y tế xã Mẫu",
        path="/a/",
        chain="moh",
    )


class Elsewhere:
    """Another node, as far as its bundles tell: a chain, a clock."""

    def __init__(self, ahead_ms: int = 0) -> None:
        self.node_id, self.unit_id = uuid.uuid4(), uuid7()
        self.seq, self.sha, self.ahead_ms = 0, b"", ahead_ms

    @property
    def node8(self) -> str:
        return self.node_id.hex[-8:]

    def says(self, patient_id: uuid.UUID, *ops: Any, schema_ver: int = 2) -> Incoming:
        self.seq += 1
        header = Header(
            bundle_id=uuid7(),
            txn_id=uuid7(),
            origin_node=self.node_id,
            origin_lane=0,
            origin_epoch=1,
            origin_seq=self.seq,
            hlc=pack(now_ms() + self.ahead_ms, self.seq),
            schema_ver=schema_ver,
            actor_id=uuid7(),
            actor_name="Giàng A Mẫu",
            actor_unit_id=self.unit_id,
            reason="test.elsewhere",
            why="",
            patient_id=patient_id,
            unit_id=None,
            compartment="",
            prev_sha=self.sha,
        )
        raw = codec.written(list(ops))
        self.sha = header.sha256(raw)
        return Incoming(header, raw)


LABEL = "access.breakglass"


def opened(patient_id: uuid.UUID, reason: str = "Cấp cứu") -> BreakGlass:
    now = clock.now()
    return BreakGlass(
        patient_id=patient_id,
        account_id=uuid7(),
        account_name="Giàng A Mẫu",
        unit_id=uuid7(),
        reason=reason,
        opened_at=now,
        expires_at=now + dt.timedelta(hours=1),
    )


def here(nurse: Actor) -> BreakGlass:
    row = opened(uuid7())
    with changes.apply(actor=nurse, reason="test.open") as log:
        log.create(row)
    return BreakGlass.objects.get(pk=row.pk)


def reviewed_here(row: BreakGlass, said: str, by: Actor, **more: Any) -> BreakGlass:
    row = BreakGlass.objects.get(pk=row.pk)
    row.review = said
    with changes.apply(actor=by, reason="test.review") as log:
        log.change(row, ["review"], **more)
    return BreakGlass.objects.get(pk=row.pk)


def reviewed(row: BreakGlass, said: str, tokens: Any = None) -> list[Any]:
    op = [LABEL, row.id, {"review": said}, 1]
    return [*op, {"review": tokens}] if tokens else op


def apply(*batch: Incoming, **more: Any) -> incoming.Applied:
    return incoming.apply_batch(batch, from_peer=PEER, **more)


def review_of(row: BreakGlass) -> str:
    return str(BreakGlass.objects.get(pk=row.pk).review)


def test_a_new_row_of_another_node_stands_here_with_its_bundle() -> None:
    there, row = Elsewhere(), opened(uuid7())

    done = apply(there.says(row.patient_id, codec.create_op(row)))

    kept = BreakGlass.objects.get(pk=row.pk)
    assert kept.reason == "Cấp cứu"
    assert kept.opened_at == row.opened_at
    [bundle] = Bundle.objects.all()
    assert done.applied == [bundle.id]
    assert bundle.from_peer == PEER
    assert not list(history.broken_links(None, there.node_id))
    assert history.rebuild(kept) == {n: getattr(kept, n) for n in history.rebuild(kept)}


def test_the_same_bundle_twice_is_applied_once() -> None:
    row = opened(uuid7())
    sent = Elsewhere().says(row.patient_id, codec.create_op(row))
    apply(sent)

    again = apply(sent, sent)

    assert again.known == [sent.header.bundle_id] * 2
    assert BreakGlass.objects.count() == Bundle.objects.count() == 1


def test_a_change_that_saw_what_stands_here_is_no_conflict(nurse: Actor) -> None:
    row = here(nurse)

    apply(Elsewhere().says(row.patient_id, reviewed(row, "đúng")))

    assert review_of(row) == "đúng"
    assert not Conflict.objects.exists()


def test_of_two_changes_made_apart_the_newer_stands_and_the_other_is_kept(nurse: Actor) -> None:
    row = here(nurse)
    there = Elsewhere(ahead_ms=5_000)
    reviewed_here(row, "của mình", nurse)

    apply(there.says(row.patient_id, reviewed(row, "của bạn")))

    assert review_of(row) == "của bạn"
    [conflict] = conflicts.open_for(patient_ids=[row.patient_id])
    assert conflicts.values_of(conflict, conflict.loser_value) == {"review": "của mình"}
    assert conflict.loser_bundle_id == Bundle.objects.get(reason="test.review").id


def test_an_older_change_that_comes_late_loses_and_is_kept(nurse: Actor) -> None:
    row = here(nurse)
    sent = Elsewhere(ahead_ms=-5_000).says(row.patient_id, reviewed(row, "của bạn"))
    reviewed_here(row, "của mình", nurse)

    apply(sent)

    assert review_of(row) == "của mình"
    [conflict] = conflicts.open_conflicts()
    assert conflicts.values_of(conflict, conflict.loser_value) == {"review": "của bạn"}


def test_two_who_say_the_same_are_no_conflict(nurse: Actor) -> None:
    row = here(nurse)
    reviewed_here(row, "đúng", nurse)

    apply(Elsewhere(ahead_ms=5_000).says(row.patient_id, reviewed(row, "đúng")))

    assert not Conflict.objects.exists()


@pytest.mark.parametrize(
    "take, stands, decision", [(True, "của mình", "taken"), (False, "của bạn", "kept")]
)
def test_a_person_decides_and_the_conflict_is_closed(
    nurse: Actor, take: bool, stands: str, decision: str
) -> None:
    row = here(nurse)
    reviewed_here(row, "của mình", nurse)
    apply(Elsewhere(ahead_ms=5_000).says(row.patient_id, reviewed(row, "của bạn")))
    [conflict] = conflicts.open_conflicts()

    conflicts.decide(conflict, take=take, by=nurse)

    assert review_of(row) == stands
    conflict.refresh_from_db()
    assert conflict.decision == decision
    assert not conflicts.open_conflicts()


def test_a_decision_made_elsewhere_closes_the_conflict_here(nurse: Actor) -> None:
    row = here(nurse)
    mine = msgspec.json.decode(bytes(reviewed_here(row, "của mình", nurse).clocks))["review"]
    there = Elsewhere(ahead_ms=5_000)
    theirs = there.says(row.patient_id, reviewed(row, "của bạn"))
    decided = there.says(
        row.patient_id, reviewed(row, "của mình", tokens=[theirs.header.hlc, mine])
    )

    apply(theirs, decided)

    assert review_of(row) == "của mình"
    assert Conflict.objects.get().decision == "taken"


def test_a_change_waits_for_the_row_and_is_applied_when_it_comes() -> None:
    there, row = Elsewhere(), opened(uuid7())
    made = there.says(row.patient_id, codec.create_op(row))
    changed = there.says(row.patient_id, reviewed(row, "đúng"))

    first = apply(changed)
    then = apply(made)

    assert first.held == [changed.header.bundle_id]
    assert set(then.applied) == {made.header.bundle_id, changed.header.bundle_id}
    assert review_of(row) == "đúng"
    assert Held.objects.get().state == "applied"


def test_in_one_batch_the_order_does_not_matter() -> None:
    there, row = Elsewhere(), opened(uuid7())
    made = there.says(row.patient_id, codec.create_op(row))
    changed = there.says(row.patient_id, reviewed(row, "đúng"))

    assert len(apply(changed, made).applied) == 2
    assert review_of(row) == "đúng"


def test_a_bundle_is_applied_whole_or_not_at_all() -> None:
    there, row = Elsewhere(), opened(uuid7())
    unknown = ["rooms.ofanewerrelease", uuid7(), {}, 0]
    good = opened(uuid7())

    done = apply(
        there.says(row.patient_id, codec.create_op(row), unknown),
        there.says(good.patient_id, codec.create_op(good)),
    )

    assert [each.pk for each in BreakGlass.objects.all()] == [good.pk]
    assert len(done.held) == len(done.applied) == 1
    assert Held.objects.get().why == "unknown_model"


def said(row: BreakGlass, **values: Any) -> list[Any]:
    label, id_, before, seen = codec.create_op(row)
    return [label, id_, {**before, **values}, seen]


@pytest.mark.parametrize(
    "values, why",
    [
        ({"of_a_newer_release": 1}, "newer_fields"),
        ({"reason": 7}, "failed_check"),
        ({"opened_at": "hôm qua"}, "failed_check"),
        ({"account_name": "x" * 5000}, "failed_check"),
        ({"patient_id": uuid7().hex}, "failed_check"),
    ],
)
def test_what_does_not_fit_our_tables_is_held_with_the_reason(values: Any, why: str) -> None:
    row = opened(uuid7())

    apply(Elsewhere().says(row.patient_id, said(row, **values)))

    assert Held.objects.get().why == why
    assert not BreakGlass.objects.exists()


def test_other_reasons_to_hold_a_bundle() -> None:
    there, row = Elsewhere(), opened(uuid7())
    made = there.says(row.patient_id, codec.create_op(row))
    apply(made)
    other = opened(uuid7())
    other.id, other.patient_id = row.id, row.patient_id
    other.reason = "nội dung khác"

    apply(there.says(row.patient_id, codec.create_op(other)))
    apply(there.says(row.patient_id, codec.create_op(row), schema_ver=99))
    apply(made._replace(raw=b"[1"))
    there.seq, there.sha = 1, b"rewritten"
    apply(there.says(row.patient_id, reviewed(row, "x")))

    whys = sorted(Held.objects.values_list("why", flat=True))
    assert whys == ["broken_chain", "newer_schema", "other_content", "other_content"]


def test_what_the_sender_may_not_write_is_held_and_tried_again() -> None:
    row = opened(uuid7())
    sent = Elsewhere().says(row.patient_id, codec.create_op(row))

    apply(sent, may_write=lambda _incoming, rows: "not linked" if rows else "")
    assert Held.objects.get().why == "not_yours"

    incoming.retry_held(why=["not_yours"])
    assert BreakGlass.objects.filter(pk=row.pk).exists()
    assert Held.objects.get().state == "applied"


def test_a_clock_a_year_ahead_waits_for_a_person_and_then_counts_as_now(nurse: Actor) -> None:
    there = Elsewhere(ahead_ms=365 * 86_400_000)
    row = opened(uuid7())
    made = there.says(row.patient_id, codec.create_op(row))
    changed = there.says(row.patient_id, reviewed(row, "một"))
    then = there.says(row.patient_id, reviewed(row, "hai", tokens=[changed.header.hlc]))
    apply(made, changed, then, is_arbiter=True)
    assert set(Held.objects.values_list("why", flat=True)) == {"clock_ahead"}

    incoming.release(list(Held.objects.values_list("id", flat=True)), by=nurse)

    assert review_of(row) == "hai"
    assert not Conflict.objects.exists()
    assert reviewed_here(row, "ba", nurse).review == "ba"
    clamped = Bundle.objects.filter(clamp_hlc__isnull=False)
    assert clamped.filter(clamp_hlc__lt=pack(now_ms() + 60_000)).count() == 3


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> None:
    after = {"sent": {"arrived", "cancelled"}, "arrived": {"answered"}}
    monkeypatch.setattr(steps, "_steps", {})
    steps.steps_of(BreakGlass, "review")(lambda a, b: b in after.get(a, ()))


def stepped(nurse: Actor, mine: str, theirs: str, ahead_ms: int) -> BreakGlass:
    row = here(nurse)
    sent = Elsewhere(ahead_ms).says(row.patient_id, reviewed(row, theirs))
    reviewed_here(row, mine, nurse)
    apply(sent, is_arbiter=True)
    return row


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize("ahead_ms", [5_000, -5_000])
@pytest.mark.parametrize(
    "mine, theirs, stands",
    [
        ("arrived", "answered", "answered"),
        ("answered", "arrived", "answered"),
        ("cancelled", "arrived", "cancelled"),
    ],
)
def test_of_two_steps_the_legal_one_stands_whatever_the_clocks_say(
    nurse: Actor, mine: str, theirs: str, stands: str, ahead_ms: int
) -> None:
    row = stepped(nurse, mine, theirs, ahead_ms)

    assert review_of(row) == stands
    assert not conflicts.open_conflicts()


@pytest.mark.usefixtures("table")
def test_a_step_that_cannot_stand_is_kept_as_refused(nurse: Actor) -> None:
    stepped(nurse, "cancelled", "arrived", 5_000)

    refused = Conflict.objects.get()
    assert refused.kind == "step"
    assert Bundle.objects.filter(reason="sync.refuse_step").count() == 1


def test_bundles_of_the_first_schema_are_taken_as_they_were_made() -> None:
    row = opened(uuid7())
    sent = Elsewhere().says(row.patient_id, codec.create_op(row), schema_ver=1)
    old = sent._replace(raw=codec.packed(sent.raw))

    apply(old)

    bundle = Bundle.objects.get()
    assert incoming_of(bundle).raw == old.raw
    assert not list(history.broken_links(None, bundle.origin_node))


def test_a_row_that_a_listener_made_on_two_nodes_is_one_row_alike_everywhere(nurse: Actor) -> None:
    """Its id is made of the event; what differs (a day) is the smaller one on every node."""
    person, id_ = uuid7(), uuid.uuid5(uuid7(), "task")
    one, two = opened(person, "ngày hai"), opened(person, "ngày một")
    for row in (one, two):
        row.id, row.opened_at, row.expires_at = id_, one.opened_at, one.expires_at
        row.account_id, row.unit_id = one.account_id, one.unit_id
    there, elsewhere = Elsewhere(), Elsewhere(ahead_ms=3_000)

    apply(there.says(person, codec.create_op(one)))
    apply(elsewhere.says(person, codec.create_op(two)))

    kept = BreakGlass.objects.get()
    assert kept.reason == min("ngày hai", "ngày một")
    assert not Held.objects.exists()
    assert history.rebuild(kept)["reason"] == kept.reason


def test_a_decision_that_comes_before_what_it_decides_leaves_nothing_open(nurse: Actor) -> None:
    row = here(nurse)
    there, late = Elsewhere(ahead_ms=5_000), Elsewhere(ahead_ms=3_000)
    loses = late.says(row.patient_id, reviewed(row, "thua"))
    wins = there.says(row.patient_id, reviewed(row, "thắng"))
    seen = [wins.header.hlc, [loses.header.hlc, late.node8]]
    decided = there.says(row.patient_id, reviewed(row, "chốt", tokens=seen))

    apply(wins, decided)
    apply(loses)

    assert review_of(row) == "chốt"
    assert not conflicts.open_conflicts()


def test_one_row_that_the_engine_refuses_does_not_stop_the_others() -> None:
    """The number of a bundle that stands here already, under another id."""
    there, row, other = Elsewhere(), opened(uuid7()), opened(uuid7())
    apply(there.says(row.patient_id, codec.create_op(row)))
    there.seq, there.sha = 0, b""
    again = opened(uuid7())

    done = apply(
        there.says(again.patient_id, codec.create_op(again)),
        Elsewhere().says(other.patient_id, codec.create_op(other)),
    )

    assert {each.pk for each in BreakGlass.objects.all()} == {row.pk, other.pk}
    assert [each.why for each in Held.objects.all()] == ["failed_check"]
    assert len(done.applied) == 1
