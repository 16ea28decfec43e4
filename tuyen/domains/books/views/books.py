"""The books on screen by month or day, on paper and as a spreadsheet."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tuyen.core import clock
from tuyen.domains.books import books, files, periods
from tuyen.domains.books.books import SOURCES, Layout
from tuyen.domains.books.periods import Period
from tuyen.platform.access.chart_access import note_reads
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, page

ROWS = 40


@require_GET
@protected("book.read")
def first(request: HttpRequest) -> HttpResponse:
    return after(request, "books:book", "a1")


@require_GET
@never_cache
@protected("book.read")
def book(request: HttpRequest, code: str) -> HttpResponse:
    """One page of a book; whose names stand on it is logged like every other reading."""
    who = who_asks(request)
    layout, period = _asked(request, code)
    source = SOURCES[code]
    found = source.rows(who, period.first, period.last)
    shown = Paginator(found, ROWS).get_page(request.GET.get("page"))
    entries = source.entries(list(shown.object_list), who)
    note_reads({entry.patient_id for entry in entries}, who, what=f"book_{code}")
    keys = [column.key for column in layout.columns]
    start = shown.start_index()
    context = {
        "layout": layout,
        "books": books.layouts(period.last),
        "period": period,
        "page_obj": shown,
        "rows": [
            (entry.url, files.row_of(layout, number, entry))
            for number, entry in enumerate(entries, start=start)
        ],
        "name_at": keys.index("name") + 1,
        "numbering": files.numbering(),
        "unverified": files.unverified(layout),
    }
    return page(request, "books/book.html", context)


@require_GET
@never_cache
@protected("book.read")
def file(request: HttpRequest, code: str, ending: str) -> HttpResponse:
    """The whole period as a file."""
    layout, period = _asked(request, code)
    if ending not in files.FORMATS:
        raise Http404
    media_type, write = files.FORMATS[ending]
    answer = HttpResponse(write(layout, period, who_asks(request)), content_type=media_type)
    answer["Content-Disposition"] = f'inline; filename="so-{code}-{period.code}.{ending}"'
    return answer


def _asked(request: HttpRequest, code: str) -> tuple[Layout, Period]:
    if code not in SOURCES:
        raise Http404
    period = periods.read(request.GET.get("period", ""), clock.today())
    return books.layout_of(code, period.last), period
