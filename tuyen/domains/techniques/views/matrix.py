"""The matrix of techniques and units, and what stands behind one of its cells."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.memory import asked_once
from tuyen.domains.techniques import catalogue, permissions
from tuyen.domains.techniques.catalogue import StageWord
from tuyen.domains.techniques.queries import approved, matrix, transfers
from tuyen.domains.techniques.queries.matrix import APPROVED, Filter, Matrix
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.imports.sheets import CONTENT_TYPE, write_sheet
from tuyen.platform.ui.respond import page
from tuyen.registry.facilities.models import Unit


@require_GET
@protected(permissions.SEE)
def home(request: HttpRequest) -> HttpResponse:
    who, wanted = who_asks(request), _filter(request)
    made = matrix.matrix(who, clock.today(), wanted)
    words = _words()
    context = {
        "matrix": made,
        "head": _head(made),
        "body": _body(made, words),
        "legend": [(word, made.counts.get(word.code, 0)) for word in words.values()],
        "wanted": wanted,
        "query": request.GET.urlencode(),
        "may_request": who.may(permissions.MANAGE) or who.may(permissions.ASK),
        "is_unverified": catalogue.is_unverified(clock.today(), who.unit_id),
    }
    return page(request, "techniques/matrix.html", context)


def _words() -> dict[str, StageWord]:
    """Stages, and the sign for what is on a list without a ledger."""
    words = dict(catalogue.stage_words())
    words[APPROVED] = StageWord(APPROVED, _("Đã duyệt, không qua sổ"), "✓", 8)
    return words


def _filter(request: HttpRequest) -> Filter:
    said = request.GET
    stage = said.get("stage", "")
    return Filter(
        words=said.get("q", "").strip()[:100],
        stage=stage if stage in catalogue.stage_words() else "",
        giver=_unit_id(said.get("giver", "")),
        under=_unit_id(said.get("under", "")),
    )


def _unit_id(said: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(said)
    except ValueError:
        return None


def _head(made: Matrix) -> SafeString:
    unit_page = reverse("techniques:of_unit", args=[uuid.UUID(int=0)])
    before, after = unit_page.split(str(uuid.UUID(int=0)))
    return mark_safe(  # noqa: S308  every name is escaped
        "".join(
            f'<th scope="col" data-unit="{column.id}">'
            f'<a href="{before}{column.id}{after}">{escape(column.name)}</a>'
            for column in made.columns
        )
    )


def _body(made: Matrix, words: dict[str, StageWord]) -> SafeString:
    """Twenty thousand cells: a letter and a shade each, no template loop, no address in the cell."""
    cell = {code: f'<td class="s{word.shade}">{word.letter}' for code, word in words.items()} | {
        "": "<td>"
    }
    here = reverse("techniques:home")
    lines = [
        f'<tr data-code="{escape(code)}"><th scope="row">'
        f'<a href="{here}of/{escape(code)}/">{escape(code)} {escape(name)}</a>'
        f"{''.join([cell[stage] for stage in stages])}\n"
        for code, name, stages in made.rows
    ]
    return mark_safe("".join(lines))  # noqa: S308  every name is escaped


@require_GET
@protected(permissions.SEE)
def sheet(request: HttpRequest) -> HttpResponse:
    """The same cells as a spreadsheet, with words in place of letters."""
    made = matrix.matrix(who_asks(request), clock.today(), _filter(request))
    words = _words()
    header = [_("Mã"), _("Kỹ thuật"), *(column.name for column in made.columns)]
    rows = [
        [code, name, *(words[stage].label if stage else "" for stage in stages)]
        for code, name, stages in made.rows
    ]
    body = write_sheet(header, rows, name=_("Ma trận kỹ thuật"), widths=[10, 48])
    response = HttpResponse(body, content_type=CONTENT_TYPE)
    response["Content-Disposition"] = 'attachment; filename="ma-tran-ky-thuat.xlsx"'
    return response


@require_GET
@protected(permissions.SEE)
@asked_once()
def cell(request: HttpRequest) -> HttpResponse:
    """One technique at one unit: its transfers, cases, who teaches, when last seen."""
    who, code = who_asks(request), request.GET.get("technique", "")
    unit_id = _unit_id(request.GET.get("unit", ""))
    unit = Unit.objects.filter(pk=unit_id).first() if unit_id else None
    technique = catalogue.technique(code)
    if unit is None or technique is None:
        raise Http404
    found = matrix.in_cell(who, technique.code, unit.id)
    if not found and not approved.may_see(who, unit.id):
        raise Http404
    context = {
        "technique": technique,
        "unit": unit,
        "rows": transfers.rows_of(found),
        "whole": transfers.whole(found[0]) if found else None,
        "approval": _approval(who, unit, technique.code),
        "may_request": not found and permissions.may_request(who, unit.id),
    }
    return page(request, "techniques/cell.html", context)


def _approval(who: Actor, unit: Unit, code: str) -> Any:
    if not approved.may_see(who, unit.id):
        return None
    return approved.approved_at(unit.id, clock.today()).filter(code=code).first()


@require_GET
@protected(permissions.SEE)
def of_technique(request: HttpRequest, code: str) -> HttpResponse:
    """One technique at every unit: the row of the matrix as a list."""
    technique = catalogue.technique(code)
    if technique is None:
        raise Http404
    found = transfers.visible_to(who_asks(request)).filter(code=technique.code)
    context = {
        "technique": technique,
        "rows": transfers.rows_of(found.order_by("-stage_on", "id")[:500]),
        "prerequisites": catalogue.prerequisites_of(technique.code, clock.today()),
    }
    return page(request, "techniques/technique.html", context)
