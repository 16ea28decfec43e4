"""Doormen of the import pages."""

from itertools import islice
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.imports import actions, forms, kinds, mapping, permissions, queries, sheets
from tuyen.platform.imports.cells import as_text
from tuyen.platform.imports.kinds import IMPORT, Kind
from tuyen.platform.imports.models import ImportRun
from tuyen.platform.imports.reading import open_table
from tuyen.platform.ui.respond import after, page

PREVIEW_ROWS = 20
LATEST = 20


@protected(IMPORT)
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What may be imported, and what I imported lately."""
    who = who_asks(request)
    labels = {kind.key: kind.label for kind in kinds.every_kind()}
    runs = [(run, labels.get(run.kind, run.kind)) for run in queries.runs_of(who)[:LATEST]]
    return page(request, "imports/home.html", {"kinds": kinds.kinds_open_to(who), "runs": runs})


@protected(IMPORT)
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, kind_key: str) -> HttpResponse:
    who, kind = who_asks(request), _kind(kind_key)
    permissions.require_import(who, kind)
    form = forms.UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["file"]
        try:
            run = actions.upload(kind=kind, file_name=given.name, chunks=given.chunks(), by=who)
        except Refused as refusal:
            form.add_error("file", str(refusal.message))
        else:
            return after(request, "imports:run", run.id)
    status = 422 if form.is_bound else 200
    return page(request, "imports/upload.html", {"form": form, "kind": kind}, status=status)


@protected(IMPORT)
@require_GET
def template(request: HttpRequest, kind_key: str) -> HttpResponse:
    """An empty Excel file with the right headings and an explanation of each."""
    kind = _kind(kind_key)
    permissions.require_import(who_asks(request), kind)
    name = f'attachment; filename="mau-{kind.key}.xlsx"'
    return HttpResponse(
        sheets.write_template(kind),
        content_type=sheets.CONTENT_TYPE,
        headers={"Content-Disposition": name},
    )


@protected(IMPORT)
@require_GET
def run(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Columns and preview, progress, or result: whatever the run has come to."""
    found = _run(who_asks(request), run_id)
    return page(request, "imports/run.html", _run_page(found))


@protected(IMPORT)
@require_POST
def check(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Keeps the columns and tries every row without writing."""
    who = who_asks(request)
    found = _run(who, run_id)
    kind = _kind(found.kind)
    form = forms.MappingForm(request.POST, run=found, kind=kind)
    if form.is_valid():
        try:
            actions.choose_mapping(run=found, kind=kind, mapped=form.mapped(), by=who)
            actions.start(run=found, kind=kind, dry_run=True, by=who)
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return after(request, "imports:run", run_id)
    return page(request, "imports/run.html", _run_page(found, form), status=422)


@protected(IMPORT)
@require_POST
def write(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Writes the good rows of a file that was tried."""
    who = who_asks(request)
    found = _run(who, run_id)
    actions.start(run=found, kind=_kind(found.kind), dry_run=False, by=who)
    return after(request, "imports:run", run_id)


@protected(IMPORT)
@require_GET
def progress(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """The bar alone, asked for every two seconds; when the run has ended, the whole page."""
    found = _run(who_asks(request), run_id)
    if not found.is_busy:
        return after(request, "imports:run", run_id)
    return page(request, "imports/run.html#progress", {"run": found})


@protected(IMPORT)
@require_GET
def errors(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """The bad rows with their reasons."""
    found = _run(who_asks(request), run_id)
    if not found.errors_path.exists():
        raise Http404
    return HttpResponse(
        found.errors_path.read_bytes(),
        content_type=sheets.CONTENT_TYPE,
        headers={"Content-Disposition": 'attachment; filename="dong-loi.xlsx"'},
    )


def _kind(key: str) -> Kind:
    found = kinds.kind_named(key)
    if found is None:
        raise Http404
    return found


def _run(who: Actor, run_id: UUID) -> ImportRun:
    return get_object_or_404(queries.runs_of(who), pk=run_id)


def _run_page(run: ImportRun, form: forms.MappingForm | None = None) -> dict[str, Any]:
    kind = _kind(run.kind)
    context: dict[str, Any] = {"run": run, "kind": kind, "has_errors": run.errors_path.exists()}
    if run.is_busy or run.state == ImportRun.State.DONE or not run.source_path.exists():
        return context
    form = form or forms.MappingForm(run=run, kind=kind)
    table = open_table(run.source_path, mapping.known_headings(kind))
    rows = [[as_text(c) for c in line.cells] for line in islice(table.rows(), PREVIEW_ROWS)]
    samples = [[row[i] for row in rows if row[i]][:3] for i in range(len(table.header))]
    columns = zip(form, samples, strict=True)
    return context | {"form": form, "columns": list(columns), "rows": rows, "header": table.header}
