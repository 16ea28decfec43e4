"""Browsers that went away without a word; words that nobody fetched."""

import datetime as dt

from tuyen.core import clock
from tuyen.platform.live import actions, rules
from tuyen.platform.live.models import Call, CallSeat, CallSignal
from tuyen.platform.outbox.housekeeping import delete_in_steps
from tuyen.platform.outbox.regular import every

WORDS_KEPT = dt.timedelta(minutes=5)


@every("1m")
def close_empty_seats() -> None:
    now = clock.now()
    calls: dict[object, Call] = {}
    for seat in CallSeat.objects.filter(seen_at__lt=now - rules.GONE_AFTER):
        if seat.call_id not in calls:
            calls[seat.call_id] = Call.objects.get(pk=seat.call_id)
        actions.leave(seat=seat, call=calls[seat.call_id])


@every("15m")
def forget_words() -> None:
    delete_in_steps(CallSignal.objects.filter(said_at__lt=clock.now() - WORDS_KEPT))
