"""What the pages of directives show, put together from few statements."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.directives import permissions, words
from tuyen.domains.directives.models import (
    Directive,
    DirectiveStatus,
    Duty,
    Reading,
    Receipt,
    ReceiptStatus,
)
from tuyen.domains.directives.queries import directives as queries
from tuyen.domains.directives.queries import recipients
from tuyen.domains.directives.rules import directives as rules
from tuyen.registry.facilities.queries import names_of

OUT_STATES = {**dict(DirectiveStatus.choices), "unread": gettext_lazy("Có nơi chưa đọc")}
IN_STATES = {
    "unread": gettext_lazy("Chưa đọc"),
    "late": gettext_lazy("Quá hạn đọc"),
    "read": gettext_lazy("Đã đọc"),
    "withdrawn": gettext_lazy("Đã thu hồi"),
}
DUTY_STATES = {
    "open": gettext_lazy("Chưa làm"),
    "late": gettext_lazy("Quá hạn"),
    "reported": gettext_lazy("Chờ công nhận"),
}
DUTY_WORDS = {
    "late": gettext_lazy("Quá hạn"),
    "open": gettext_lazy("Chưa làm"),
    "done": gettext_lazy("Đã làm"),
    "done_late": gettext_lazy("Làm muộn"),
    "cancelled": gettext_lazy("Không phải làm nữa"),
}


@dataclass(frozen=True)
class Row:
    """A line of either box: `state` in words with its tone; `progress` only of what we issued."""

    id: Any
    number: str
    kind: str
    title: str
    day: dt.date | None
    unit: str
    state: Any
    tone: str
    note: str = ""
    progress: queries.Progress | None = None


def out_rows(found: Iterable[Directive]) -> list[Row]:
    found = list(found)
    progress = queries.progress_of(found)
    names = names_of({row.unit_id for row in found})
    kinds = words.labels("kind", clock.today())
    return [
        Row(
            row.id,
            row.number,
            kinds.get(row.kind, row.kind),
            row.title,
            row.issued_on,
            names.get(row.unit_id, ""),
            *_state(row, clock.today()),
            progress=progress[row.id] if row.is_out else None,
        )
        for row in found
    ]


def _state(row: Directive, today: dt.date) -> tuple[Any, str]:
    force = rules.force(row.status, row.in_force_from, row.in_force_to, today)
    if force == "over":
        return _("Hết hiệu lực"), "neutral"
    if force == "not_yet":
        return _("Chưa có hiệu lực"), "info"
    return row.get_status_display(), words.tone(row.status)


def in_rows(found: Iterable[Receipt]) -> list[Row]:
    found, today = list(found), clock.today()
    names = names_of({row.issuer_id for row in found})
    kinds = words.labels("kind", today)
    return [
        Row(
            row.directive_id,
            row.number,
            kinds.get(row.kind, row.kind),
            row.title,
            row.issued_on,
            names.get(row.issuer_id, ""),
            *_reading_state(row, today),
            note=row.read_by_name,
        )
        for row in found
    ]


def _reading_state(row: Receipt, today: dt.date) -> tuple[Any, str]:
    if row.status != ReceiptStatus.IN_FORCE:
        return row.get_status_display(), words.tone(row.status)
    if row.read_at is not None:
        return _("Đã đọc"), "good"
    if row.read_due_on < today:
        return _("Quá hạn đọc"), "warn"
    return _("Chưa đọc"), "info"


def page_of(row: Any, mine: Receipt | None, who: Actor, today: dt.date) -> dict[str, Any]:
    """The paper as `visible` found it, what may be done with it, and our own line of it."""
    is_issuer = permissions.is_home(who, row.unit_id)
    others = [each for each in (row.basis_id, row.supersedes_id, row.superseded_by_id) if each]
    linked = {each.id: each for each in Directive.objects.filter(pk__in=others)} if others else {}
    state, tone = _state(row, today)
    return {
        "row": row,
        "mine": mine,
        "issuer": row.issuer_name or "",
        "kind": words.label("kind", row.kind, today),
        "state_word": state,
        "state_tone": tone,
        "is_issuer": is_issuer,
        "basis": linked.get(row.basis_id),
        "supersedes": linked.get(row.supersedes_id),
        "superseded_by": linked.get(row.superseded_by_id),
        "may_draft": is_issuer and who.may(permissions.DRAFT),
        "may_approve": is_issuer and who.may(permissions.APPROVE),
        "may_read": mine is not None and who.may(permissions.SEE),
        "asks": [(a["title"], dt.date.fromisoformat(a["due_on"]), a) for a in row.asks],
        **(_our_side(mine, who, today) if mine else {}),
        **({} if row.is_out else {"recipients": recipients_of(row, today)}),
    }


def _our_side(mine: Receipt, who: Actor, today: dt.date) -> dict[str, Any]:
    readers = list(
        Reading.objects.filter(unit_id=mine.unit_id, receipt_id=mine.id).order_by("read_at")
    )
    duties = Duty.objects.filter(unit_id=mine.unit_id, directive_id=mine.directive_id)
    return {
        "readers": readers,
        "have_read": any(each.account_id == who.account_id for each in readers),
        "duties": [(duty, *duty_state(duty, today)) for duty in duties.order_by("due_on", "id")],
    }


def recipients_of(row: Directive, today: dt.date) -> dict[str, Any]:
    """How many it would go to, and the first of them by name."""
    units = [unit for unit in recipients.addressed(row, today) if unit.id != row.unit_id]
    return {"count": len(units), "names": [unit.name for unit in units[:12]]}


def duty_state(duty: Duty, today: dt.date) -> tuple[Any, str]:
    reported_on = clock.day_of(duty.reported_at) if duty.reported_at else None
    state = rules.duty_state(duty.status, duty.due_on, reported_on, today)
    return DUTY_WORDS[state], words.tone(state)


@dataclass(frozen=True)
class DutyRow:
    duty: Duty
    unit: str
    issuer: str
    state: Any
    tone: str


def duty_rows(found: Iterable[Duty], today: dt.date) -> list[DutyRow]:
    found = list(found)
    names = names_of({id_ for duty in found for id_ in (duty.unit_id, duty.issuer_id)})
    return [
        DutyRow(
            duty,
            names.get(duty.unit_id, ""),
            names.get(duty.issuer_id, ""),
            *duty_state(duty, today),
        )
        for duty in found
    ]


def duty_page(row: Duty, who: Actor, today: dt.date) -> dict[str, Any]:
    [line] = duty_rows([row], today)
    return {
        "line": line,
        "row": row,
        "may_report": permissions.may_act_for(who, row.unit_id) and row.is_waiting,
        "may_judge": permissions.may_draft(who, row.issuer_id) and row.status == "reported",
    }
