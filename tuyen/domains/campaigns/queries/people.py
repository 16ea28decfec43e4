"""Where a rule becomes people: whom a group means, who of them had the dose, who did not and why."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from tuyen.core import ages, clock
from tuyen.core.actor import Actor
from tuyen.core.text import fold
from tuyen.domains.campaigns import rules
from tuyen.domains.campaigns.models import Campaign, CampaignGroup
from tuyen.domains.campaigns.queries.campaigns import all_groups_of, groups_of
from tuyen.platform.access.models import ScopeNode
from tuyen.record import vaccines
from tuyen.record.models import DoseStatus, Immunization
from tuyen.record.queries.immunizations import counted
from tuyen.registry.persons.models import IdentifierSystem, Person, PersonIdentifier

MOST = 20_000  # people of one unit that a list looks at


def in_group(campaign: Campaign, group: CampaignGroup) -> QuerySet[Person]:
    """Everybody on this machine whom the group means and no group before it."""
    rows = _alive().filter(_of(campaign, group))
    for earlier in all_groups_of(campaign):
        if (earlier.priority, earlier.id) < (group.priority, group.id):
            rows = rows.exclude(_of(campaign, earlier))
    return rows.exclude(_had_lately(campaign, group))


def kept_by(nodes: QuerySet[ScopeNode]) -> Q:
    """People of these units: those whose home station it is. The force has no home stations: whoever was
    registered at one of its units counts there."""
    of_the_force = nodes.exclude(chain="moh").values("unit_id")
    return Q(home_unit_id__in=nodes.values("unit_id")) | Q(
        home_unit_id=None, entered_unit_id__in=of_the_force
    )


def _alive() -> QuerySet[Person]:
    rows: QuerySet[Any] = Person.objects.filter(
        Q(canonical_id=None) | Q(canonical_id=F("id")), is_deceased=False
    )
    return rows


def _of(campaign: Campaign, group: CampaignGroup) -> Q:
    rule = rules.group_rules(clock.today()).get(group.kind)
    after, until = ages.born_within(campaign.starts_on, group.from_months, group.to_months)
    meant = Q(compartment=group.compartment)
    if after is not None:
        meant &= Q(birth_date__gt=after)
    if group.from_months:
        meant &= Q(birth_date__lte=until)
    if rule and (rule.occupations or rule.cards):
        meant &= Q(occupation_code__in=rule.occupations) | _holds_card(rule.cards)
    return meant


def _holds_card(letters: Collection[str]) -> Q:
    begins = Q(pk=None)
    for each in letters:
        begins |= Q(value__startswith=each)
    cards = PersonIdentifier.objects.filter(
        begins, patient_id=OuterRef("pk"), system=IdentifierSystem.INSURANCE_CARD, status="active"
    )
    return Q(Exists(cards))


def _had_lately(campaign: Campaign, group: CampaignGroup) -> Q:
    """A dose against the same disease within the gap, not of this campaign."""
    today = clock.today()
    known = vaccines.vaccines(today)
    ours = known.get(campaign.vaccine)
    alike = [each.code for each in known.values() if ours and each.antigens & ours.antigens]
    doses = counted().filter(
        Q(campaign_id=None) | ~Q(campaign_id=campaign.id),
        patient_id=OuterRef("pk"),
        vaccine__in=alike or [campaign.vaccine],
        given_on__gt=campaign.starts_on - dt.timedelta(days=group.gap_days),
    )
    return Q(Exists(doses))


def had_dose(campaign: Campaign) -> Exists:
    return Exists(counted().filter(patient_id=OuterRef("pk"), campaign_id=campaign.id))


def was_withheld(campaign: Campaign) -> Exists:
    return Exists(_withheld(campaign).filter(patient_id=OuterRef("pk")))


def _withheld(campaign: Campaign) -> QuerySet[Immunization]:
    rows: QuerySet[Any] = Immunization.objects.filter(
        superseded_by_id=None, status=DoseStatus.NOT_DONE, campaign_id=campaign.id
    )
    return rows


@dataclass(frozen=True)
class Line:
    """One person of a list. state: due, given, withheld."""

    person: Person
    group: CampaignGroup
    state: str

    @property
    def village(self) -> str:
        return self.person.address_line.rsplit(",", 1)[-1].strip()


def list_of(
    campaign: Campaign, who: Actor, *, village: str = "", state: str = "", text: str = ""
) -> list[Line]:
    """The unit's own people, group by group; two statements a group at most."""
    found: list[Line] = []
    for group in groups_of(campaign, who):
        ours = kept_by(ScopeNode.objects.filter(unit_id=who.unit_id))
        people = in_group(campaign, group).filter(ours)
        marked = people.annotate(had=had_dose(campaign), not_done=was_withheld(campaign))
        for person in marked.order_by("name", "id")[:MOST]:
            found.append(Line(person, group, _state(person)))
    return [line for line in found if _fits(line, village, state, text)]


def _state(person: Any) -> str:
    return "given" if person.had else "withheld" if person.not_done else "due"


def _fits(line: Line, village: str, state: str, text: str) -> bool:
    if village and fold(line.village) != fold(village):
        return False
    if state and line.state != state:
        return False
    return all(word in fold(line.person.name) for word in fold(text).split())


def villages(lines: Collection[Line]) -> list[tuple[str, int]]:
    counts: dict[str, int] = {}
    for line in lines:
        counts[line.village] = counts.get(line.village, 0) + 1
    return sorted(counts.items(), key=lambda item: fold(item[0]))


def group_of(campaign: Campaign, person_id: uuid.UUID, who: Actor) -> CampaignGroup | None:
    """The first group that means this person; None: no group does."""
    for group in groups_of(campaign, who):
        if in_group(campaign, group).filter(pk=person_id).exists():
            return group
    return None


def has_dose(campaign: Campaign, person_id: uuid.UUID) -> bool:
    return counted().filter(patient_id=person_id, campaign_id=campaign.id).exists()
