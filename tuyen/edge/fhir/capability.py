"""What this server can do, for clients that ask first."""

from typing import Any

from tuyen import __version__
from tuyen.core import clock
from tuyen.core.fhir import Resource
from tuyen.edge.fhir.served import TYPES, Served

FHIR_VERSION = "4.0.1"
_SUMMARY = {
    "name": "summary",
    "definition": "http://hl7.org/fhir/uv/ips/OperationDefinition/summary",
}


def statement(base: str) -> Resource:
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": clock.today().isoformat(),
        "kind": "instance",
        "software": {"name": "Tuyến", "version": __version__},
        "implementation": {"description": "Tuyến, FHIR R4", "url": base},
        "fhirVersion": FHIR_VERSION,
        "format": ["application/fhir+json"],
        "rest": [
            {
                "mode": "server",
                "documentation": (
                    "Words about a person (identifier, name, birthdate, phone) are taken at "
                    "POST Patient/_search only, never in an address."
                ),
                "security": {
                    "description": "Authorization: Bearer <key>; a key acts for one account at one post."
                },
                "resource": [_resource(name, served) for name, served in TYPES.items()],
            }
        ],
    }


def _resource(name: str, served: Served) -> dict[str, Any]:
    return {
        "type": name,
        "interaction": [{"code": "read"}, {"code": "search-type"}],
        "versioning": "versioned",
        "readHistory": False,
        "conditionalRead": "not-supported",
        "searchParam": [{"name": each, "type": kind} for each, kind in served.parameters()],
        **({"operation": [_SUMMARY]} if name == "Patient" else {}),
    }
