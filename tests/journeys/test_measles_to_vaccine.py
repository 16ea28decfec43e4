"""Measles rises: the alarm, what a person makes of it, the forecast, the need, the order, what lacks."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.network import account_at, actor_at, browser_of
from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.domains.surveillance import jobs
from tuyen.domains.surveillance.models import Forecast, Signal, WeeklyCount
from tuyen.domains.surveillance.tests.series import PROVINCE, province, season, sporadic
from tuyen.domains.vaccine_supply.models import NeedSheet, VaccineDelivery, VaccineRequest
from tuyen.platform.access.models import ScopeNode
from tuyen.record.actions.cases import Told, notify_case
from tuyen.registry.areas.models import Area
from tuyen.registry.facilities import actions as network
from tuyen.registry.facilities.models import Unit
from tuyen.registry.persons.actions.registering import register_person
from tuyen.registry.persons.drafts import Details
from tuyen.registry.persons.rules import Birth

pytestmark = pytest.mark.django_db


def units(area: Area) -> dict[str, Unit]:
    """The ministry; below it a province with its centre for disease control and one station."""
    told: dict[str, Any] = {"by": SYSTEM}
    ministry = network.create_unit(
        parent=None, kind="ministry", name="Bộ Y tế (mẫu)", chain="moh", **told
    )
    told |= {"province_code": PROVINCE}
    office = network.create_unit(
        parent=ministry, kind="health_department", name="Sở Y tế mẫu", **told
    )
    centre = network.create_unit(parent=office, kind="cdc", name="Trung tâm Mẫu", **told)
    station = network.create_unit(
        parent=office,
        kind="health_station",
        name="Trạm Y tế xã Mẫu",
        commune_code=area.code,
        **told,
    )
    return {"ministry": ministry, "centre": centre, "station": station}


def browser(unit: Unit, role: str) -> Client:
    return browser_of(account_at(ScopeNode.objects.get(pk=unit.pk), role))


def doctor_of(unit: Unit) -> Actor:
    return actor_at(ScopeNode.objects.get(pk=unit.pk), "station_doctor")


def told_of(child_name: str, area: Area, by: Actor) -> None:
    """A suspected case of today, told by the station."""
    born_on = clock.today() - dt.timedelta(days=500)
    details = Details(name=child_name, birth=Birth(born_on, "day"), commune_code=area.code)
    child = register_person(details=details, by=by)
    onset_on = clock.today() - dt.timedelta(days=3)
    notify_case(person=child.id, told=Told(disease="measles", onset_on=onset_on), by=by)


def _day(days: int) -> str:
    return f"{clock.today() + dt.timedelta(days=days):%d/%m/%Y}"


def needed(centre: Client) -> NeedSheet:
    """The sheet with a commune and with the cases that are foretold; both with their source."""
    sent = {"title": "Sởi", "vaccine": "mr", "starts_on": _day(0), "ends_on": _day(30)}
    centre.post(reverse("vaccine_supply:new_sheet"), sent)
    sheet = NeedSheet.objects.get()
    children = {"name": "Xã Mẫu 1", "stock": "0", "sessions": "3", "band_m9_11": "120"}
    centre.post(reverse("vaccine_supply:new_place", args=[sheet.id]), children)
    centre.post(reverse("vaccine_supply:take_forecast", args=[sheet.id]))
    url = reverse("vaccine_supply:figures", args=[sheet.id])
    form = centre.get(url).context["form"]
    told = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    centre.post(url, told | {"round_a_case": "40"})
    return sheet


@pytest.mark.capability("D9", where="/surveillance/signals/")
@pytest.mark.capability("D5", where="/vaccines/requests/")
def test_from_the_alarm_to_the_vaccine_and_what_lacks(areas: list[Area]) -> None:
    made = units(areas[0])
    by = doctor_of(made["station"])
    season(by, areas)
    sporadic(by, areas)
    upper = browser(made["ministry"], "department_officer")
    upper.get(reverse("vaccine_supply:requests"))

    # a station tells of one more child; what it told is counted in its commune
    before = sum(WeeklyCount.objects.filter(area_id=areas[0].id).values_list("n", flat=True))
    told_of("Giàng Thị Sởi", areas[0], by)
    after = sum(WeeklyCount.objects.filter(area_id=areas[0].id).values_list("n", flat=True))
    assert after == before + 1

    # the program proposes, the officer verifies with the reason and assesses
    centre = browser(made["centre"], "cdc_officer")
    centre.post(reverse("surveillance:look"))
    alarm = Signal.objects.filter(disease="measles").order_by("-observed", "id").first()
    assert alarm is not None
    judge = reverse("surveillance:judge", args=[alarm.id])
    assert centre.post(judge, {"status": "verified", "why": ""}).status_code == 422
    centre.post(judge, {"status": "verified", "why": "Đã gọi các trạm, trẻ chưa tiêm"})
    risk = {"risk": "high", "why": "Tăng chín tuần liền"}
    centre.post(reverse("surveillance:assess", args=[alarm.id]), risk)
    shown = centre.get(reverse("surveillance:signal", args=[alarm.id])).text
    assert "Tăng chín tuần liền" in shown

    # the forecast of the week, by commune and for the province
    jobs.refresh_forecasts()
    assert Forecast.objects.values("location").distinct().count() > 3
    assert "<svg" in centre.get(reverse("surveillance:forecast"), {"disease": "measles"}).text

    # the need: three scenarios, the basis of the forecast beside its figures
    sheet = needed(centre)
    page = centre.get(reverse("vaccine_supply:sheet", args=[sheet.id]))
    low, mid, high = (cases for _code, _name, cases, _order in page.context["scenarios"])
    assert 0 <= low < mid < high
    assert "Dự báo measles 4 tuần" in page.text
    doses = page.context["order"].total.doses

    # asked of the ministry, which has less; sent, counted, and the shortage seen at both ends
    ask = {"to_unit": str(made["ministry"].id), "risk": "3", "reason": "Tín hiệu đã xác minh"}
    centre.post(reverse("vaccine_supply:ask", args=[sheet.id]), ask)
    decided = {"vaccine": "mr", "available": "100", "way": "risk"}
    waiting = upper.get(reverse("vaccine_supply:allocate"), decided)
    ((row, _unit, _doses, _note),) = waiting.context["lines"]
    line = {f"doses_{row.id}": "100", f"note_{row.id}": "Đợt 1"}
    upper.post(reverse("vaccine_supply:allocate"), decided | line)
    lot = {"lot_number": "MR-2025", "expires_on": _day(300), "doses": "100"}
    upper.post(reverse("vaccine_supply:send", args=[row.id]), lot)
    centre.get(reverse("vaccine_supply:request", args=[row.id]))
    delivery = VaccineDelivery.objects.get()
    centre.post(reverse("vaccine_supply:receive", args=[delivery.id]), {"doses": "100"})
    for seen in (centre, upper):
        (told,) = seen.get(reverse("vaccine_supply:requests")).context["rows"]
        assert told["stands"].received == 100
        assert told["stands"].shortage == doses - 100
    assert VaccineRequest.objects.get().state == "allocated"


@pytest.fixture
def areas() -> list[Area]:
    return province()
