"""An item of the store, typed by hand: a supply, a vaccine, a drug that stands in no list."""

from typing import Any

from django import forms

from tuyen.domains.pharmacy.models import Item, ItemCode


class ItemForm(forms.ModelForm):
    class Meta:
        model = Item
        fields = (
            "kind",
            "name",
            "strength",
            "form",
            "route",
            "pack_unit",
            "ingredients",
            "control",
        )


class CodeForm(forms.Form):
    scheme = forms.ChoiceField(choices=ItemCode.Scheme.choices)
    code = forms.CharField(max_length=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("scheme", "code"):
            of_model: Any = ItemCode._meta.get_field(name)
            self.fields[name].label = of_model.verbose_name
