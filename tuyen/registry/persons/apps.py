from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PersonsConfig(AppConfig):
    name = "tuyen.registry.persons"
    label = "persons"

    def ready(self) -> None:
        from tuyen.platform.ui import menu, slots
        from tuyen.registry.persons import (
            facts,  # noqa: F401
            identity,  # noqa: F401  registers what a merge entails
            listeners,  # noqa: F401
            projections,  # noqa: F401
            search_index,
            shared_numbers,  # noqa: F401
        )

        menu.register(
            menu.Entry(
                _("Người dân"),
                "persons:find",
                "person.find",
                icon="users",
                order=20,
                also=("/persons/", "/images/"),
            )
        )
        slots.register(
            slots.PATIENT_TABS,
            slots.Link(_("Hành chính"), "persons:identity", "person.find", order=90),
        )
        post_migrate.connect(search_index.clear_after_flush, sender=self)
