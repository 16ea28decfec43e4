"""How far health education reached: sums, shares, who is meant, who sees whose sessions."""

import datetime as dt

import pytest

from tests.network import actor_at, node
from tests.people import person
from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.domains.health_education import rules
from tuyen.domains.health_education.actions import campaigns as actions
from tuyen.domains.health_education.actions import sessions as session_actions
from tuyen.domains.health_education.models import EducationCampaign
from tuyen.domains.health_education.queries import campaigns as queries
from tuyen.domains.health_education.tests.conftest import DAY, opening, told
from tuyen.platform.access.models import ScopeNode

pytestmark = pytest.mark.django_db


def held(reached: int, women: int | None = None) -> rules.Held:
    return rules.Held(dt.date(2025, 2, 5), "meeting", "hmong", "Trạm", reached, women, 3)


def test_the_share_of_women_is_that_of_the_sessions_that_told() -> None:
    found = rules.sum_of("all", [held(40), held(20, 15), held(0, 0)])

    assert (found.sessions, found.reached, found.handed_out) == (3, 60, 9)
    assert found.women_percent == 75.0
    assert rules.sum_of("all", [held(40)]).women_percent is None


def test_a_share_of_nobody_is_not_known() -> None:
    assert rules.percent(5, None) is None
    assert rules.percent(5, 0) is None
    assert rules.percent(150, 100) == 150.0


def test_sessions_are_summed_by_week_channel_language_and_unit(
    campaign: EducationCampaign, leader: Actor, nurse: Actor
) -> None:
    for said in (
        told(),
        told(
            channel="school", language="vi", reached=60, women=30, held_on=clock.today() - 7 * DAY
        ),
    ):
        session_actions.tell_session(campaign=campaign, said=said, by=nurse)

    with counted() as asked:
        found = queries.reach_of(campaign, leader)

    tables = {table.code: [(row.key, row.reached) for row in table.rows] for table in found.tables}
    assert (found.total.sessions, found.total.reached) == (2, 100)
    assert len(tables[queries.BY_WEEK]) == 2
    assert tables[queries.BY_CHANNEL] == [("Tại trường học", 60), ("Họp thôn, bản", 40)]
    assert tables[queries.BY_LANGUAGE] == [("Tiếng Việt", 60), ("Tiếng Mông", 40)]
    assert tables[queries.BY_UNIT] == [("Trạm Y tế xã Mẫu", 100)]
    assert len(asked) <= 5


def test_the_registry_counts_whom_the_group_means(leader: Actor, nurse: Actor) -> None:
    home = {"home_unit_id": nurse.unit_id}
    person(nurse, "Vàng Thị Một", birth_date=clock.today() - 30 * 365 * DAY, **home)
    person(nurse, "Vàng Văn Hai", birth_date=clock.today() - 30 * 365 * DAY, sex="male", **home)
    person(nurse, "Vàng Thị Ba", birth_date=clock.today() - 70 * 366 * DAY, **home)
    person(nurse, "Vàng Thị Xa", birth_date=clock.today() - 30 * 365 * DAY)  # of no station here

    meant = {
        group: queries.meant(actions.open_campaign(said=opening(target_group=group), by=leader))[0]
        for group in ("everybody", "women_15_49", "elderly", "carers")
    }

    assert meant == {"everybody": 3, "women_15_49": 1, "elderly": 1, "carers": None}


def test_a_person_corrects_how_many_are_meant(
    campaign: EducationCampaign, leader: Actor, nurse: Actor
) -> None:
    session_actions.tell_session(campaign=campaign, said=told(), by=nurse)

    actions.correct_people(campaign=campaign, people=160, by=leader)
    corrected = queries.reach_of(campaign, leader).percent
    actions.correct_people(campaign=campaign, people=None, by=leader)

    assert corrected == 25.0
    assert queries.reach_of(campaign, leader).percent is None  # nobody is registered here
    with pytest.raises(NotPermitted):
        actions.correct_people(campaign=campaign, people=10, by=nurse)


def test_a_station_sees_its_own_sessions_and_the_leader_all(
    campaign: EducationCampaign, leader: Actor, nurse: Actor, department: ScopeNode
) -> None:
    other = actor_at(node("Trạm Y tế xã Khác", under=department), "station_nurse")
    session_actions.tell_session(campaign=campaign, said=told(), by=nurse)
    session_actions.tell_session(campaign=campaign, said=told(reached=7), by=other)

    assert queries.reach_of(campaign, leader).total.reached == 47
    own = queries.reach_of(campaign, nurse)
    assert (own.total.reached, own.is_whole, own.percent) == (40, False, None)
    stranger = actor_at(node("Trạm Y tế tỉnh Khác"), "station_nurse")
    assert not queries.visible_to(stranger).exists()


@pytest.mark.parametrize(
    "said, field",
    [
        ({"held_on": clock.today() + DAY}, "held_on"),
        ({"held_on": clock.today() - 21 * DAY}, "held_on"),
        ({"channel": "smoke"}, "channel"),
        ({"language": "klingon"}, "language"),
        ({"place": "  "}, "place"),
        ({"reached": -1}, "reached"),
        ({"reached": 2_000_000}, "reached"),
        ({"women": 41}, "women"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_session_that_cannot_be_is_refused(
    campaign: EducationCampaign, nurse: Actor, said: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        session_actions.tell_session(campaign=campaign, said=told(**said), by=nurse)

    assert refusal.value.field == field


@pytest.mark.parametrize(
    "said, field",
    [
        ({"name": " "}, "name"),
        ({"message": ""}, "message"),
        ({"target_group": "nobody"}, "target_group"),
        ({"disease": "hiccup"}, "disease"),
        ({"people": 0}, "people"),
        ({"ends_on": clock.today() - 30 * DAY}, "ends_on"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_campaign_that_cannot_be_is_refused(
    leader: Actor, said: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        actions.open_campaign(said=opening(**said), by=leader)

    assert refusal.value.field == field


def test_a_struck_session_counts_no_more_and_is_struck_once(
    campaign: EducationCampaign, leader: Actor, nurse: Actor
) -> None:
    row = session_actions.tell_session(campaign=campaign, said=told(), by=nurse)

    with pytest.raises(NotPermitted):
        session_actions.strike_session(session=row, why="Nhầm bản", by=leader)
    with pytest.raises(Refused):
        session_actions.strike_session(session=row, why=" ", by=nurse)
    session_actions.strike_session(session=row, why="Nhầm bản", by=nurse)

    assert queries.reach_of(campaign, leader).total.sessions == 0
    with pytest.raises(Refused):
        session_actions.strike_session(session=row, why="Nhầm bản", by=nurse)


def test_a_closed_campaign_takes_no_session_until_it_is_opened_again(
    campaign: EducationCampaign, leader: Actor, nurse: Actor
) -> None:
    actions.close(campaign=campaign, on=clock.today(), note="Đủ", by=leader)
    with pytest.raises(Refused):
        session_actions.tell_session(campaign=campaign, said=told(), by=nurse)

    actions.reopen(campaign=campaign, by=leader)

    assert session_actions.tell_session(campaign=campaign, said=told(), by=nurse).reached == 40
