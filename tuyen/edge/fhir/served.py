"""The types that are served, each with its way to be read and searched."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from tuyen.core.actor import Actor
from tuyen.core.fhir import Resource
from tuyen.edge.fhir import (
    audits,
    charts,
    conditions,
    devices,
    network,
    patients,
    practitioners,
    questionnaires,
    recommendations,
    requests,
    stays,
    store,
    tasks,
)
from tuyen.edge.fhir.searching import COMMON, Asked, Page

# Kind of each parameter, for the capability statement.
KINDS = {
    "_lastUpdated": "date",
    "date": "date",
    "birthdate": "date",
    "recorded-date": "date",
    "authoredon": "date",
    "whenhandedover": "date",
    "effective-time": "date",
    "started": "date",
    "authored": "date",
    "collected": "date",
    "authored-on": "date",
    "name": "string",
    "address-state": "string",
    "patient": "reference",
    "subject": "reference",
    "encounter": "reference",
    "context": "reference",
    "based-on": "reference",
    "partof": "reference",
    "organization": "reference",
    "owner": "reference",
    "location": "reference",
    "device-name": "string",
    "model": "string",
    "supplier": "reference",
    "expiration-date": "date",
    "manufacturer": "string",
    "questionnaire": "uri",
}


@dataclass(frozen=True)
class Served:
    read: Callable[[uuid.UUID, Actor], Resource]
    search: Callable[[Asked, Actor], Page]
    known: tuple[str, ...]
    private: tuple[str, ...] = ()  # may not stand in an address

    def parameters(self) -> list[tuple[str, str]]:
        return [(name, KINDS.get(name, "token")) for name in (*COMMON, *self.known)]


TYPES: dict[str, Served] = {
    "Patient": Served(patients.read, patients.search, patients.KNOWN, patients.PRIVATE),
    **{name: Served(each.read, each.search, each.known) for name, each in charts.TYPES.items()},
    "ServiceRequest": Served(requests.read, requests.search, requests.KNOWN),
    "Condition": Served(conditions.read, conditions.search, conditions.KNOWN),
    "Task": Served(tasks.read, tasks.search, tasks.KNOWN),
    "Encounter": Served(stays.read_encounter, stays.search_encounters, stays.VISITS.known),
    "MedicationAdministration": Served(stays.DOSES.read, stays.DOSES.search, stays.DOSES.known),
    "Practitioner": Served(practitioners.read, practitioners.search, practitioners.KNOWN),
    "Organization": Served(
        network.read_organization, network.search_organizations, network.ORGANIZATION_KNOWN
    ),
    "ImmunizationRecommendation": Served(
        recommendations.read, recommendations.search, recommendations.KNOWN
    ),
    "AuditEvent": Served(audits.read, audits.search, audits.KNOWN),
    "Device": Served(devices.read, devices.search, devices.KNOWN),
    "Medication": Served(store.read_medication, store.search_medications, store.MEDICATION_KNOWN),
    "SupplyDelivery": Served(store.read_delivery, store.search_deliveries, store.DELIVERY_KNOWN),
    "Questionnaire": Served(questionnaires.read, questionnaires.search, questionnaires.KNOWN),
    "QuestionnaireResponse": Served(
        questionnaires.read_response,
        questionnaires.search_responses,
        questionnaires.RESPONSE_KNOWN,
    ),
    "Location": Served(stays.read_location, stays.search_locations, stays.LOCATION_KNOWN),
}
