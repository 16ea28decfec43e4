from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tuyen.platform.ui import menu, slots


class ImmunizationConfig(AppConfig):
    name = "tuyen.domains.immunization"
    label = "immunization"

    def ready(self) -> None:
        from tuyen.domains.immunization import (  # noqa: F401
            boards,
            codes,
            facts,
            projections,
        )
        from tuyen.domains.immunization.history_import import HISTORY
        from tuyen.platform.imports import kinds
        from tuyen.record import timeline
        from tuyen.record.models import Immunization
        from tuyen.registry.persons.views import ways

        boards.register_all()
        kinds.register(HISTORY)
        ways.register_reader(codes.card_behind)
        menu.register(
            menu.Entry(
                _("Tiêm chủng"),
                "immunization:due",
                "immunization.give",
                icon="vaccine",
                order=45,
                also=("/immunizations/",),
            )
        )
        menu.register(
            menu.Entry(
                _("Tỷ lệ tiêm chủng"),
                "immunization:coverage",
                "immunization.see",
                icon="chart-bar",
                order=72,
            )
        )
        slots.register(
            slots.PATIENT_TABS,
            slots.Link(
                _("Tiêm chủng"), "immunization:card", "chart.open", order=19, fits=_is_known_born
            ),
        )
        timeline.register(
            timeline.Part(
                kind="immunization",
                label=_("Tiêm chủng"),
                model=Immunization,
                at="given_on",
                title="vaccine",
                about="lot",
                where="status = 'completed'",
                unit="CASE WHEN compartment = 'custody' THEN NULL ELSE unit_id END",
                url_name="immunization:dose",
                icon="vaccine",
                order=36,
            )
        )


def _is_known_born(person: Any) -> bool:
    return person is not None and person.birth_date is not None
