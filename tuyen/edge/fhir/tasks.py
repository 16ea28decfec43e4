"""Task: what must be done at the asker's unit, as on the page; hidden compartments left out.

A task of the chart (a referral's, a remote consultation's) is read by its id; a referral's is searched by
`patient` alone, a consultation's bears the id of its request. With `code`, or without `patient`, the
tasks of the unit are searched.
"""

import uuid
from typing import Any

from django.http import Http404

from tuyen.core.actor import Actor
from tuyen.core.fhir import Resource
from tuyen.edge.fhir import charts, params, searching
from tuyen.edge.fhir.searching import Asked, Page
from tuyen.record.fhir_day import task
from tuyen.record.queries import tasks as queries

_OF_CHART = charts.TYPES.get("Task")
_OWN = ("status", "code", "patient", "subject")
KNOWN = tuple(dict.fromkeys((*_OWN, *(_OF_CHART.known if _OF_CHART else ()))))
_STATUSES = {"requested": "requested", "completed": "completed"}


def _visible(who: Actor) -> Any:
    rows = queries.visible_to(who)
    return rows if who.may("chart.open") else rows.none()


def read(id_: uuid.UUID, who: Actor) -> Resource:
    row = _visible(who).filter(pk=id_).first()
    if row is not None:
        return task(row)
    if _OF_CHART is None:
        raise Http404
    try:
        return _OF_CHART.read(id_, who)
    except Http404:
        return charts.CONSULT_TASKS.read(id_, who)


def search(ask: Asked, who: Actor) -> Page:
    if _OF_CHART is not None and ask.one("patient", "subject") and not ask.all("code"):
        return _OF_CHART.search(ask, who)
    rows = searching.narrowed(_visible(who), ask)
    for text in ask.all("status"):
        codes = [params.token(each)[1] for each in text.split(",")]
        rows = rows.filter(status__in=[_STATUSES[code] for code in codes if code in _STATUSES])
    for text in ask.all("code"):
        rows = rows.filter(kind__in=[params.token(each)[1] for each in text.split(",")])
    if said := ask.one("patient", "subject"):
        rows = rows.filter(patient_id=params.reference_id("patient", said, "Patient"))
    shown, total, then = searching.page_of(rows, ask)
    return Page([task(row) for row in shown], total, then)
