from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tuyen.platform.ui import menu, slots


class HealthEducationConfig(AppConfig):
    name = "tuyen.domains.health_education"
    label = "health_education"

    def ready(self) -> None:
        from tuyen.domains.health_education import steps  # noqa: F401  which step may follow which
        from tuyen.domains.health_education.permissions import SEE

        word = _("Truyền thông sức khỏe")
        menu.register(menu.Entry(word, "health_education:home", SEE, icon="users-group", order=76))
        link = slots.Link(_("Truyền thông"), "health_education:of_outbreak", SEE, order=60)
        slots.register(slots.OUTBREAK_ACTIONS, link)
