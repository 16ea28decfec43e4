"""The key that came with a form, so that the same form sent twice is one act (rulings 41)."""

from uuid import UUID

from django.http import HttpRequest

from tuyen.core.actor import Actor
from tuyen.platform import changes

_SKIPPED = ("csrfmiddlewaretoken", "repeat")


def repeat_of(request: HttpRequest, who: Actor) -> changes.Repeat | None:
    try:
        key = UUID(request.POST.get("repeat", ""))
    except ValueError:
        return None
    said = {name: values for name, values in request.POST.lists() if name not in _SKIPPED}
    return changes.Repeat(key, who.account_id, changes.digest_of(said))
