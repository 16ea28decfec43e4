"""The doors that other nodes knock at. POST only; who knocks is told by the signature in the body.

No cookie is read and no session opened, so there is nothing that a foreign page could misuse: the check
against that (CSRF) has no meaning here.
"""

from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from tuyen.edge.sync import server
from tuyen.platform.access.doors import open_to_all
from tuyen.platform.nodes import enrolment, envelope, refusals
from tuyen.platform.nodes.refusals import NotHeard

SIGNED = "another node, known by the signature in the body"
View = Callable[[HttpRequest], HttpResponse]


def _door(path: str) -> View:
    @csrf_exempt
    @require_POST
    @open_to_all(SIGNED)
    def view(request: HttpRequest) -> HttpResponse:
        try:
            body = _body(request)
        except NotHeard as fault:
            refusals.count(fault)
            return _said(envelope.seal_refusal(b"", fault), fault.status)
        return _said(*server.answer(body, path))

    return view


@csrf_exempt
@require_POST
@open_to_all("a machine that asks to be let in; it proves that it knows the one-time code")
def enrol(request: HttpRequest) -> HttpResponse:
    return _said(enrolment.hear(_body(request)), 200)


def _body(request: HttpRequest) -> bytes:
    """Never more than an envelope may hold, whatever the headers say."""
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
        body = b"" if length > envelope.MOST_BYTES else request.read(envelope.MOST_BYTES + 1)
    except (ValueError, UnreadablePostError, RequestDataTooBig, OSError) as fault:
        raise NotHeard("bad_body") from fault
    if length > envelope.MOST_BYTES or len(body) > envelope.MOST_BYTES:
        raise NotHeard("too_big")
    return body


def _said(body: bytes, status: int) -> HttpResponse:
    return HttpResponse(body, content_type="application/octet-stream", status=status)


hello, push, pull, ack, blob = (
    _door(f"/sync/{name}") for name in ("hello", "push", "pull", "ack", "blob")
)
DOORS = {
    "/sync/hello": hello,
    "/sync/push": push,
    "/sync/pull": pull,
    "/sync/ack": ack,
    "/sync/blob": blob,
    "/sync/enrol": enrol,
}
