"""What one process remembers of one database: a harness of many nodes makes it forget at every change.

In service a process belongs to one node, so these are right where they stand. The list is closed: a test
finds every module that keeps something for itself and asks that it is named here, as remembering the
database or as remembering only what is the same on every node (files of the release, registrations,
SQL of a table).
"""

from collections.abc import Callable

from django.contrib.contenttypes.models import ContentType

from tuyen.domains.clinic.forms import drugs
from tuyen.domains.teleconsult import polling
from tuyen.edge.sync import client as talks
from tuyen.platform.access import sign_in
from tuyen.platform.changes import bundles
from tuyen.platform.forms import queries as drawn_forms
from tuyen.platform.health import warnings
from tuyen.platform.ui import kept
from tuyen.record import facility_code
from tuyen.registry.persons import places

# What stands in one database and not in another.
OF_A_DATABASE: dict[str, Callable[[], object]] = {
    "tuyen.domains.clinic.forms.drugs._names": drugs._names.clear,
    "tuyen.domains.teleconsult.polling._known": polling.forget,
    "tuyen.edge.sync.client._sizes": talks.forget,
    "tuyen.platform.access.sign_in._UNDERSTOOD": sign_in._UNDERSTOOD.clear,
    "tuyen.platform.changes.bundles._homes": bundles.restart_clock,
    "tuyen.platform.forms.queries._form_from": drawn_forms._form_from.cache_clear,
    "tuyen.platform.health.warnings._kept": warnings.forget,
    "tuyen.platform.ui.kept._kept": kept.forget,
    "tuyen.record.facility_code._known": facility_code._known.clear,
    "tuyen.registry.persons.places._known": places._known.clear,
    "django.contrib.contenttypes": ContentType.objects.clear_cache,
}

# What the release says, what rooms registered at the start, what a process is: alike on every node.
SAME_EVERYWHERE = frozenset(
    {
        "tuyen.core.bus._events",
        "tuyen.core.bus._listeners",
        "tuyen.core.facts._published",
        "tuyen.domains.clinic.views.patient._places",
        "tuyen.platform.access.actions.ENDS_WITH_THE_PASSWORD",
        "tuyen.platform.access.links._followers",
        "tuyen.platform.attachments.expected._awaited",
        "tuyen.platform.attachments.purposes._known",
        "tuyen.platform.changes.checkpoints._ours",
        "tuyen.platform.changes.failpoints._armed",
        "tuyen.platform.changes.incoming._followers",
        "tuyen.platform.changes.steps._steps",
        "tuyen.platform.changes.projections._arrivals",
        "tuyen.platform.changes.projections._projections",
        "tuyen.platform.changes.projections._sinks",
        "tuyen.platform.changes.reclocking._by_clock",
        "tuyen.platform.forms.prefill._families",
        "tuyen.platform.forms.rules.answers.NOT_SHOWN",
        "tuyen.platform.forms.prefill._single",
        "tuyen.platform.health.checks.FURTHER",
        "tuyen.platform.health.warnings.WATCHED",
        "tuyen.platform.imports.kinds._kinds",
        "tuyen.platform.live.subjects._subjects",
        "tuyen.platform.outbox.regular._jobs",
        "tuyen.platform.turnstile.line._line",
        "tuyen.platform.ui.cards._boards",
        "tuyen.platform.ui.menu._entries",
        "tuyen.platform.ui.slots._slots",
        "tuyen.platform.ui.small_files._in_use",
        "tuyen.record.day_end._parts",
        "tuyen.record.evaluated._subjects",
        "tuyen.record.queries.responses._WITHHELD",
        "tuyen.record.task_kinds._kinds",
        "tuyen.record.timeline._parts",
        "tuyen.registry.persons.views.ways._readers",
    }
)


def forget() -> None:
    """As a process that has just started on another database."""
    for each in OF_A_DATABASE.values():
        each()
