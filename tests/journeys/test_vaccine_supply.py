"""From an expected rise of measles to the vial on the shelf: need, request, decision, receipt, what lacks."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from tests.network import account_at, browser_of
from tuyen.core import clock
from tuyen.core.actor import SYSTEM
from tuyen.domains.vaccine_supply.models import NeedSheet, VaccineDelivery, VaccineRequest
from tuyen.platform.access.models import ScopeNode
from tuyen.registry.facilities import actions as network
from tuyen.registry.facilities.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def department() -> Unit:
    return network.create_unit(
        parent=None, kind="health_department", name="Sở Y tế mẫu", by=SYSTEM, chain="moh"
    )


@pytest.fixture
def post(department: Unit) -> Unit:
    return network.create_unit(
        parent=department, kind="health_station", name="Trạm Y tế xã Mẫu", by=SYSTEM
    )


def browser(unit: Unit, role: str) -> Client:
    return browser_of(account_at(ScopeNode.objects.get(pk=unit.pk), role))


def _day(days: int) -> str:
    return f"{clock.today() + dt.timedelta(days=days):%d/%m/%Y}"


@pytest.mark.capability("D4", where="/vaccines/requests/")
@pytest.mark.capability("D5", where="/vaccines/")
def test_from_the_forecast_to_the_receipt_and_what_still_lacks(
    department: Unit, post: Unit
) -> None:
    nurse, office = browser(post, "station_nurse"), browser(department, "department_officer")

    # the sheet: figures with their source, a place with its children
    sent = {"title": "Sởi", "vaccine": "mr", "starts_on": _day(0), "ends_on": _day(90)}
    nurse.post(reverse("vaccine_supply:new_sheet"), sent)
    sheet = NeedSheet.objects.get()
    children = {"name": "Xã Mẫu", "stock": "50", "sessions": "4", "band_m9_11": "200"}
    nurse.post(reverse("vaccine_supply:new_place", args=[sheet.id]), children)

    # the forecast of the province stands on it, with where it is from, and asks for more
    url = reverse("vaccine_supply:figures", args=[sheet.id])
    form = nurse.get(url).context["form"]
    told = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    told |= {"round_a_case": "40", "cases_low": "2", "cases_mid": "5", "cases_high": "9"}
    told |= {"source_cases_mid": "Dự báo của tỉnh, tuần 9"}
    nurse.post(url, told)
    shown = nurse.get(reverse("vaccine_supply:sheet", args=[sheet.id]))
    assert [cases for _code, _name, cases, _order in shown.context["scenarios"]] == [2, 5, 9]
    assert "Dự báo của tỉnh, tuần 9" in shown.text
    needed = shown.context["order"].total.doses
    assert needed > 0

    # asked of the department, which has less and decides the line by hand
    ask = {"to_unit": str(department.id), "risk": "3", "reason": "Hai ca sởi trong xã"}
    nurse.post(reverse("vaccine_supply:ask", args=[sheet.id]), ask)
    allocate = reverse("vaccine_supply:allocate")
    waiting = office.get(allocate, {"vaccine": "mr", "available": "120", "way": "risk"})
    ((row, _unit, doses, _note),) = waiting.context["lines"]
    assert (row.doses_asked, doses.initial) == (needed, 120)
    decided = {"vaccine": "mr", "available": "120", "way": "risk"}
    line = {f"doses_{row.id}": "100", f"note_{row.id}": "Giữ lại 20 liều cho xã bên"}
    office.post(allocate, decided | line)

    # sent, counted short, and what lacks is seen at both ends
    lot = {"lot_number": "MR-2026", "expires_on": _day(300), "doses": "100"}
    office.post(reverse("vaccine_supply:send", args=[row.id]), lot)
    nurse.get(reverse("vaccine_supply:request", args=[row.id]))
    delivery = VaccineDelivery.objects.get()
    receive = reverse("vaccine_supply:receive", args=[delivery.id])
    assert nurse.post(receive, {"doses": "90", "difference": ""}).status_code == 422
    nurse.post(receive, {"doses": "90", "difference": "Vỡ một lọ"})
    for seen in (nurse, office):
        page = seen.get(reverse("vaccine_supply:requests"))
        (line_shown,) = page.context["rows"]
        assert line_shown["stands"].shortage == needed - 90
    assert VaccineRequest.objects.get().state == "allocated"
