"""A unit's rows go to whoever directs it, to whom they name, and with what they belong to."""

from typing import Any

import pytest

from tests.network import node
from tuyen.core.actor import SYSTEM
from tuyen.domains.capability.models import Need
from tuyen.domains.custody.models import GuardDuty
from tuyen.domains.training.models import Course, Enrolment, Programme
from tuyen.platform import changes
from tuyen.platform.access.models import RoleAssignment
from tuyen.platform.mailbox.models import Enlisting
from tuyen.platform.mailbox.tests.conftest import Hub, blank, written


@pytest.fixture
def course(hub: Hub) -> Any:
    unit_id = hub.units["hospital"].unit_id
    programme = blank(Programme, unit_id=unit_id)
    course = blank(Course, unit_id=unit_id, programme_id=programme.id)
    written(SYSTEM, "training.programme", programme)
    written(SYSTEM, "training.course", course)
    return course


def test_those_above_see_what_a_unit_needs_its_neighbours_do_not(hub: Hub) -> None:
    for name in ("ban", "muong", "hospital", "prison"):
        hub.join(name)
    written(SYSTEM, "need.report", blank(Need, unit_id=hub.units["ban"].unit_id))

    assert hub.has("hospital") == hub.has("ban") == ["need.report"]
    assert hub.has("muong") == hub.has("prison") == []


def test_a_post_at_the_station_stays_with_the_station(hub: Hub) -> None:
    for name in ("ban", "hospital"):
        hub.join(name)
    row = blank(RoleAssignment, unit_id=hub.units["ban"].unit_id, role="nurse")
    written(SYSTEM, "access.assign_role", row)

    assert hub.has("ban") == ["access.assign_role"]
    assert hub.has("hospital") == []


def test_a_hub_between_has_everything_of_its_units(hub: Hub) -> None:
    hub.join("ban")
    hub.join("hospital", is_hub=True)
    row = blank(RoleAssignment, unit_id=hub.units["ban"].unit_id, role="nurse")
    written(SYSTEM, "access.assign_role", row)

    assert hub.has("hospital") == hub.has("ban") == ["access.assign_role"]


def test_an_enrolment_brings_the_course_and_its_programme_before_it(hub: Hub, course: Any) -> None:
    for name in ("ban", "muong"):
        hub.join(name)
    assert hub.has("ban") == []

    said = {"unit_id": course.unit_id, "from_unit_id": hub.units["ban"].unit_id}
    written(SYSTEM, "training.enrol", blank(Enrolment, course_id=course.id, **said))

    assert hub.has("ban") == ["training.programme", "training.course", "training.enrol"]
    assert hub.has("muong") == []


def test_who_has_a_row_hears_of_its_changes_others_do_not(hub: Hub, course: Any) -> None:
    for name in ("ban", "muong"):
        hub.join(name)
    said = {"unit_id": course.unit_id, "from_unit_id": hub.units["ban"].unit_id}
    written(SYSTEM, "training.enrol", blank(Enrolment, course_id=course.id, **said))
    hub.has("ban")

    course = Course.objects.get(pk=course.id)
    course.title = "Tên mới"
    with changes.apply(actor=SYSTEM, reason="training.rename") as log:
        log.change(course, ["title"])

    assert hub.has("ban")[-1] == "training.rename"
    assert hub.has("muong") == []


def test_the_custody_roster_leaves_only_to_a_machine_granted_it(hub: Hub) -> None:
    for name in ("ban", "hospital"):
        hub.join(name)
    hub.join("prison", compartments=("custody",))
    row = blank(GuardDuty, unit_id=hub.units["prison"].unit_id)
    with changes.apply(actor=SYSTEM, reason="custody.duty") as log:
        log.create(row)

    assert hub.has("prison") == ["custody.duty"]
    assert hub.has("ban") == hub.has("hospital") == []
    del hub.peers["prison"]
    hub.join("prison")
    assert hub.has("prison") == ([] if row.log_key()[2] else ["custody.duty"])


def test_a_machine_that_comes_later_gets_what_was_said_before(hub: Hub, course: Any) -> None:
    hub.join("muong")
    said = {"unit_id": course.unit_id, "from_unit_id": hub.units["ban"].unit_id}
    written(SYSTEM, "training.enrol", blank(Enrolment, course_id=course.id, **said))
    written(SYSTEM, "need.report", blank(Need, unit_id=hub.units["ban"].unit_id))
    assert hub.has("muong") == []

    hub.join("ban")

    assert sorted(hub.has("ban")) == [
        "need.report",
        "training.course",
        "training.enrol",
        "training.programme",
    ]
    assert not Enlisting.objects.filter(done_ms=None).exists()


def test_a_unit_outside_every_subtree_gets_nothing(hub: Hub) -> None:
    hub.units["far"] = node("Trạm nơi khác")
    hub.join("far")
    written(SYSTEM, "need.report", blank(Need, unit_id=hub.units["ban"].unit_id))

    assert hub.has("far") == []
