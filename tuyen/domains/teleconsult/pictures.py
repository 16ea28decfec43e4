"""Every picture of a case in one row: of machines, of the chart, of the question and of the talk."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tuyen.platform.forms.files import in_answers
from tuyen.record.chart import Chart
from tuyen.record.models import Consult, Document
from tuyen.record.queries.consult_photos import originals_of

SMALL, LARGE = 160, 1024  # longest edge in the row, and side by side
SHOWN = ("image/jpeg", "image/png", "image/webp")


@dataclass(frozen=True)
class Picture:
    """small, large, original: addresses; page: what a click opens. A curve has no picture of its own."""

    title: str
    page: str
    small: str = ""
    large: str = ""
    original: str = ""
    original_bytes: int = 0


def pictures_of(
    chart: Chart,
    row: Consult,
    previews: Iterable[Any],
    documents: Iterable[Document],
    answers: dict[str, Any],
) -> list[Picture]:
    """One statement: which originals have arrived."""
    files = [each for each in photos_in(answers) if each["content_type"] in SHOWN]
    papers = list(documents)
    shas = [str(each["sha256"]) for each in files] + [each.sha256 for each in papers]
    originals = originals_of(chart, row, shas)
    return [
        *(_of_machine(each) for each in previews),
        *(_of_chart(each, originals.get(each.sha256)) for each in papers),
        *(_of_answers(row, each, originals.get(str(each["sha256"]))) for each in files),
    ]


def photos_in(answers: dict[str, Any]) -> list[dict[str, Any]]:
    """Files of the guided questions; their `id` is the one under which the browser sent them."""
    return list(in_answers(answers).values())


def _of_machine(each: Any) -> Picture:
    page = reverse("imaging:study", args=[each.study_id])
    if each.is_waveform:
        return Picture(each.title, page)
    where = reverse("imaging:picture", args=[each.study_id, each.instance_id, each.frame])
    return Picture(
        each.title, page, f"{where}?side={SMALL}&light=1", f"{where}?side={LARGE}&light=1"
    )


def _of_chart(each: Document, original: Document | None) -> Picture:
    page, where = (
        reverse("clinic:document", args=[each.id]),
        reverse("imaging:photo", args=[each.id]),
    )
    return Picture(each.title, page, f"{where}?side={SMALL}", where, *_original(original))


def _of_answers(row: Consult, each: dict[str, Any], original: Document | None) -> Picture:
    where = reverse("teleconsult:photo", args=[row.id, each["sha256"]])
    title = str(each.get("name") or _("Ảnh"))
    return Picture(title, where, f"{where}?side={SMALL}", where, *_original(original))


def _original(row: Document | None) -> tuple[str, int]:
    if row is None:
        return "", 0
    return reverse("imaging:photo", args=[row.id]), row.size_bytes
