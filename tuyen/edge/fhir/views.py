"""FHIR R4 over HTTP: metadata, read, search. Everything is JSON, faults are OperationOutcomes."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

import msgspec
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.fhir import Resource
from tuyen.edge.fhir import searching
from tuyen.edge.fhir.bundles import searchset
from tuyen.edge.fhir.capability import statement
from tuyen.edge.fhir.outcome import Fault, outcome
from tuyen.edge.fhir.served import TYPES, Served
from tuyen.edge.fhir.summary import document
from tuyen.platform.access.doors import SIGNED_IN, open_to_all
from tuyen.platform.tokens.bearer import actor_of_program
from tuyen.record.chart import ChartClosed

JSON = "application/fhir+json"
_ACCEPTED = ("application/fhir+json", "application/json", "text/json", "*/*", "application/*")

Answer = Callable[..., HttpResponse]


def _answer(content: Resource, status: int = 200) -> HttpResponse:
    response = HttpResponse(
        msgspec.json.encode(content), status=status, content_type=f"{JSON}; charset=utf-8"
    )
    response["Cache-Control"] = "private, no-store"
    if version := content.get("meta", {}).get("versionId"):
        response["ETag"] = f'W/"{version}"'
    return response


def _spoken(view: Answer) -> Answer:
    """Every refusal leaves as an OperationOutcome; a fault of ours is for the log, not for the client."""

    @csrf_exempt
    @wraps(view)
    def speaking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            _require_json(request)
            return view(request, *args, **kwargs)
        except Exception as error:
            fault = _fault(error)
            if fault is None:
                raise
        response = _answer(outcome(fault), fault.status)
        if fault.status == 401:
            response["WWW-Authenticate"] = 'Bearer realm="tuyen"'
        return response

    return speaking


def _fault(error: Exception) -> Fault | None:
    if isinstance(error, Fault):
        return error
    if isinstance(error, Http404):
        return Fault(404, _("Không tìm thấy, hoặc không thuộc phạm vi của bạn."))
    if isinstance(error, ChartClosed):
        return Fault(403, str(error))
    if isinstance(error, Refused):
        return Fault(error.status, str(error.message))
    return None


def _require_json(request: HttpRequest) -> None:
    wanted = request.GET.get("_format") or request.headers.get("Accept", "*/*")
    kinds = [each.partition(";")[0].strip() for each in wanted.replace(" ", "+").split(",")]
    if not any(kind in _ACCEPTED or kind == "json" for kind in kinds):
        raise Fault(406, _("Máy chủ chỉ trả lời bằng JSON."))


def _for_programs(view: Answer) -> Answer:
    """A key, or for reading the person signed in at the browser."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        who = actor_of_program(request, only_reads=True)
        if who is None:
            raise Fault(401, _("Khóa không đúng, đã hết hạn hoặc đã bị thu hồi."))
        return view(request, who, *args, **kwargs)

    guarded.door = (SIGNED_IN,)  # type: ignore[attr-defined]
    return guarded


@open_to_all("a client asks what a server can do before it has a key")
@_spoken
def metadata(request: HttpRequest) -> HttpResponse:
    _require_method(request, "GET", "HEAD")
    return _answer(statement(_base(request)))


@_spoken
@_for_programs
def read(request: HttpRequest, who: Actor, kind: str, id_text: str) -> HttpResponse:
    _require_method(request, "GET", "HEAD")
    served = _served(kind)
    try:
        id_ = uuid.UUID(id_text)
    except ValueError:
        raise Http404 from None
    return _answer(served.read(id_, who))


@_spoken
@_for_programs
def summary(request: HttpRequest, who: Actor, id_text: str) -> HttpResponse:
    """Patient/<id>/$summary: the International Patient Summary."""
    _require_method(request, "GET", "HEAD")
    try:
        id_ = uuid.UUID(id_text)
    except ValueError:
        raise Http404 from None
    return _answer(document(id_, who, _base(request)))


@_spoken
@_for_programs
def search(request: HttpRequest, who: Actor, kind: str) -> HttpResponse:
    _require_method(request, "GET", "HEAD")
    served = _served(kind)
    if said := [name for name in request.GET if name.partition(":")[0] in served.private]:
        raise Fault(
            400,
            _("Không được ghi thông tin về người bệnh vào địa chỉ. Xin dùng POST %(kind)s/_search.")
            % {"kind": kind},
            code="security",
            expression=said[0],
        )
    return _found(request, served, kind, who, request.GET)


@_spoken
@_for_programs
def search_by_post(request: HttpRequest, who: Actor, kind: str) -> HttpResponse:
    _require_method(request, "POST")
    return _found(request, _served(kind), kind, who, request.POST)


def _found(
    request: HttpRequest, served: Served, kind: str, who: Actor, query: QueryDict
) -> HttpResponse:
    strict = "handling=strict" in request.headers.get("Prefer", "")
    ask = searching.asked(query, served.known, strict=strict)
    page = served.search(ask, who)
    is_private = any(name in served.private for name in ask.values)
    return _answer(searchset(_base(request), kind, ask, page, is_private=is_private))


def _served(kind: str) -> Served:
    if kind not in TYPES:
        raise Fault(404, _("Máy chủ không phục vụ loại tài nguyên này."), code="not-supported")
    return TYPES[kind]


def _require_method(request: HttpRequest, *methods: str) -> None:
    if request.method not in methods:
        raise Fault(405, _("Cửa này chỉ để đọc và tìm kiếm."))


def _base(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("fhir:metadata")).removesuffix("/metadata")


for _view in (read, search, search_by_post, summary):
    _view.door = (SIGNED_IN,)  # type: ignore[attr-defined]
