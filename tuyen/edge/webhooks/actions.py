"""Addresses are added and ended; a message is sent once more."""

import secrets

from django.db import transaction
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.text import nfc
from tuyen.edge.webhooks import permissions, rules
from tuyen.edge.webhooks.events import SendingDue
from tuyen.edge.webhooks.models import Sending, Webhook
from tuyen.platform.changes.unit_of_work import write_turn
from tuyen.platform.outbox.models import Delivery
from tuyen.platform.outbox.sink import deliveries_of


def add_webhook(*, name: str, url: str, by: Actor) -> Webhook:
    """Hears of visits at the unit of `by` and below it. The secret is shown once by whoever calls."""
    permissions.require_manage(by)
    if not rules.is_safe_address(url.strip()):
        raise Refused(
            _("Địa chỉ phải bắt đầu bằng https://, hoặc là http://localhost trên máy này."),
            field="url",
        )
    with write_turn():
        made: Webhook = Webhook.objects.create(
            unit_id=by.unit_id,
            path=by.path,
            name=nfc(name),
            url=url.strip(),
            secret=secrets.token_urlsafe(32),
            created_by=by.account_id,
        )
    return made


def end_webhook(*, webhook: Webhook, by: Actor) -> None:
    """Nothing more is sent; what was sent stays in the list."""
    permissions.require_manage(by)
    with write_turn():
        Webhook.objects.filter(pk=webhook.pk, ended_at=None).update(ended_at=clock.now())


def send_again(*, sending: Sending, by: Actor) -> None:
    """The receiver lost it, or mended what refused it."""
    permissions.require_manage(by)
    if sending.webhook.ended_at:
        raise Refused(_("Nơi nhận này đã dừng. Thêm lại địa chỉ rồi gửi."))
    with write_turn(), transaction.atomic():
        Sending.objects.filter(pk=sending.pk).update(sent_at=None, status=None, last_error="")
        put_into_outbox(sending)


def put_into_outbox(sending: Sending) -> None:
    """Tried with growing pauses until it is taken or given up."""
    Delivery.objects.bulk_create(deliveries_of(SendingDue(sending.id)))
