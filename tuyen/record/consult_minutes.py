"""What the minutes of a formal consultation say, as values: from a form, the API, the demo."""

import datetime as dt
import uuid
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Participant:
    """One at the table. account_id, staff_id: "" for somebody outside the system."""

    name: str
    title: str = ""
    licence: str = ""
    unit: str = ""
    opinion: str = ""
    account_id: str = ""
    staff_id: str = ""


@dataclass(frozen=True, slots=True)
class Minutes:
    """destination: where the person is sent; "" means: no transfer. link_quality: teleconsult/minutes."""

    started_at: dt.datetime
    ended_at: dt.datetime | None = None
    place: str = ""
    room_link: str = ""
    chair_id: uuid.UUID | None = None
    secretary_id: uuid.UUID | None = None
    participants: tuple[Participant, ...] = ()
    discussion: str = ""
    diagnosis: str = ""
    conclusion: str = ""
    treatment: str = ""
    technique: str = ""
    destination: str = ""
    follow_plan: str = ""
    link_quality: str = ""
    link_note: str = ""
