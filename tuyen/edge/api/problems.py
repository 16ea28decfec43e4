"""Refusals as RFC 9457 problem bodies: what is wrong and what to do, never what was sent."""

from typing import Any

from django.db.utils import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from tuyen.core.errors import LockedDay, Refused
from tuyen.platform.changes.faults import sentence_for
from tuyen.record.actions.visits import NotYet
from tuyen.record.chart import ChartClosed
from tuyen.record.sentences import sentence

TITLES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    410: "Gone",
    412: "Precondition Failed",
    413: "Content Too Large",
    415: "Unsupported Media Type",
    422: "Unprocessable Content",
    425: "Too Early",
    428: "Precondition Required",
    503: "Service Unavailable",
    507: "Insufficient Storage",
}


def problem(status: int, detail: str, *, code: str = "", **more: Any) -> HttpResponse:
    """`code` is for programs, `detail` for people."""
    body = {
        "type": f"urn:tuyen:problem:{code or status}",
        "title": TITLES.get(status, "Error"),
        "status": status,
        "detail": detail,
        **more,
    }
    response = JsonResponse(body, status=status, content_type="application/problem+json")
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="tuyen"'
    return response


def speak(api: NinjaAPI) -> None:
    """Every refusal of the program leaves in this shape."""
    api.add_exception_handler(Refused, _refused)
    api.add_exception_handler(NotYet, _not_yet)
    api.add_exception_handler(LockedDay, _locked_day)
    api.add_exception_handler(OperationalError, _machine_fails)  # type: ignore[arg-type]
    api.add_exception_handler(ChartClosed, _closed)
    api.add_exception_handler(Http404, _not_found)
    api.add_exception_handler(AuthenticationError, _unknown)
    api.add_exception_handler(ValidationError, _unreadable)
    api.add_exception_handler(HttpError, _http)


def _machine_fails(request: HttpRequest, error: OperationalError) -> HttpResponse:
    """Busy, full, read-only: worth another try. Anything else is for the log."""
    said = sentence_for(error)
    if said is None:
        raise error
    response = problem(503, str(said.message), code=said.code)
    response["Retry-After"] = "30"
    return response


def _refused(request: HttpRequest, fault: Any) -> HttpResponse:
    more = {"field": fault.field} if fault.field else {}
    more |= {"offer": fault.offer} if fault.offer else {}
    return problem(fault.status, str(fault.message), code=fault.code, **more)


def _not_yet(request: HttpRequest, fault: Any) -> HttpResponse:
    errors = [
        {"field": each.field, "line": each.line, "code": str(each.fault), "detail": sentence(each)}
        for each in fault.findings
    ]
    return problem(422, str(fault.message), code="not_yet", errors=errors)


def _locked_day(request: HttpRequest, fault: Any) -> HttpResponse:
    return problem(fault.status, str(fault.message), code=fault.code, field="Late-Reason")


def _closed(request: HttpRequest, fault: Any) -> HttpResponse:
    return problem(403, str(fault), code="chart_closed")


def _not_found(request: HttpRequest, fault: Any) -> HttpResponse:
    return problem(404, _("Không tìm thấy, hoặc không thuộc phạm vi của bạn."), code="not_found")


def _unknown(request: HttpRequest, fault: Any) -> HttpResponse:
    return problem(401, _("Khóa không đúng, đã hết hạn hoặc đã bị thu hồi."), code="no_key")


def _unreadable(request: HttpRequest, fault: Any) -> HttpResponse:
    """Where and what kind; the value itself is not said back."""
    errors = [
        {"field": ".".join(str(part) for part in each["loc"][1:]), "code": each["type"]}
        for each in fault.errors
    ]
    return problem(422, _("Nội dung gửi lên chưa đúng dạng."), code="unreadable", errors=errors)


def _http(request: HttpRequest, fault: Any) -> HttpResponse:
    return problem(fault.status_code, str(fault), code="http")
