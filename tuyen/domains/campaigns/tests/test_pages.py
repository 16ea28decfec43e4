"""A campaign by its pages: opened, planned, given, told of, closed."""

import uuid
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests.network import account_at, actor_at, browser_of, node
from tests.people import person
from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.campaigns.actions import doses
from tuyen.domains.campaigns.models import Campaign, CampaignGroup, CampaignSession, CampaignTally
from tuyen.domains.campaigns.tests.conftest import DAY
from tuyen.domains.surveillance.tests.series import province
from tuyen.platform.access.models import ScopeNode
from tuyen.record.models import Immunization
from tuyen.registry.persons.models import Person

Living = Callable[..., Person]


def typed(day: object) -> str:
    return f"{day:%d/%m/%Y}"


@pytest.fixture
def office(centre: ScopeNode) -> Client:
    return browser_of(account_at(centre, "department_officer", name="Cán bộ Mẫu"))


@pytest.mark.capability("D2", where="/campaigns/")
def test_a_campaign_day_from_the_plan_to_the_figures(
    office: Client, browser: Client, living: Living
) -> None:
    """The centre opens it for two ages; the station plans, gives, withholds and tells the day's figures."""
    given, absent, _rest = (living(name, 30) for name in ("Trẻ Một", "Trẻ Hai", "Trẻ Ba"))
    today = clock.today()
    office.post(
        reverse("campaigns:open"),
        {
            "name": "Tiêm bổ sung sởi",
            "kind": "supplementary",
            "vaccine": "mr",
            "basis": "12/KH-SYT",
            "starts_on": typed(today),
            "ends_on": typed(today + 3 * DAY),
            "target_percent": "95",
        },
    )
    row = Campaign.objects.get()
    of = {name: reverse(f"campaigns:{name}", args=[row.id]) for name in ("people", "plan", "day")}
    office.post(
        reverse("campaigns:add_group", args=[row.id]),
        {"kind": "everybody", "from_months": "9", "to_months": "120"},
    )

    line = {"day": typed(today), "place": "Nhà văn hóa bản Mẫu", "route": "1", "target": "3"}
    browser.post(of["plan"], line)
    browser.post(
        reverse("campaigns:lot", args=[row.id]),
        {"lot": "mr-01", "expiry_on": typed(today + 200 * DAY)},
    )
    browser.post(reverse("campaigns:give", args=[row.id, given.id]))
    browser.post(reverse("campaigns:withhold", args=[row.id, absent.id]), {"why": "absent"})
    left = browser.get(of["people"]).text
    empty = browser.post(of["day"], {"given": "1", "withheld": "1", "wasted": "0"})
    figures = {"given": "1", "withheld": "1", "reactions": "0", "wasted": "0"}
    browser.post(of["day"], figures)

    dose = Immunization.objects.get(status="completed")
    assert (dose.patient_id, dose.lot, dose.campaign_id) == (given.id, "MR-01", row.id)
    assert "Trẻ Ba" in left
    assert "Trẻ Một" not in left
    assert empty.status_code == 422, "a zero is typed"
    assert CampaignTally.objects.get().given == 1
    seen = office.get(reverse("campaigns:campaign", args=[row.id])).text
    assert "Đề nghị tiêm vét" in seen
    assert "33,3" in seen
    assert "Trạm Y tế xã Mẫu" in office.get(of["day"]).text
    csv = office.get(reverse("campaigns:coverage_csv", args=[row.id])).text
    assert "Trạm Y tế xã Mẫu,everybody,3,1,1,33.3" in csv


def test_the_plan_says_what_to_take_along(
    campaign: Campaign, browser: Client, office: Client
) -> None:
    url = reverse("campaigns:plan", args=[campaign.id])
    line = {"day": typed(clock.today()), "place": "Trạm", "route": "1", "target": "90"}
    outside = line | {"day": typed(campaign.ends_on + DAY)}

    refused = browser.post(url, outside)
    browser.post(url, line)
    read = office.get(url).text
    sheet = office.get(reverse("campaigns:plan_sheet", args=[campaign.id, "xlsx"]))
    paper = office.get(reverse("campaigns:plan_sheet", args=[campaign.id, "pdf"]))

    assert refused.status_code == 422
    assert "nằm ngoài thời gian" in refused.text
    assert ">100<" in read, "90 people, vials of ten: a tenth is lost"
    assert sheet.content[:2] == b"PK"
    assert paper.content[:4] == b"%PDF"
    browser.post(reverse("campaigns:unplan", args=[campaign.id, CampaignSession.objects.get().id]))
    assert "Chưa có buổi tiêm" in browser.get(url).text


