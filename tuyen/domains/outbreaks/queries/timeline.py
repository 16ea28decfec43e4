"""All that was done about an outbreak, in its order; cases by their number, never by name."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.outbreaks.models import Outbreak, ZoneOrder, ZoneSupply
from tuyen.domains.outbreaks.queries import contacts, outbreaks
from tuyen.platform.changes.history import history_of
from tuyen.record.models import Case, CaseClass, CaseMove, CaseOutcome

MOVES = ("notified", "investigated", "classified", "outcome")
REOPENED = "outbreak.reopen"


@dataclass(frozen=True)
class Act:
    """rank: the order of what happened on one day."""

    on: dt.date
    rank: int
    what: str
    said: str
    by: str = ""


def acts_of(outbreak: Outbreak, who: Actor) -> list[Act]:
    """The earliest first; of cases only those within the reader's reach."""
    cases = list(outbreaks.cases_of(outbreak, who)[: outbreaks.MOST_CASES])
    found = [
        *_of_cases(cases),
        *_of_the_outbreak(outbreak, who),
        *_of_contacts(outbreak),
        *_of_measures(outbreak),
        *_of_zones(outbreak),
    ]
    return sorted(found, key=lambda act: (act.on, act.rank))


def _of_cases(cases: list[Case]) -> Iterator[Act]:
    numbers = {case.id: at for at, case in enumerate(cases, 1)}
    for case in cases:
        yield Act(case.onset_on, 0, _("Khởi phát"), _case(numbers[case.id]))
    moves = CaseMove.objects.filter(
        patient_id__in={case.patient_id for case in cases},
        case_id__in=list(numbers),
        what__in=MOVES,
    )
    for move in moves.order_by("at", "id"):
        said = _case(numbers[move.case_id]) + _change(move)
        yield Act(clock.day_of(move.at), 1, _move(move.what), said, move.by_name)


def _case(number: int) -> str:
    return _("Ca %(n)d") % {"n": number}


def _move(what: str) -> str:
    return {
        "notified": _("Báo cáo ca"),
        "investigated": _("Điều tra ca"),
        "classified": _("Phân loại ca"),
        "outcome": _("Kết cục ca"),
    }[what]


def _change(move: CaseMove) -> str:
    known = {**dict(CaseClass.choices), **dict(CaseOutcome.choices)}
    said = [str(known.get(each, each)) for each in (move.before, move.after) if each]
    change = ": " + " → ".join(said) if said else ""
    return f"{change}. {move.why}" if move.why else change


def _of_the_outbreak(outbreak: Outbreak, who: Actor) -> Iterator[Act]:
    opened = (outbreak.basis, outbreak.opened_by_name)
    yield Act(outbreak.opened_on, 2, _("Mở ổ dịch"), *opened)
    for entry in history_of(outbreak, who):
        if entry.reason == REOPENED:
            day = clock.day_of(entry.at)
            yield Act(day, 8, _("Mở lại ổ dịch"), entry.why, entry.actor_name)
    if outbreak.closed_on:
        ended = (outbreak.closing_note, outbreak.closed_by_name)
        yield Act(outbreak.closed_on, 9, _("Kết thúc ổ dịch"), *ended)


def _of_contacts(outbreak: Outbreak) -> Iterator[Act]:
    rows = contacts.of_outbreak(outbreak).order_by("known_on").values_list("known_on")
    for day, number in rows.annotate(n=Count("id")):
        yield Act(day, 3, _("Người tiếp xúc"), _("thêm %(n)d người") % {"n": number})


def _of_measures(outbreak: Outbreak) -> Iterator[Act]:
    for row in outbreak.measures.filter(unit_id=outbreak.unit_id).order_by("done_on", "id"):
        amount = f" · {row.amount} {row.amount_unit}" if row.amount else ""
        yield Act(row.done_on, 5, str(row.get_kind_display()), row.what + amount, row.by_name)


def _of_zones(outbreak: Outbreak) -> Iterator[Act]:
    zones: dict[uuid.UUID, str] = dict(
        outbreak.zones.filter(unit_id=outbreak.unit_id).values_list("id", "name")
    )
    inside = {"zone_id__in": list(zones), "unit_id": outbreak.unit_id}
    for order in ZoneOrder.objects.filter(**inside).order_by("entered_at", "id"):
        said = f"{zones[order.zone_id]} · {order.number}. {order.why}"
        what = _("Khoanh vùng: %(kind)s") % {"kind": order.get_kind_display()}
        yield Act(order.effective_on, 4, what, said, order.signed_by)
    for given in ZoneSupply.objects.filter(**inside).order_by("given_on", "id"):
        said = f"{zones[given.zone_id]} · {given.item} · {given.amount} {given.amount_unit}"
        yield Act(given.given_on, 6, _("Cấp vật tư trong vùng"), said, given.by_name)
