"""What a file may be sent for in pieces: each room names its purposes and takes the whole file in the end."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tuyen.core.actor import Actor
from tuyen.platform.attachments.models import Upload


@dataclass(frozen=True)
class Purpose:
    """kinds: content types that it takes. require: before the first byte and again at the end, whether
    `by` may; raises Refused. take: makes the record of it and gives its id; called again with the same
    upload after a power cut it finds what it made."""

    code: str
    kinds: frozenset[str]
    require: Callable[[Upload, Actor], None]
    take: Callable[[Upload, Iterable[bytes], Actor], uuid.UUID]


_known: dict[str, Purpose] = {}


def register(purpose: Purpose) -> None:
    _known[purpose.code] = purpose


def find(code: str) -> Purpose | None:
    return _known.get(code)


def codes() -> list[str]:
    return sorted(_known)
