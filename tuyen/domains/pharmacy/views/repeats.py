"""The key that came with a form, so that one form sent twice is one act."""

from uuid import UUID

from django.http import HttpRequest

from tuyen.platform import changes
from tuyen.platform.access.doors import who_asks

_SKIPPED = ("csrfmiddlewaretoken", "repeat", "password")


def repeat_of(request: HttpRequest) -> changes.Repeat | None:
    try:
        key = UUID(request.POST.get("repeat", ""))
    except ValueError:
        return None
    said = {name: values for name, values in request.POST.lists() if name not in _SKIPPED}
    return changes.Repeat(key, who_asks(request).account_id, changes.digest_of(said))
