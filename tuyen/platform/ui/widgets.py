"""Inputs of our own that a form field can wear."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.urls import reverse


class TypeAhead(forms.Widget):
    """A text box that offers matches while typing. The chosen code travels hidden; without
    JavaScript the text itself arrives and the field has to find what is meant.

    label_of: code → what the box shows for it; empty for a text that is no code.
    """

    template_name = "components/type_ahead.html"

    def __init__(
        self, url_name: str, label_of: Callable[[str], str], attrs: dict[str, Any] | None = None
    ) -> None:
        self.url_name, self.label_of = url_name, label_of
        super().__init__(attrs)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        code = "" if value is None else str(value)
        label = self.label_of(code) if code else ""
        context["widget"] |= {
            "url": reverse(self.url_name),
            "code": code if label else "",
            "text": label or code,
        }
        return context

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str:
        return str(data.get(name) or data.get(f"{name}_text") or "")

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return name not in data and f"{name}_text" not in data
