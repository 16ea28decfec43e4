"""Why a stage cannot be signed yet, said to whoever wants to sign."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from tuyen.domains.techniques import catalogue, rules
from tuyen.domains.techniques.rules import Missing


def of(missing: Iterable[Missing]) -> str:
    return " ".join(_sentence(each) for each in missing)


def _sentence(each: Missing) -> str:
    if each.code.startswith("cases_"):
        what = {
            "cases_observed": _("ca chuyên gia làm có người học cùng xem"),
            "cases_assisted": _("ca chuyên gia làm có người học phụ"),
            "cases_supervised": _("ca người học làm có chuyên gia kèm"),
            "cases_independent": _("ca người học tự làm tại đơn vị"),
            "cases_sustained": _("ca làm tại đơn vị sau ngày công nhận"),
        }[each.code]
        return _("Mới có %(have)d/%(need)d %(what)s, đếm từ thủ thuật, phẫu thuật đã ghi.") % {
            "have": each.have,
            "need": each.need,
            "what": what,
        }
    return {
        "no_experts": _("Chưa có chuyên gia của bên chuyển giao: thêm ở mục Người tham gia."),
        "no_learners": _("Chưa có người của bên tiếp nhận: thêm ở mục Người tham gia."),
        "not_an_expert": _("Chọn chuyên gia của bên chuyển giao đã có mặt để ký."),
        "never_saw_a_case": _(
            "Người ký chưa có mặt ở ca nào của kỹ thuật này, nên không ký xác nhận được. "
            "Chọn chuyên gia đã làm hoặc đã kèm."
        ),
    }[each.code]


def out_of_turn(now: str, then: str) -> str:
    """Which stages lie between, so that everybody sees what is to be done first."""
    words = catalogue.stage_words()
    between = rules.skipped(now, then)
    if between:
        names = ", ".join(words[stage].label for stage in between)
        return _("Chưa qua bước: %(names)s. Làm lần lượt từng bước.") % {"names": names}
    return _("Từ “%(now)s” không sang được “%(then)s”.") % {
        "now": words[now].label,
        "then": words[then].label if then in words else then,
    }
