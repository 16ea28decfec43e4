"""ServiceRequest: a test that was ordered, a person sent to another unit, or a case put before an expert.

Read by its id, whichever it is; searched with `category` 3457005 (patient referral) for referrals, 11429006
(consultation) for remote consultations, and without it for orders.
"""

import uuid

from django.http import Http404

from tuyen.core.actor import Actor
from tuyen.core.fhir import Resource
from tuyen.edge.fhir import charts, params
from tuyen.edge.fhir.searching import Asked, Page
from tuyen.record.fhir_consults import CONSULTATION
from tuyen.record.fhir_referrals import PATIENT_REFERRAL

_ORDERS, _REFERRALS = charts.TYPES["ServiceRequest"], charts.REFERRALS
KNOWN = tuple(dict.fromkeys((*_ORDERS.known, *_REFERRALS.known)))


def read(id_: uuid.UUID, who: Actor) -> Resource:
    for kind in (_ORDERS, _REFERRALS):
        try:
            return kind.read(id_, who)
        except Http404:
            continue
    return charts.CONSULTS.read(id_, who)


def search(ask: Asked, who: Actor) -> Page:
    asked = [params.token(each)[1] for text in ask.all("category") for each in text.split(",")]
    if CONSULTATION in asked:
        return charts.CONSULTS.search(ask, who)
    return (_REFERRALS if PATIENT_REFERRAL in asked else _ORDERS).search(ask, who)
