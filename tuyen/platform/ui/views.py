"""The gallery: every component with its source, for those who build pages."""

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from django.contrib.staticfiles import finders
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.templatetags.static import static
from django.views.decorators.http import require_GET, require_POST

from tuyen.core import clock
from tuyen.core.errors import Refused
from tuyen.platform.access.doors import open_to_all
from tuyen.platform.ui import demo, respond
from tuyen.platform.ui.sample import SampleForm
from tuyen.platform.ui.templatetags.tuyen import asset

OWN = ("ui/bootstrap.css", "ui/theme.css", "ui/app.js", "ui/outbox.js", "ui/mark.svg")
VENDORED = (
    "vendor/htmx-4.0.1/htmx.min.js",
    "vendor/tabler-icons-3.51.0/icons.svg",
    *(
        f"vendor/be-vietnam-pro-5.3.0/{part}-{weight}.woff2"
        for part in ("latin", "vietnamese")
        for weight in (400, 600)
    ),
)


@dataclass(frozen=True)
class Row:
    at: str
    name: str
    about: str
    place: str
    reason: str
    status: str
    tone: str
    warning: str = ""


MY, CHUONG = ("Giàng Thị Mỷ", "Nữ, 37 tuổi, 1989"), ("Lò Văn Chướng", "Nam, 72 tuổi, 1954")
PAO, THUY = ("Vàng A Páo", "Nam, 66 tuổi, 1960"), ("Nguyễn Thị Thủy", "Nữ, 14 tuổi, 2012")
DIN = ("Sùng Seo Dìn", "Nữ, 23 tuổi, 2003")

ROWS = (
    Row("07:00", *MY, "Bản Tả Phìn", "Tái khám huyết áp", "Chờ khám", "neutral"),
    Row("07:15", *CHUONG, "Bản Sin Chải", "Tiêm sởi – rubella mũi 2", "Chờ khám", "neutral"),
    Row("07:30", *PAO, "Nậm Cưởm", "Sốt, ho 3 ngày", "Đang khám", "info", "HA 178/104 lần trước"),
    Row("07:45", *THUY, "Bản Tả Phìn", "Lĩnh thuốc", "Đã xong", "good"),
    Row("08:00", *DIN, "Bản Huổi Luông", "Khám thai", "Quá hẹn", "warn", "Dị ứng Penicillin"),
)


@open_to_all("invented data only, and only in demo mode")
def gallery(request: HttpRequest) -> HttpResponse:
    """Invented names only; a real station has no such page."""
    if not demo.is_demo():
        raise Http404
    form = SampleForm(request.POST or None, initial={"visited_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        respond.notice(request, "Đã lưu phiếu mẫu.", undo="/ui/")
        return respond.after(request, "ui:gallery")
    status = 422 if form.is_bound and form.errors else 200
    return respond.page(request, "ui/gallery.html#sample", _context(form), status)


@open_to_all("shows in demo mode how an answer looks; changes nothing")
@require_POST
def tried(request: HttpRequest) -> HttpResponse:
    """A line at the foot with an undo, or a refusal: what the buttons of the gallery try out."""
    if not demo.is_demo():
        raise Http404
    if "refuse" in request.POST:
        raise Refused("Chưa có đơn thuốc: kê đơn rồi in.")
    respond.notice(request, "Đã khóa ngày 21/11/2026.", undo="/ui/tried/")
    return respond.after(request, "ui:gallery")


@open_to_all("the service worker: code only, the same for everyone")
@require_GET
def service_worker(request: HttpRequest) -> HttpResponse:
    """sw.js at the root, with the list of files that it keeps; changes when one of them does."""
    kept = [asset(path) for path in OWN] + [static(path) for path in VENDORED]
    version = hashlib.sha256("".join(kept).encode()).hexdigest()[:12]
    found = finders.find("ui/sw.js")
    code = Path(str(found)).read_text(encoding="utf-8")
    head = f"const VERSION = {json.dumps(version)}, ASSETS = {json.dumps(kept)};\n"
    response = HttpResponse(head + code, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@open_to_all("what is shown without network: no session, no person")
@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    return respond.kept_off_line(respond.page(request, "ui/offline.html", {"actor": None}))


def _context(form: SampleForm) -> dict[str, object]:
    today = clock.today()
    return {
        "form": form,
        "people": ROWS,
        "page": Paginator(range(1234), 20).get_page(3),
        "born_on": dt.date(1989, 4, 2),
        "infant_on": today - dt.timedelta(days=430),
        "newborn_on": today - dt.timedelta(days=12),
        "sum": 1234567,
        "temperature": Decimal("38.5"),
        "pressures": [166, 175, 167, 170, 172, 152, 159, 157, 164, 149, 147, 141, 133],
        "now": clock.now(),
        "changes": [
            {
                "at": clock.now(),
                "who": "Y sĩ Lò Thị Hạnh",
                "why": "Bổ sung sau khi hỏi người nhà",
                "node": "Trạm Tả Phìn",
                "fields": [("Dị ứng", "", "Penicillin"), ("Cân nặng", "52 kg", "53,5 kg")],
            }
        ],
    }
