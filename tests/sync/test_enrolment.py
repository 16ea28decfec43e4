"""A machine comes in by a code and two people, and goes out for good; nobody else does."""

import datetime as dt
import logging

import pytest

from tests.network import actor_at
from tests.network import node as unit
from tests.sync.net import Net
from tests.sync.trust import Pair, acts, times
from tuyen.core.actor import SYSTEM
from tuyen.core.errors import NotPermitted, Refused
from tuyen.platform.changes.models import Node
from tuyen.platform.changes.node import mark_demo, this_node
from tuyen.platform.nodes import actions, checks, enrolment, queries
from tuyen.platform.nodes.models import Invitation, NodeAct, Peer, State
from tuyen.platform.nodes.refusals import Declined, NotHeard


def test_a_machine_comes_in_by_a_code_and_by_two_people_who_compare_digits(pair: Pair) -> None:
    pair.ask(pair.code(is_hub=False))
    assert pair.child().state == State.PENDING

    pair.approve()
    pair.meet(normal=3)

    child, upstream = pair.child(), pair.upstream()
    assert (child.state, child.queue, child.mark) == (State.ACTIVE, {"normal": 3}, "A")
    assert child.disk_free_mb
    assert child.version
    assert upstream.state == State.ACTIVE
    assert upstream.unit_id == pair.unit.unit_id
    with pair.net.at(pair.station):
        assert this_node().is_enrolled
    assert acts(pair) == ["invited", "asked", "approved"]
    assert pair.hear(pair.sealed(b"first visit")).payload == b"first visit"


def test_each_act_of_letting_in_says_who_and_when(joined: Pair) -> None:
    with joined.net.at(joined.hub):
        for each in NodeAct.objects.all():
            assert each.by_name == SYSTEM.name
            assert each.at == joined.net.now


def test_a_demo_database_is_not_let_in_at_a_real_hub_nor_a_real_machine_at_a_demo(
    pair: Pair,
) -> None:
    code = pair.code()
    with pair.net.at(pair.station):
        mark_demo()

    with pytest.raises(Declined, match="mẫu"):
        pair.ask(code)
    with pair.net.at(pair.station):
        Node.objects.update(is_demo=False)
    with pair.net.at(pair.hub):
        mark_demo()
    with pytest.raises(Declined, match="mẫu"):
        pair.ask(pair.code())


def test_the_machine_that_asks_looks_at_what_the_hub_is_as_well(pair: Pair) -> None:
    def made_a_demo_meanwhile(url: str, body: bytes) -> bytes:
        reply = pair.post(url, body)
        with pair.net.at(pair.station):
            mark_demo()
        return reply

    with pytest.raises(NotHeard, match="mẫu"):
        pair.ask(pair.code(), post=made_a_demo_meanwhile)


def test_two_demo_databases_are_joined_where_the_one_that_asks_is_empty(pair: Pair) -> None:
    for each in (pair.hub, pair.station):
        with pair.net.at(each):
            mark_demo()

    pair.enrol()

    assert pair.upstream().state == State.ACTIVE


def test_a_demo_network_is_not_put_below_another(pair: Pair) -> None:
    code = pair.code()
    for each in (pair.hub, pair.station):
        with pair.net.at(each):
            mark_demo()
    with pair.net.at(pair.station):
        unit("Trạm Y tế xã Mẫu khác")

    with pytest.raises(NotHeard, match="mạng lưới riêng"):
        pair.ask(code)


def test_a_guessed_code_is_refused_and_five_guesses_end_the_invitation(pair: Pair) -> None:
    code = pair.code()
    wrong = code[:5] + "2222-2222-2222"

    for _turn in range(5):
        with pytest.raises(Declined, match="Mã mời"):
            pair.ask(wrong)
    with pytest.raises(Declined, match="Mã mời"):
        pair.ask(code)

    assert times(pair, "wrong_code") == 6
    with pair.net.at(pair.hub):
        assert not Peer.objects.exists()


def test_a_code_is_good_for_one_machine_once(pair: Pair) -> None:
    code = pair.code()
    pair.ask(code)
    other = Pair(pair.net, hub=pair.hub, name="other")

    with pytest.raises(Declined, match="máy khác"):
        other.ask(code)

    assert times(pair, "used_code") == 1


