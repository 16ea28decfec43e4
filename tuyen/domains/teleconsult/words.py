"""Labels of codes in the reader's language, timers in words."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tuyen.core import clock, rulebook
from tuyen.record.models import Consult
from tuyen.record.rules import consults as rules
from tuyen.record.rules.consults import Late, Status, Tone
from tuyen.record.rules.referrals import SPECIALTIES

TONES = {
    "asked": "info",
    "accepted": "info",
    "in_consult": "info",
    "more_asked": "warn",
    "advised": "good",
    "outcome": "good",
    "refused": "warn",
    "redirected": "neutral",
}
URGENCY_TONES = {"emergency": "danger", "urgent": "warn"}
HOUR, DAY = 60, 1440


def language() -> str:
    return (get_language() or "vi")[:2]


def labels(name: str, on: dt.date) -> dict[str, str]:
    """Code → label: urgency, advice, state, outcome, agreed, held."""
    return {code: rulebook.label(row, language()) for code, row in rules.choices(name, on).items()}


def modes(on: dt.date) -> dict[str, str]:
    return {code: rulebook.label(row, language()) for code, row in rules.modes(on).items()}


def specialties(on: dt.date) -> dict[str, str]:
    rows = rulebook.on(SPECIALTIES, on).rows
    return {row["code"]: rulebook.label(row, language()) for row in rows}


def columns() -> dict[str, str]:
    return {
        "new": _("Mới"),
        "accepted": _("Đã nhận"),
        "talking": _("Đang hội chẩn"),
        "advised": _("Chờ kết quả điều trị"),
        "ended": _("Đã ra viện"),
    }


def step_labels() -> dict[str, str]:
    return {
        "ask": _("Xin hội chẩn"),
        "accept": _("Nhận ca"),
        "begin": _("Bắt đầu hội chẩn"),
        "more": _("Cần bổ sung"),
        "say": _("Trao đổi"),
        "assign": _("Giao cho"),
        "join": _("Mời thêm"),
        "second": _("Hỏi thêm ý kiến"),
        "refuse": _("Từ chối"),
        "redirect": _("Chuyển nơi khác"),
        "escalate": _("Chuyển lên tuyến trên"),
        "overdue": _("Quá hạn"),
        "advise": _("Lời khuyên"),
        "addendum": _("Bổ sung lời khuyên"),
        "read": _("Đã đọc lời khuyên"),
        "moved": _("Chuyển tuyến"),
        "learned": _("Lập ca học tập"),
        "outcome": _("Kết quả điều trị"),
        "close": _("Đóng ca"),
        "session": _("Mở phiên hội chẩn"),
        "concluded": _("Kết luận phiên hội chẩn"),
        "filed": _("Đã vào hồ sơ nơi hỏi"),
        "cancel": _("Rút câu hỏi"),
    }


def groups() -> dict[str, str]:
    """What the numbers of the statistics count."""
    return {
        "all": _("Số ca"),
        "answered": _("Đã trả lời"),
        "answered_in_time": _("Trả lời đúng hạn"),
        "concluded": _("Đã kết luận"),
        "concluded_in_time": _("Kết luận đúng hạn"),
        "known": _("Đã có kết quả"),
        "better": _("Khỏi, đỡ"),
        "avoided": _("Tránh được chuyển"),
        "transferred": _("Chuyển theo lời khuyên"),
        "transfer_right": _("Chuyển đúng"),
        "transfer_wrong": _("Chuyển không đúng"),
        "moved_against": _("Khuyên giữ lại mà chuyển"),
        "followed": _("Làm đúng lời khuyên"),
        "held": _("Lời khuyên đúng"),
    }


def late_labels() -> dict[str, str]:
    """What a case waits for after its limit."""
    return {
        Late.ANSWER: _("Chưa ai trả lời"),
        Late.CONCLUDE: _("Chưa kết luận"),
        Late.FOLLOW: _("Chưa hỏi lại người bệnh"),
        Late.RESULT: _("Chưa ghi kết quả"),
        Late.HELD: _("Chưa nhìn lại lời khuyên"),
    }


def point(code: str) -> str:
    if code == "discharge":
        return _("Khi ra viện")
    return _("Ngày %(n)s") % {"n": code.removeprefix("d")}


@dataclass(frozen=True)
class Clock:
    """How a case stands against its limit, in words and a tone; sort: the sooner due the smaller."""

    text: str
    tone: str
    minutes: int


def clock_of(row: Consult, now: dt.datetime, share: float) -> Clock | None:
    """To the first answer while nobody took it, then to the conclusion; None once advised."""
    if row.status not in rules.BEFORE_ADVICE:
        return None
    is_new = row.status == Status.ASKED
    end = row.answer_due_at if is_new else row.conclude_due_at
    found = rules.timer(row.asked_at, end, now, share)
    span = spoken(abs(found.minutes_left))
    if found.tone == Tone.RED:
        text = _("quá hạn %(span)s") % {"span": span}
    else:
        text = _("còn %(span)s") % {"span": span}
    return Clock(text, found.tone, found.minutes_left)


def share_now() -> float:
    return rules.warn_share(clock.today())


def spoken(minutes: int) -> str:
    if minutes < HOUR:
        return _("%(n)d phút") % {"n": minutes}
    if minutes < 2 * DAY:
        return _("%(n)d giờ") % {"n": minutes // HOUR}
    return _("%(n)d ngày") % {"n": minutes // DAY}


def initials(name: str) -> str:
    """G.T.M. – on a board that many may look at."""
    return "".join(f"{word[0]}." for word in name.split() if word)