def test_figures_are_mended_with_a_reason_and_the_first_stay(
    campaign: Campaign, browser: Client
) -> None:
    url = reverse("campaigns:day", args=[campaign.id])
    figures = {"given": "12", "withheld": "0", "reactions": "0", "wasted": "3"}
    browser.post(url, figures)

    silent = browser.post(url, figures | {"given": "14"})
    browser.post(url, figures | {"given": "14", "why": "Sót hai phiếu"})

    row = CampaignTally.objects.get()
    assert silent.status_code == 422
    assert (row.given, row.first["given"], row.why) == (14, 12, "Sót hai phiếu")
    assert "lần đầu 12" in browser.get(url).text


def test_a_lot_past_its_day_is_not_chosen(campaign: Campaign, browser: Client) -> None:
    typed_lot = {"lot": "MR-01", "expiry_on": typed(clock.today() - DAY)}

    answer = browser.post(reverse("campaigns:lot", args=[campaign.id]), typed_lot)

    assert answer.status_code == 422
    assert "quá hạn" in answer.text


def test_a_closed_campaign_takes_nothing_until_it_is_opened_again(
    campaign: Campaign, office: Client, browser: Client
) -> None:
    office.post(
        reverse("campaigns:close", args=[campaign.id]),
        {"on": typed(clock.today()), "note": "Đạt chỉ tiêu"},
    )

    refused = browser.post(
        reverse("campaigns:plan", args=[campaign.id]),
        {"day": typed(clock.today()), "place": "Trạm", "route": "1", "target": "9"},
    )
    listed = office.get(reverse("campaigns:home") + "?status=closed").text
    office.post(reverse("campaigns:reopen", args=[campaign.id]))

    assert refused.status_code == 422
    assert "đã kết thúc" in refused.text
    assert "Tiêm bổ sung sởi" in listed
    assert Campaign.objects.get().is_open


def test_a_group_is_dropped_and_no_longer_counts(
    campaign: Campaign, office: Client, living: Living
) -> None:
    living("Trẻ Một", 30)
    office.post(reverse("campaigns:add_group", args=[campaign.id]), {"kind": "everybody"})
    group = CampaignGroup.objects.get()

    office.post(reverse("campaigns:drop_group", args=[campaign.id, group.id]))

    assert "Chưa có nhóm đích" in office.get(reverse("campaigns:campaign", args=[campaign.id])).text


def test_a_campaign_of_another_tree_is_not_there(campaign: Campaign) -> None:
    other = browser_of(account_at(node("Sở khác", kind="health_department"), "department_officer"))

    assert other.get(reverse("campaigns:campaign", args=[campaign.id])).status_code == 404
    assert other.get(reverse("campaigns:campaign", args=[uuid.uuid4()])).status_code == 404


def test_the_pages_keep_to_their_statements(
    campaign: Campaign, office: Client, leader: Actor, living: Living
) -> None:
    """One a group for the counts; the rest does not grow with units or people."""
    for n in range(5):
        living(f"Trẻ {n}", 30)
    office.post(reverse("campaigns:add_group", args=[campaign.id]), {"kind": "everybody"})
    for most, name in ((7, "campaign"), (7, "plan"), (8, "day")):
        url = reverse(f"campaigns:{name}", args=[campaign.id])
        office.get(url)
        with counted() as statements:
            office.get(url)
        assert len(statements) <= most, (name, statements)


@pytest.mark.capability("D2", where="/campaigns/")
def test_the_map_shades_communes_by_how_many_are_vaccinated(
    centre: ScopeNode, office: Client, campaign: Campaign
) -> None:
    """Two communes with somebody meant, one without: half, all, and left empty."""
    communes = province()
    office.post(
        reverse("campaigns:add_group", args=[campaign.id]),
        {"kind": "everybody", "from_months": "9", "to_months": "120"},
    )
    born = clock.today() - 900 * DAY
    for area, people in ((communes[0], 2), (communes[1], 1)):
        at = node("Trạm", under=centre, commune_code=area.code, province_code="12")
        nurse = actor_at(at, "station_nurse")
        kept = [
            person(nurse, name, birth_date=born, home_unit_id=at.unit_id)
            for name in ("Một", "Hai")[:people]
        ]
        lot = doses.Lot("MR1", clock.today() + 90 * DAY)
        doses.give(campaign=campaign, person_id=kept[0].id, lot=lot, by=nurse)
    url = reverse("campaigns:map", args=[campaign.id])

    with counted() as seen:
        shown = office.get(url)

    assert [(name, cell.percent) for name, cell in shown.context["lines"]] == [
        (communes[0].full_name, 50.0), (communes[1].full_name, 100.0),
    ]  # fmt: skip
    assert f"{communes[0].full_name}: 1 trên 2 người, 50%" in shown.text
    assert "chưa có ai thuộc nhóm đích" in shown.text
    assert len(seen) <= 10, seen
