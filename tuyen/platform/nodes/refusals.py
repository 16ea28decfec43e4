"""Why a node was not heard: a code for programs, a sentence for people, and how often it happened."""

import secrets
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tuyen.core import clock
from tuyen.core.errors import Refused
from tuyen.platform.changes.unit_of_work import write_turn
from tuyen.platform.nodes.models import Refusal

SENTENCES = {
    "bad_body": gettext_noop("Gói nhận được bị hỏng hoặc bị cắt ngang. Hãy gửi lại."),
    "too_big": gettext_noop("Gói lớn hơn mức cho phép. Hãy chia nhỏ rồi gửi lại."),
    "other_version": gettext_noop(
        "Hai máy dùng hai phiên bản không hiểu nhau. Hãy nâng cấp máy cũ."
    ),
    "other_receiver": gettext_noop("Gói này gửi cho một máy khác. Xem lại địa chỉ máy trung tâm."),
    "wrong_path": gettext_noop("Gói này viết cho một việc khác. Hãy gửi lại."),
    "unknown_node": gettext_noop("Máy trung tâm chưa biết máy này. Xin mã mời rồi ghép máy lại."),
    "bad_signature": gettext_noop("Chữ ký của máy gửi không đúng nên gói bị từ chối."),
    "pending": gettext_noop("Máy này còn chờ người của máy trung tâm duyệt."),
    "suspended": gettext_noop("Máy này đang bị tạm ngừng. Hãy gọi người quản trị máy trung tâm."),
    "lost": gettext_noop("Máy này đã bị báo mất nên không được nhận gì nữa."),
    "replayed": gettext_noop("Gói này đã được nhận trước đó. Hãy gửi gói mới."),
    "old_epoch": gettext_noop(
        "Máy này đang dùng bản cũ hơn bản máy trung tâm đã biết: máy vừa được khôi phục?"
    ),
    "bad_answer": gettext_noop("Câu trả lời không phải của máy trung tâm đã ghép. Không nhận gì."),
    "other_question": gettext_noop("Câu trả lời không khớp với gói vừa gửi. Hãy gửi lại."),
    "not_enrolled": gettext_noop("Máy này chưa ghép với máy trung tâm nào."),
    "wrong_code": gettext_noop("Mã mời không đúng hoặc không còn dùng được. Xin mã mới."),
    "used_code": gettext_noop("Mã mời này đã được một máy khác dùng. Xin mã mới."),
    "late_code": gettext_noop("Mã mời đã hết hạn. Xin mã mới."),
    "demo_node": gettext_noop(
        "Cơ sở dữ liệu mẫu không ghép được với máy thật. Hãy lập máy mới bằng lệnh tuyen init."
    ),
    "demo_filled": gettext_noop(
        "Cơ sở dữ liệu mẫu này đã có mạng lưới riêng. Thử hai máy mẫu bằng lệnh tuyen two."
    ),
    "same_node": gettext_noop("Máy không thể tự ghép với chính mình. Xem lại địa chỉ."),
    "other_key": gettext_noop("Máy này từng ghép bằng một khóa khác. Hãy gọi người quản trị."),
}

_EACH = 100


class NotHeard(Refused):
    """A request or an answer that is not believed. `known`: (epoch, counter) that the hub holds."""

    status = 403

    def __init__(
        self, code: str, *, peer_id: UUID | None = None, known: tuple[int, int] = (0, 0)
    ) -> None:
        super().__init__(sentence_of(code), code=code)
        self.peer_id = peer_id
        self.known = known


class Declined(NotHeard):
    """The hub heard us, believed or not, and said no; what it said is signed."""


def sentence_of(code: str) -> str:
    return str(_(SENTENCES.get(code, SENTENCES["bad_body"])))


def count(fault: NotHeard) -> None:
    """One more of its kind today. The sender is named only where its signature was good.

    A flood is counted by samples: whoever forges requests must not keep the disk busy.
    """
    today = clock.today()
    row: dict[str, Any] = {"day": today, "code": fault.code, "peer_id": fault.peer_id}
    kept = Refusal.objects.filter(**row)
    step = _step(kept.values_list("times", flat=True).first() or 0)
    if step > 1 and secrets.randbelow(step):
        return
    with write_turn(), transaction.atomic():
        if not kept.update(times=F("times") + step, last_at=clock.now()):
            Refusal.objects.create(**row, times=1)


def _step(times: int) -> int:
    """Each of the first hundred; then every tenth stands for ten, every hundredth for a hundred."""
    return 1 if times < _EACH else 10 if times < 10 * _EACH else 100
