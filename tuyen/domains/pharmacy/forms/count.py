"""Figures of a count: what the list showed, what was counted."""

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from tuyen.core.actor import Actor
from tuyen.domains.pharmacy.actions.counts import Counted
from tuyen.domains.pharmacy.forms import figures
from tuyen.domains.pharmacy.queries import stock


@dataclass
class CountForm:
    """The posted columns: lot, seen, counted. An empty box was not counted."""

    typed: dict[uuid.UUID, tuple[str, str]] = field(default_factory=dict)
    errors: dict[uuid.UUID, str] = field(default_factory=dict)

    @classmethod
    def of(cls, data: Any) -> "CountForm":
        form = cls()
        columns = (data.getlist(name)[:2000] for name in ("lot", "seen", "counted"))
        for lot, seen, counted in zip(*columns, strict=False):
            try:
                form.typed[uuid.UUID(lot)] = (seen, counted.strip())
            except ValueError:
                continue
        return form

    def read(self, by: Actor) -> list[Counted] | None:
        wanted = {lot_id: said for lot_id, said in self.typed.items() if said[1]}
        lots = {lot.id: lot for lot in stock.lots_of(by).filter(pk__in=wanted)}
        found = []
        for lot_id, (seen, counted) in wanted.items():
            if lot_id not in lots:
                self.errors[lot_id] = _("Lô này không có trong kho của đơn vị. Xin chọn lại lô.")
                continue
            try:
                found.append(Counted(lots[lot_id], _seen(seen), figures.count(counted)))
            except figures.Unreadable as fault:
                self.errors[lot_id] = str(fault)
        return None if self.errors else found


def _seen(text: str) -> int:
    """The balance as the page had it; below zero after a merge of two nodes."""
    plain = text.removeprefix("-")
    if not (plain.isascii() and plain.isdecimal() and len(plain) < 10):
        raise figures.Unreadable(_("Trang đã cũ: tải lại rồi đếm tiếp."))
    return int(text)
