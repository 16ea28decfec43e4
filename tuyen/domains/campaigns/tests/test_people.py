"""A rule becomes people: by age, card, occupation, custody; once, in the first group that means them."""

import datetime as dt
from collections.abc import Callable

import pytest

from tests.network import actor_at, node
from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.domains.campaigns.actions import campaigns as actions
from tuyen.domains.campaigns.actions import doses
from tuyen.domains.campaigns.actions.campaigns import Wanted
from tuyen.domains.campaigns.models import Campaign
from tuyen.domains.campaigns.queries import coverage, people
from tuyen.domains.campaigns.tests.conftest import DAY, opening
from tuyen.platform import changes
from tuyen.platform.access.models import ScopeNode
from tuyen.record.models import Immunization
from tuyen.registry.persons.models import Person, PersonIdentifier

Living = Callable[..., Person]
LOT = doses.Lot("MR-01", clock.today() + 300 * DAY)


def names(campaign: Campaign, who: Actor) -> list[tuple[str, str]]:
    return [(line.person.name, line.group.kind) for line in people.list_of(campaign, who)]


def card(of: Person, number: str) -> None:
    row = PersonIdentifier(patient_id=of.id, system="insurance_card", value=number)
    with changes.apply(actor=SYSTEM, reason="test.card") as log:
        log.create(row)


def group(campaign: Campaign, by: Actor, kind: str, *ages: int | None) -> None:
    low, high = ages or (None, None)
    actions.add_group(campaign=campaign, said=Wanted(kind, low, high), by=by)


def test_a_group_by_age_takes_full_months_and_leaves_the_next_age_out(
    campaign: Campaign, leader: Actor, nurse: Actor, living: Living
) -> None:
    for name, months in (("Chưa đủ", 8), ("Vừa đủ", 9), ("Sắp quá", 119), ("Quá tuổi", 120)):
        living(name, months)
    group(campaign, leader, "everybody", 9, 120)

    assert [name for name, _kind in names(campaign, nurse)] == ["Sắp quá", "Vừa đủ"]


def test_whoever_fits_two_groups_counts_in_the_first(
    campaign: Campaign, leader: Actor, nurse: Actor, living: Living
) -> None:
    officer = living("Cán bộ", 400)
    card(officer, "CA5010112345678")
    living("Người dân", 400)
    relative = living("Thân nhân", 90)
    card(relative, "TA4010112345678")
    for kind, ages in (("officers", ()), ("relatives", ()), ("everybody", (0, 600))):
        group(campaign, leader, kind, *ages)

    assert names(campaign, nurse) == [
        ("Cán bộ", "officers"),
        ("Thân nhân", "relatives"),
        ("Người dân", "everybody"),
    ]
    assert coverage.coverage_of(campaign, leader).all.target == 3


@pytest.mark.parametrize(
    "vaccine, ago, is_left_out",
    [
        pytest.param("measles", 20, True, id="the same disease, three weeks before"),
        pytest.param("measles", 60, False, id="two months before"),
        pytest.param("opv", 20, False, id="another disease"),
    ],
)
def test_a_dose_of_late_leaves_a_person_out(
    campaign: Campaign,
    leader: Actor,
    nurse: Actor,
    living: Living,
    vaccine: str,
    ago: int,
    is_left_out: bool,
) -> None:
    someone = living("Đã tiêm", 30)
    had = Immunization(
        patient_id=someone.id,
        vaccine=vaccine,
        given_on=campaign.starts_on - ago * DAY,
        source="paper",
        recorded_at=clock.now(),
    )
    with changes.apply(actor=nurse, reason="test.dose") as log:
        log.create(had)
    group(campaign, leader, "everybody", 9, 120)

    assert (names(campaign, nurse) == []) is is_left_out


def test_who_has_died_or_lives_elsewhere_is_not_asked_for(
    campaign: Campaign, leader: Actor, nurse: Actor, living: Living
) -> None:
    living("Đã mất", 30, is_deceased=True, deceased_on=clock.today())
    living("Nơi khác", 30, home_unit_id=leader.unit_id)
    group(campaign, leader, "everybody", 9, 120)

    assert names(campaign, nurse) == []


def test_detainees_are_seen_with_the_grant_only(campaign: Campaign, centre: ScopeNode) -> None:
    prison = node("Trại Mẫu", kind="prison_clinic", under=centre)
    granted = actor_at(centre, "department_officer", grants=("custody",))
    group(campaign, granted, "detainees")
    inside = actor_at(prison, "prison_doctor", grants=("custody",))
    row = Person(name="Trong trại", sex="male", home_unit_id=inside.unit_id, compartment="custody")
    with changes.apply(actor=inside, reason="test.person") as log:
        log.create(row)

    assert names(campaign, inside) == [("Trong trại", "detainees")]
    assert coverage.coverage_of(campaign, granted).all.target == 1
    blind = actor_at(centre, "department_officer")
    assert coverage.coverage_of(campaign, blind).groups == ()
    with pytest.raises(Refused):
        group(campaign, blind, "detainees")


