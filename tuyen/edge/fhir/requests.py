"""ServiceRequest: a test that was ordered, or a person sent to another unit.

Read by its id, whichever it is; searched with `category` 3457005 (patient referral) for referrals, and
without it for orders.
"""

import uuid

from django.http import Http404

from tuyen.core.actor import Actor
from tuyen.core.fhir import Resource
from tuyen.edge.fhir import charts, params
from tuyen.edge.fhir.searching import Asked, Page
from tuyen.record.fhir_referrals import PATIENT_REFERRAL

_ORDERS, _REFERRALS = charts.TYPES["ServiceRequest"], charts.REFERRALS
KNOWN = tuple(dict.fromkeys((*_ORDERS.known, *_REFERRALS.known)))


def read(id_: uuid.UUID, who: Actor) -> Resource:
    try:
        return _ORDERS.read(id_, who)
    except Http404:
        return _REFERRALS.read(id_, who)


def search(ask: Asked, who: Actor) -> Page:
    asked = [params.token(each)[1] for text in ask.all("category") for each in text.split(",")]
    return (_REFERRALS if PATIENT_REFERRAL in asked else _ORDERS).search(ask, who)
