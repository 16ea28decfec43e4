"""What two sides changed without knowing of each other, in words: both values, who, when, where.

The value that stands and the one that stepped back are shown side by side until a person of the owning unit
decides; of a row without a unit, somebody of the unit that looks after the person, or of one that wrote a
value. Whoever has no care link to the person, or no grant for the compartment, sees nothing of it.
"""

import datetime as dt
import json
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from tuyen.core.actor import Actor
from tuyen.core.clock import VIETNAM
from tuyen.platform.access.chart_access import links_of, units_of
from tuyen.platform.access.models import CareLink, ScopeNode
from tuyen.platform.changes.hlc import ms_of
from tuyen.platform.changes.models import Bundle, Conflict
from tuyen.registry.persons.models import Person

STEP = "step"


@dataclass(frozen=True)
class Side:
    """One of two values: what it says, field by field, and who said it when and where."""

    values: tuple[tuple[str, str], ...]
    who: str
    unit: str
    at: dt.datetime | None

    @property
    def text(self) -> str:
        return "; ".join(value for _label, value in self.values)


@dataclass(frozen=True)
class Difference:
    """now: what stands. other: what stepped back and is kept. about: which row, in words."""

    conflict: Conflict
    person: Person | None
    about: str
    field: str
    now: Side
    other: Side

    @property
    def id(self) -> Any:
        return self.conflict.id

    @property
    def is_step(self) -> bool:
        return self.conflict.kind == STEP

    @property
    def needs_choice(self) -> bool:
        """Not one that the clocks have settled well enough until somebody objects."""
        return self.conflict.is_safety or self.is_step

    @property
    def is_decided(self) -> bool:
        return self.conflict.decided_at_ms is not None


def to_decide(who: Actor) -> QuerySet[Conflict]:
    """Undecided, of my units; what endangers a person first, then the oldest."""
    return _of(who).filter(decided_at_ms=None).order_by("-is_safety", "-kind", "at_ms", "id")


def decided(who: Actor) -> QuerySet[Conflict]:
    """What was decided, the latest first: the other value is still there."""
    return _of(who).filter(decided_at_ms__isnull=False).order_by("-decided_at_ms", "id")


def one(conflict_id: uuid.UUID, who: Actor) -> Conflict | None:
    """A difference that this person may decide, open or decided."""
    return _of(who).filter(pk=conflict_id).first()


def safety_of(patient_ids: Iterable[uuid.UUID], who: Actor) -> list[Difference]:
    """The open differences that endanger this person, for a chart that is open already."""
    found = Conflict.objects.filter(
        patient_id__in=list(patient_ids),
        is_safety=True,
        decided_at_ms=None,
        compartment__in=["", *who.compartments],
    )
    return in_words(list(found.order_by("at_ms", "id")))


def _of(who: Actor) -> QuerySet[Conflict]:
    mine = ScopeNode.objects.filter(units_of(who)).values("unit_id")
    linked = CareLink.objects.filter(links_of(who), patient_id=OuterRef("patient_id"))
    is_ours = Q(unit_id__in=mine) | Q(_in_charge(mine) | _written_by(mine), unit_id=None)
    return Conflict.objects.filter(
        is_ours,
        Q(patient_id=None) | Exists(linked),
        compartment__in=["", *who.compartments],
    )


def _in_charge(mine: QuerySet[ScopeNode, Any]) -> Exists:
    """A row of no unit is settled by whoever looks after the person; by anybody who cares for a person
    whom no unit looks after."""
    home = Q(home_unit_id=None) | Q(home_unit_id__in=mine)
    return Exists(Person.objects.filter(home, pk=OuterRef("patient_id")))


def _written_by(mine: QuerySet[ScopeNode, Any]) -> Exists:
    """Either of the two who wrote may settle it: one of them has the person in front of them."""
    sides: Any = [OuterRef("winner_bundle_id"), OuterRef("loser_bundle_id")]
    return Exists(Bundle.objects.filter(pk__in=sides, actor_unit_id__in=mine))


