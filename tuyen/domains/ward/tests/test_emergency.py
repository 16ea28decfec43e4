"""The emergency list: the gravest first, nobody twice, late doctors shown, admitted from the line."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from tests.network import account_at, browser_of
from tests.people import person
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.domains.ward import emergency, rules
from tuyen.domains.ward.models import EmergencyArrival
from tuyen.domains.ward.tests.conftest import bed_in
from tuyen.platform.access.models import ScopeNode
from tuyen.record.chart import chart_of
from tuyen.record.models import Admission, Observation, Room
from tuyen.record.sheet import Reading
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 11, 21)


def arrived(who: Person, by: Actor, level: int = 3, **said: object) -> EmergencyArrival:
    return emergency.triage(
        person_id=who.id,
        said=emergency.Triage(level=level, complaint="Đau ngực", **said),  # type: ignore[arg-type]
        by=by,
    )


@pytest.mark.capability("B12")
def test_the_gravest_comes_first_and_a_late_doctor_is_shown(
    patient: Person, nurse: Actor, hospital: ScopeNode
) -> None:
    """Two wait; the second is graver; ten minutes later her doctor is late, and the list says so."""
    start = clock.now()
    with clock.stopped(start):
        arrived(patient, nurse, 4)
        arrived(person(nurse, "Lò Thị Gấp"), nurse, 2)

    with clock.stopped(start + dt.timedelta(minutes=12)):
        waiting, _done = emergency.listed(nurse)
        text = browser_of(account_at(hospital, "triage_nurse")).get(reverse("ward:emergency")).text

    assert [row.person.name for row in waiting] == ["Lò Thị Gấp", "Giàng Thị Mẫu"]
    assert [row.is_late for row in waiting] == [True, False]
    assert "quá 2 phút" in text


def test_nobody_stands_in_the_list_twice(patient: Person, nurse: Actor) -> None:
    arrived(patient, nurse)

    with pytest.raises(Refused, match="đang có trong danh sách"):
        arrived(patient, nurse)


@pytest.mark.parametrize("level", [0, 6, -1, 10**9])
def test_a_level_outside_the_scale_is_refused(level: int, patient: Person, nurse: Actor) -> None:
    with pytest.raises(Refused, match="mức"):
        arrived(patient, nurse, level)

    assert not EmergencyArrival.objects.exists()


@pytest.mark.parametrize(
    "values, years, signs",
    [
        ({"spo2": 88.0, "pulse": 100.0}, 40, ["spo2"]),
        ({"pulse": 135.0, "temperature": 39.5}, 40, ["pulse", "temperature"]),
        ({"spo2": 92.0, "pulse": 60.0}, 40, []),
        ({"pulse": 150.0}, 3, []),
    ],
)
def test_signs_of_danger_are_named(values: dict[str, float], years: int, signs: list[str]) -> None:
    assert rules.danger_signs(values, years, DAY) == signs


def test_what_triage_measured_stands_in_the_chart(patient: Person, nurse: Actor) -> None:
    row = arrived(patient, nurse, readings=(Reading("spo2", 85, "%"),))

    assert row.signs == "spo2"
    assert [each.code for each in chart_of(patient.id, nurse).of(Observation)] == ["spo2"]


def test_from_the_list_into_a_bed(
    browser: Client, patient: Person, room: Room, nurse: Actor
) -> None:
    row = arrived(patient, nurse, 2)
    url = reverse("ward:admit", args=[patient.id])
    page = browser.get(url, {"source": "triage", "source_id": f"{row.id}"}).text
    bed = bed_in(room, nurse)
    said = {
        "reason": "Đau ngực", "kind": "inpatient", "unit": f"{room.unit_id}", "bed": f"{bed.id}",
        "source": "triage", "source_id": f"{row.id}",
    }  # fmt: skip

    answer = browser.post(url, said)

    assert "Đau ngực" in page
    assert answer.status_code == 302, answer.text
    stay = Admission.objects.get()
    assert (stay.bed_id, stay.source_id) == (bed.id, row.id)
    done = EmergencyArrival.objects.get()
    assert (done.status, done.admission_id) == ("admitted", stay.id)


def test_triage_is_typed_on_one_screen(browser: Client, patient: Person) -> None:
    url = reverse("ward:triage", args=[patient.id])
    said = {"complaint": "Khó thở", "how": "ambulance", "level": "2", "spo2": "88", "pulse": "120"}

    refused = browser.post(url, said | {"spo2": "500"})
    answer = browser.post(url, said)

    assert refused.status_code == 422
    assert answer.status_code == 302
    assert EmergencyArrival.objects.get().signs == "spo2"


def test_a_level_is_changed_with_a_reason_and_a_closed_line_stays_closed(
    patient: Person, nurse: Actor
) -> None:
    row = arrived(patient, nurse, 4)
    with pytest.raises(Refused, match="vì sao"):
        emergency.triage_again(arrival=row, level=2, by=nurse, why="")
    emergency.triage_again(arrival=row, level=2, by=nurse, why="Tụt huyết áp")
    emergency.set_status(arrival=row, status="left", by=nurse)

    with pytest.raises(Refused, match="Bỏ về"):
        emergency.set_status(arrival=row, status="in_care", by=nurse)


def test_somebody_in_custody_is_in_no_list_and_no_count_without_the_grant(
    patient: Person, nurse: Actor, warden: Actor
) -> None:
    arrived(patient, warden, 2, in_custody=True)

    assert emergency.listed(nurse) == ([], [])
    assert len(emergency.listed(warden)[0]) == 1
