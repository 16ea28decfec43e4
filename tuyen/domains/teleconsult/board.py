"""The board: columns of cases with their clocks. One statement for the cases, two for names."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.teleconsult import words
from tuyen.domains.teleconsult.words import Clock
from tuyen.record.models import Consult
from tuyen.record.queries import consults as queries
from tuyen.record.rules.consults import BEFORE_ADVICE, COLUMNS, OPEN, Status
from tuyen.registry.facilities.queries import names_of
from tuyen.registry.persons.models import Person

IN, OUT = "in", "out"
SHOWN = 20  # cards of a column; the counter says how many there are


@dataclass(frozen=True)
class Asked:
    """What the board shows: of which end, how urgent, which specialty, whose."""

    box: str = IN
    urgency: str = ""
    specialty: str = ""
    is_mine: bool = False


@dataclass(frozen=True)
class Card:
    row: Consult
    initials: str
    other_unit: str
    urgency: str
    urgency_tone: str
    specialty: str
    clock: Clock | None


@dataclass
class Column:
    code: str
    label: str
    cards: list[Card] = field(default_factory=list)
    count: int = 0

    @property
    def more(self) -> int:
        return self.count - len(self.cards)


def rows(asked: Asked, who: Actor) -> QuerySet[Consult]:
    found = queries.received_by(who) if asked.box == IN else queries.sent_by(who)
    found = found.filter(status__in=OPEN)
    if asked.urgency:
        found = found.filter(urgency=asked.urgency)
    if asked.specialty:
        found = found.filter(specialty=asked.specialty)
    if asked.is_mine:
        own = {"expert_id": who.account_id} if asked.box == IN else {"asked_by": who.account_id}
        found = found.filter(**own)
    return found


_CARD = (
    *("id", "patient_id", "status", "urgency", "specialty", "question", "asked_at"),
    *("answer_due_at", "conclude_due_at", "from_unit_id", "to_unit_id", "expert_name", "number"),
)
_DUE = Case(When(status=Status.ASKED, then="answer_due_at"), default="conclude_due_at")
_COLUMN = Case(
    *(When(status__in=list(statuses), then=Value(code)) for code, statuses in COLUMNS.items()),
    output_field=CharField(),
)


@dataclass(frozen=True)
class Board:
    columns: list[Column]
    late: int

    @property
    def total(self) -> int:
        return sum(column.count for column in self.columns)


def board(asked: Asked, who: Actor) -> Board:
    """What is due first stands on top of its column; the database cuts each column off.

    The first statement counts, sorts and cuts over narrow rows, so that two thousand open cases cost
    little more than fifty; the second reads the cards that are shown.
    """
    now = clock.now()
    is_late = Q(status__in=BEFORE_ADVICE) & Q(due__lt=now)
    cut = (
        rows(asked, who)
        .annotate(due=_DUE, column=_COLUMN)
        .annotate(
            in_column=Window(Count("id"), partition_by=[F("column")]),
            late=Window(Count("id", filter=is_late)),
            at=Window(RowNumber(), partition_by=[F("column")], order_by=["due", "id"]),
        )
        .filter(at__lte=SHOWN)
        .order_by("column", "at")
        .values_list("id", "column", "in_column", "late")
    )
    placed = list(cut)
    found = Consult.objects.filter(pk__in=[id_ for id_, *_rest in placed]).only(*_CARD)
    cards = {row.id: row for row in found}
    shown = {code: Column(code, label) for code, label in words.columns().items()}
    kept: list[tuple[Column, Consult, Clock | None]] = []
    late, share = 0, words.share_now()
    for id_, code, in_column, late in placed:  # noqa: B007  the same in every row
        column = shown[code]
        column.count = in_column
        if row := cards.get(id_):
            kept.append((column, row, words.clock_of(row, now, share)))
    _fill(kept, asked)
    return Board(list(shown.values()), late)


def _fill(kept: Iterable[tuple[Column, Consult, Clock | None]], asked: Asked) -> None:
    cards = list(kept)
    people = names_in_board([row.patient_id for _column, row, _due in cards])
    ends = [row.from_unit_id if asked.box == IN else row.to_unit_id for _c, row, _d in cards]
    units, today = names_of(set(ends)), clock.today()
    urgencies, specialties = words.labels("urgency", today), words.specialties(today)
    for (column, row, due), end in zip(cards, ends, strict=True):
        column.cards.append(
            Card(
                row,
                words.initials(people.get(row.patient_id, "")),
                units.get(end, ""),
                urgencies.get(row.urgency, row.urgency),
                words.URGENCY_TONES.get(row.urgency, "neutral"),
                specialties.get(row.specialty, row.specialty),
                due,
            )
        )


def names_in_board(ids: list[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Only their initials are shown: the chart is not opened by looking at the board."""
    return dict(Person.objects.filter(pk__in=ids).values_list("id", "name"))


def over(asked: Asked, who: Actor) -> QuerySet[Consult]:
    """What is done with, newest first."""
    found = queries.received_by(who) if asked.box == IN else queries.sent_by(who)
    return found.exclude(status__in=OPEN).order_by("-asked_at", "-id")
