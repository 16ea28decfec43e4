"""Numbers on the boards of both sides open lists that hold as many rows; tasks open their page."""

import datetime as dt

import pytest
from django.urls import reverse

from tuyen.core import clock
from tuyen.domains.directives import numbers
from tuyen.domains.directives.actions import difficulties, directives, gatherings, receiving
from tuyen.domains.directives.models import Duty, Receipt
from tuyen.domains.directives.rules.directives import Ask
from tuyen.domains.directives.tests.conftest import Desk
from tuyen.platform.ui import counting
from tuyen.platform.ui.cards import Card
from tuyen.record import task_kinds
from tuyen.record.models import Task
from tuyen.registry.facilities.models import Unit

pytestmark = pytest.mark.django_db

TODAY = clock.today()
LONG_AGO = clock.now() - dt.timedelta(days=60)


@pytest.fixture
def both_sides(office: Desk, director: Desk, stations: list[Unit], doctor: Desk) -> None:
    """Two months ago: a directive with a task, a difficulty, a conclusion; nothing was done since."""
    with clock.stopped(LONG_AGO):
        day = clock.today()
        soon = day + dt.timedelta(days=7)
        said = directives.Said(kind="plan", title="Kế hoạch mẫu", asks=(Ask("Báo cáo", soon),))
        row = directives.draft(said=said, by=office.who)
        directives.approve(directive=row, by=director.who)
        signed = directives.Signed("1/KH", day, "Giám đốc mẫu")
        directives.issue(directive=row, signed=signed, by=director.who)
        told = difficulties.Said(topic="money", title="Thiếu kinh phí")
        difficulties.raise_difficulty(said=told, by=doctor.who)
        meeting = gatherings.plan(
            said=gatherings.Said(
                "workshop", "on_site", "Hội thảo mẫu", day, dt.time(8), "Giám đốc mẫu"
            ),
            by=office.who,
        )
        concluded = gatherings.Concluded("Rà soát", stations[0].id, soon)
        gatherings.conclude(gathering=meeting, concluded=concluded, by=office.who)


def only(cards: object) -> Card:
    [card] = list(cards)  # type: ignore[call-overload]
    assert isinstance(card, Card)
    return card


@pytest.mark.usefixtures("both_sides")
def test_the_office_sees_what_is_late_and_each_number_opens_its_list(office: Desk) -> None:
    expected = [
        (numbers.late_duties_counted, numbers.late_duties, 3),
        (numbers.open_below_counted, numbers.open_below, 1),
        (numbers.conclusions_counted, numbers.conclusions, 1),
    ]

    for ask, show, count in expected:
        card = only(show(office.who, counting.ask(ask(office.who))))
        assert (card.number, card.tone) == (count, "warn")
        assert office.browser.get(card.url).context["page_obj"].paginator.count == count


@pytest.mark.usefixtures("both_sides")
def test_the_station_sees_what_waits_for_it(doctor: Desk) -> None:
    for ask, show in (
        (numbers.unread_counted, numbers.unread),
        (numbers.our_open_counted, numbers.our_open),
    ):
        card = only(show(doctor.who, counting.ask(ask(doctor.who))))
        assert card.number == 1
        assert doctor.browser.get(card.url).context["page_obj"].paginator.count == 1

    receiving.acknowledge(receipt=Receipt.objects.get(unit_id=doctor.who.unit_id), by=doctor.who)

    found = counting.ask(numbers.unread_counted(doctor.who))
    assert only(numbers.unread(doctor.who, found)).number == 0


@pytest.mark.usefixtures("both_sides")
def test_every_task_of_the_room_opens_the_page_where_it_is_done(doctor: Desk) -> None:
    tasks = list(Task.objects.filter(unit_id=doctor.who.unit_id))

    assert {task.kind for task in tasks} == {
        "directive_read",
        "directive_duty",
        "gathering_conclusion",
    }
    for task in tasks:
        assert doctor.browser.get(task_kinds.url_of(task)).status_code == 200
    duty = Duty.objects.get(unit_id=doctor.who.unit_id)
    assert reverse("directives:duty", args=[duty.id]) in {task_kinds.url_of(t) for t in tasks}
