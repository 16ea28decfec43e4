"""A person's decisions in their timeline: a yes, a no, a yes taken back, a request about the data."""

from django.utils.translation import gettext_lazy as _

from tuyen.record import timeline
from tuyen.record.models import Consent, DataRequest


def register() -> None:
    """What was decided is the label of its kind, so that no word stands in the statement."""
    for kind, label, where, at, order in (
        ("consent_given", _("Đồng ý dùng dữ liệu"), "is_given", "given_at", 70),
        ("consent_refused", _("Không đồng ý dùng dữ liệu"), "NOT is_given", "given_at", 71),
        ("consent_withdrawn", _("Rút lại sự đồng ý"), "is_given", "withdrawn_at", 72),
    ):
        timeline.register(
            timeline.Part(
                kind=kind,
                label=label,
                model=Consent,
                at=at,
                title="wording",
                about="withdrawn_why" if at == "withdrawn_at" else "given_by_name",
                where=where,
                unit="unit_id",
                url_name="consent:person",
                link="patient_id",
                icon="shield-lock",
                order=order,
            )
        )
    timeline.register(
        timeline.Part(
            kind="data_request",
            label=_("Yêu cầu về dữ liệu"),
            model=DataRequest,
            at="day",
            title="text",
            about="answer",
            unit="unit_id",
            url_name="consent:person",
            link="patient_id",
            icon="shield-lock",
            order=73,
        )
    )
