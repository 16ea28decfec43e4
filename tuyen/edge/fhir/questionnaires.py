"""Questionnaire: forms in use, shipped and drawn. QuestionnaireResponse: answers about units, and about
persons where the chart is open (read by id, or searched by `patient`)."""

import uuid
from typing import Any

from django.http import Http404

from tuyen.core import clock, fhir
from tuyen.core.actor import Actor
from tuyen.core.fhir import Resource
from tuyen.edge.fhir import params, searching
from tuyen.edge.fhir.searching import Asked, Page
from tuyen.platform import forms
from tuyen.platform.changes.hlc import ms_of
from tuyen.platform.forms import fhir as mapped
from tuyen.platform.forms.models import FormVersion
from tuyen.platform.forms.queries import drawn_forms, form_from, shipped_forms
from tuyen.platform.forms.rules.items import Form
from tuyen.record.chart import ChartClosed, opened_chart
from tuyen.record.models import QuestionnaireResponse, UnitResponse
from tuyen.record.queries import responses as queries

KNOWN = ("status", "name", "version")
RESPONSE_KNOWN = ("questionnaire", "status", "authored", "patient", "subject")
_STATUSES = {"draft": "draft", "published": "active", "withdrawn": "retired"}


def _forms(who: Actor) -> list[tuple[Form, str]]:
    """Newest first, what ships after what was drawn; drafts are nobody's business here."""
    drawn = drawn_forms(who).exclude(status=FormVersion.Status.DRAFT)
    found = [(form_from(row), _STATUSES[row.status]) for row in drawn]
    return [*found, *((form, "active") for form in shipped_forms(clock.today()))]


def read(id_: uuid.UUID, who: Actor) -> Resource:
    for form, status in _forms(who):
        if form.id == id_:
            return mapped.questionnaire(form, status)
    raise Http404


def search(ask: Asked, who: Actor) -> Page:
    rows = sorted(_forms(who), key=lambda each: each[0].id, reverse=True)
    for name in ("_id", *KNOWN):
        for text in ask.all(name):
            wanted = [params.token(each)[1] for each in text.split(",")]
            rows = [each for each in rows if _named(*each)[name] in wanted]
    total = len(rows)
    if ask.only_total:
        return Page([], total)
    if ask.cursor:
        rows = [each for each in rows if each[0].id < ask.cursor]
    shown = rows[: ask.count]
    then = shown[-1][0].id if len(rows) > ask.count else None
    return Page([mapped.questionnaire(form, status) for form, status in shown], total, then)


def _named(form: Form, status: str) -> dict[str, str]:
    return {"_id": str(form.id), "status": status, "name": form.code, "version": form.version}


def _about_unit(row: UnitResponse) -> Resource:
    return _mapped(row, fhir.reference("Organization", row.about_unit_id))


def _mapped(row: UnitResponse | QuestionnaireResponse, subject: Resource | None) -> Resource:
    return mapped.response(
        row.id,
        forms.kept(row.form_code, row.form_version),
        row.answers,
        status=row.status,
        subject=subject,
        author=fhir.reference("Organization", row.unit_id),
        authored=row.answered_at,
        meta=fhir.meta(row.hlc, ms_of(row.hlc)),
    )


def read_response(id_: uuid.UUID, who: Actor) -> Resource:
    """404 for what is not there, out of reach, or of a chart that is closed."""
    row = _visible(who).filter(pk=id_).first()
    if row is not None:
        return _about_unit(row)
    patient_id = queries.patient_of(id_)
    if patient_id is None:
        raise Http404
    try:
        chart = opened_chart(patient_id, who, what="fhir")
    except ChartClosed:
        raise Http404 from None
    found = queries.of_person(chart).filter(pk=id_).first()
    if found is None:
        raise Http404
    return _mapped(found, fhir.reference("Patient", chart.person.id))


def search_responses(ask: Asked, who: Actor) -> Page:
    said = ask.one("patient") or ask.one("subject")
    if ask.one("patient") or said.startswith("Patient/"):
        patient_id = params.reference_id("patient", said, "Patient")
        try:
            chart = opened_chart(patient_id, who, what="fhir")
        except ChartClosed:
            raise Http404 from None
        rows = _narrowed(queries.of_person(chart), ask)
        shown, total, then = searching.page_of(rows, ask)
        subject = fhir.reference("Patient", chart.person.id)
        return Page([_mapped(row, subject) for row in shown], total, then)
    rows = _narrowed(_visible(who), ask)
    if said:
        rows = rows.filter(about_unit_id=params.reference_id("subject", said, "Organization"))
    shown, total, then = searching.page_of(rows, ask)
    return Page([_about_unit(row) for row in shown], total, then)


def _visible(who: Actor) -> Any:
    rows = queries.visible_to(who)
    return rows if who.may("direction.see") else rows.none()


def _narrowed(rows: Any, ask: Asked) -> Any:
    rows = searching.narrowed(rows, ask)
    rows = searching.by_date(rows, ask, "authored", "answered_at", is_day=False)
    for text in ask.all("status"):
        rows = rows.filter(status__in=[params.token(each)[1] for each in text.split(",")])
    for text in ask.all("questionnaire"):
        code, _bar, version = text.partition("|")
        rows = rows.filter(form_code=code.removeprefix(f"{fhir.OUR_CODES}:form:"))
        rows = rows.filter(form_version=version) if version else rows
    return rows
