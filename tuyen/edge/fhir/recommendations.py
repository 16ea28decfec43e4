"""What is due for a person: worked out when it is asked for, under the id of the person."""

import uuid

from django.http import Http404
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.fhir import Resource
from tuyen.domains.immunization.fhir import recommendation
from tuyen.edge.fhir import params
from tuyen.edge.fhir.outcome import Fault
from tuyen.edge.fhir.searching import Asked, Page
from tuyen.record.chart import ChartClosed, opened_chart

KNOWN = ("patient",)


def read(id_: uuid.UUID, who: Actor) -> Resource:
    try:
        chart = opened_chart(id_, who, what="fhir")
    except ChartClosed:
        raise Http404 from None
    return recommendation(chart, clock.today())


def search(ask: Asked, who: Actor) -> Page:
    said = ask.one("patient")
    if not said:
        text = _("Xin nêu người bệnh: tham số patient là bắt buộc.")
        raise Fault(400, text, code="required", expression="patient")
    chart = opened_chart(params.reference_id("patient", said, "Patient"), who, what="fhir")
    return Page([recommendation(chart, clock.today())], 1, None)
