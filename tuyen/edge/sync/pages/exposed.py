"""Whose records lie, or lay, on a machine that was lost: as far as the reader may know of them."""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Case, QuerySet, When
from django.http import Http404
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.edge.sync.pages.words import moment
from tuyen.platform.access.chart_access import note_reads
from tuyen.platform.nodes import queries
from tuyen.platform.nodes.models import Peer, Role, State
from tuyen.platform.print.listings import Head, Listing, as_pdf, as_xlsx
from tuyen.platform.ui.ages import age_text
from tuyen.registry.areas.queries import place_name
from tuyen.registry.persons.models import Person

GROUND = "lost_machine"
WRITERS: dict[str, tuple[Callable[[Listing], bytes], str]] = {
    "xlsx": (as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "pdf": (as_pdf, "application/pdf"),
}


@dataclass(frozen=True)
class Kept:
    """One person whose record lay on the machine: from when, and until when if it was taken away."""

    person: Person
    since: dt.datetime
    until: dt.datetime | None

    @property
    def age(self) -> str:
        return age_text(self.person.birth_date, clock.today(), self.person.birth_precision)

    @property
    def place(self) -> str:
        parts = (self.person.address_line, place_name(self.person.commune_code, clock.today()))
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True)
class Shown:
    """hidden: people of whom this reader may not even know that they have such a record."""

    people: list[Kept]
    hidden: int

    @property
    def total(self) -> int:
        return len(self.people) + self.hidden


def machines(who: Actor) -> QuerySet[Peer]:
    """Machines of the units for which this reader answers: the lost first, then the stopped."""
    rank = Case(When(state=State.LOST, then=0), When(state=State.SUSPENDED, then=1), default=2)
    below = Peer.objects.filter(role=Role.CHILD, path__startswith=who.path).exclude(path="")
    return below.annotate(rank=rank).order_by("rank", "-lost_at", "name", "id")


def machine(who: Actor, node_id: uuid.UUID) -> Peer:
    """A machine of the units for which this reader answers."""
    found = machines(who).filter(pk=node_id).first()
    if found is None:
        raise Http404
    return found


def how_many(peer: Peer) -> int:
    return len({each[0] for each in queries.exposed_patients(peer)})


def people_on(peer: Peer, who: Actor) -> Shown:
    """By name; a record whose compartment is closed to the reader is counted and not named."""
    held = {
        patient_id: (since, until) for patient_id, since, until in queries.exposed_patients(peer)
    }
    people = Person.objects.in_bulk(list(held))
    seen = [
        Kept(person, *held[id_]) for id_, person in people.items() if who.sees(person.compartment)
    ]
    seen.sort(key=lambda kept: (kept.person.name.split()[-1:], kept.person.name))
    return Shown(seen, len(held) - len(seen))


def written(peer: Peer, who: Actor, ending: str) -> tuple[bytes, str]:
    """The list as a file; each name handed out stands in the log of readers."""
    write, media_type = WRITERS[ending]
    shown = people_on(peer, who)
    note_reads((kept.person.id for kept in shown.people), who, what="nodes.people", ground=GROUND)
    return write(_listing(peer, who, shown)), media_type


def _listing(peer: Peer, who: Actor, shown: Shown) -> Listing:
    notes = [_("Máy “%(name)s” của %(unit)s.") % {"name": peer.name, "unit": peer.unit_name}]
    if peer.lost_at:
        notes.append(_("Báo mất lúc %(at)s.") % {"at": moment(peer.lost_at)})
    if shown.hidden:
        notes.append(_("%(n)d người không nêu tên vì hồ sơ hạn chế xem.") % {"n": shown.hidden})
    return Listing(
        title=_("Người có hồ sơ trên máy"),
        unit=who.unit_name,
        heads=(
            Head(_("Họ và tên"), share=0.25),
            Head(_("Giới tính")),
            Head(_("Tuổi")),
            Head(_("Điện thoại")),
            Head(_("Nơi ở"), share=0.4),
            Head(_("Có trên máy từ")),
            Head(_("Đến")),
        ),
        rows=tuple(_line(kept) for kept in shown.people),
        period=_("Lập ngày %(day)s") % {"day": f"{clock.today():%d/%m/%Y}"},
        notes=tuple(notes),
    )


def _line(kept: Kept) -> tuple[str, ...]:
    person = kept.person
    return (
        person.name,
        person.get_sex_display(),
        kept.age,
        person.phone,
        kept.place,
        moment(kept.since),
        moment(kept.until) if kept.until else "",
    )