def test_a_dose_of_the_campaign_is_given_once_and_only_to_its_groups(
    campaign: Campaign, leader: Actor, nurse: Actor, living: Living
) -> None:
    child, adult = living("Trẻ Mẫu", 30), living("Người lớn", 400)
    group(campaign, leader, "everybody", 9, 120)

    doses.give(campaign=campaign, person_id=child.id, lot=LOT, by=nurse)

    dose = Immunization.objects.get()
    assert (dose.campaign_id, dose.vaccine, dose.lot) == (campaign.id, "mr", "MR-01")
    for someone, code in ((child, "had"), (adult, "no_group")):
        with pytest.raises(Refused) as refusal:
            doses.give(campaign=campaign, person_id=someone.id, lot=LOT, by=nurse)
        assert refusal.value.code == code
    (unit,) = coverage.coverage_of(campaign, leader).rows
    assert (unit.all.target, unit.all.given, unit.all.percent) == (1, 1, 100.0)


@pytest.mark.parametrize(
    "lot, when",
    [
        pytest.param(doses.Lot("MR-01", clock.today() - DAY), 0, id="a lot past its day"),
        pytest.param(LOT, 9, id="before the campaign begins"),
    ],
)
def test_what_may_not_be_given_is_refused(
    leader: Actor, nurse: Actor, living: Living, campaign: Campaign, lot: doses.Lot, when: int
) -> None:
    child = living("Trẻ Mẫu", 30)
    group(campaign, leader, "everybody", 9, 120)
    campaign.starts_on += dt.timedelta(days=when)

    with pytest.raises(Refused):
        doses.give(campaign=campaign, person_id=child.id, lot=lot, by=nurse)

    assert not Immunization.objects.exists()


def test_only_the_unit_that_leads_changes_its_campaign(
    campaign: Campaign, centre: ScopeNode, nurse: Actor
) -> None:
    other = actor_at(node("Trung tâm khác", kind="health_department"), "department_officer")
    for who in (other, nurse):
        with pytest.raises(NotPermitted):
            group(campaign, who, "everybody")


def test_the_centre_for_disease_control_follows_its_province(
    campaign: Campaign, leader: Actor, centre: ScopeNode, living: Living
) -> None:
    """It stands beside the stations in the tree and sees their figures, nobody's name."""
    living("Trẻ Mẫu", 30)
    group(campaign, leader, "everybody", 9, 120)
    beside = node("Trung tâm Kiểm soát bệnh tật", kind="cdc", under=centre, province_code="12")
    elsewhere = node("Trung tâm tỉnh khác", kind="cdc", under=centre, province_code="92")

    found = [
        coverage.coverage_of(campaign, actor_at(at, "cdc_officer")) for at in (beside, elsewhere)
    ]

    assert [each.all.target for each in found] == [1, 0]


def test_the_force_keeps_whom_its_units_registered(living: Living) -> None:
    """It has no home stations: officers count where they were registered, civilians only at home."""
    bureau = node("Cục Y tế Mẫu", kind="health_bureau", chain="mps")
    infirmary = node("Bệnh xá Mẫu", kind="infirmary", chain="mps", under=bureau)
    doctor = actor_at(infirmary, "infirmary_doctor")
    lead = actor_at(bureau, "bureau_officer")
    for number, name in enumerate(("Cán bộ", "Người thân")):
        someone = living(name, 400, home_unit_id=None, entered_unit_id=infirmary.unit_id)
        card(someone, ("CA5", "TA4")[number] + "010112345678")
    drive = actions.open_campaign(said=opening(vaccine="influenza", kind="booster"), by=lead)
    for kind in ("officers", "relatives"):
        group(drive, lead, kind)

    assert names(drive, doctor) == [("Cán bộ", "officers"), ("Người thân", "relatives")]
    (unit,) = coverage.coverage_of(drive, lead).rows
    assert (unit.name, unit.all.target) == ("Bệnh xá Mẫu", 2)


@pytest.mark.engine_free
def test_whether_somebody_was_vaccinated_is_looked_up_by_person(campaign: Campaign) -> None:
    """By the campaign alone, every person would go through all its doses: people times doses."""
    asked = Person.objects.annotate(
        had=people.had_dose(campaign), not_done=people.was_withheld(campaign)
    )

    assert asked.explain().count("(campaign_id=? AND patient_id=?)") == 2
