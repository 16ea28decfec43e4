"""Keeping and throwing away drafts."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.wire import read_json
from tuyen.platform.changes import failpoints, lean, projections
from tuyen.platform.changes.unit_of_work import write_turn
from tuyen.platform.drafts.models import Draft
from tuyen.platform.outbox.housekeeping import delete_in_steps
from tuyen.platform.outbox.regular import every

LARGEST_BYTES = 100_000
LONGEST_KIND = 30
KEPT_DAYS = 14


def keep(*, kind: str, subject_id: uuid.UUID, body: bytes, by: Actor) -> Draft:
    """The newest state of a form; an earlier one of the same form is replaced."""
    if len(kind) > LONGEST_KIND:
        raise Refused(_("Không đọc được bản nháp: bấm Lưu để ghi vào hồ sơ."))
    content = _read(body)
    values = {"body": content, "saved_at": clock.now()}
    with write_turn(), transaction.atomic():
        draft, _made = Draft.objects.update_or_create(
            account_id=by.account_id, kind=kind, subject_id=subject_id, defaults=values
        )
        failpoints.reach("drafts.written")
    return draft


def _read(body: bytes) -> Any:
    if len(body) > LARGEST_BYTES:
        raise Refused(_("Bản nháp quá dài: bấm Lưu để ghi vào hồ sơ."))
    try:
        content = read_json(body)
    except ValueError:
        raise Refused(_("Không đọc được bản nháp: bấm Lưu để ghi vào hồ sơ."))
    if not isinstance(content, dict):
        raise Refused(_("Không đọc được bản nháp: bấm Lưu để ghi vào hồ sơ."))
    return content


def forget(*, kind: str, subject_id: uuid.UUID, by: Actor) -> None:
    """Called when the form has become a record, or its author throws the draft away."""
    values = [lean.ready(by.account_id), kind, lean.ready(subject_id)]
    condition = "account_id = %s AND kind = %s AND subject_id = %s"
    for draft, _more in lean.rows(Draft, condition, values):
        with write_turn():
            draft.delete()


class FormKept(NamedTuple):
    """For `log.add(…)` of the act that makes a form a record: its draft goes in the same transaction."""

    account_id: uuid.UUID
    kind: str
    subject_id: uuid.UUID

    @property
    def sink(self) -> str:
        return "drafts"


@projections.sink("drafts")
def remove(cursor: Any, forms: Iterable[FormKept]) -> None:
    for form in forms:
        cursor.execute(
            "DELETE FROM drafts_draft WHERE account_id = %s AND kind = %s AND subject_id = %s",
            [lean.ready(form.account_id), form.kind, lean.ready(form.subject_id)],
        )


@every("6h")
def prune() -> None:
    """Drafts that nobody has touched for two weeks."""
    until = clock.now() - dt.timedelta(days=KEPT_DAYS)
    delete_in_steps(Draft.objects.filter(saved_at__lt=until))
