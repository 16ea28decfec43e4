from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tuyen.platform.ui import menu, slots


class SamplingConfig(AppConfig):
    name = "tuyen.domains.sampling"
    label = "sampling"

    def ready(self) -> None:
        from tuyen.domains.sampling import projections, steps  # noqa: F401  they register
        from tuyen.domains.sampling.permissions import SEE, TAKE

        word = _("Lấy mẫu giám sát")
        menu.register(menu.Entry(word, "sampling:home", SEE, icon="flask", order=49))

        taken = _("Lấy mẫu")
        of_case = slots.Link(taken, "sampling:of_case", TAKE, "flask", order=30)
        slots.register(slots.CASE_ACTIONS, of_case)
        of_contact = slots.Link(taken, "sampling:of_person", TAKE, "flask", order=30)
        slots.register(slots.CONTACT_ACTIONS, of_contact)
