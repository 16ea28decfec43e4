"""Documents of a chart, newest first."""

import uuid

from django.db.models import QuerySet

from tuyen.core.actor import Actor
from tuyen.record.chart import Chart
from tuyen.record.models import Document


def documents_of(chart: Chart) -> QuerySet[Document]:
    return chart.of(Document).order_by("-added_at", "-id")


def patient_of(document_id: uuid.UUID, who: Actor) -> uuid.UUID | None:
    """Whose document it is; None for one that `who` may not know of. The chart is opened next."""
    found = Document.objects.filter(pk=document_id, compartment__in=["", *who.compartments])
    return found.values_list("patient_id", flat=True).first()
