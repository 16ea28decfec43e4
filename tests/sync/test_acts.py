"""Every act of the generator is really done by somebody: a generator of refusals would prove nothing."""

from tests.sync.acts import ACTS, Acts
from tests.sync.net import Net
from tests.sync.world import founded, joined


def test_each_act_can_be_done_at_a_node(net: Net) -> None:
    world = founded(net)
    (ban,) = joined(world, "ban")
    acts = Acts(world)
    for number in range(2):
        assert acts.do("register", ban, number, number + 1), "register"
    in_order = ["come", "visit", "amend", "note_allergy", "correct_allergy", "phone", "born"]
    in_order += ["address", "merge", "unmerge", "refer", "lose_referral", "move_stock"]

    for name in [*in_order, "recall_lot"]:
        assert acts.do(name, ban, 0, 2), name

    assert acts.do("step_referral", ban, 0, 3)
    assert acts.do("end_allergy", ban, 0, 1)
    assert acts.do("move_home", ban, 0, 1)
    assert acts.do("end_care", ban, 0)
    assert {name.partition("(")[0] for name in acts.done} == set(ACTS)
    assert len(acts.ledger) >= len(acts.done)
