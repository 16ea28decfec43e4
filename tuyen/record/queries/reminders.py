"""Who may be reminded how, with which words; and every time somebody was."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tuyen.core import clock, rulebook
from tuyen.core.actor import NOBODY_ID, Actor
from tuyen.platform.access.chart_access import telling_units
from tuyen.record.models import Appointment
from tuyen.record.models.reminders import Reminder
from tuyen.record.queries import appointments as rows
from tuyen.record.queries.consents import who_allow
from tuyen.record.rules import reminders as rules
from tuyen.registry.facilities import facts
from tuyen.registry.persons.models import Person

PURPOSE = "contact"


@dataclass(frozen=True)
class Settings:
    """The unit's own words and file, or those of the rulebook."""

    text: str
    columns: list[str]
    phone: str


@dataclass(frozen=True)
class Ready:
    """A message that may go out."""

    appointment: Appointment
    person: Person
    phone: str
    text: str

    def cells(self, columns: Sequence[str]) -> list[str]:
        said = {
            "phone": self.phone,
            "text": self.text,
            "name": self.person.name,
            "day": f"{self.appointment.day:%d/%m/%Y}",
            "code": self.appointment.id.hex[-8:],
        }
        return [said[name] for name in columns]


def settings_at(unit_id: uuid.UUID) -> Settings:
    own, table = rows.own_hours(unit_id), rulebook.on("appointments", clock.today())
    return Settings(
        (own.message_text if own else "") or str(table["message"]),
        rules.columns_of((own.message_columns if own else "") or str(table["message_columns"])),
        (own.message_phone if own else "") or str(table["message_phone"]),
    )


def may_contact(people: Iterable[Person]) -> set[uuid.UUID]:
    """Ids of those who said yes to being contacted, and not no since; silence is no."""
    return who_allow([person.id for person in people], PURPOSE)


def messages(found: Iterable[Appointment], who: Actor) -> list[Ready]:
    """Messages of these appointments that may go out today: with consent, a number, and nothing hidden.

    What stands in a compartment is never written: the very message would tell of it.
    """
    return [each for each in letters(found, who) if each.phone]


def letters(found: Iterable[Appointment], who: Actor) -> list[Ready]:
    """As `messages`, also for those without a telephone."""
    waiting = [row for row in found if not row.compartment and row.reminded_at is None]
    people = {
        person.id: person
        for person in Person.objects.filter(
            pk__in={row.patient_id for row in waiting}, compartment="", is_deceased=False
        )
    }
    allowed, settings = may_contact(people.values()), settings_at(who.unit_id)
    unit, phone = _sender(who)
    ready = []
    for row in waiting:
        person = people.get(row.patient_id)
        number = rules.dialled(person.phone, settings.phone) if person else ""
        if person and person.id in allowed and row.last_result != "refused":
            text = rules.text_of(
                settings.text,
                name=person.name,
                day=row.day,
                hour=row.hour,
                unit=unit,
                phone=phone,
            )
            ready.append(Ready(row, person, number, text))
    return ready


def sample(who: Actor) -> str:
    """The message as an invented person would get it tomorrow."""
    unit, phone = _sender(who)
    return rules.text_of(
        settings_at(who.unit_id).text,
        name=_("Nguyễn Văn Mẫu"),
        day=clock.today() + dt.timedelta(days=1),
        hour=dt.time(8),
        unit=unit,
        phone=phone,
    )


def _sender(who: Actor) -> tuple[str, str]:
    """The unit as a message may name it: a prison's clinic is only “cơ sở y tế”."""
    blind = Actor(NOBODY_ID, "", "", who.unit_id, "", who.path, who.chain)
    unit = facts.unit(unit_id=who.unit_id)
    if unit is None or telling_units(blind).filter(unit_id=who.unit_id).exists():
        return _("Cơ sở y tế"), ""
    return unit.name, unit.phone


def of_patients(patient_ids: Iterable[uuid.UUID], who: Actor) -> QuerySet[Reminder]:
    """Every try, newest first, hidden compartments left out."""
    found = Reminder.objects.filter(
        patient_id__in=list(patient_ids), compartment__in=["", *who.compartments]
    )
    return found.order_by("-at", "-id")


def last_call(appointment: Appointment) -> Reminder | None:
    found = Reminder.objects.filter(
        unit_id=appointment.unit_id, appointment_id=appointment.id
    ).exclude(state="taken_back")
    return found.order_by("-at", "-id").first()


def sent_on(day: dt.date, who: Actor) -> int:
    """How many messages and letters my unit sent on a day, as I may count them."""
    first, last = clock.start_of(day), clock.start_of(day + dt.timedelta(days=1))
    found = Reminder.objects.filter(unit_id=who.unit_id, state="sent", at__gte=first, at__lt=last)
    return found.filter(compartment__in=["", *who.compartments]).count()
