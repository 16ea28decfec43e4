"""The page that says what a signed paper is worth."""

import hashlib
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tuyen.platform.access.doors import open_to_all
from tuyen.platform.signing import queries
from tuyen.platform.signing.forms import HeldFileForm
from tuyen.platform.signing.rules import Verdict
from tuyen.platform.ui.respond import page

WORTH: dict[str, tuple[Any, str]] = {
    Verdict.HOLDS: (_("Chữ ký đúng"), "good"),
    Verdict.BROKEN: (_("Chữ ký sai: lời ký đã bị sửa"), "danger"),
    Verdict.OTHER_PAPER: (_("Chữ ký của một tệp khác"), "danger"),
    Verdict.UNKNOWN_KEY: (_("Không rõ khóa của người ký"), "danger"),
    Verdict.ENDED_KEY: (_("Ký bằng khóa đã thôi dùng"), "danger"),
}


@never_cache
@require_http_methods(["GET", "POST"])
@open_to_all(
    "whoever holds the paper may learn whether it is genuine: kind, number, signers; no patient"
)
def verify(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    """What the signatures are worth, and whether the file in hand is the one that was signed."""
    paper = queries.paper(paper_id)
    if paper is None:
        return page(request, "signing/verify.html", {"paper": None}, status=404)
    form = HeldFileForm(request.POST or None, request.FILES or None)
    found = queries.judged(paper)
    context = {
        "paper": paper,
        "lines": [(each, *WORTH.get(each.verdict or "", (_("Chưa ký"), ""))) for each in found],
        "is_complete": queries.is_complete(found),
        "is_broken": any(each.signature and not each.holds for each in found),
        "addenda": queries.addenda(paper),
        "form": form,
    }
    if request.method == "POST" and form.is_valid():
        held = form.cleaned_data["file"]
        context["is_same"] = _is(held.chunks(), held.size, paper.sha256, paper.size_bytes)
    status = 422 if request.method == "POST" and not form.is_valid() else 200
    return page(request, "signing/verify.html", context, status=status)


def _is(chunks: Iterable[bytes], size: int, sha256: str, size_bytes: int) -> bool:
    """The file is not kept: only its fingerprint is taken, and only where the size fits."""
    if size != size_bytes:
        return False
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest() == sha256
