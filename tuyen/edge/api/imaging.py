"""Imaging studies of a person: what there is, not the pictures."""

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from tuyen.domains.imaging import queries
from tuyen.edge.api import paging
from tuyen.edge.api.who import asker
from tuyen.record.chart import opened_chart
from tuyen.record.models import ImagingStudy

of_person = Router(tags=["imaging"])


class SeriesOut(Schema):
    uid: str
    title: str
    modality: str
    instances: int
    frames: int
    is_waveform: bool


class StudyOut(Schema):
    id: uuid.UUID
    study_uid: str
    order_id: uuid.UUID | None
    unit_id: uuid.UUID
    modality: str
    body_part: str
    title: str
    accession: str
    performed_at: dt.datetime
    added_at: dt.datetime
    series: list[SeriesOut]


@of_person.get(
    "/{uuid:person_id}/imaging-studies",
    response=paging.Listed[StudyOut],
    summary="Imaging studies and ECGs of a person, newest first",
)
def studies(
    request: HttpRequest,
    person_id: uuid.UUID,
    cursor: str = "",
    limit: paging.Limit = paging.DEFAULT_LIMIT,
) -> Any:
    chart = opened_chart(person_id, asker(request), what="api")

    def shown(found: list[ImagingStudy]) -> list[dict[str, Any]]:
        series = queries.series_by_study(chart, found)
        return [_study(row, series.get(row.id, [])) for row in found]

    return paging.newest_first_of(queries.studies_of(chart), cursor, limit, shown)


def _study(row: ImagingStudy, series: list[queries.Series]) -> dict[str, Any]:
    said = {name: getattr(row, name, None) for name in StudyOut.model_fields}
    return said | {
        "series": [
            {
                "uid": each.uid,
                "title": each.title,
                "modality": each.modality,
                "instances": len(each.instances),
                "frames": sum(instance.frames for instance in each.instances),
                "is_waveform": each.is_waveform,
            }
            for each in series
        ]
    }
