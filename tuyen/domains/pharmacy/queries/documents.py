"""Papers of the store, and the lines that stand on them."""

from django.db.models import F, Q, QuerySet

from tuyen.core.actor import Actor
from tuyen.domains.pharmacy.models import StockDocument, StockMovement
from tuyen.domains.pharmacy.rules import documents

KINDS = StockDocument.Kind.choices


def seen_by(who: Actor) -> QuerySet[StockDocument]:
    """Papers of my unit, and transfers sent to it."""
    return StockDocument.objects.filter(Q(unit_id=who.unit_id) | Q(to_unit_id=who.unit_id))


def documents_of(who: Actor, kind: str = "") -> QuerySet[StockDocument]:
    """Newest first."""
    found = seen_by(who).order_by("-day", "-at", "-id")
    return found.filter(kind=kind) if kind in documents.LETTERS else found


def waiting_for(who: Actor) -> QuerySet[StockDocument]:
    """Transfers on their way to my unit."""
    return StockDocument.objects.filter(
        to_unit_id=who.unit_id, status=documents.Status.SENT
    ).order_by("day", "id")


def lines_of(document: StockDocument) -> QuerySet[StockMovement]:
    """The lines as the unit that wrote the paper has them."""
    rows = StockMovement.objects.filter(document_id=document.id, unit_id=document.unit_id)
    of_one_unit = rows.filter(item__unit_id=F("unit_id"), lot__unit_id=F("unit_id"))
    return of_one_unit.select_related("item", "lot").order_by("id")
