"""`{% both_values person %}`: what two sides wrote differently of this person and nobody has decided."""

from typing import Any

from django import template

from tuyen.platform.ui import standing
from tuyen.record.actions.differences import DECIDE
from tuyen.record.queries.differences import safety_of
from tuyen.registry.persons.models import Person

register = template.Library()


@register.inclusion_tag("record/both_values.html", takes_context=True)
def both_values(context: template.Context, person: Person) -> dict[str, Any]:
    """Empty and without a statement for everybody who is not in the list that the process keeps."""
    found = standing.current()
    ids = {person.id, getattr(person, "canonical_id", None) or person.id}
    if found is None or found.endangered.isdisjoint(ids):
        return {"differences": []}
    who = context["request"].actor
    return {
        "differences": safety_of(ids, who),
        "decide_url": found.decide_url if who.may(DECIDE) else "",
    }
