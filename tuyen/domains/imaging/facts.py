"""What other rooms may ask: which pictures answer an order."""

import uuid
from collections.abc import Iterable

from tuyen.core.facts import publishes
from tuyen.domains.imaging import queries
from tuyen.record.chart import Chart


@publishes("imaging.of_orders")
def of_orders(*, chart: Chart, order_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[uuid.UUID]]:
    """Studies that answer these orders of this chart, newest first; page: `imaging:study`."""
    found: dict[uuid.UUID, list[uuid.UUID]] = {}
    rows = queries.studies_of(chart).filter(order_id__in=list(order_ids))
    for id_, order_id in rows.values_list("id", "order_id"):
        if order_id is not None:
            found.setdefault(order_id, []).append(id_)
    return found
