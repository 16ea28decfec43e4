"""How the pages of rotation look labels up."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def of(labels: Mapping[Any, Any] | None, code: Any) -> Any:
    """The label of a code, or the code itself."""
    return (labels or {}).get(code, code)
