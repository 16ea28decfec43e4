"""What is done to the bytes of a PDF before people sign them: nothing, or a seal inside the PDF."""

from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class Provider(Protocol):
    """name: kept with the paper (at most 20 letters). seal: the bytes that will be signed and kept.

    Raises Refused with a sentence when the seal cannot be made; then no paper is issued.
    """

    name: str

    def seal(self, pdf: bytes, reason: str) -> bytes: ...


class Plain:
    """The signatures beside the PDF are all there is."""

    name = "plain"

    def seal(self, pdf: bytes, reason: str) -> bytes:
        return pdf


def provider() -> Provider:
    """The one that the setting names."""
    made: Provider = import_string(settings.TUYEN_SIGNING_PROVIDER)()
    return made
