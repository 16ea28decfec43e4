"""What a call may be about: rooms say who enters, what both look at, where a still picture goes."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from tuyen.core.actor import Actor


@dataclass(frozen=True)
class SharedImage:
    """A picture that both may look at; the address asks for its own permission again."""

    label: Any
    url: str


@dataclass(frozen=True)
class Subject:
    """may_enter: asked at every door of the call. images: what both look at. keep_still: puts a JPEG where
    it belongs; None: this subject keeps none. back: address of the subject's own page."""

    may_enter: Callable[[Actor, uuid.UUID], bool]
    images: Callable[[Actor, uuid.UUID], Iterable[SharedImage]] | None = None
    keep_still: Callable[[uuid.UUID, Iterable[bytes], Actor], None] | None = None
    back: Callable[[uuid.UUID], str] | None = None


_subjects: dict[str, Subject] = {}


def register(kind: str, subject: Subject) -> None:
    """Called from AppConfig.ready()."""
    _subjects[kind] = subject


def subject(kind: str) -> Subject:
    return _subjects[kind]
