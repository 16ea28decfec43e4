"""The department's supplementary campaign of measles-2025, on its third day: some communes far, some behind.

With dice of its own, so that whatever else the demo draws stays as it was.
"""

import datetime as dt
from collections.abc import Sequence
from random import Random

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.domains.campaigns.actions import campaigns, days, doses
from tuyen.domains.campaigns.models import Campaign
from tuyen.domains.campaigns.queries import people
from tuyen.domains.immunization.actions import events
from tuyen.record import vaccines
from tuyen.record.models import Immunization

SEED = 20250304
DAY = dt.timedelta(days=1)
DAYS_SINCE, DAYS_AHEAD, TARGET = 2, 8, 95
FROM_MONTHS, TO_MONTHS = 9, 60
BEHIND, FAR = 0.15, 1.0  # share of the children met so far, at the worst station and at the best
ABSENT, MILD = 0.06, 0.03
SIGNS = {False: ("Sốt nhẹ 38 °C", "Uống hạ sốt, dặn theo dõi"),
         True: ("Tím tái, khó thở sau 10 phút", "Tiêm adrenalin, chuyển bệnh viện")}  # fmt: skip


def vaccinate(office: Actor, doctors: Sequence[Actor], today: dt.date) -> Campaign:
    """Every station plans a place, gives to most it meets, says who was away, tells the day."""
    chance = Random(SEED)
    said = campaigns.Opening(
        name="Tiêm bổ sung sởi – rubella 9 tháng đến 5 tuổi (mẫu)",
        kind="supplementary",
        vaccine="mr",
        basis="23/KH-SYT (mẫu)",
        starts_on=today - DAYS_SINCE * DAY,
        ends_on=today + DAYS_AHEAD * DAY,
        target_percent=TARGET,
    )
    campaign = campaigns.open_campaign(said=said, by=office)
    wanted = campaigns.Wanted("everybody", FROM_MONTHS, TO_MONTHS)
    campaigns.add_group(campaign=campaign, said=wanted, by=office)
    for doctor in doctors:
        _day_of(campaign, doctor, chance, today)
    first = Immunization.objects.filter(campaign_id=campaign.id, status="completed").earliest("id")
    by = next(doctor for doctor in doctors if doctor.unit_id == first.unit_id)
    _reacted(first, by, is_serious=True)
    return campaign


def _reacted(dose: Immunization, by: Actor, *, is_serious: bool) -> None:
    signs, care = SIGNS[is_serious]
    events.tell_event(
        dose=dose, is_serious=is_serious, began_at=clock.now(), signs=signs, care=care, by=by
    )


def _doses_a_vial(campaign: Campaign) -> int:
    known = vaccines.vaccine(campaign.vaccine, campaign.starts_on)
    return known.doses_a_vial if known else 1


def _day_of(campaign: Campaign, doctor: Actor, chance: Random, today: dt.date) -> None:
    known, share = people.list_of(campaign, doctor), chance.uniform(BEHIND, FAR)
    place = days.Line(today, "Nhà văn hóa Bản Mẫu Một", "Bản Mẫu Một", target=len(known))
    days.plan(campaign=campaign, said=place, by=doctor)
    lot = doses.Lot("MR-MAU-01", today + 300 * DAY)
    met = [line.person.id for line in known if chance.random() < share]
    given = withheld = reactions = 0
    for person_id in met:
        if chance.random() < ABSENT:
            doses.withhold(campaign=campaign, person_id=person_id, why="absent", by=doctor)
            withheld += 1
            continue
        try:
            dose = doses.give(campaign=campaign, person_id=person_id, lot=lot, by=doctor)
        except Refused:  # another live vaccine not long ago: the rule keeps the child from it
            continue
        given += 1
        if chance.random() < MILD:
            _reacted(dose, doctor, is_serious=False)
            reactions += 1
    wasted = -given % _doses_a_vial(campaign)
    figures = days.Figures(given, withheld, reactions, wasted)
    days.send_tally(campaign=campaign, day=today, said=figures, by=doctor)
