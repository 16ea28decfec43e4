"""What other rooms may ask: which pictures answer an order."""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass

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


@dataclass(frozen=True)
class Preview:
    """One series as a small picture (`imaging:picture`, `?side=`) that leads to `imaging:study`."""

    study_id: uuid.UUID
    instance_id: uuid.UUID
    frame: int
    title: str
    is_waveform: bool


@publishes("imaging.previews")
def previews(*, chart: Chart, study_ids: Collection[uuid.UUID]) -> list[Preview]:
    """Every series of these studies of this chart, in their order; two statements."""
    if not study_ids:
        return []
    studies = list(queries.studies_of(chart).filter(pk__in=study_ids))
    series = queries.series_by_study(chart, studies)
    found = []
    for study in studies:
        for each in series.get(study.id, []):
            instance_id, frame = each.middle
            title = each.title or study.title or each.modality
            found.append(Preview(study.id, instance_id, frame, title, each.is_waveform))
    return found
