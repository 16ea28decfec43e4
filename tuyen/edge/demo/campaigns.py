"""A booster campaign of the force's health service with four groups, on its fourth day.

With dice of its own, so that whatever else the demo draws stays as it was.
"""

import datetime as dt
from collections.abc import Iterator
from random import Random
from typing import Any

from tuyen.core import clock
from tuyen.core.actor import SYSTEM
from tuyen.core.ids import from_event
from tuyen.domains.campaigns import rules
from tuyen.domains.campaigns.models import (
    Campaign,
    CampaignGroup,
    CampaignSession,
    CampaignTally,
)
from tuyen.edge.demo import people
from tuyen.edge.demo.network import Network
from tuyen.platform import changes
from tuyen.record.models import Immunization
from tuyen.registry.facilities.models import Unit
from tuyen.registry.persons.models import Person

SEED = 20250217
DAY = dt.timedelta(days=1)
DAYS_SINCE, DAYS_AHEAD = 3, 6
VACCINE, LOT = "influenza", "CUM-MAU-01"
GROUPS = ("officers", "retirees", "relatives", "detainees")
CARDS = ("CA",) * 5 + ("TA",) * 3  # of whoever is too young to be retired
RETIRED_AT = 50
SHARE = (0.55, 0.2)  # vaccinated, refused or absent


class BoosterCampaign:
    """Rows as the actions would have written them over the last days; written at once."""

    def __init__(self, today: dt.date, seed: int = SEED) -> None:
        self.chance, self.today = Random(seed), today
        start = clock.start_of(today - DAYS_SINCE * DAY)
        self.ids = people.Ids(self.chance, int(start.timestamp() * 1000))

    def write(self, network: Network) -> None:
        bureau, infirmary = network.named["bureau"], network.named["infirmary"]
        campaign = self._campaign(bureau)
        known = list(Person.objects.filter(entered_unit_id=infirmary.id).order_by("id"))
        rows: list[Any] = [campaign, *self._groups(campaign)]
        rows += [row for person in known for row in self._person(campaign, infirmary, person)]
        rows += self._days(
            campaign, infirmary, [row for row in rows if isinstance(row, Immunization)]
        )
        with changes.apply(actor=SYSTEM, reason="demo.campaign") as log:
            log.create(*rows)

    def _campaign(self, bureau: Unit) -> Campaign:
        return Campaign(
            id=self.ids.next(),
            unit_id=bureau.id,
            name="Tiêm nhắc cúm mùa cho lực lượng (mẫu)",
            kind="booster",
            vaccine=VACCINE,
            basis="17/KH-CYT (mẫu)",
            starts_on=self.today - DAYS_SINCE * DAY,
            ends_on=self.today + DAYS_AHEAD * DAY,
            target_percent=90,
            opened_by_name="Cán bộ Cục Y tế (mẫu)",
        )

    def _groups(self, campaign: Campaign) -> Iterator[CampaignGroup]:
        known = rules.group_rules(self.today)
        for priority, code in enumerate(GROUPS, start=1):
            rule = known[code]
            yield CampaignGroup(
                id=self.ids.next(),
                unit_id=campaign.unit_id,
                compartment=rule.compartment,
                campaign_id=campaign.id,
                kind=code,
                priority=priority,
                from_months=rule.from_months,
                to_months=rule.to_months,
                gap_days=rules.settings_on(self.today)["gap_days"],
            )

    def _person(self, campaign: Campaign, unit: Unit, person: Person) -> Iterator[Any]:
        assert person.birth_date is not None
        is_retired = (self.today - person.birth_date).days > RETIRED_AT * 366
        letters = "HT" if is_retired else self.chance.choice(CARDS)
        number = f"{letters}4{self.chance.randrange(10**12):012d}"
        yield people.number_row(self.ids, person, number, system="insurance_card")
        drawn, day = self.chance.random(), self.today - self.chance.randint(1, DAYS_SINCE) * DAY
        if drawn < sum(SHARE):
            yield self._dose(campaign, unit, person, day, is_given=drawn < SHARE[0])

    def _dose(
        self, campaign: Campaign, unit: Unit, person: Person, day: dt.date, *, is_given: bool
    ) -> Immunization:
        at = clock.start_of(day) + dt.timedelta(hours=8, minutes=self.chance.randrange(180))
        return Immunization(
            id=self.ids.next(),
            patient_id=person.id,
            unit_id=unit.id,
            campaign_id=campaign.id,
            status="completed" if is_given else "not_done",
            status_reason="" if is_given else "absent",
            vaccine=VACCINE,
            lot=LOT if is_given else "",
            expiry_on=self.today + 200 * DAY if is_given else None,
            given_on=day,
            given_at=at if is_given else None,
            site="left_arm" if is_given else "",
            route="im" if is_given else "",
            recorded_at=at,
            recorded_by_name="Bác sĩ bệnh xá (mẫu)",
        )

    def _days(
        self, campaign: Campaign, unit: Unit, doses: list[Immunization]
    ) -> Iterator[CampaignSession | CampaignTally]:
        """A session a day; figures of each day that has passed but yesterday's, which nobody sent."""
        for ago in range(DAYS_SINCE, -3, -1):
            day = self.today - ago * DAY
            about = {"unit_id": unit.id, "lead_unit_id": campaign.unit_id, "day": day}
            yield CampaignSession(
                id=self.ids.next(),
                campaign_id=campaign.id,
                place="Hội trường Công an tỉnh (mẫu)",
                team="Bác sĩ và y sĩ bệnh xá",
                target=12,
                **about,
            )
            if ago > 1:
                yield self._tally(campaign, about, [row for row in doses if row.given_on == day])

    def _tally(
        self, campaign: Campaign, about: dict[str, Any], doses: list[Immunization]
    ) -> CampaignTally:
        given = sum(row.status == "completed" for row in doses)
        return CampaignTally(
            id=from_event(campaign.id, f"tally {about['unit_id'].hex} {about['day']}"),
            campaign_id=campaign.id,
            given=given,
            withheld=len(doses) - given,
            reactions=0,
            wasted=0,
            sent_at=clock.start_of(about["day"]) + dt.timedelta(hours=16, minutes=20),
            sent_by_name="Bác sĩ bệnh xá (mẫu)",
            **about,
        )
