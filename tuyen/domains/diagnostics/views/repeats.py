"""A form of the room sent twice is one act."""

from uuid import UUID

from django.http import HttpRequest

from tuyen.platform import changes
from tuyen.platform.access.doors import who_asks

SKIPPED = ("csrfmiddlewaretoken", "repeat")


def repeat_of(request: HttpRequest) -> changes.Repeat | None:
    """The key that came with the form, and what the form says; None when there is no key."""
    try:
        key = UUID(request.POST.get("repeat", ""))
    except ValueError:
        return None
    said = {name: values for name, values in request.POST.lists() if name not in SKIPPED}
    digest = changes.digest_of([request.path, said])
    return changes.Repeat(key, who_asks(request).account_id, digest)
