"""Imaging studies of a person: what there is, sent, taken back; not the pictures themselves."""

import datetime as dt
import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Field, File, Form, Router, Schema
from ninja.files import UploadedFile

from tuyen.core.actor import Actor
from tuyen.domains.imaging import actions, jobs, queries, uploads
from tuyen.domains.imaging.models import PendingUpload
from tuyen.edge.api import conditions, paging
from tuyen.edge.api.who import asker
from tuyen.record.chart import Chart, ChartClosed, chart_of, opened_chart
from tuyen.record.models import ImagingStudy

of_person = Router(tags=["imaging"])
router = Router(tags=["imaging"])
pending = Router(tags=["imaging"])


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


class PicturesIn(Schema):
    """`order_id`: the imaging or functional order of this chart that the pictures answer."""

    order_id: uuid.UUID | None = None


class PicturesOut(Schema):
    """What became of the files. `known`: pictures that were here already; `left_out`: files of a zip that
    are no DICOM. With `pending_id` nothing is kept yet: the files name another person (`differs`), and
    `/imaging-uploads/{id}/confirmation` says why they are this one's."""

    study_ids: list[uuid.UUID]
    added: int
    known: int
    left_out: int
    pending_id: uuid.UUID | None
    differs: list[str]


class ConfirmationIn(Schema):
    reason: str = Field(max_length=200)


class StudyWhyIn(Schema):
    why: str = Field(max_length=200)


class StudyMoveIn(StudyWhyIn):
    """`to_person_id`: whose pictures they are; that chart must be open too."""

    to_person_id: uuid.UUID


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


@of_person.post(
    "/{uuid:person_id}/imaging-studies",
    response={201: PicturesOut, 202: PicturesOut},
    summary="DICOM files or one zip of them: all or none; a picture sent twice is one",
)
def send(
    request: HttpRequest,
    person_id: uuid.UUID,
    said: Form[PicturesIn],
    files: File[list[UploadedFile]],
) -> Any:
    """202: the name in the files is another, and the sender has to confirm within a day."""
    who = asker(request)
    taken = actions.take(
        person_id=person_id, sent=uploads.arrived(files), by=who, order_id=said.order_id
    )
    return (202 if taken.pending else 201), _taken(taken)


@pending.post(
    "/{uuid:upload_id}/confirmation",
    response=PicturesOut,
    summary="They are this person's though they name another; the reason stays in the log",
)
def confirm(request: HttpRequest, upload_id: uuid.UUID, said: ConfirmationIn) -> Any:
    who = asker(request)
    waiting = _waiting(upload_id, who)
    return _taken(actions.confirm(pending=waiting, reason=said.reason, by=who))


@pending.delete("/{uuid:upload_id}", response={204: None}, summary="The files were sent in error")
def forget(request: HttpRequest, upload_id: uuid.UUID) -> Any:
    jobs.forget(_waiting(upload_id, asker(request)))
    return 204, None


@router.get("/{uuid:study_id}", response=StudyOut, summary="One study with its series")
def read(request: HttpRequest, response: HttpResponse, study_id: uuid.UUID) -> Any:
    chart, row = _opened(study_id, asker(request))
    conditions.tagged(response, row.hlc)
    return _study(row, queries.series_by_study(chart, [row]).get(row.id, []))


@router.post("/{uuid:study_id}/withdrawal", response={204: None}, summary="Entered in error")
def withdraw(request: HttpRequest, study_id: uuid.UUID, said: StudyWhyIn) -> Any:
    who = asker(request)
    _chart, row = _opened(study_id, who)
    conditions.require_match(request, row.hlc)
    actions.withdraw(study=row, why=said.why, by=who)
    return 204, None


@router.post(
    "/{uuid:study_id}/move",
    response={201: StudyOut},
    summary="Sent into the wrong chart: the answer is the study in the right one",
)
def move(
    request: HttpRequest, response: HttpResponse, study_id: uuid.UUID, said: StudyMoveIn
) -> Any:
    who = asker(request)
    _chart, row = _opened(study_id, who)
    conditions.require_match(request, row.hlc)
    other = opened_chart(said.to_person_id, who, what="api")
    moved = actions.move_study(study=row, to=other.person.id, why=said.why, by=who)
    conditions.tagged(response, moved.hlc)
    return 201, _study(moved, queries.series_by_study(other, [moved]).get(moved.id, []))


def _waiting(upload_id: uuid.UUID, who: Actor) -> PendingUpload:
    """What the asker sent and did not confirm; the chart must still be open."""
    row = get_object_or_404(queries.pending_of(who), pk=upload_id)
    chart_of(row.patient_id, who)
    return row


def _opened(study_id: uuid.UUID, who: Actor) -> tuple[Chart, ImagingStudy]:
    """404 for a study that is not there, is hidden, was taken back, or whose chart is closed."""
    patient_id = queries.patient_of(study_id, who)
    if patient_id is None:
        raise Http404
    try:
        chart = opened_chart(patient_id, who, what="api")
    except ChartClosed:
        raise Http404 from None
    return chart, get_object_or_404(queries.studies_of(chart), pk=study_id)


def _taken(taken: actions.Taken) -> dict[str, Any]:
    said = {name: getattr(taken, name) for name in ("study_ids", "added", "known", "left_out")}
    waiting = taken.pending
    return said | {
        "pending_id": waiting.id if waiting else None,
        "differs": waiting.differs if waiting else [],
    }


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
