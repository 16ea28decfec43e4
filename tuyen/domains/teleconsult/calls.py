"""A live call about a case: either side enters, both look at its pictures, a still goes into the talk."""

import uuid
from collections.abc import Iterable, Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from tuyen.core import facts
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.domains.teleconsult.pictures import SHOWN
from tuyen.platform.live import subjects
from tuyen.record.actions.consults import say
from tuyen.record.actions.documents import add_document
from tuyen.record.chart import Chart, ChartClosed, chart_of
from tuyen.record.models import Consult
from tuyen.record.queries import consults as queries
from tuyen.record.rules.consults import OPEN

KIND = "consult"
SIDE = 1024


def _case(who: Actor, consult_id: uuid.UUID) -> Consult | None:
    """A case of either end, as far as the reader may know of it."""
    found: Consult | None = queries.at_either_end(who).filter(pk=consult_id).first()
    return found


def may_enter(who: Actor, consult_id: uuid.UUID) -> bool:
    row = _case(who, consult_id)
    return row is not None and row.status in OPEN and _chart(who, row) is not None


def _chart(who: Actor, row: Consult) -> Chart | None:
    try:
        return chart_of(row.patient_id, who)
    except ChartClosed:
        return None


def images(who: Actor, consult_id: uuid.UUID) -> Iterator[subjects.SharedImage]:
    row = _case(who, consult_id)
    chart = _chart(who, row) if row is not None else None
    if row is None or chart is None:
        return
    ids = [uuid.UUID(each) for each in row.study_ids]
    for each in facts.ask("imaging.previews", chart=chart, study_ids=ids):
        if not each.is_waveform:
            url = reverse("imaging:picture", args=[each.study_id, each.instance_id, each.frame])
            yield subjects.SharedImage(each.title, f"{url}?side={SIDE}")
    for paper in queries.documents_with(chart, row.document_ids):
        if paper.content_type in SHOWN:
            yield subjects.SharedImage(paper.title, reverse("imaging:photo", args=[paper.id]))


def keep_still(consult_id: uuid.UUID, chunks: Iterable[bytes], by: Actor) -> None:
    row = _case(by, consult_id)
    if row is None:
        raise Refused(_("Ca này không còn mở."))
    title = _("Ảnh chụp trong cuộc gọi %(number)s") % {"number": row.number}
    paper = add_document(
        person_id=row.patient_id,
        title=title,
        kind="picture",
        chunks=chunks,
        by=by,
        hidden_as=row.compartment,
    )
    say(consult=row, text=_("Ảnh chụp trong cuộc gọi"), by=by, document_ids=(paper.id,))


def _page(consult_id: uuid.UUID) -> str:
    return reverse("teleconsult:case", args=[consult_id])


subjects.register(
    KIND,
    subjects.Subject(may_enter=may_enter, images=images, keep_still=keep_still, back=_page),
)
