"""Django's forms in the house look: `{{ form.name.as_field_group }}`, `{{ form }}`."""

from django.forms.renderers import TemplatesSetting


class HouseRenderer(TemplatesSetting):
    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
