"""What is typed about machines."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tuyen.core.actor import Actor
from tuyen.core.text import fold, nfc
from tuyen.edge.sync.pages.nodes import compartment_labels
from tuyen.platform.access.actions import may_grant
from tuyen.platform.access.models import ScopeNode

MOST_UNITS = 50


class InviteForm(forms.Form):
    """For which unit a machine is to serve, and what hidden records it may hold."""

    unit = forms.ChoiceField(label=_("Máy này phục vụ đơn vị nào"))
    compartments = forms.MultipleChoiceField(
        label=_("Được giữ dữ liệu nhạy cảm"), required=False, widget=forms.CheckboxSelectMultiple
    )
    is_hub = forms.BooleanField(label=_("Là máy trung tâm, có máy khác bên dưới"), required=False)

    def __init__(self, *args: Any, who: Actor, words: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = _units(who, words)
        self.found = len(found)
        shown = found[:MOST_UNITS]
        self.has_more = len(found) > len(shown)
        said = str(self.data.get("unit", ""))
        if said and said not in dict(shown):
            shown = [*_chosen(who, said), *shown]
        self.fields["unit"].choices = shown  # type: ignore[attr-defined]
        opened = _grantable(who)
        if opened:
            self.fields["compartments"].choices = opened  # type: ignore[attr-defined]
        else:
            del self.fields["compartments"]

    @property
    def unit_id(self) -> uuid.UUID:
        return uuid.UUID(self.cleaned_data["unit"])


class ApproveForm(forms.Form):
    """The digits as they were read out at the other end: typed, never ticked."""

    heard = forms.CharField(
        label=_("Dãy số đối chiếu nghe qua điện thoại"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
        help_text=_(
            "Gọi cho người đứng máy đó, nhờ đọc năm nhóm bốn số hiện trên máy, rồi gõ vào đây."
        ),
    )


class WhyForm(forms.Form):
    """Why a machine is stopped or reported lost; it stands in the log."""

    why = forms.CharField(label=_("Lý do"), max_length=300)


def _units(who: Actor, words: str) -> list[tuple[str, str]]:
    """Units below whose name has every word, typed with or without marks; one more than is shown when
    nothing is typed."""
    below = ScopeNode.objects.filter(path__startswith=who.path).order_by("name", "path")
    rows = below.values_list("unit_id", "name")
    wanted = fold(nfc(words)).split()
    if not wanted:
        return [(str(unit_id), name) for unit_id, name in rows[: MOST_UNITS + 1]]
    return [
        (str(unit_id), name) for unit_id, name in rows if all(word in fold(name) for word in wanted)
    ]


def _chosen(who: Actor, said: str) -> list[tuple[str, str]]:
    """What was chosen from an earlier search, where it is one of ours."""
    try:
        unit_id = uuid.UUID(said)
    except ValueError:
        return []
    found = ScopeNode.objects.filter(path__startswith=who.path, unit_id=unit_id)
    return [(str(node.unit_id), node.name) for node in found]


def _grantable(who: Actor) -> list[tuple[str, str]]:
    return [(code, label) for code, label in compartment_labels().items() if may_grant(who, code)]
