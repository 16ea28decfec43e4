"""The sentence a user reads for each remark on a diagnosis: what is the matter, what would mend it."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from tuyen.registry.terms.rules import Fault, Remark


def sentence(remark: Remark) -> str:
    return _SENTENCES[remark.fault](remark)


def _not_main(remark: Remark) -> str:
    return _("Mã %(code)s không dùng làm bệnh chính. Hãy chọn mã khác làm bệnh chính.") % {
        "code": remark.code
    }


def _star_alone(remark: Remark) -> str:
    return _("Mã %(code)s* là biểu hiện: ghi kèm mã nguyên nhân (†), ví dụ %(others)s.") % {
        "code": remark.code,
        "others": ", ".join(remark.others),
    }


def _dagger_alone(remark: Remark) -> str:
    return _("Mã %(code)s† luôn đi kèm mã biểu hiện (*), ví dụ %(others)s.") % {
        "code": remark.code,
        "others": ", ".join(remark.others),
    }


def _pair_order(remark: Remark) -> str:
    return _("Trong cặp mã này, bệnh chính là %(main)s chứ không phải %(code)s.") % {
        "code": remark.code,
        "main": remark.others[0],
    }


def _sex(remark: Remark) -> str:
    wanted = _("nữ") if remark.sex == "female" else _("nam")
    return _("Mã %(code)s chỉ dùng cho %(sex)s. Hãy kiểm tra lại mã hoặc giới tính.") % {
        "code": remark.code,
        "sex": wanted,
    }


def _age(remark: Remark) -> str:
    return _("Mã %(code)s chỉ dùng cho người %(ages)s. Hãy kiểm tra lại mã hoặc ngày sinh.") % {
        "code": remark.code,
        "ages": _spelled(remark.ages),
    }


def _has_finer(remark: Remark) -> str:
    return _("Mã %(code)s có mã chi tiết hơn (%(code)s.x). Hãy chọn mã chi tiết nếu được.") % {
        "code": remark.code
    }


def _spelled(ages: str) -> str:
    """“9-60y” in words."""
    low, high = ages[:-1].split("-")
    in_days = ages.endswith("d")
    if not low:
        text = _("đến %(high)s ngày tuổi") if in_days else _("đến %(high)s tuổi")
    elif not high:
        text = _("từ %(low)s ngày tuổi") if in_days else _("từ %(low)s tuổi")
    else:
        text = _("từ %(low)s đến %(high)s tuổi")
    return text % {"low": low, "high": high}


_SENTENCES: dict[Fault, Callable[[Remark], str]] = {
    Fault.NOT_MAIN: _not_main,
    Fault.STAR_ALONE: _star_alone,
    Fault.DAGGER_ALONE: _dagger_alone,
    Fault.PAIR_ORDER: _pair_order,
    Fault.SEX: _sex,
    Fault.AGE: _age,
    Fault.HAS_FINER: _has_finer,
}
