"""Files that records name and that are not here yet: what may honestly be said of when they come.

Whoever fetches files from other machines registers what it knows; here nothing is known of machines.
"""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from tuyen.platform.attachments import store

Awaited = Callable[[], Mapping[str, str]]
_awaited: list[Awaited] = []


def register(awaited: Awaited) -> None:
    """`awaited()`: a sentence for each file that is on its way, by fingerprint."""
    _awaited.append(awaited)


def is_here(sha256: str) -> bool:
    return store.path_of(sha256).exists()


def sentences() -> dict[str, str]:
    return {sha256: said for each in _awaited for sha256, said in each().items()}


def sentence_of(sha256: str, known: Mapping[str, str]) -> str:
    return known.get(sha256) or _("Tệp không có ở máy này và không máy nào hẹn gửi.")
