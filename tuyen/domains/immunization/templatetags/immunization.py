"""What pages of immunisation say beside their own rows."""

from django import template

from tuyen.domains.immunization.queries import watch
from tuyen.platform.access.doors import who_asks

register = template.Library()


@register.simple_tag(takes_context=True)
def watched_now(context: template.Context) -> int:
    """How many children are still watched at the unit."""
    return watch.visible_to(who_asks(context["request"])).count()