def test_a_machine_whose_answer_was_lost_may_ask_again_with_its_code(pair: Pair) -> None:
    code = pair.code()

    def cut(url: str, body: bytes) -> bytes:
        pair.post(url, body)
        raise OSError("line cut")

    with pytest.raises(OSError, match="line cut"):
        pair.ask(code, post=cut)
    pair.ask(code)
    pair.approve()

    assert pair.child().state == State.ACTIVE


def test_a_code_ends_after_two_days_and_when_it_is_withdrawn(pair: Pair) -> None:
    late, taken_back = pair.code(), pair.code()
    with pair.net.at(pair.hub):
        row = Invitation.objects.get(locator=taken_back[:4])
        actions.withdraw_code(invitation=row, by=SYSTEM)

    with pytest.raises(Declined, match="không còn dùng được"):
        pair.ask(taken_back)
    pair.net.later(hours=49)
    with pytest.raises(Declined, match="hết hạn"):
        pair.ask(late)


def test_the_code_itself_is_neither_kept_nor_sent_nor_logged(
    pair: Pair, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    code = pair.code()
    secret = code.replace("-", "")[4:]
    sent: list[bytes] = []

    def listening(url: str, body: bytes) -> bytes:
        sent.append(body)
        sent.append(pair.post(url, body))
        return sent[-1]

    pair.ask(code, post=listening)
    with pair.net.at(pair.hub):
        kept = repr(list(Invitation.objects.values()) + list(NodeAct.objects.values())).encode()
    assert len(sent) == 2
    assert all(secret.encode() not in each for each in [*sent, kept])
    assert secret not in caplog.text
    assert code not in caplog.text


def test_who_sits_between_without_the_code_can_put_no_other_key_in(pair: Pair) -> None:
    """The stranger answers in the hub's stead, with a key of its own."""
    code = pair.code()
    stranger = Pair(pair.net, hub=pair.net.node("stranger"), name="unused")
    stranger.code()

    def stranger_answers(_url: str, body: bytes) -> bytes:
        with pair.net.at(stranger.hub):
            invitation = Invitation.objects.get()
            return enrolment._answer(enrolment._welcome_for(body, invitation, Peer()), bytes(32))

    with pytest.raises(NotHeard, match="không phải của máy trung tâm"):
        pair.ask(code, post=stranger_answers)


def test_five_wrong_readings_turn_a_waiting_machine_away(pair: Pair) -> None:
    pair.ask(pair.code())

    for _turn in range(5):
        with pytest.raises(Refused, match="Dãy số"):
            pair.approve("1111 2222 3333 4444 5555")

    with pair.net.at(pair.hub):
        assert not Peer.objects.exists()
    assert acts(pair)[-2:] == ["misread", "rejected"]
    with pytest.raises(NotHeard, match="chưa biết máy này"):
        pair.hear(pair.sealed(path="/sync/hello"), "/sync/hello")


def test_only_who_runs_the_hub_lets_machines_in_and_only_below(net: Net) -> None:
    pair = Pair(net)
    pair.ask(pair.code())
    heard = pair.read_out()
    with net.at(pair.hub):
        nurse = actor_at(pair.unit, "station_nurse")
        elsewhere = actor_at(unit("Bệnh viện khác", kind="hospital"), "unit_administrator")

        for who in (nurse, elsewhere):
            with pytest.raises(NotPermitted):
                actions.approve(peer=pair.child(), heard=heard, by=who)
            with pytest.raises(NotPermitted):
                actions.issue_code(unit_id=pair.unit.unit_id, by=who)
        assert not queries.nodes_of(elsewhere).exists()


def test_sensitive_records_are_opened_to_a_machine_by_whoever_may_open_them(joined: Pair) -> None:
    with joined.net.at(joined.hub):
        administrator = actor_at(joined.unit, "unit_administrator")
        with pytest.raises(NotPermitted):
            actions.grant_compartment(
                peer=joined.child(), compartment="hiv", why="Trạm cấp ARV", by=administrator
            )
        actions.grant_compartment(
            peer=joined.child(), compartment="hiv", why="Trạm cấp ARV", by=SYSTEM
        )

    joined.meet()
    assert joined.upstream().compartments == ["hiv"]
    with joined.net.at(joined.hub):
        actions.withdraw_compartment(
            peer=joined.child(), compartment="hiv", why="Thôi cấp ARV", by=SYSTEM
        )
    assert joined.child().compartments == []
    assert acts(joined)[-2:] == ["open_hiv", "close_hiv"]


def test_a_machine_restored_without_its_key_comes_back_by_a_code_of_its_own(joined: Pair) -> None:
    with joined.net.at(joined.station):
        (joined.station.home / "node.key").unlink()
        actions.leave(by=SYSTEM)
        assert checks.key().state == "bad"
    other = Pair(joined.net, hub=joined.hub, name="other")
    of_anybody, of_this_one = joined.code(), joined.code(for_node=joined.child())

    with pytest.raises(Declined, match="khóa khác"):
        joined.ask(of_anybody)
    with pytest.raises(Declined, match="Mã mời"):
        other.ask(of_this_one)
    joined.ask(of_this_one)
    joined.approve()
    joined.meet()

    assert joined.child().state == State.ACTIVE
    assert joined.hear(joined.sealed()).peer.id == joined.id


def test_a_machine_that_left_and_came_back_is_neither_restored_nor_heard_twice(
    joined: Pair,
) -> None:
    old = joined.sealed()
    joined.hear(old)
    with joined.net.at(joined.station):
        actions.leave(by=SYSTEM)

    joined.enrol()

    assert joined.hear(joined.sealed()).peer.epoch == 1
    assert joined.child().flagged == ""
    with pytest.raises(NotHeard, match="đã được nhận"):
        joined.hear(old)


def test_the_doctor_says_how_it_stands_with_the_hub(pair: Pair) -> None:
    def said() -> tuple[str, str]:
        with pair.net.at(pair.station):
            found = checks.hub()
        return found.state, str(found.advice)

    assert said() == ("ok", "")
    pair.ask(pair.code())
    assert said()[0] == "warn"
    pair.approve()
    pair.meet()
    assert said() == ("ok", "")
    pair.net.later(hours=30)
    assert "Hơn một ngày" in said()[1]
    pair.station.skew = dt.timedelta(hours=3)
    pair.meet()
    assert "lệch" in said()[1]
    with pair.net.at(pair.station):
        assert checks.key().is_ok


# --- shutting out


def test_a_suspended_machine_is_not_heard_until_somebody_resumes_it(joined: Pair) -> None:
    with joined.net.at(joined.hub):
        actions.suspend(peer=joined.child(), why="Máy đem đi sửa", by=SYSTEM)

    for path in ("/sync/hello", "/sync/push", "/sync/pull"):
        with pytest.raises(NotHeard, match="tạm ngừng"):
            joined.hear(joined.sealed(path=path), path)
    with joined.net.at(joined.hub):
        actions.resume(peer=joined.child(), by=SYSTEM)

    assert joined.hear(joined.sealed()).peer.id == joined.id
    assert acts(joined)[-2:] == ["suspended", "resumed"]


def test_a_lost_machine_is_never_heard_again_not_even_with_a_new_code(joined: Pair) -> None:
    with joined.net.at(joined.hub):
        actions.report_lost(peer=joined.child(), why="Mất trộm ở trạm", by=SYSTEM)

    with pytest.raises(NotHeard, match="báo mất"):
        joined.hear(joined.sealed(path="/sync/hello"), "/sync/hello")
    with joined.net.at(joined.hub), pytest.raises(Refused, match="Báo mất"):
        actions.resume(peer=joined.child(), by=SYSTEM)
    code = joined.code()
    with joined.net.at(joined.station):
        actions.leave(by=SYSTEM)
    with pytest.raises(Declined, match="báo mất"):
        joined.ask(code)
    assert joined.child().state == State.LOST


def test_shutting_out_asks_for_a_reason_and_of_two_people_one_is_told_to_look_again(
    joined: Pair,
) -> None:
    with joined.net.at(joined.hub):
        seen_by_both = joined.child()
        with pytest.raises(Refused, match="lý do"):
            actions.suspend(peer=seen_by_both, why=" ", by=SYSTEM)
        actions.report_lost(peer=joined.child(), why="Mất trộm", by=SYSTEM)

        with pytest.raises(Refused, match="vừa đổi"):
            actions.suspend(peer=seen_by_both, why="Đem sửa", by=SYSTEM)
