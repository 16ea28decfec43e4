"""What went wrong, as FHIR says it: OperationOutcome with a code of the standard and our sentence."""

from typing import Any

from tuyen.core.fhir import Resource

CODES = {
    400: "invalid",
    401: "login",
    403: "forbidden",
    404: "not-found",
    405: "not-supported",
    406: "not-supported",
    409: "conflict",
    422: "processing",
    500: "exception",
}


class Fault(Exception):
    """Ends a request; `expression`: name of the parameter that is meant."""

    def __init__(self, status: int, text: Any, *, code: str = "", expression: str = "") -> None:
        super().__init__(text)
        self.status = status
        self.text = text
        self.code = code or CODES[status]
        self.expression = expression


def outcome(fault: Fault, severity: str = "error") -> Resource:
    issue: dict[str, Any] = {
        "severity": severity,
        "code": fault.code,
        "diagnostics": str(fault.text),
    }
    if fault.expression:
        issue["expression"] = [fault.expression]
    return {"resourceType": "OperationOutcome", "issue": [issue]}
