"""What was chosen at the counter: lots with their quantities, and lines that are not handed out."""

import re
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from tuyen.core.errors import Refused
from tuyen.domains.pharmacy.rules import ledger
from tuyen.domains.pharmacy.rules.handing import Share

MOST_ROWS = 400
_FIGURE = re.compile(r"-?[0-9]{1,12}")


@dataclass
class Typed:
    """The posted form. `quantities`: as typed, by (line, lot), to be shown again."""

    quantities: dict[tuple[uuid.UUID, uuid.UUID], str] = field(default_factory=dict)
    declined: dict[uuid.UUID, str] = field(default_factory=dict)
    why: str = ""

    @property
    def shares(self) -> list[Share]:
        """Boxes that hold a number; an empty box and a zero say nothing."""
        return [
            Share(line, lot, _number(text))
            for (line, lot), text in self.quantities.items()
            if text.strip() not in ("", "0")
        ]


def typed_in(data: Any) -> Typed:
    """Columns of the form side by side: line, lot, quantity. Raises Refused for what is no id."""
    columns = [data.getlist(name)[:MOST_ROWS] for name in ("line", "lot", "quantity")]
    quantities = {(_id(line), _id(lot)): text for line, lot, text in zip(*columns, strict=False)}
    declined = {
        _id(name.removeprefix("declined_")): value
        for name, value in data.items()
        if name.startswith("declined_") and value
    }
    return Typed(quantities, declined, data.get("why", ""))


def _id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise Refused(_("Phiếu cấp không đọc được. Xin tải lại trang.")) from None


def _number(text: str) -> int:
    """The figure as typed, an impossible one too: the action says what is wrong with it."""
    plain = re.sub(r"[.\s]", "", text)
    if not _FIGURE.fullmatch(plain):
        raise Refused(
            _("Số lượng phải là số nguyên từ 1 đến %(most)s.") % {"most": ledger.MOST},
            field="quantity",
        )
    return int(plain)
