from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tuyen.platform.ui import menu, slots


class ReferralConfig(AppConfig):
    name = "tuyen.domains.referral"
    label = "referral"

    def ready(self) -> None:
        from tuyen.domains.referral import (
            codes,
            jobs,  # noqa: F401  registers itself
        )
        from tuyen.record import task_kinds, timeline
        from tuyen.record.models import Referral
        from tuyen.record.queries import referrals
        from tuyen.registry.persons.views import ways

        ways.register_reader(codes.case_behind)
        menu.register(
            menu.Entry(
                _("Chuyển tuyến"),
                "referral:board",
                "referral.receive",
                icon="arrows-exchange",
                order=35,
                also=("/referrals/",),
            )
        )
        slots.register(
            slots.PATIENT_TABS,
            slots.Link(_("Chuyển tuyến"), "referral:of_person", "chart.open", order=40),
        )
        slots.register(
            slots.VISIT_ACTIONS,
            slots.Link(
                _("Chuyển tuyến"), "referral:refer", "referral.send", "arrows-exchange", order=30
            ),
        )
        slots.register(
            slots.STAY_TABS,
            slots.Link(_("Chuyển tuyến"), "referral:refer_from_stay", "referral.send", order=85),
        )
        timeline.register(
            timeline.Part(
                kind="referral",
                label=_("Chuyển tuyến"),
                model=Referral,
                at="requested_at",
                title="diagnosis",
                about="reason",
                unit="to_unit_id",
                url_name="referral:case",
                icon="arrows-exchange",
                order=40,
            )
        )
        for kind, label, tone in (
            (referrals.TASK_ANSWER, _("Giấy chuyển đến"), "info"),
            (referrals.TASK_READ, _("Phản hồi chuyển tuyến"), "info"),
            (referrals.TASK_LOST, _("Chưa thấy đến"), "warn"),
        ):
            task_kinds.register(
                kind, label, "referral:case", of="subject", icon="arrows-exchange", tone=tone
            )
