"""Studies of a chart, their series and pictures."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from django.db.models import QuerySet

from tuyen.core.actor import Actor
from tuyen.domains.imaging.models import PendingUpload
from tuyen.domains.imaging.rules import sorting
from tuyen.record.chart import Chart
from tuyen.record.models import Document, ImagingInstance, ImagingStudy, Order
from tuyen.record.models.orders import OrderStatus

_ANSWERED = ("imaging", "functional")
MOST_ORDERS = 20
PICTURES = ("image/jpeg", "image/png", "image/webp")


@dataclass(frozen=True)
class Series:
    """Pictures of one run of the machine, in the order in which they lie in the body."""

    uid: str
    title: str
    modality: str
    instances: list[ImagingInstance] = field(default_factory=list)

    @property
    def is_waveform(self) -> bool:
        return self.instances[0].is_waveform

    @property
    def places(self) -> list[float]:
        """Where each frame lies, in mm along the plane; empty where a picture does not say."""
        known = [each.position_mm for each in self.instances for _frame in range(each.frames)]
        return [place for place in known if place is not None] if None not in known else []

    @property
    def frames(self) -> list[tuple[uuid.UUID, int]]:
        return [(each.id, frame) for each in self.instances for frame in range(each.frames)]

    @property
    def sums(self) -> list[str]:
        """The files that it lies in."""
        return [each.sha256 for each in self.instances]

    @property
    def middle_sum(self) -> str:
        """The file of the picture that stands for it in a list."""
        held = {each.id: each.sha256 for each in self.instances}
        return held[self.middle[0]]

    @property
    def middle(self) -> tuple[uuid.UUID, int]:
        """The frame that stands for the series in a list."""
        return self.frames[len(self.frames) // 2]


def studies_of(chart: Chart) -> QuerySet[ImagingStudy]:
    """Newest first, without those taken back."""
    return chart.of(ImagingStudy).filter(status="available").order_by("-performed_at", "-id")


def series_by_study(chart: Chart, studies: Iterable[ImagingStudy]) -> dict[uuid.UUID, list[Series]]:
    """Series of several studies by one statement."""
    rows = chart.of(ImagingInstance).filter(study_id__in=[study.id for study in studies])
    found: dict[uuid.UUID, list[Series]] = {}
    for row in sorted(rows, key=_series_key):
        found.setdefault(row.study_id, []).append(row)  # type: ignore[arg-type]
    return {study_id: _series(members) for study_id, members in found.items()}  # type: ignore[arg-type]


def _series_key(row: ImagingInstance) -> tuple[int, str]:
    return (row.series_number if row.series_number is not None else 2**31, row.series_uid)


def _series(rows: list[ImagingInstance]) -> list[Series]:
    return [
        Series(uid, members[0].series_title, members[0].modality, sorted(members, key=_place))
        for uid, found in groupby(rows, key=lambda row: row.series_uid)
        if (members := list(found))
    ]


def _place(row: ImagingInstance) -> tuple[str, bool, float, bool, int, str]:
    return sorting.order(row.plane, row.position_mm, row.number, row.sop_uid)


def patient_of(study_id: uuid.UUID, who: Actor) -> uuid.UUID | None:
    """Whose study it is; None for one that `who` may not know of. The chart is opened next."""
    found = ImagingStudy.objects.filter(
        pk=study_id, compartment__in=["", *who.compartments], status="available"
    )
    return found.values_list("patient_id", flat=True).first()


def instances_of(chart: Chart, study_id: uuid.UUID) -> QuerySet[ImagingInstance]:
    return chart.of(ImagingInstance).filter(study_id=study_id)


def open_orders(chart: Chart) -> list[Order]:
    """Orders that a picture or a curve may answer, newest first."""
    rows = chart.of(Order).filter(category__in=_ANSWERED).exclude(status=OrderStatus.CANCELLED)
    return list(rows.order_by("-requested_at", "-id")[:MOST_ORDERS])


def photos_of(chart: Chart) -> QuerySet[Document]:
    """Pictures among the papers of the chart, newest first."""
    return chart.of(Document).filter(content_type__in=PICTURES).order_by("-added_at", "-id")


def pending_of(who: Actor) -> QuerySet[PendingUpload]:
    """What I sent myself and have not confirmed."""
    return PendingUpload.objects.filter(account_id=who.account_id)
