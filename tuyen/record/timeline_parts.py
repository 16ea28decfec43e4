"""The chart's own nouns in the timeline; rooms register theirs beside them."""

from django.utils.translation import gettext_lazy as _

from tuyen.record import timeline
from tuyen.record.models import (
    Allergy,
    Condition,
    Document,
    Encounter,
    MedicationRequest,
    MedicationStop,
    Procedure,
)

MAIN_DIAGNOSIS = (
    "COALESCE((SELECT c.name FROM record_condition c "
    "WHERE c.patient_id = record_encounter.patient_id AND c.day = record_encounter.day "
    "AND c.encounter_id = record_encounter.id AND c.superseded_by_id IS NULL "
    "AND c.compartment IN ({seen}) ORDER BY c.rank LIMIT 1), record_encounter.reason)"
)


def register_all() -> None:
    for part in (
        timeline.Part(
            kind="visit",
            label=_("Lượt khám"),
            model=Encounter,
            at="occurred_at",
            title=MAIN_DIAGNOSIS,
            about="practitioner_name",
            where="status = 'finished'",
            unit="unit_id",
            url_name="clinic:visit",
            icon="stethoscope",
            order=10,
        ),
        timeline.Part(
            kind="medicine",
            label=_("Thuốc đã kê"),
            model=MedicationRequest,
            at="day",
            title="TRIM(drug || ' ' || strength)",
            about="dose",
            url_name="clinic:visit",
            link="encounter_id",
            icon="pill",
            order=20,
            is_detail=True,
        ),
        timeline.Part(
            kind="stop",
            label=_("Ngừng thuốc"),
            model=MedicationStop,
            at="day",
            title="drug",
            about="reason",
            url_name="record:courses",
            link="patient_id",
            icon="x",
            order=25,
        ),
        timeline.Part(
            kind="problem",
            label=_("Bệnh theo dõi"),
            model=Condition,
            at="day",
            title="TRIM(name || ' ' || code)",
            where="category = 'problem-list-item' AND verification <> 'entered-in-error'",
            url_name="clinic:patient",
            link="patient_id",
            icon="heartbeat",
            order=30,
        ),
        timeline.Part(
            kind="allergy",
            label=_("Dị ứng"),
            model=Allergy,
            at="noted_on",
            title="substance",
            about="reaction",
            where="status = 'active'",
            url_name="clinic:patient",
            link="patient_id",
            icon="alert-triangle",
            order=40,
        ),
        timeline.Part(
            kind="procedure",
            label=_("Thủ thuật, phẫu thuật"),
            model=Procedure,
            at="day",
            title="name",
            about="performer_name",
            where="status <> 'entered-in-error'",
            # the place of somebody in custody stays masked, for those with the grant too
            unit="CASE WHEN compartment = 'custody' THEN NULL ELSE unit_id END",
            url_name="techniques:procedure",
            icon="stethoscope",
            order=35,
        ),
        timeline.Part(
            kind="document",
            label=_("Giấy tờ"),
            model=Document,
            at="added_at",
            title="title",
            url_name="clinic:document",
            icon="file-text",
            order=80,
        ),
    ):
        timeline.register(part)
