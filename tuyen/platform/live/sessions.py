"""A session without a patient: an outbreak, practice, a lesson. Its address or its code lets in."""

import uuid

from django.urls import reverse

from tuyen.core.actor import Actor
from tuyen.platform.live import subjects
from tuyen.platform.live.permissions import may_take_part

SESSION = "session"


def _may_enter(who: Actor, _subject_id: uuid.UUID) -> bool:
    return may_take_part(who)


def _home(_subject_id: uuid.UUID) -> str:
    return reverse("live:home")


subjects.register(SESSION, subjects.Subject(may_enter=_may_enter, back=_home))
