"""The scenario measles-2025 at a small size: an alarm, a forecast, a sheet with numbers, an order."""

import datetime as dt

import pytest

from tuyen.core import clock
from tuyen.core.errors import Refused
from tuyen.domains.campaigns.models import CampaignTally
from tuyen.domains.health_education.models import EducationSession
from tuyen.domains.immunization.models import AdverseEvent, SessionVisit
from tuyen.domains.isolation_areas.models import AreaStay
from tuyen.domains.outbreaks.models import ContactLook, Outbreak, Zone
from tuyen.domains.response_plans.models import MeasureMark, PhaseSwitch
from tuyen.domains.sampling.models import Consignment, RoundMember, SamplePool
from tuyen.domains.surveillance.models import Forecast, Signal, WeeklyCount
from tuyen.domains.vaccine_supply.models import ColdReading, Excursion, VaccineDelivery
from tuyen.domains.vaccine_supply.queries import sheets
from tuyen.domains.vaccine_supply.queries import supply as queries
from tuyen.edge.demo.measles import PROVINCE, Measles, Played
from tuyen.platform.changes.node import is_demo
from tuyen.record.models import Case, Immunization
from tuyen.registry.areas.load import load_areas
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def played(db: None) -> Played:
    load_areas()
    return Measles(scale=20).load()


def test_from_the_first_case_to_the_order(played: Played) -> None:
    first = clock.today() - dt.timedelta(days=63)

    # cases rise, and each was told after it began
    weeks = [first + dt.timedelta(days=7 * each) for each in range(9)]
    late = Case.objects.filter(onset_on__gte=weeks[5]).count()
    early = Case.objects.filter(onset_on__gte=first, onset_on__lt=weeks[4]).count()
    assert late > early
    assert not any(case.notified_at < clock.start_of(case.onset_on) for case in Case.objects.all())
    counted = Case.objects.exclude(classification="discarded").count()
    assert sum(WeeklyCount.objects.values_list("n", flat=True)) == counted

    # an alarm that a person verified; a forecast of communes and of the province
    alarm = Signal.objects.get(status="verified")
    assert (alarm.disease, alarm.risk) == ("measles", "high")
    assert alarm.observed > 1
    assert Forecast.objects.filter(location=PROVINCE, model_id="pooled-nb").count() == 4
    assert Forecast.objects.values("location").distinct().count() > 3

    # people were told of measles in more than one language
    sessions = EducationSession.objects.all()
    assert len({each.language for each in sessions}) > 2
    assert sum(each.reached for each in sessions) > 100

    # the plan is in the phase that a person chose; a school was sampled in pools
    assert PhaseSwitch.objects.get().phase == "spread"
    assert MeasureMark.objects.count() == 2
    assert SamplePool.objects.exists()
    assert Consignment.objects.get().size == RoundMember.objects.exclude(specimen_id=None).count()

    # a campaign of the department: some stations far, some behind, one serious reaction told of
    tallies = CampaignTally.objects.all()
    assert {each.given for each in tallies} != {0}
    assert Immunization.objects.filter(campaign_id=tallies[0].campaign_id).count() == sum(
        each.given + each.withheld for each in tallies
    )
    assert AdverseEvent.objects.filter(is_serious=True, holds_lot=True).count() == 1

    # the first commune: a hamlet closed off, a ward with somebody gravely ill, an immunisation day
    assert Zone.objects.get().status == "active"
    assert AreaStay.objects.filter(severity="severe").count() == 1
    assert "fit" in {visit.decision for visit in SessionVisit.objects.all()}

    # the sheet has people, numbers, and what is foretold with its basis
    worked = sheets.worked(played.sheet)
    assert worked.order.people > 0
    assert worked.order.total.doses > 0
    low, mid, high = worked.scenarios
    assert low[1] < mid[1] < high[1]
    assert "Dự báo" in played.sheet.sources["cases_mid"]

    # asked, given in part, one lot has come
    request = played.request
    stands = queries.standing(request, queries.deliveries_of([request])[request.id])
    assert request.doses_asked == worked.order.total.doses
    assert 0 < stands.received < stands.sent <= stands.allocated < stands.asked
    assert VaccineDelivery.objects.filter(state="sent").count() == 1

    # one outbreak with contacts seen every day; fridges with a turn that nobody read and one too warm
    assert Case.objects.filter(outbreak_id=Outbreak.objects.get().id).count() > 1
    assert ContactLook.objects.values("day").distinct().count() == 9
    assert Excursion.objects.filter(kind="hot", state="open").count() == 1
    assert ColdReading.objects.count() < 2 * 2 * 40

    # children with gaps; nobody is real, and a second play is refused
    children = Person.objects.exclude(pk__in=Case.objects.values("patient_id"))
    old_enough = children.filter(birth_date__lt=clock.today() - dt.timedelta(days=300)).count()
    against = Immunization.objects.filter(
        vaccine__in=("measles", "mr"), patient_id__in=children.values("id")
    )
    assert 0 < against.values("patient_id").distinct().count() < old_enough
    assert is_demo()
    with pytest.raises(Refused):
        Measles(scale=20).load()
