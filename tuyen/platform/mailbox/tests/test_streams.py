"""What somebody at the other end waits for goes first."""

import pytest

from tests.architecture.house import ROOT
from tuyen.platform.mailbox.rules import _URGENT_ACTS, NORMAL, URGENT, stream_of


@pytest.mark.parametrize(
    "reason, stream",
    [
        ("referral.send", URGENT),
        ("case.notify", URGENT),
        ("steering.ask_support", URGENT),
        ("steering.promise", NORMAL),
        ("immunization.event", URGENT),
        ("immunization.give", NORMAL),
        ("appointment.book", NORMAL),
    ],
)
def test_an_act_goes_first_when_somebody_waits_for_it(reason: str, stream: int) -> None:
    assert stream_of(reason) == stream


def test_every_urgent_act_is_one_that_is_done() -> None:
    code = "".join(
        each.read_text(encoding="utf-8")
        for each in (ROOT / "tuyen").rglob("*.py")
        if "/tests/" not in str(each) and "/mailbox/" not in str(each)
    )

    assert [act for act in sorted(_URGENT_ACTS) if f'"{act}"' not in code] == []
