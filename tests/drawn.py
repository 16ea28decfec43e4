"""A form drawn by a direction office and put to use, for tests of the rooms that choose one."""

from collections.abc import Mapping
from typing import Any

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.platform import forms
from tuyen.platform.forms import Form, actions


def drawn(
    kind: str,
    title: str,
    *items: Mapping[str, Any],
    by: Actor,
    levels: Any = (),
    for_units: Any = (),
) -> Form:
    """In use from today."""
    row = actions.draw_form(title=title, kind=kind, by=by)
    for raw in items:
        actions.put_item(version=row, raw=dict(raw), by=by)
    told: Any = {"title": title, "kind": kind, "levels": levels, "for_units": for_units}
    actions.describe(version=row, by=by, **told)
    actions.publish(version=row, valid_from=clock.today(), by=by)
    return forms.find(row.code)
