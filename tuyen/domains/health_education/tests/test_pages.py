"""Health education by its pages: planned by the department, held by a station, read as a file."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.health_education.actions import sessions as session_actions
from tuyen.domains.health_education.models import EducationCampaign, EducationSession
from tuyen.domains.health_education.tests.conftest import DAY, told

pytestmark = pytest.mark.django_db


def typed(day: object) -> str:
    return f"{day:%d/%m/%Y}"


def sheet(**said: str) -> dict[str, str]:
    return {
        "held_on": typed(clock.today()),
        "channel": "meeting",
        "language": "hmong",
        "place": "Bản Mẫu",
        "held_by": "Y tế thôn bản",
        "reached": "40",
    } | said


@pytest.mark.capability("D11", where="/education/")
def test_a_campaign_from_the_plan_to_its_reach(office: Client, browser: Client) -> None:
    outbreak = uuid.uuid4()
    office.post(
        reverse("health_education:open") + f"?outbreak={outbreak}",
        {
            "name": "Phòng sởi cho trẻ",
            "message": "Trẻ sốt, phát ban thì đưa ngay đến trạm.",
            "disease": "measles",
            "target_group": "carers",
            "people": "200",
            "starts_on": typed(clock.today() - DAY),
            "ends_on": typed(clock.today() + 9 * DAY),
        },
    )
    row = EducationCampaign.objects.get()
    url = reverse("health_education:campaign", args=[row.id])

    browser.post(reverse("health_education:session_tell", args=[row.id]), sheet(women="25"))
    seen = office.get(url).text
    file = office.get(reverse("health_education:file", args=[row.id])).text
    of_outbreak = office.get(reverse("health_education:of_outbreak", args=[outbreak])).text
    office.post(
        reverse("health_education:close", args=[row.id]), {"on": typed(clock.today()), "note": "Đủ"}
    )

    session = EducationSession.objects.get()
    assert (session.reached, session.women, session.lead_unit_id) == (40, 25, row.unit_id)
    assert "<b>40</b>" in seen
    assert "20,0%" in seen
    assert "62,5" in seen
    assert "Theo ngôn ngữ,Tiếng Mông,1,40,25,0" in file
    assert "Phòng sởi cho trẻ" in of_outbreak
    assert (
        "Phòng sởi cho trẻ"
        in office.get(reverse("health_education:home"), {"status": "closed", "q": "phong soi"}).text
    )


def test_what_was_typed_stays_with_the_reason(campaign: EducationCampaign, browser: Client) -> None:
    answer = browser.post(
        reverse("health_education:session_tell", args=[campaign.id]), sheet(women="50")
    )

    assert answer.status_code == 422
    assert "Số nữ không lớn hơn số người nghe, xem." in answer.text
    assert 'value="Y tế thôn bản"' in answer.text
    assert not EducationSession.objects.exists()


def test_a_session_is_struck_with_a_reason_and_stays_to_be_read(
    campaign: EducationCampaign, browser: Client, nurse: Actor
) -> None:
    row = session_actions.tell_session(campaign=campaign, said=told(), by=nurse)
    url = reverse("health_education:session_strike", args=[campaign.id, row.id])

    empty = browser.post(url, {"why": ""})
    browser.post(url, {"why": "Ghi nhầm bản"})

    assert empty.status_code == 422
    shown = browser.get(reverse("health_education:campaign", args=[campaign.id])).text
    assert "Ghi nhầm bản" in shown
    assert "<b>0</b>" in shown


def test_the_page_asks_the_same_with_many_sessions(
    campaign: EducationCampaign, browser: Client, nurse: Actor
) -> None:
    url = reverse("health_education:campaign", args=[campaign.id])

    def asked() -> int:
        with counted() as found:
            browser.get(url)
        return len(found)

    session_actions.tell_session(campaign=campaign, said=told(), by=nurse)
    asked()
    one = asked()
    for place in ("Bản Hai", "Bản Ba", "Bản Bốn"):
        session_actions.tell_session(campaign=campaign, said=told(place=place), by=nurse)

    assert asked() == one
    assert one <= 10


def test_an_empty_search_says_so(campaign: EducationCampaign, browser: Client) -> None:
    shown = browser.get(reverse("health_education:home"), {"q": "không có gì"}).text

    assert "Không có đợt truyền thông nào." in shown
