"""What the ward still owes stands on the page of the day, as a number with a link."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.urls import reverse

from tests.network import account_at, browser_of
from tests.people import person
from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.ward import actions, emergency
from tuyen.domains.ward.tests.conftest import admitted, bed_in
from tuyen.platform.access.models import ScopeNode
from tuyen.record.actions import admissions
from tuyen.record.models import Room

pytestmark = pytest.mark.django_db


def today_at(hour: int) -> dt.datetime:
    return clock.start_of(clock.today()) + dt.timedelta(hours=hour)


@pytest.fixture
def noon() -> Iterator[dt.datetime]:
    with clock.stopped(today_at(12)):
        yield clock.now()


@pytest.mark.capability("B5")
def test_the_day_says_who_waits_for_a_bed_and_what_is_late(
    noon: dt.datetime, hospital: ScopeNode, room: Room, nurse: Actor, doctor: Actor
) -> None:
    """One without a bed, one over leave, one in the emergency room; a dressing two hours late."""
    admitted(person(nurse, "Hai"), nurse)
    with clock.stopped(today_at(9)):
        lying = admitted(person(nurse), nurse, bed_in(room, nurse))
        away = admitted(person(nurse, "Ba"), nurse, bed_in(room, nurse, "2"))
        admissions.go_on_leave(admission=away, until=today_at(11), by=doctor)
        actions.order_care(admission=lying, title="Thay băng", due_at=today_at(10), by=nurse)
    said = emergency.Triage(level=3, complaint="Đau ngực")
    emergency.triage(person_id=person(nurse, "Bốn").id, said=said, by=nurse)
    desk = browser_of(account_at(hospital, "ward_nurse"))

    with counted() as statements:
        page = desk.get("/").text
    late = desk.get(reverse("ward:late")).text

    for words in ("Chờ xếp giường", "Đi phép quá hẹn", "Chờ cấp cứu", "người nằm: việc của ca"):
        assert f"<b>1</b> {words}" in page
    assert f'hx-get="{reverse("ward:late")}"' in page
    assert "<b>1</b> Việc của ca trễ giờ" in late
    assert len(statements) <= 8, "\n".join(statements)


def test_somebody_in_custody_stands_in_no_number_of_the_day(
    noon: dt.datetime, hospital: ScopeNode, secure: Room, warden: Actor
) -> None:
    stay = admitted(person(warden), warden, bed_in(secure, warden), in_custody=True)
    admitted(person(warden, "Hai"), warden, in_custody=True)
    actions.order_care(admission=stay, title="Lấy đờm", by=warden)

    granted = browser_of(account_at(hospital, "ward_nurse", grants=("custody",)))
    ungranted = browser_of(account_at(hospital, "ward_nurse"))

    assert "<b>1</b> Chờ xếp giường" in granted.get("/").text
    page = ungranted.get("/").text
    assert "Chờ xếp giường" not in page
    assert "việc của ca" not in page
    assert "<b>0</b>" in ungranted.get(reverse("ward:late")).text
