"""Addresses whose views are read when somebody first asks for one of them, not when the server starts."""

from django.urls import URLResolver
from django.urls.resolvers import RoutePattern


class Late(URLResolver):
    """What begins with `prefix` is answered by the module named `urls`, under `namespace`.

    Names outside the namespace are looked up without it, so that it stays unread until it is needed.
    """

    def __init__(self, prefix: str, urls: str, namespace: str) -> None:
        super().__init__(RoutePattern(prefix), urls, app_name=namespace, namespace=namespace)

    def _populate(self) -> None:
        """Called while the addresses of the whole program are listed by name; a namespace keeps its own."""
