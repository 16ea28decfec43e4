"""The figures that the demo promises of the direction of the lower tiers, read from what was written."""

import datetime as dt
from collections import Counter

from tuyen.core import clock
from tuyen.domains.campaigns.models import Campaign
from tuyen.domains.campaigns.queries.coverage import coverage_of
from tuyen.domains.campaigns.queries.days import tallies_of
from tuyen.domains.capability.models import Need, UnitSurvey
from tuyen.domains.directives.models import Attendance, Directive, Receipt
from tuyen.domains.evaluation.models import Evaluation
from tuyen.domains.rotation.models import Kind, RotationTurn
from tuyen.domains.rotation.models import Stage as TurnStage
from tuyen.domains.steering.models import Agreement
from tuyen.domains.steering.queries import agreements
from tuyen.domains.techniques.models import TechniqueTransfer
from tuyen.domains.training.models import Course, CourseNeed, Method, Quota
from tuyen.edge.demo import campaigns
from tuyen.platform.access.sign_in import actor_of
from tuyen.platform.accounts.models import Account
from tuyen.registry.facilities.models import Affiliation, Unit


def two_central_hospitals_help_by_agreement_and_send_people() -> None:
    hospital = Unit.objects.get(kind="hospital", name__contains="tỉnh Lai Châu")
    central = set(Unit.objects.filter(name__contains="Trung ương").values_list("id", flat=True))
    assert len(central) == 2
    assert Affiliation.objects.filter(upper=hospital, kind="steering").count() == 8

    signed = Agreement.objects.filter(unit_id=hospital.id, valid_to__gte=clock.today())
    assert central < set(signed.values_list("other_unit_id", flat=True))
    turns = RotationTurn.objects.filter(to_unit_id=hospital.id, stage=TurnStage.DECIDED)
    assert set(turns.values_list("unit_id", flat=True)) == central
    there, back = RotationTurn.objects.filter(kind=Kind.EXCHANGE).order_by("unit_id")
    assert there.pair_id == back.pair_id
    assert (there.unit_id, there.to_unit_id) == (back.to_unit_id, back.unit_id)


def the_union_regulation_is_near_its_end() -> None:
    union = Agreement.objects.get(kind="union_health")

    assert union.valid_from == dt.date(2020, 1, 1)
    assert union.extended_by
    assert union.valid_to is not None
    assert 0 < (union.valid_to - clock.today()).days <= 30
    warns_on = union.term.warns_on(agreements.warn_days(clock.today(), union.unit_id))
    assert warns_on is not None
    assert warns_on <= clock.today()


def techniques_stand_in_different_stages() -> None:
    stages = Counter(TechniqueTransfer.objects.values_list("stage", flat=True))

    assert stages.total() == 24
    assert set(stages) == {
        "requested", "surveyed", "agreed", "theory", "observed", "assisted", "supervised",
        "independent", "certified", "sustained", "stopped",
    }  # fmt: skip


def provincial_infirmaries_asked_for_intensive_care() -> None:
    needs = Need.objects.filter(kind="training", code="intensive_care", origin="proposed")
    assert Counter(needs.values_list("state", flat=True)) == {"met": 2, "open": 2}
    kinds = Unit.objects.filter(pk__in=needs.values("unit_id")).values_list("kind", flat=True)
    assert set(kinds) == {"infirmary"}

    over, coming = Course.objects.filter(topic="intensive_care").order_by("starts_on")
    for course, state in ((over, "met"), (coming, "open")):
        behind = CourseNeed.objects.filter(course=course).values("need_id")
        assert set(needs.filter(pk__in=behind)) == set(needs.filter(state=state))
    assert Quota.objects.filter(course=coming).count() == 11
    heard = Evaluation.objects.filter(unit_id=over.unit_id, subject_id=over.id)
    assert heard.count() == 6  # eight units, one never came, one said nothing
    on_line = Course.objects.get(method=Method.ON_LINE)
    assert on_line.link.startswith("https://")


def eighty_stations_were_surveyed_two_years_running() -> None:
    city = Unit.objects.filter(kind="health_station", province_code="92").values("id")
    asked = UnitSurvey.objects.filter(to_unit_id__in=city)
    year = clock.today().year

    assert Counter(asked.values_list("year", "state")) == {
        (year - 1, "submitted"): 80,
        (year, "submitted"): 74,
        (year, "sent"): 6,
    }


def papers_went_down_the_tree_and_220_met() -> None:
    by_status = Counter(Directive.objects.values_list("status", flat=True))
    assert by_status.total() == 12
    assert by_status["withdrawn"] == 1
    assert Receipt.objects.count() > 12
    assert 220 in Counter(Attendance.objects.values_list("gathering_id", flat=True)).values()


def the_force_boosts_four_groups() -> None:
    """Officers, retirees, relatives and those in custody, each with people; one day's figures are missing."""
    bureau = actor_of(Account.objects.get(username="cuc.giamgiu"))
    assert bureau is not None
    campaign = Campaign.objects.get()
    found = coverage_of(campaign, bureau)
    assert [group.kind for group in found.groups] == list(campaigns.GROUPS)
    assert all(found.of_group[group.id].target > 0 for group in found.groups)
    assert 0 < found.all.given < found.all.target
    days = [tallies_of(campaign, bureau, clock.today() - n * campaigns.DAY)[0][1] for n in (3, 1)]
    assert [day is None for day in days] == [False, True]
