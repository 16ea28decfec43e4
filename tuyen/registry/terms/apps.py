from django.apps import AppConfig


class TermsConfig(AppConfig):
    name = "tuyen.registry.terms"
    label = "terms"
