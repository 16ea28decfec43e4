"""Which step may follow which, for the node that sees two taken at once (platform/changes)."""

from tuyen.domains.pharmacy.models import StockDocument
from tuyen.domains.pharmacy.rules import documents
from tuyen.platform.changes.steps import steps_of

steps_of(StockDocument, "status")(documents.may_follow)
