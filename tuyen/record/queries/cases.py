"""Cases of notifiable diseases: whose they are to see, which is told twice, what moves they made."""

import datetime as dt
import uuid

from django.db.models import Q, QuerySet

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.platform.access.chart_access import units_of
from tuyen.platform.access.models import ScopeNode
from tuyen.record.chart import Chart
from tuyen.record.models import Case, CaseMove
from tuyen.record.models.cases import CaseStatus
from tuyen.record.rules import cases as rules
from tuyen.registry.areas.queries import area_with, communes_of
from tuyen.registry.persons.models import Person
from tuyen.registry.persons.stations import COMMUNE_KINDS

ACTIVE = CaseStatus.ACTIVE


def visible_to(who: Actor) -> QuerySet[Case]:
    """Active cases that my units notified or investigate, or of the area that I answer for.

    Hidden compartments are left out; what began in a place of custody is seen by that place and those above.
    """
    mine = ScopeNode.objects.filter(units_of(who)).values("unit_id")
    theirs = Q(unit_id__in=mine) | Q(station_id__in=mine) | of_my_area(who)
    not_inside = Q(custody_site_id=None) | Q(custody_site_id__in=mine) | Q(unit_id__in=mine)
    rows: QuerySet[Case] = Case.objects.filter(
        theirs, not_inside, status=ACTIVE, compartment__in=["", *who.compartments]
    )
    return rows


def of_my_area(who: Actor) -> Q:
    """A station answers for its commune, an officer of a province for the communes of it."""
    if who.chain != "moh":
        return Q(pk=None)
    today = clock.today()
    if who.scope == "subtree" and who.province_code:
        return Q(area_id__in=communes_of(who.province_code, today).order_by().values("id"))
    if who.unit_kind in COMMUNE_KINDS and who.commune_code:
        area = area_with(who.commune_code, today)
        return Q(area_id=area.id) if area else Q(pk=None)
    return Q(pk=None)


def told_before(chart: Chart, disease: rules.Disease, onset_on: dt.date) -> Case | None:
    """The case of this person and disease whose onset lies within one incubation of this one."""
    reach = dt.timedelta(days=disease.incubation_days[1])
    known = chart.of(Case).filter(
        disease=disease.code,
        status=ACTIVE,
        onset_on__gte=onset_on - reach,
        onset_on__lte=onset_on + reach,
    )
    return known.order_by("onset_on", "id").first()


def moves_of(case: Case) -> QuerySet[CaseMove]:
    """Every move of one case that was found through `visible_to` or the chart, oldest first."""
    rows: QuerySet[CaseMove] = CaseMove.objects.filter(
        case_id=case.id, patient_id=case.patient_id
    ).order_by("at", "id")
    return rows


def area_of(person: Person, on: dt.date) -> uuid.UUID | None:
    """The commune of residence, in the version of the day."""
    found = area_with(person.commune_code, on) if person.commune_code else None
    return found.id if found else None


def station_of(person: Person) -> uuid.UUID | None:
    """Who investigates: the station that keeps the person, or that of the commune of residence."""
    if person.home_unit_id or not person.commune_code:
        return person.home_unit_id
    found = ScopeNode.objects.filter(
        commune_code=person.commune_code, kind__in=COMMUNE_KINDS, chain="moh"
    )
    return found.order_by("kind", "unit_id").values_list("unit_id", flat=True).first()


def birth_of(case: Case) -> dt.date | None:
    """The birth date that no date of the case may come before."""
    born: dt.date | None = (
        Person.objects.filter(pk=case.patient_id).values_list("birth_date", flat=True).first()
    )
    return born
