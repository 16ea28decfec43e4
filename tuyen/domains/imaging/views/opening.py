"""From an address to a study of an open chart, or 404."""

from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from tuyen.domains.imaging import queries
from tuyen.platform.access.doors import who_asks
from tuyen.record.chart import Chart, chart_of, opened_chart
from tuyen.record.models import ImagingInstance, ImagingStudy


def opened(request: HttpRequest, study_id: UUID, *, what: str = "") -> tuple[Chart, ImagingStudy]:
    """The chart and its study; with `what` the reading is logged (once a page, not once a slice)."""
    who = who_asks(request)
    patient_id = queries.patient_of(study_id, who)
    if patient_id is None:
        raise Http404
    chart = opened_chart(patient_id, who, what=what) if what else chart_of(patient_id, who)
    return chart, get_object_or_404(queries.studies_of(chart), pk=study_id)


def frame_of(
    request: HttpRequest, study_id: UUID, instance_id: UUID, frame: int
) -> ImagingInstance:
    """The picture that holds this frame, if the asker may see it; as few statements as can be."""
    who = who_asks(request)
    patient_id = queries.patient_of(study_id, who)
    if patient_id is None:
        raise Http404
    chart = chart_of(patient_id, who)
    row = get_object_or_404(queries.instances_of(chart, study_id), pk=instance_id)
    if row.is_waveform or frame >= row.frames:
        raise Http404
    return row
