"""What may be evaluated with a form: the rooms say which rows, whose word counts and who reads it."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from tuyen.core.actor import Actor


@dataclass(frozen=True)
class Evaluated:
    """A row as this reader meets it. unit_id: whose it is.

    voice: under which id the reader answers, once: an account, or the unit for which one person speaks; None
    for whoever has no say (yet). is_named: the answer is read with the name of who gave it, else it is only
    summed up.
    """

    id: uuid.UUID
    unit_id: uuid.UUID
    title: str
    url: str
    voice: uuid.UUID | None = None
    may_read: bool = False
    may_choose: bool = False
    is_named: bool = False


Find = Callable[[Actor, uuid.UUID], Evaluated | None]


@dataclass(frozen=True)
class Subject:
    """A kind of row; form_code: what is asked unless another form of the kind `evaluation` is chosen."""

    label: str | Promise
    form_code: str
    find: Find


_subjects: dict[str, Subject] = {}


def register(kind: str, subject: Subject) -> None:
    """Once a room, in its AppConfig.ready; `find` gives None for what the reader may not see."""
    _subjects[kind] = subject


def subject(kind: str) -> Subject | None:
    return _subjects.get(kind)
