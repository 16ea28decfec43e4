"""Alive, ready, and the numbers."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from tuyen import __version__
from tuyen.edge.ops import exposition, permissions
from tuyen.platform.access.doors import open_to_all
from tuyen.platform.health import checks


@open_to_all("the supervisor that restarts the process has no account")
@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"status": "ok", "version": __version__})


@open_to_all("a load balancer has no account; findings are words, not records")
@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    findings = checks.readiness()
    is_ready = all(finding.state != "bad" for finding in findings)
    said = {finding.name: finding.state for finding in findings}
    return JsonResponse({"ready": is_ready, "checks": said}, status=200 if is_ready else 503)


@open_to_all("a collector shows a token, or is this machine")
@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    if not permissions.may_read_metrics(request.META):
        raise Http404
    return HttpResponse(exposition.text(), content_type=CONTENT_TYPE_LATEST)
