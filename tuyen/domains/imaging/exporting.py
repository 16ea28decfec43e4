"""A study leaves the house: a zip without names, with a reason that stays."""

import tempfile
import uuid
import zipfile
from collections.abc import Iterable
from typing import Any, BinaryIO

from django.utils.translation import gettext_lazy as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.text import nfc
from tuyen.domains.imaging import deidentify, dicom, permissions, queries
from tuyen.domains.imaging.queries import Series
from tuyen.domains.imaging.stored import bytes_of
from tuyen.platform import changes
from tuyen.record.chart import Chart
from tuyen.record.models import ImagingExport, ImagingStudy

REASON_LETTERS = 10


def export_study(
    *, chart: Chart, study: ImagingStudy, reason: str, has_looked: bool, by: Actor
) -> BinaryIO:
    """The zip, open at its beginning. The reason and the pseudonym are written to the log first."""
    permissions.require_export(by)
    why = nfc(reason)
    if len(why) < REASON_LETTERS:
        raise Refused(
            _("Ghi rõ xuất để làm gì, ít nhất %(n)d chữ cái.") % {"n": REASON_LETTERS},
            field="reason",
        )
    pseudonym = f"AN-{uuid.uuid4().hex[:8].upper()}"
    series = queries.series_by_study(chart, [study]).get(study.id, [])
    packed = _packed(series, chart, pseudonym, has_looked=has_looked)
    row = ImagingExport(
        patient_id=study.patient_id,
        compartment=study.compartment,
        study_id=study.id,
        pseudonym=pseudonym,
        reason=why,
        files=sum(len(each.instances) for each in series),
        at=clock.now(),
        by_id=by.account_id,
        unit_id=by.unit_id,
    )
    with changes.apply(actor=by, reason="imaging.export", why=why) as log:
        log.create(row)
    packed.seek(0)
    return packed


def _packed(
    series: Iterable[Series], chart: Chart, pseudonym: str, *, has_looked: bool
) -> BinaryIO:
    mask: deidentify.Mask | None = None
    packed = tempfile.TemporaryFile()  # noqa: SIM115  handed to the answer, which closes it
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for folder, each in enumerate(series, start=1):
            for number, row in enumerate(each.instances, start=1):
                with bytes_of(row.sha256) as file:
                    header = dicom.header(file)
                    mask = mask or _mask(header, chart, pseudonym)
                    _require_looked(header, mask, has_looked=has_looked)
                    said = deidentify.without_person(file, mask)
                archive.writestr(f"{pseudonym}/{folder:02d}/{number:04d}.dcm", said)
    return packed


def _mask(header: Any, chart: Chart, pseudonym: str) -> deidentify.Mask:
    person = chart.person
    said = (
        person.name,
        dicom.text(header, "PatientName"),
        dicom.text(header, "PatientID"),
        dicom.text(header, "OtherPatientIDs"),
        dicom.text(header, "PatientBirthName"),
    )
    return deidentify.Mask(words=deidentify.words_of(*said), pseudonym=pseudonym)


def _require_looked(header: Any, mask: deidentify.Mask, *, has_looked: bool) -> None:
    if not has_looked and deidentify.writes_into_picture(header, mask):
        raise Refused(
            _(
                "Loại ảnh này thường có tên in sẵn trong hình. Xin xem từng ảnh rồi đánh dấu đã xem."
            ),
            field="seen",
        )
