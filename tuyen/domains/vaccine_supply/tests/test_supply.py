"""From the sheet to the shelf: asked, allocated, sent, counted, and what lacks."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from tests.statements import counted
from tuyen.core import clock, facts
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.domains.vaccine_supply.actions import sheets, supply
from tuyen.domains.vaccine_supply.actions.sheets import PlaceSaid
from tuyen.domains.vaccine_supply.models import NeedSheet, VaccineDelivery, VaccineRequest
from tuyen.domains.vaccine_supply.queries import sheets as sheet_queries
from tuyen.domains.vaccine_supply.queries import supply as queries
from tuyen.platform.outbox.deliver import run_due
from tuyen.registry.facilities.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(sheet: NeedSheet, nurse: Actor, department: Unit) -> VaccineRequest:
    sheets.put_place(sheet=sheet, said=PlaceSaid("Xã Mẫu", {"m9_11": 100}), by=nurse)
    return supply.ask(sheet=sheet, to_unit_id=department.id, by=nurse)


@pytest.fixture
def allocated(asked: VaccineRequest, officer: Actor) -> VaccineRequest:
    supply.allocate(lines=[supply.Line(asked, 150)], available=1000, way="need", by=officer)
    return asked


def far() -> dt.date:
    return clock.today() + dt.timedelta(days=200)


@pytest.fixture
def sent(allocated: VaccineRequest, officer: Actor) -> VaccineDelivery:
    return supply.send(
        request=allocated, lot_number="mr-01", expires_on=far(), doses=100, by=officer
    )


def on_hand(unit: Unit) -> dict[str, int] | None:
    lots: dict[str, int] | None = facts.ask(
        "pharmacy.usable_lots", unit_id=unit.id, drug_code="vaccine-mr"
    )
    return lots


def test_what_arrives_stands_on_the_ledger_once_and_the_rest_is_short(
    sent: VaccineDelivery, allocated: VaccineRequest, nurse: Actor, station: Unit
) -> None:
    supply.receive(delivery=sent, doses=90, difference="Vỡ 1 lọ", by=nurse)

    run_due()
    run_due()

    stands = queries.standing(allocated, [sent])
    assert on_hand(station) == {"MR-01": 90}
    assert (stands.received, stands.shortage, stands.may_send) == (90, 110, 50)


def test_a_store_gives_no_more_of_a_lot_than_it_has(
    sent: VaccineDelivery, nurse: Actor, station: Unit, asked: VaccineRequest
) -> None:
    supply.receive(delivery=sent, doses=100, by=nurse)
    run_due()
    onward = VaccineRequest(
        unit_id=asked.to_unit_id,
        to_unit_id=station.id,
        vaccine="mr",
        doses_a_vial=10,
        doses_asked=500,
        doses_allocated=500,
        state="allocated",
        asked_on=clock.today(),
    )

    with pytest.raises(Refused, match="Kho chỉ còn 100"):
        supply.send(request=onward, lot_number="MR-01", expires_on=far(), doses=110, by=nurse)


@pytest.mark.parametrize(
    "doses, why",
    [
        pytest.param(101, "", id="more than was sent"),
        pytest.param(-1, "", id="a negative count"),
        pytest.param(90, "", id="less without a reason"),
    ],
)
def test_a_wrong_count_at_arrival_is_refused(
    doses: int, why: str, sent: VaccineDelivery, nurse: Actor
) -> None:
    with pytest.raises(Refused):
        supply.receive(delivery=sent, doses=doses, difference=why, by=nurse)


def test_a_lot_is_received_once(sent: VaccineDelivery, nurse: Actor) -> None:
    supply.receive(delivery=sent, doses=100, by=nurse)

    with pytest.raises(Refused):
        supply.receive(delivery=sent, doses=100, by=nurse)


def test_no_more_leaves_than_was_allocated_and_no_expired_lot(
    sent: VaccineDelivery, allocated: VaccineRequest, officer: Actor
) -> None:
    past = clock.today() - dt.timedelta(days=1)
    for doses, day in ((60, far()), (10, past)):
        with pytest.raises(Refused):
            supply.send(
                request=allocated, lot_number="MR-02", expires_on=day, doses=doses, by=officer
            )


@pytest.mark.parametrize(
    "doses, note",
    [
        pytest.param(55, "", id="half a vial"),
        pytest.param(10_000, "", id="more than was asked"),
        pytest.param(0, "", id="nothing and no reason"),
        pytest.param(170, "", id="more than there is"),
    ],
)
def test_a_decision_that_cannot_be_is_refused(
    doses: int, note: str, asked: VaccineRequest, officer: Actor
) -> None:
    with pytest.raises(Refused):
        supply.allocate(
            lines=[supply.Line(asked, doses, note)], available=160, way="need", by=officer
        )


def test_only_who_was_asked_allocates(asked: VaccineRequest, nurse: Actor) -> None:
    with pytest.raises(NotPermitted):
        supply.allocate(lines=[supply.Line(asked, 50)], available=100, way="need", by=nurse)


def test_a_neighbour_sees_neither_request_nor_lot(sent: VaccineDelivery, stranger: Actor) -> None:
    assert not queries.requests_for(stranger).exists()
    assert not queries.deliveries_for(stranger).exists()


def test_a_request_without_doses_is_refused(
    sheet: NeedSheet, nurse: Actor, department: Unit
) -> None:
    with pytest.raises(Refused):
        supply.ask(sheet=sheet, to_unit_id=department.id, by=nurse)


def test_the_pages_take_it_from_the_sheet_to_the_shelf(
    browser: Client, office: Client, sheet: NeedSheet, nurse: Actor, department: Unit, station: Unit
) -> None:
    sheets.put_place(sheet=sheet, said=PlaceSaid("Xã Mẫu", {"m9_11": 100}), by=nurse)
    ask = reverse("vaccine_supply:ask", args=[sheet.id])

    browser.post(ask, {"to_unit": str(department.id), "risk": "1", "reason": ""})
    row = VaccineRequest.objects.get()
    decided = {"vaccine": "mr", "available": "150", "way": "need"}
    told = {f"doses_{row.id}": "150", f"note_{row.id}": ""}
    office.post(reverse("vaccine_supply:allocate"), decided | told)
    lot = {"lot_number": "MR-09", "expires_on": f"{far():%d/%m/%Y}", "doses": "150"}
    office.post(reverse("vaccine_supply:send", args=[row.id]), lot)
    delivery = VaccineDelivery.objects.get()
    browser.post(reverse("vaccine_supply:receive", args=[delivery.id]), {"doses": "150"})
    run_due()

    shown = browser.get(reverse("vaccine_supply:requests")).text
    assert on_hand(station) == {"MR-09": 150}
    assert "<b>50</b>" in shown


def test_the_lists_open_in_eight_statements(
    browser: Client, office: Client, sent: VaccineDelivery, asked: VaccineRequest
) -> None:
    for client, url in (
        (browser, reverse("vaccine_supply:requests")),
        (browser, reverse("vaccine_supply:request", args=[asked.id])),
        (office, reverse("vaccine_supply:allocate")),
    ):
        with counted() as statements:
            assert client.get(url).status_code == 200
        assert len(statements) <= 8, statements


def test_the_request_is_printed(browser: Client, sent: VaccineDelivery) -> None:
    paper = browser.get(reverse("vaccine_supply:request_paper", args=[sent.request_id]))

    assert paper.content.startswith(b"%PDF")


def test_a_forecast_asks_for_what_its_level_adds_and_the_reason_says_so(
    browser: Client, sheet: NeedSheet, nurse: Actor, department: Unit
) -> None:
    """100 children at nine months; ten people around each of 0, 5 and 9 cases."""
    sheets.put_place(sheet=sheet, said=PlaceSaid("Xã Mẫu", {"m9_11": 100}), by=nurse)
    figures = {"round_a_case": 10.0, "cases_mid": 5.0, "cases_high": 9.0}
    sheets.set_figures(sheet=sheet, figures=figures, sources={}, by=nurse)
    url = reverse("vaccine_supply:ask", args=[sheet.id])
    form = {"to_unit": str(department.id), "risk": "3", "reason": "Ba ca trong tuần"}

    shown = browser.get(url, {"scenario": "high"})
    refused = browser.post(url, form | {"scenario": "low"})
    browser.post(url, form | {"scenario": "high"})

    assert shown.context["form"]["scenario"].value() == "high"
    assert [code for code, _label in shown.context["form"].fields["scenario"].choices] == [
        "", "mid", "high",
    ]  # fmt: skip
    assert refused.status_code == 422
    row = VaccineRequest.objects.get()
    orders = sheet_queries.worked(sheet)
    high = orders.order_of("high")
    assert high is not None
    assert (row.doses_asked, row.people) == (high.total.doses, 190)
    assert row.doses_asked > orders.order.total.doses
    assert row.reason == "Theo dự báo mức cao: 9 ca. Ba ca trong tuần"
