"""What is known of files that other machines are to send: beside each of them on the pages."""

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from tuyen.edge.sync.models import WantedFile
from tuyen.edge.sync.pages.words import moment
from tuyen.platform.attachments import pieces
from tuyen.platform.nodes.models import Peer, Role

MOST = 2_000


def sentences() -> dict[str, str]:
    """By fingerprint, the latest asked for first; two statements."""
    found = list(WantedFile.objects.filter(arrived_at_ms=None).order_by("-asked_at_ms")[:MOST])
    peers = Peer.objects.in_bulk({each.peer_id for each in found}) if found else {}
    return {each.sha256: _said(each, peers.get(each.peer_id)) for each in found}


def _said(wanted: WantedFile, peer: Peer | None) -> str:
    if wanted.refused:
        return _("Máy không nhận được tệp này. Gọi nơi gửi gửi lại tệp khác.")
    if length := pieces.length_of(wanted.id):
        return _("Đã nhận %(size)s, nhận tiếp khi có đường truyền.") % {
            "size": filesizeformat(length)
        }
    if peer is None or peer.role != Role.UPSTREAM:
        name = peer.name if peer else ""
        return _("Máy “%(name)s” gửi tệp sau hồ sơ, khi có đường truyền.") % {"name": name}
    if peer.last_ok_at is None:
        return _("Máy lấy tệp khi có đường truyền.")
    return _("Máy hỏi lại mỗi phút khi có đường truyền; trao đổi lần cuối lúc %(at)s.") % {
        "at": moment(peer.last_ok_at)
    }
