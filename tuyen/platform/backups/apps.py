from django.apps import AppConfig


class BackupsConfig(AppConfig):
    name = "tuyen.platform.backups"
    label = "backups"

    def ready(self) -> None:
        from tuyen.platform.backups import findings, jobs  # noqa: F401  registers the regular jobs
        from tuyen.platform.health import checks, warnings

        checks.FURTHER += [findings.chain, findings.backup, findings.copy, findings.drill]
        checks.FURTHER.append(findings.upgrade)
        warnings.WATCHED.append(findings.on_pages)
