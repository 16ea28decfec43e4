"""Health education of measles-2025: the department leads, its first stations meet people in their languages.

With dice of its own, so that whatever else the demo draws stays as it was.
"""

import datetime as dt
from collections.abc import Sequence
from random import Random

from tuyen.core.actor import Actor
from tuyen.domains.health_education.actions import campaigns, sessions
from tuyen.domains.health_education.models import EducationCampaign

SEED = 20250108
DAYS, STATIONS, SESSIONS = 28, 6, 7
LANGUAGES = ("hmong", "thai", "dao", "ha_nhi", "vi")
CHANNELS = {"meeting": (25, 70), "market": (60, 180), "school": (80, 240), "home_visit": (3, 9)}
PLACES = {"school": "Trường Mẫu", "market": "Chợ phiên Mẫu"}
HAMLETS = ("Bản Mẫu Một", "Bản Mẫu Hai")


def teach(office: Actor, doctors: Sequence[Actor], today: dt.date) -> EducationCampaign:
    """One campaign of four weeks; each station a few sessions, men and women told apart in most."""
    chance = Random(SEED)
    first = today - dt.timedelta(days=DAYS)
    said = campaigns.Opening(
        name="Phòng sởi cho trẻ (mẫu)",
        message="Trẻ sốt, phát ban thì đưa ngay đến trạm; trẻ từ 9 tháng tiêm đủ mũi phòng sởi.",
        disease="measles",
        target_group="carers",
        people=6_000,
        basis="21/KH-SYT (mẫu)",
        starts_on=first,
        ends_on=today + dt.timedelta(days=DAYS),
    )
    campaign = campaigns.open_campaign(said=said, by=office)
    for doctor in doctors[:STATIONS]:
        for _session in range(SESSIONS):
            told = _session_of(chance, first, chance.choice(LANGUAGES))
            sessions.tell_session(campaign=campaign, said=told, by=doctor)
    return campaign


def _session_of(chance: Random, first: dt.date, language: str) -> sessions.Told:
    channel = chance.choice(tuple(CHANNELS))
    reached = chance.randint(*CHANNELS[channel])
    women = round(reached * chance.uniform(0.5, 0.8)) if chance.random() < 0.8 else None
    return sessions.Told(
        held_on=first + dt.timedelta(days=chance.randint(0, DAYS)),
        channel=channel,
        language=language,
        place=PLACES.get(channel) or chance.choice(HAMLETS),
        held_by="Y tế thôn bản (mẫu)",
        reached=reached,
        women=women,
        material="Tờ rơi phòng sởi",
        handed_out=min(reached, chance.randint(0, 120)),
    )
