"""What `tuyen doctor` says about this machine and the hub above it."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from tuyen.core import clock
from tuyen.platform.changes import node
from tuyen.platform.health.checks import Finding, State
from tuyen.platform.nodes import queries
from tuyen.platform.nodes.models import Peer
from tuyen.platform.nodes.models import State as PeerState

LATE = dt.timedelta(hours=24)
FAR_MS = 5 * 60_000


def hub() -> Finding:
    """Is this machine let in, does it reach its hub, do the two clocks agree?"""
    peer = queries.upstream()
    if peer is None:
        return Finding("hub", "ok", "")
    state, advice = _judged(peer)
    return Finding("hub", state, f"{peer.name}: {peer.get_state_display()}", advice)


def _judged(peer: Peer) -> tuple[State, object]:
    if peer.state == PeerState.PENDING:
        return "warn", _(
            "Máy còn chờ duyệt. Chạy: tuyen node status, rồi đọc dãy số cho người duyệt."
        )
    if peer.last_error:
        return "warn", peer.last_error
    if peer.last_ok_at is None or clock.now() - peer.last_ok_at > LATE:
        return "warn", _(
            "Hơn một ngày chưa gửi được gì. Xem lại đường truyền, rồi: tuyen sync push"
        )
    if abs(peer.offset_ms or 0) > FAR_MS:
        return "warn", _("Đồng hồ hai máy lệch nhau quá năm phút. Hãy chỉnh lại ngày giờ của máy.")
    return "ok", ""


def key() -> Finding:
    """A database restored without its key file speaks with a voice that its hub does not know."""
    here = node.this_node()
    if bytes(here.public_key) in (b"", node.public_key()):
        return Finding("node_key", "ok", str(here.id)[-8:])
    advice = _(
        "Khóa của máy không phải khóa cũ: chép lại tệp node.key, hoặc xin máy trung tâm "
        "mã mời cho đúng máy này rồi ghép lại."
    )
    return Finding("node_key", "bad", str(here.id)[-8:], advice)
