"""An outbreak of measles: suspected, confirmed, opened, contacts, zone, closed after the days of the rule."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.journeys.desk import desk_in
from tests.people import person
from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.domains.outbreaks.models import Contact, Outbreak, OutbreakMeasure, Zone
from tuyen.record.actions.queue import enqueue
from tuyen.record.actions.visits import finish_visit
from tuyen.record.models import Case
from tuyen.record.tests.conftest import sheet
from tuyen.registry.facilities.actions import create_unit
from tuyen.registry.facilities.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre() -> Unit:
    return create_unit(parent=None, kind="cdc", name="CDC tỉnh Mẫu", chain="moh", by=SYSTEM)


@pytest.fixture
def station(centre: Unit) -> Unit:
    return create_unit(parent=centre, kind="health_station", name="Trạm Y tế xã Mẫu", by=SYSTEM)


def _day(days: int) -> str:
    return f"{clock.today() + dt.timedelta(days=days):%d/%m/%Y}"


def suspected(browser: Client, doctor: Actor, name: str, onset: int) -> Case:
    """Seen with fever and a rash, notified from the visit."""
    sick = person(doctor, name=name)
    enqueue(person_id=sick.id, by=doctor, reason="Sốt, phát ban")
    done = finish_visit(person=sick.id, sheet=sheet(lines=()), by=doctor)
    said = {"disease": "measles", "onset_on": _day(onset), "classification": "suspected"}
    sent(browser, "notification:notify", [done.encounter_id], said)
    return Case.objects.get(patient_id=sick.id)


def sent(browser: Client, name: str, at: list[Any], said: dict[str, Any]) -> None:
    answer = browser.post(reverse(name, args=at), said)
    assert answer.status_code == 302, answer.text[-3000:]


def classed(browser: Client, case: Case, classification: str, why: str) -> None:
    found = {"onset_on": f"{case.onset_on:%d/%m/%Y}", "signs": ["fever", "rash"]}
    sent(browser, "notification:investigate", [case.id], found)
    said = {"classification": classification, "origin": "endemic", "why": why}
    sent(browser, "notification:classify", [case.id], said)


def paper(number: str, why: str) -> dict[str, str]:
    return {"number": number, "signed_on": _day(0), "signed_by": "Chủ tịch xã Mẫu",
            "why": why, "effective_on": _day(0)}  # fmt: skip


@pytest.mark.capability("D6", where="/cases/")
@pytest.mark.capability("D7", where="/outbreaks/")
def test_from_a_suspected_case_to_an_outbreak_closed_after_the_days_of_the_rule(
    centre: Unit, station: Unit
) -> None:
    below, doctor = desk_in(station, "station_doctor")
    above, _officer = desk_in(centre, "cdc_officer")

    # suspected → investigated → confirmed → an outbreak that a person opens
    first = suspected(below, doctor, "Lò Văn Một", -22)
    classed(below, first, "lab_confirmed", "IgM dương tính")
    said = {"case": [str(first.id)], "place": "Bản Mẫu", "place_kind": "community",
            "basis": "Biên bản điều tra số 1", "people_at_risk": "60"}  # fmt: skip
    sent(below, "outbreaks:open", [], said)
    at = [Outbreak.objects.get().id]
    page = reverse("outbreaks:outbreak", args=at)
    assert "Bản Mẫu" in above.get(page).text

    # a contact, seen on the last day, released; a brother falls ill and joins
    near = {"name": "Vàng Thị Mẫu", "exposed_on": _day(-21), "how": "household", "risk": "high",
            "source_case_id": str(first.id)}  # fmt: skip
    sent(below, "outbreaks:contact_add", at, near)
    contact = Contact.objects.get()
    look = {"day": _day(0), "state": "well"}
    sent(below, "outbreaks:contact_look", [*at, contact.id], look)
    sent(below, "outbreaks:contact_end", [*at, contact.id], {"then": "released"})
    second = suspected(below, doctor, "Lò Văn Hai", -3)
    sent(below, "outbreaks:cases", at, {"case": str(second.id)})

    # the hamlet is closed off by an order; the centre sends help and is seen to have sent it
    zone = paper("15/QĐ-UBND", "Ca sởi xác định") | {
        "until_on": _day(14), "name": "Bản Mẫu", "level": "core", "hamlets": "Bản Mẫu",
        "measures": ["checkpoint", "vaccination"]}  # fmt: skip
    sent(below, "outbreaks:zone_open", at, zone)
    closed_off = [*at, Zone.objects.get().id]
    help_sent = {"kind": "supply", "what": "Vắc xin sởi", "amount": "100", "amount_unit": "liều",
                 "done_on": _day(0)}  # fmt: skip
    assert "15/QĐ-UBND" in above.get(reverse("outbreaks:zone", args=closed_off)).text
    sent(above, "outbreaks:measure", at, help_sent)
    assert "Vắc xin sởi" in below.get(page).text
    sent(below, "outbreaks:report", at, {"note": "Khoanh vùng, tiêm bổ sung"})
    assert "Khoanh vùng, tiêm bổ sung" in above.get(page).text

    # closed too early: refused with the day; the second case is discarded, the zone lifted: closed
    over = {"on": _day(0), "note": "Không còn ca mới"}
    early = below.post(reverse("outbreaks:close", args=at), over)
    assert early.status_code == 422
    assert _day(18) in early.text
    classed(below, second, "discarded", "IgM âm tính, sốt phát ban khác")
    assert below.post(reverse("outbreaks:close", args=at), over).status_code == 422
    lifted = paper("19/QĐ-UBND", "Không còn ca mới")
    sent(below, "outbreaks:zone_lift", closed_off, {f"lift-{k}": v for k, v in lifted.items()})
    sent(below, "outbreaks:close", at, over)

    ended = above.get(page).text
    assert "Đã kết thúc" in ended
    assert "Không còn ca mới" in ended
    assert Outbreak.objects.get().status == "closed"
    assert OutbreakMeasure.objects.get().by_name != Outbreak.objects.get().closed_by_name
