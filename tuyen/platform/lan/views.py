"""How a second computer or a phone learns to trust this station."""

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tuyen.platform.access.doors import open_to_all
from tuyen.platform.lan import addresses, certificates
from tuyen.platform.ui.respond import page

_OPEN = "a phone trusts the station before anybody can sign in on it; the authority is public"


def _authority() -> Path:
    """404 where the station does not serve its network: there is nothing to trust."""
    found = certificates.files_in(Path(settings.TUYEN_HOME)).authority
    if not found.exists():
        raise Http404
    return found


@open_to_all(_OPEN)
@require_safe
def trust(request: HttpRequest) -> HttpResponse:
    given = {
        "fingerprint": certificates.fingerprint(_authority()),
        "host": request.get_host(),
        "is_by_address": addresses.is_private(request.get_host().partition(":")[0]),
    }
    return page(request, "lan/trust.html", given)


@open_to_all(_OPEN)
@require_safe
def authority_file(request: HttpRequest) -> HttpResponse:
    answer = HttpResponse(
        certificates.as_der(_authority()), content_type="application/x-x509-ca-cert"
    )
    answer["Content-Disposition"] = 'attachment; filename="tuyen.crt"'
    return answer