def in_words(found: Sequence[Conflict]) -> list[Difference]:
    """Rows, people, authors and units of a page of differences: one statement for each kind."""
    told = _authors(found)
    people = Person.objects.in_bulk({c.patient_id for c in found if c.patient_id})
    subjects = _subjects(found, people)
    return [
        Difference(
            conflict=conflict,
            person=people.get(conflict.patient_id) if conflict.patient_id else None,
            about=_about(conflict, subjects.get(conflict.row_id)),
            field=_label(_model(conflict), conflict.field),
            now=_side(conflict, conflict.winner_value, told.get(conflict.winner_bundle_id)),
            other=_side(conflict, conflict.loser_value, told.get(conflict.loser_bundle_id)),
        )
        for conflict in found
    ]


@dataclass(frozen=True)
class _Author:
    name: str
    unit: str
    at: dt.datetime


def _authors(found: Sequence[Conflict]) -> dict[uuid.UUID | None, _Author]:
    named = {c.winner_bundle_id for c in found} | {c.loser_bundle_id for c in found}
    ids = [id_ for id_ in named if id_ is not None]
    unit = ScopeNode.objects.filter(unit_id=OuterRef("actor_unit_id")).values("name")[:1]
    rows = Bundle.objects.filter(pk__in=ids).annotate(unit_name=models.Subquery(unit))
    told = rows.values_list("id", "actor_name", "unit_name", "hlc")
    return {id_: _Author(name, unit or "", _moment(hlc)) for id_, name, unit, hlc in told}


def _moment(hlc: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(ms_of(hlc) / 1000, VIETNAM)


def _subjects(
    found: Sequence[Conflict], people: dict[uuid.UUID, Person]
) -> dict[uuid.UUID, models.Model]:
    """The rows that were changed on both sides."""
    wanted: dict[str, set[uuid.UUID]] = defaultdict(set)
    for conflict in found:
        if conflict.row_id not in people:
            wanted[conflict.model].add(conflict.row_id)
    subjects: dict[uuid.UUID, models.Model] = dict(people)
    for label, ids in wanted.items():
        subjects |= apps.get_model(label)._default_manager.in_bulk(ids)
    return subjects


def _model(conflict: Conflict) -> type[models.Model]:
    return apps.get_model(conflict.model)


def _about(conflict: Conflict, row: models.Model | None) -> str:
    noun = str(_model(conflict)._meta.verbose_name)
    if row is None or isinstance(row, Person):
        return noun
    return f"{noun}: {row}"


def _side(conflict: Conflict, kept: Any, author: _Author | None) -> Side:
    model = _model(conflict)
    said: dict[str, Any] = json.loads(bytes(kept) or b"{}")
    shown = {name: value for name, value in said.items() if _is_named(model, name)} or said
    values = tuple((_label(model, name), _word(model, name, v)) for name, v in shown.items())
    if author is None:
        return Side(values, "", "", None)
    return Side(values, author.name, author.unit, author.at)


def _codes() -> dict[str, str]:
    """Words of codes that stand in a column without a list of choices."""
    return {
        "active": _("đang ghi nhận"),
        "inactive": _("đã bỏ cảnh báo"),
        "entered-in-error": _("ghi nhầm, đã gỡ"),
        "low": _("thấp"),
        "high": _("cao"),
    }


def _field(model: type[models.Model], attname: str) -> "models.Field[Any, Any]":
    return next(f for f in model._meta.concrete_fields if f.attname == attname)


def _is_named(model: type[models.Model], attname: str) -> bool:
    """Has the field a name in Vietnamese? A code that stands beside its words has none."""
    return bool(getattr(_field(model, attname), "_verbose_name", None))


def _label(model: type[models.Model], attname: str) -> str:
    return str(_field(model, attname).verbose_name)


def _word(model: type[models.Model], attname: str, value: Any) -> str:
    """A kept value as it is read on a page."""
    if value is None or value == "":
        return _("để trống")
    field = _field(model, attname)
    if choices := dict(field.flatchoices):
        return str(choices.get(value, value))
    plain = field.to_python(value)
    if isinstance(plain, bool):
        return _("có") if plain else _("không")
    if isinstance(plain, str):
        return _codes().get(plain, plain)
    if isinstance(plain, dt.datetime):
        return f"{plain.astimezone(VIETNAM):%H:%M %d/%m/%Y}"
    if isinstance(plain, dt.date):
        return f"{plain:%d/%m/%Y}"
    return str(plain)
