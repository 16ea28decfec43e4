"""What waits for the hub and why; send now."""

import threading

from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tuyen.core.errors import Refused
from tuyen.edge.sync import client, files
from tuyen.edge.sync.pages import line, waiting
from tuyen.edge.sync.turns import Busy
from tuyen.platform.access.doors import protected
from tuyen.platform.nodes import queries
from tuyen.platform.nodes.models import State
from tuyen.platform.ui import standing
from tuyen.platform.ui.respond import after, notice, page

PATIENCE_S = 6.0  # a person waits so long for an answer; the sending itself goes on


@protected()
@require_GET
def waiting_page(request: HttpRequest) -> HttpResponse:
    """For everybody with a post: it names kinds of acts and hours, no person."""
    upstream = queries.upstream()
    if upstream is None:
        below = queries.active_children().count()
        return page(request, "nodes/waiting.html", {"upstream": None, "below": below})
    kinds = waiting.kinds_for(upstream)
    context = {
        "upstream": upstream,
        "kinds": kinds,
        "count": sum(row.count for row in kinds),
        "is_active": upstream.state == State.ACTIVE,
        "fault": line.fault_of(upstream),
        "files": files.missing_from(upstream.id).count(),
    }
    return page(request, "nodes/waiting.html", context)


@protected()
@require_POST
def send_now(request: HttpRequest) -> HttpResponse:
    upstream = queries.upstream()
    if upstream is None:
        raise Refused(_("Máy này chưa ghép với máy trung tâm nào."))
    talk = Talk()
    talk.start()
    talk.join(PATIENCE_S)
    standing.forget()
    level, said = talk.told()
    notice(request, said, level=level)
    return after(request, "nodes:waiting")


class Talk(threading.Thread):
    """One conversation beside the request, which does not wait longer than a person would."""

    def __init__(self) -> None:
        super().__init__(name="tuyen-send-now", daemon=True)
        self.outcome = ""
        self.sent = 0

    def run(self) -> None:
        try:
            done = client.sync_once()
            self.sent, self.outcome = done.given if done else 0, "done"
        except Busy:
            self.outcome = "busy"
        except Refused as fault:
            self.outcome = str(fault.message)
        finally:
            connections.close_all()

    def told(self) -> tuple[str, str]:
        if self.is_alive() or self.outcome == "busy":
            return "success", _("Đang gửi. Xem lại trang này sau ít phút.")
        if self.outcome == "done":
            if not self.sent:
                return "success", _("Đã gọi máy trung tâm: không có gì phải gửi.")
            return "success", _("Đã gửi xong.")
        return "error", self.outcome or _("Chưa gửi được. Máy sẽ tự thử lại.")
