"""The number of units that miss techniques of their level, on the board and in the list behind it."""

import pytest
from django.db.models import QuerySet

from tests.network import browser_of
from tuyen.core import clock
from tuyen.core.actor import SYSTEM
from tuyen.domains.techniques import boards, catalogue
from tuyen.domains.techniques.actions.approved import new_approval
from tuyen.domains.techniques.queries import approved
from tuyen.domains.techniques.tests.conftest import account_of, at
from tuyen.platform import changes
from tuyen.platform.ui import counting
from tuyen.registry.facilities.models import Facility, Unit
from tuyen.registry.terms.queries import codes_on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("techniques")]


def rated(unit: Unit, tier: str) -> None:
    with changes.apply(actor=SYSTEM, reason="test.rating") as log:
        log.create(Facility(unit=unit, care_level="basic", tier=tier))


def names(units: QuerySet[Unit]) -> set[str]:
    return set(units.values_list("name", flat=True))


def test_a_unit_that_may_do_all_of_its_level_is_not_counted(hospital: Unit, centre: Unit) -> None:
    """The centre stands as a commune station here: of that level the list is short enough to approve."""
    today, office = clock.today(), at(hospital, "direction_office")
    rated(hospital, "province")
    rated(centre, "commune")
    before = names(approved.short_of_level(office, today))
    codes = {each.code for each in catalogue.listed(today)["D"]}
    known = codes_on(catalogue.SCHEME, today).filter(code__in=codes)
    rows = [new_approval(centre.id, each, "1/QĐ", today) for each in known]
    with changes.apply(actor=SYSTEM, reason="test.approved") as log:
        log.create(*rows)

    after = names(approved.short_of_level(office, today))
    found = counting.ask(boards.coverage_counted(office))
    [card] = boards.coverage(office, found)
    page = browser_of(account_of(hospital, "direction_office")).get(card.url)

    assert before == {hospital.name, centre.name}
    assert after == {hospital.name}
    assert card.number == page.context["page"].paginator.count == 1
    assert centre.name not in page.text.split("<main", 1)[1]


@pytest.mark.usefixtures("centre")
def test_a_unit_without_a_tier_is_not_said_to_miss_anything(hospital: Unit) -> None:
    assert approved.units_in_reach(at(hospital, "direction_office"), clock.today()).count() == 2
    assert not approved.short_of_level(at(hospital, "direction_office"), clock.today()).exists()
