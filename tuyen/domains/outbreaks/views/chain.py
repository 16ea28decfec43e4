"""The chain of an outbreak: cases by onset with the links told, as a drawing and as a table."""

import csv
from dataclasses import dataclass
from io import StringIO
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tuyen.core import clock
from tuyen.core.errors import Refused
from tuyen.domains.outbreaks import chains, forms, permissions
from tuyen.domains.outbreaks.actions import contacts as actions
from tuyen.domains.outbreaks.models import Outbreak
from tuyen.domains.outbreaks.queries import contacts as queries
from tuyen.domains.outbreaks.queries import outbreaks
from tuyen.domains.outbreaks.views.outbreaks import found_outbreak, named
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.imports.sheets import escaped
from tuyen.platform.ui.respond import after, notice, page
from tuyen.record.models import Case
from tuyen.registry.persons.models import Person


@dataclass(frozen=True)
class Source:
    number: int
    case_id: UUID
    days: int
    is_odd: bool


@dataclass(frozen=True)
class Row:
    """One line of the table twin."""

    number: int
    case: Case
    person: Person | None
    generation: int | None
    sources: list[Source]


@require_GET
@never_cache
@protected(permissions.SEE)
def chain(request: HttpRequest, outbreak_id: UUID) -> HttpResponse:
    row = found_outbreak(request, outbreak_id)
    return _drawn(request, row, _cases(request, row), None)


@require_GET
@never_cache
@protected(permissions.SEE)
def file(request: HttpRequest, outbreak_id: UUID) -> HttpResponse:
    """The table as a file: one line for one link, a case without a source once."""
    row = found_outbreak(request, outbreak_id)
    cases = _cases(request, row)
    links, odd = queries.links_between(row, {case.id: case.onset_on for case, _person in cases})
    heads: list[object] = [_("Ca"), _("Họ tên"), _("Khởi phát"), _("Phân loại"), _("Thế hệ"), _("Lây từ ca"),
             _("Số ngày"), _("Khác thường")]  # fmt: skip
    cells = [line for each in _rows(cases, links, odd) for line in _lines(each)]
    out = StringIO()
    csv.writer(out).writerows([[escaped(cell) for cell in line] for line in [heads, *cells]])
    answer = HttpResponse(
        out.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="chuoi-lay-{clock.today():%Y%m%d}.csv"'
    return answer


def _lines(row: Row) -> list[list[object]]:
    name = row.person.name if row.person else _("Người bệnh thuộc nhóm được bảo vệ")
    label = row.case.get_classification_display()
    generation = "" if row.generation is None else row.generation
    said: list[object] = [row.number, name, f"{row.case.onset_on:%d/%m/%Y}", label, generation]
    if not row.sources:
        return [[*said, "", "", ""]]
    return [[*said, each.number, each.days, _("có") if each.is_odd else ""] for each in row.sources]


@require_POST
@protected(permissions.KEEP)
def source(request: HttpRequest, outbreak_id: UUID) -> HttpResponse:
    """A source is told, or taken back."""
    row, who = found_outbreak(request, outbreak_id), who_asks(request)
    cases = _cases(request, row)
    form = forms.SourceForm(_sent(request), cases=_choices(cases))
    if form.is_valid():
        said, by_id = form.cleaned_data, {case.id: case for case, _person in cases}
        pair = {"case": by_id[said["case"]], "source": by_id[said["source"]]}
        try:
            if request.POST.get("verb") == "back":
                actions.take_back_source(outbreak=row, by=who, **pair)
            else:
                day = said["exposed_on"]
                actions.tell_source(outbreak=row, exposed_on=day, by=who, **pair)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            notice(request, _("Đã lưu."))
            return after(request, "outbreaks:chain", row.id)
    return _drawn(request, row, cases, form)


def _sent(request: HttpRequest) -> dict[str, str]:
    """What is taken back needs no day of its own."""
    sent = {name: request.POST.get(name, "") for name in ("case", "source", "exposed_on")}
    if request.POST.get("verb") == "back":
        sent["exposed_on"] = f"{clock.today():%d/%m/%Y}"
    return sent


def _cases(request: HttpRequest, row: Outbreak) -> list[tuple[Case, Person | None]]:
    who = who_asks(request)
    return named(request, list(outbreaks.cases_of(row, who)[: outbreaks.MOST_CASES]))


def _choices(cases: list[tuple[Case, Person | None]]) -> list[tuple[str, str]]:
    hidden = _("Người bệnh thuộc nhóm được bảo vệ")
    return [
        (str(case.id), f"{at}. {person.name if person else hidden}")
        for at, (case, person) in enumerate(cases, 1)
    ]


def _drawn(
    request: HttpRequest,
    row: Outbreak,
    cases: list[tuple[Case, Person | None]],
    form: forms.SourceForm | None,
) -> HttpResponse:
    who, wanted = who_asks(request), queries.terms_for(row)
    onsets = {case.id: case.onset_on for case, _person in cases}
    links, odd = queries.links_between(row, onsets)
    interval, counted = chains.serial_interval(onsets, links)
    placed = list(onsets.items())
    may_keep = permissions.may_keep(who, row) and row.status == Outbreak.Status.OPEN
    context = {
        "outbreak": row,
        "disease": outbreaks.label_of(row.disease),
        "rows": _rows(cases, links, odd),
        "interval": interval,
        "counted": counted,
        "generation_days": wanted.generation_days,
        "drawings": [
            (chains.drawing(placed, links, odd, width), width == chains.NARROW)
            for width in (chains.WIDE, chains.NARROW)
        ]
        if placed
        else [],
        "is_cut": len(placed) > chains.MOST_DRAWN,
        "most": chains.MOST_DRAWN,
        "may_keep": may_keep,
        "form": form or forms.SourceForm(cases=_choices(cases)),
    }
    is_wrong = form is not None and form.errors
    return page(request, "outbreaks/chain.html", context, status=422 if is_wrong else 200)


def _rows(
    cases: list[tuple[Case, Person | None]], links: list[chains.Link], odd: list[chains.Link]
) -> list[Row]:
    numbers = {case.id: at for at, (case, _person) in enumerate(cases, 1)}
    onsets = {case.id: case.onset_on for case, _person in cases}
    generation = chains.generations(list(numbers), links)
    told: dict[UUID, list[Source]] = {}
    for link in links:
        days = (onsets[link.case] - onsets[link.source]).days
        found = Source(numbers[link.source], link.source, days, link in odd)
        told.setdefault(link.case, []).append(found)
    return [
        Row(numbers[case.id], case, person, generation[case.id], told.get(case.id, []))
        for case, person in cases
    ]
