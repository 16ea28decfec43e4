"""The same journey on one machine, and with station and hospital on machines of their own: the same pages."""

from pathlib import Path
from typing import Any

import pytest

from tests.sync import plays
from tests.sync.compared import Play, compared
from tests.sync.engines import Template
from tests.sync.net import Net

pytestmark = pytest.mark.django_db

PLAYS = [
    plays.a_referral_sent_on_and_refused,
    plays.a_return_with_work_for_weeks,
    plays.appointments_kept_moved_and_called_off,
    plays.a_device_that_fails_and_is_mended,
    plays.a_call_for_help_becomes_a_question,
    plays.a_question_followed_to_the_bill_and_a_lesson,
    plays.a_difficulty_settled,
    plays.a_workshop_with_its_conclusions,
    plays.a_good_model_taken_up,
]


@pytest.mark.capability("J1")
@pytest.mark.parametrize("play", PLAYS, ids=lambda play: play.__name__)
def test_both_units_see_what_one_machine_would_show(
    play: Play, template: Template, tmp_path: Path, request: pytest.FixtureRequest, settings: Any
) -> None:
    settings.MEDIA_ROOT, settings.TUYEN_CLAMD = tmp_path / "blobs", ""

    def nets(name: str) -> Net:
        made = Net(template, tmp_path / name)
        request.addfinalizer(made.close)
        return made

    found = compared(nets, play)
    assert found == [], "\n".join(found)
