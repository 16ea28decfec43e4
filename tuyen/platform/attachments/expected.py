"""Files that records name and that are not here yet: what may honestly be said of when they come.

Whoever fetches files from other machines registers what it knows; here nothing is known of machines.
"""

from collections.abc import Callable, Mapping

from django.utils.html import format_html
from django.utils.safestring import SafeString
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


def mark(said: str, when: str) -> SafeString:
    """Beside a file, or many, that have not come."""
    words = '<span class="tag tag-warn">{}</span> <span class="muted">{}</span>'
    return format_html(words, said, when)


class Marks:
    """For a page drawn by a function: asks once, however many files are missing."""

    def __init__(self) -> None:
        self._known: Mapping[str, str] | None = None

    def of(self, sha256: str) -> SafeString:
        """Empty where the file is here."""
        if not sha256 or is_here(sha256):
            return SafeString("")
        return mark(_("Tệp chưa tới"), sentence_of(sha256, self.known))

    @property
    def known(self) -> Mapping[str, str]:
        if self._known is None:
            self._known = sentences()
        return self._known
