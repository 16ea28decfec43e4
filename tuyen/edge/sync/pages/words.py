"""How long ago, how late, how far off: said as one would say it aloud."""

import datetime as dt

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.clock import VIETNAM


def ago(at: dt.datetime | None) -> str:
    """How long since, as one says it aloud."""
    if at is None:
        return _("chưa lần nào")
    minutes = int((clock.now() - at).total_seconds() // 60)
    if minutes < 1:
        return _("vừa xong")
    if minutes < 60:
        return _("%(n)d phút trước") % {"n": minutes}
    if minutes < 48 * 60:
        return _("%(n)d giờ trước") % {"n": minutes // 60}
    return _("%(n)d ngày trước") % {"n": minutes // (24 * 60)}


def at_hour(at: dt.datetime) -> str:
    """The hour; with the day when it was not today."""
    local = at.astimezone(VIETNAM)
    return f"{local:%H:%M}" if local.date() == clock.today() else f"{local:%H:%M %d/%m/%Y}"


def at_ms(ms: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(ms / 1000, VIETNAM)


def of_the_clock(offset_ms: int | None) -> str:
    """How the clock of another machine stands against ours; nothing for what no one would notice."""
    if offset_ms is None:
        return ""
    seconds = abs(offset_ms) // 1000
    if seconds < 60:
        return _("đúng giờ")
    if seconds < 3600:
        said = _("%(n)d phút") % {"n": seconds // 60}
    elif seconds < 48 * 3600:
        said = _("%(n)d giờ") % {"n": seconds // 3600}
    else:
        said = _("%(n)d ngày") % {"n": seconds // 86400}
    return _("nhanh %(by)s") % {"by": said} if offset_ms > 0 else _("chậm %(by)s") % {"by": said}


def moment(at: dt.datetime) -> str:
    return f"{at.astimezone(VIETNAM):%H:%M %d/%m/%Y}"
