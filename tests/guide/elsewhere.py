"""What other people do while a journey is played, through the same actions as the pages.

`python -m tests.guide.elsewhere WHAT …` beside the served product; each act is a function here.
"""

import datetime as dt
import os
import sys
from collections.abc import Iterator

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuyen.settings")
django.setup()

from tuyen.core import clock  # noqa: E402
from tuyen.core.actor import SYSTEM, Actor  # noqa: E402
from tuyen.domains.directives.actions import difficulties, receiving  # noqa: E402
from tuyen.domains.directives.models import Difficulty, Directive, Duty, Receipt  # noqa: E402
from tuyen.domains.supervision.models import CorrectiveAction  # noqa: E402
from tuyen.platform import changes  # noqa: E402
from tuyen.platform.access.actions import assign_role  # noqa: E402
from tuyen.platform.access.models import ScopeNode  # noqa: E402
from tuyen.platform.access.sign_in import actor_of  # noqa: E402
from tuyen.platform.accounts.models import Account  # noqa: E402
from tuyen.registry.facilities import direction  # noqa: E402
from tuyen.registry.facilities.models import Unit  # noqa: E402

HOME, HOSPITAL = "Trạm Y tế xã Bình Lư", "Bệnh viện Đa khoa tỉnh Lai Châu"


def days_go_by(action_id: str, days: str) -> None:
    """The deadline of a correction moves into the past: nobody waits ten days for a test."""
    row = CorrectiveAction.objects.get(pk=action_id)
    row.due_on -= dt.timedelta(days=int(days))
    row.first_due_on = row.due_on
    with changes.apply(actor=SYSTEM, reason="test.days_go_by") as log:
        log.change(row, ["due_on", "first_due_on"])


def raised_by(many: str, title: str) -> None:
    """As many stations below the hospital as asked raise the same, each by its own doctor."""
    hospital = Unit.objects.get(name=HOSPITAL)
    said = difficulties.Said(topic="software", title=title, to_unit_id=hospital.id)
    for doctor in _doctors(hospital, int(many)):
        difficulties.raise_difficulty(said=said, by=doctor)


def settled_by_all_but_one(title: str) -> None:
    """Everybody who raised it says that it is solved; the station that plays says so itself."""
    home = Unit.objects.get(name=HOME)
    for row in Difficulty.objects.filter(title=title).exclude(unit_id=home.id):
        difficulties.settle(difficulty=row, note="", by=_doctor(row.unit_id))


def duties_fall_due(title: str, days: str) -> None:
    """What a directive asked for was due so many days ago."""
    ids = Directive.objects.filter(title=title).values("id")
    with changes.apply(actor=SYSTEM, reason="test.duties_fall_due") as log:
        for row in Duty.objects.filter(directive_id__in=ids):
            row.due_on = clock.today() - dt.timedelta(days=int(days))
            log.change(row, ["due_on"])


def read_by_all_but(title: str, *waiting: str) -> None:
    """Every other unit that the directive went to opens it and says that it was read."""
    rows = Receipt.objects.filter(title=title, read_at=None)
    names = dict(Unit.objects.values_list("id", "name"))
    for row in rows:
        if names[row.unit_id] not in waiting:
            receiving.acknowledge(receipt=row, by=_doctor(row.unit_id))


def _doctors(hospital: Unit, many: int) -> Iterator[Actor]:
    below = direction.directed(hospital.id, clock.today()).filter(kind="health_station")
    for unit in below.exclude(name=HOME).order_by("name")[:many]:
        yield _doctor(unit.id)


def _doctor(unit_id: object) -> Actor:
    """Made at the first need; without a password, so that thirty of them cost nothing."""
    username = f"doctor-{unit_id}"
    account = Account.objects.filter(username=username).first()
    if account is None:
        account = Account.objects.create(username=username, password="!", full_name="Mẫu")
        at = ScopeNode.objects.get(unit_id=unit_id)
        assign_role(account=account, role="station_doctor", at=at, by=SYSTEM)
    who = actor_of(account)
    assert who is not None
    return who


ACTS = {
    each.__name__: each
    for each in (days_go_by, duties_fall_due, raised_by, read_by_all_but, settled_by_all_but_one)
}

if __name__ == "__main__":
    ACTS[sys.argv[1]](*sys.argv[2:])
