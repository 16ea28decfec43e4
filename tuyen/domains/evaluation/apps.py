from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "tuyen.domains.evaluation"
    label = "evaluation"

    def ready(self) -> None:
        from tuyen.domains.evaluation import queries
        from tuyen.record.queries.responses import withhold

        withhold(queries.withheld_from)
