"""AuditEvent: who looked at one person's record. Only for whoever may see the log of readers.

Read and searched, never written. Readings in places whose very name tells of a hidden compartment are left
out, as on the page.
"""

import uuid
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted
from tuyen.core.fhir import Resource
from tuyen.edge.fhir import params, searching
from tuyen.edge.fhir.outcome import Fault
from tuyen.edge.fhir.searching import Asked, Page
from tuyen.platform.access.chart_access import reads_of
from tuyen.platform.access.models import ReadLog
from tuyen.record import permissions
from tuyen.record.chart import overseen_person
from tuyen.record.fhir_readers import audit_events
from tuyen.registry.persons.identity import same_person_ids
from tuyen.registry.persons.models import Person

KNOWN = ("patient", "date")


def read(id_: uuid.UUID, who: Actor) -> Resource:
    """404 for what is not there, may not be known of, or is asked by whom the log is closed to."""
    try:
        permissions.require_read_log(who)
    except NotPermitted:
        raise Http404 from None
    patient_id = ReadLog.objects.filter(pk=id_).values_list("patient_id", flat=True).first()
    if patient_id is None:
        raise Http404
    person = overseen_person(patient_id, who)
    rows = list(_of(person, who).filter(pk=id_))
    if not rows:
        raise Http404
    return audit_events(rows, person.canonical_id or person.id)[0]


def search(ask: Asked, who: Actor) -> Page:
    permissions.require_read_log(who)
    said = ask.one("patient")
    if not said:
        text = _("Xin nêu người bệnh: tham số patient là bắt buộc.")
        raise Fault(400, text, code="required", expression="patient")
    person = overseen_person(params.reference_id("patient", said, "Patient"), who)
    rows = searching.with_ids(_of(person, who), ask)
    for name in ("date", "_lastUpdated"):
        rows = searching.by_date(rows, ask, name, "at", is_day=False)
    shown, total, then = searching.page_of(rows, ask)
    return Page(audit_events(shown, person.canonical_id or person.id), total, then)


def _of(person: Person, who: Actor) -> Any:
    return reads_of(same_person_ids(person), who)
