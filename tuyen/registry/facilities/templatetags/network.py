"""Looking up a label by its code in a template."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def at(labels: Mapping[Any, Any], code: Any) -> Any:
    """The label of a code, the code itself where there is no label, nothing for nothing."""
    return labels.get(code, code if isinstance(code, str) else "") or ""
