"""Addresses of rows for lists: the pattern is asked once, each id is put in."""

import functools
from typing import Any
from uuid import UUID

from django.urls import reverse

_SAMPLE = UUID(int=0)


def address_of(url_name: str, id_: Any = None) -> str:
    """As `reverse(url_name, args=[id_])` for an address with one id in it, or without any."""
    if id_ is None:
        return _plain(url_name)
    before, after = _around(url_name)
    return f"{before}{id_}{after}"


@functools.cache
def _plain(url_name: str) -> str:
    return reverse(url_name)


@functools.cache
def _around(url_name: str) -> tuple[str, str]:
    before, _, after = reverse(url_name, args=[_SAMPLE]).partition(str(_SAMPLE))
    return before, after
