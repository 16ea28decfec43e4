from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tuyen.platform.ui import menu, slots


class WardConfig(AppConfig):
    name = "tuyen.domains.ward"
    label = "ward"

    def ready(self) -> None:
        from tuyen.domains.ward import (
            day_parts,
            owed,
            projections,  # noqa: F401  registers what follows
            steps,  # noqa: F401  which step may follow which
        )
        from tuyen.record import timeline
        from tuyen.record.models import Admission

        timeline.register(
            timeline.Part(
                kind="stay",
                label=_("Nằm viện"),
                model=Admission,
                at="arrived_at",
                title="CASE WHEN final_diagnosis <> '' THEN final_diagnosis ELSE diagnosis END",
                where="status <> 'cancelled' AND status <> 'planned'",
                # the place of somebody in custody stays masked, for those with the grant too
                unit="CASE WHEN compartment = 'custody' THEN NULL ELSE unit_id END",
                url_name="ward:stays",
                link="patient_id",
                icon="bed",
                order=45,
            )
        )
        day_parts.register()
        owed.register()
        menu.register(menu.Entry(_("Nội trú"), "ward:board", "ward.nurse", icon="bed", order=30))
        menu.register(
            menu.Entry(_("Cấp cứu"), "ward:emergency", "triage.record", icon="ambulance", order=31)
        )
        for slot, link in (
            (slots.PATIENT_TABS, slots.Link(_("Nằm viện"), "ward:stays", "chart.open", order=50)),
            (
                slots.PATIENT_ACTIONS,
                slots.Link(_("Nhập viện"), "ward:admit", "ward.nurse", icon="bed", order=40),
            ),
            (
                slots.PATIENT_ACTIONS,
                slots.Link(
                    _("Phân loại cấp cứu"), "ward:triage", "triage.record", "ambulance", order=45
                ),
            ),
            (
                slots.VISIT_ACTIONS,
                slots.Link(
                    _("Nhập viện"), "ward:admit_from_visit", "ward.nurse", icon="bed", order=40
                ),
            ),
            (
                slots.REFERRAL_ACTIONS,
                slots.Link(
                    _("Nhập viện"), "ward:admit_from_referral", "ward.nurse", icon="bed", order=40
                ),
            ),
            (slots.STAY_TABS, slots.Link(_("Giường"), "ward:case", "ward.nurse", order=10)),
            (slots.STAY_TABS, slots.Link(_("Tờ điều trị"), "ward:course", "ward.nurse", order=20)),
            (slots.STAY_TABS, slots.Link(_("Sinh hiệu"), "ward:vitals", "ward.nurse", order=30)),
            (slots.STAY_TABS, slots.Link(_("Thuốc"), "ward:drugs", "ward.nurse", order=40)),
            (slots.STAY_TABS, slots.Link(_("Chăm sóc"), "ward:care", "ward.nurse", order=60)),
            (slots.STAY_TABS, slots.Link(_("Ra viện"), "ward:end", "ward.treat", order=90)),
        ):
            slots.register(slot, link)
