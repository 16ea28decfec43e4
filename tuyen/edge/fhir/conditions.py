"""Condition: a diagnosis or problem of the chart, or a notifiable illness with its case class.

Read by its id, whichever it is; searched with `category` infectious-disease-case for the latter.
"""

import uuid

from django.http import Http404

from tuyen.core.actor import Actor
from tuyen.core.fhir import Resource
from tuyen.edge.fhir import charts, params
from tuyen.edge.fhir.searching import Asked, Page
from tuyen.record.fhir_cases import CATEGORY

_CONDITIONS = charts.TYPES["Condition"]
KNOWN = _CONDITIONS.known


def read(id_: uuid.UUID, who: Actor) -> Resource:
    try:
        return _CONDITIONS.read(id_, who)
    except Http404:
        return charts.CASES.read(id_, who)


def search(ask: Asked, who: Actor) -> Page:
    asked = [params.token(each)[1] for text in ask.all("category") for each in text.split(",")]
    return (charts.CASES if CATEGORY in asked else _CONDITIONS).search(ask, who)
