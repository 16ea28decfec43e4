"""Every address of the program, walked from the URL configuration."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.urls import URLPattern, get_resolver, reverse

# Addresses of other people's packages, and why they need no door of ours.
THIRD_PARTY = {
    "allauth": "sign-in, second factors, password: they guard themselves and know no patient",
    "django": "language, static files of the package",
    "ninja": "the API's own description; its operations carry tokens and scope",
}


@dataclass(frozen=True)
class Address:
    """One pattern: its name with namespace, its view, the names and kinds of its arguments."""

    name: str
    view: Any
    arguments: dict[str, Any]

    @property
    def module(self) -> str:
        return str(getattr(self.view, "__module__", ""))

    @property
    def is_third_party(self) -> bool:
        return self.module.split(".")[0] in THIRD_PARTY

    @property
    def door(self) -> tuple[str, ...]:
        return tuple(getattr(self.view, "door", ()))

    @property
    def open_because(self) -> str:
        return str(getattr(self.view, "open_because", ""))

    def url(self) -> str:
        """The address with arguments that name nothing."""
        return reverse(self.name, kwargs=self.arguments)


_SAMPLES = {"UUIDConverter": uuid4, "IntConverter": lambda: 1}


def _arguments(pattern: URLPattern) -> dict[str, Any]:
    converters = pattern.pattern.converters
    return {
        name: _SAMPLES.get(type(converter).__name__, lambda: "x")()
        for name, converter in converters.items()
    }


def every_address() -> list[Address]:
    return list(_walk(get_resolver(), "", {}))


def _walk(resolver: Any, namespace: str, outer: dict[str, Any]) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            name = f"{namespace}:{pattern.name}".lstrip(":")
            yield Address(name, pattern.callback, outer | _arguments(pattern))
            continue
        inner = ":".join(part for part in (namespace, pattern.namespace) if part)
        yield from _walk(pattern, inner, outer | _arguments(pattern))
