"""What this machine could not take in: kept whole, with the reason in a sentence and what to do."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from tuyen.edge.sync.pages.kinds import kind_of
from tuyen.edge.sync.pages.words import at_ms, moment
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.changes.hlc import ms_of
from tuyen.platform.changes.models import Held
from tuyen.platform.nodes.models import Peer

AHEAD = "clock_ahead"
WAITS = "waits"
NOT_YOURS = "not_yours"


@dataclass(frozen=True)
class HeldRow:
    """One bundle that waits: what was done there, by whom, why it is held and what helps."""

    held: Held
    kind: str
    unit: str
    machine: str
    why: str
    helps: str
    at: dt.datetime
    tried: dt.datetime

    @property
    def detail(self) -> str:
        """What a person can read; numbers and names of tables are for the log."""
        said = self.held.why_detail
        if self.held.why == NOT_YOURS:
            return whose().get(said, "")
        return said if self.held.why == "failed_check" else ""

    @property
    def may_release(self) -> bool:
        """Only a clock that ran ahead is let pass by a person; everything else is mended and tried again."""
        return self.held.why == AHEAD


def listed(show: str) -> QuerySet[Held]:
    """`waiting`: what only waits for something else; otherwise what needs a person. The oldest first."""
    found = Held.objects.filter(state="held").order_by("at_ms", "id")
    return found.filter(why=WAITS) if show == "waiting" else found.exclude(why=WAITS)


def one(held_id: uuid.UUID) -> Held | None:
    return Held.objects.filter(pk=held_id, state="held").first()


def counted() -> dict[str, int]:
    """How many of each reason; one statement."""
    rows = Held.objects.filter(state="held").values_list("why").annotate(times=Count("id"))
    return dict(rows)


def rows_of(found: Sequence[Held]) -> list[HeldRow]:
    machines = dict(
        Peer.objects.filter(pk__in={row.from_peer for row in found}).values_list("id", "name")
    )
    units = dict(
        ScopeNode.objects.filter(unit_id__in={row.actor_unit_id for row in found}).values_list(
            "unit_id", "name"
        )
    )
    return [_row(row, machines, units) for row in found]


def _row(row: Held, machines: dict[uuid.UUID, str], units: dict[uuid.UUID, str]) -> HeldRow:
    why, helps = why_of(row)
    return HeldRow(
        held=row,
        kind=kind_of(row.reason),
        unit=units.get(row.actor_unit_id, ""),
        machine=machines.get(row.from_peer, _("máy không rõ")),
        why=why,
        helps=helps,
        at=at_ms(row.at_ms),
        tried=at_ms(row.tried_at_ms),
    )


def why_of(row: Held) -> tuple[str, str]:
    """(what is wrong, what helps): sentences for whoever stands at this machine."""
    said = _sentences().get(row.why)
    if said is None:
        return row.why_detail or row.why, _("Gọi người quản trị mạng.")
    why, helps = said
    if row.why == AHEAD:
        why = why % {"at": moment(at_ms(ms_of(row.hlc)))}
    return why, helps


def _sentences() -> dict[str, tuple[str, str]]:
    newer = _("Nâng cấp máy này. Sau khi nâng cấp, máy tự nhận.")
    return {
        WAITS: (
            _("Việc này nối tiếp một việc khác chưa tới máy này."),
            _("Không phải làm gì: khi việc kia tới, máy tự nhận."),
        ),
        "unknown_model": (_("Máy gửi có phần chương trình mà máy này chưa có."), newer),
        "newer_schema": (_("Máy gửi dùng bản chương trình mới hơn máy này."), newer),
        "newer_fields": (_("Phiếu gửi đến có mục mới mà máy này chưa biết."), newer),
        "failed_check": (
            _("Nội dung không hợp lệ nên không ghi vào hồ sơ."),
            _("Gọi nơi gửi sửa lại phiếu; bản sửa tới thì bấm “Thử lại”."),
        ),
        "other_content": (
            _("Phiếu này đã có ở đây với nội dung khác."),
            _(
                "Gọi nơi gửi: máy đó có thể vừa được khôi phục từ bản sao cũ. Bản ở đây vẫn giữ nguyên."
            ),
        ),
        AHEAD: (
            _("Đồng hồ của máy gửi chạy trước: phiếu đề %(at)s."),
            _("Chỉnh giờ máy đó. Nếu việc có thật, bấm “Nhận theo giờ máy này”."),
        ),
        NOT_YOURS: (
            _("Máy gửi ghi cho người hoặc đơn vị mà máy đó không phụ trách."),
            _(
                "Kiểm tra máy gửi. Nếu người bệnh đang được nơi đó chăm sóc, chuyển tuyến rồi bấm “Thử lại”."
            ),
        ),
        "broken_chain": (
            _(
                "Trước phiếu này thiếu một phiếu của cùng máy gửi, hoặc phiếu đã bị sửa trên đường đi."
            ),
            _("Máy gửi sẽ gửi lại phần thiếu. Nếu còn mãi, gọi người quản trị mạng."),
        ),
        "bad_body": (
            _("Phiếu bị hỏng trên đường đi nên không đọc được."),
            _("Máy gửi sẽ gửi lại. Nếu còn mãi, gọi người quản trị mạng."),
        ),
    }


def whose() -> dict[str, str]:
    """Why a machine may not write this: the short reasons of `mailbox.permissions.MayWrite`."""
    return {
        "compartment": _("Máy đó chưa được giữ loại hồ sơ này."),
        "actor": _("Đơn vị của người ghi không thuộc máy đó."),
        "patient": _("Lúc ghi, không đơn vị nào của máy đó chăm sóc người bệnh này."),
        "unit": _("Phiếu thuộc một đơn vị không nằm dưới máy đó."),
        "reference": _("Danh mục chung chỉ máy trung tâm được sửa."),
    }


def summed(counts: dict[str, int]) -> dict[str, Any]:
    """For the counters over the list: what needs a person, and what only waits."""
    waiting = counts.get(WAITS, 0)
    return {"waiting": waiting, "to_see": sum(counts.values()) - waiting}
