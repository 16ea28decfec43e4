"""The sentence a user reads for a remark, a figure or an allergy: what is the matter, what to do."""

from collections.abc import Callable

from django.utils.formats import number_format
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from tuyen.registry.terms.allergies import Conflict, Danger
from tuyen.registry.terms.figures import Figure
from tuyen.registry.terms.open_values import OpenValue
from tuyen.registry.terms.rules import Fault, Remark
from tuyen.registry.terms.vitals import Finding, Verdict, Vital


def figure(value: float, decimals: int) -> str:
    """152 or 36,5: as many decimals as the sign has, with the comma of the language."""
    return str(number_format(value, decimal_pos=decimals, use_l10n=True))


def of_finding(finding: Finding) -> str:
    """Empty for a usual figure."""
    vital, limits = finding.vital, finding.limits
    if finding.verdict is Verdict.IMPOSSIBLE and limits.low is None:
        return _("Huyết áp tâm trương phải nhỏ hơn huyết áp tâm thu. Hãy gõ lại.")
    is_by_age = limits != vital.usual(None) and finding.verdict in _BY_AGE
    said = _BY_AGE[finding.verdict] if is_by_age else _FINDINGS[finding.verdict]
    return said and _(said) % {
        "label": vital.short.spoken(get_language() or "vi"),
        "value": figure(finding.value, vital.decimals),
        "unit": vital.unit_label.spoken(get_language() or "vi"),
        "low": _end(limits.low, vital),
        "high": _end(limits.high, vital),
    }


def of_conflict(conflict: Conflict) -> str:
    words = {"substance": conflict.substance, "ingredient": conflict.ingredient.replace("_", " ")}
    if conflict.danger is Danger.SAME:
        return _("Người bệnh dị ứng %(substance)s: thuốc này có %(ingredient)s.") % words
    return _("Người bệnh dị ứng %(substance)s: %(ingredient)s có thể gây dị ứng chéo.") % words


def of_field(open_value: OpenValue) -> str:
    """What a value to be confirmed is: “Cách dùng”, “Nam, từ 18 tuổi”."""
    if open_value.kind == "range":
        years = figure(open_value.from_years or 0, 0 if open_value.from_years != 0.5 else 1)
        since = (
            _("từ %(years)s tuổi") % {"years": years} if open_value.from_years else _("mọi tuổi")
        )
        sexes = {"male": _("Nam"), "female": _("Nữ")}
        who = sexes.get(open_value.sex)
        return f"{who}, {since}" if who else since
    if isinstance(open_value, Figure):
        return open_value.group_label.spoken(get_language() or "vi")
    if open_value.kind == "number":
        return _("Số tháng")
    if open_value.kind == "choice":
        return _("Không cần người thứ hai duyệt; bài đọc nằm ở danh sách “Chờ xem lại”")
    if open_value.kind == "action":
        return _("Việc cần làm")
    return {
        "dose": _("Cách dùng"),
        "min_age_months": _("Tuổi nhỏ nhất (tháng)"),
        "pregnancy": _("Phụ nữ có thai"),
    }[open_value.field]


def what_fits(asked: Figure) -> str:
    """What may be typed: “Nhập số nguyên từ 1 đến 120 (tháng).”"""
    if asked.figure_kind == "clock":
        return _("Nhập giờ và phút, ví dụ 07:00.")
    told = {
        "least": figure(asked.least, 0 if asked.least == int(asked.least) else 1),
        "most": figure(asked.most, 0),
        "unit": asked.measure.spoken(get_language() or "vi"),
    }
    if asked.figure_kind == "whole":
        return _("Nhập số nguyên từ %(least)s đến %(most)s %(unit)s.") % told
    return _("Nhập số từ %(least)s đến %(most)s %(unit)s.") % told


def _end(limit: float | None, vital: Vital) -> str:
    return "" if limit is None else figure(limit, vital.decimals)


_FINDINGS = {
    Verdict.IMPOSSIBLE: gettext_noop(
        "%(label)s %(value)s %(unit)s không thể đúng (từ %(low)s đến %(high)s). Hãy gõ lại."
    ),
    Verdict.CHECK: gettext_noop("%(label)s %(value)s %(unit)s: hãy đo lại, đúng thì cứ lưu."),
    Verdict.HIGH: gettext_noop("%(label)s cao (trên %(high)s %(unit)s)."),
    Verdict.LOW: gettext_noop("%(label)s thấp (dưới %(low)s %(unit)s)."),
    Verdict.USUAL: "",
}
# A child's ranges are what is usual at that age, from a table that nobody has verified yet.
_BY_AGE = {
    Verdict.HIGH: gettext_noop(
        "%(label)s trên khoảng thường gặp theo tuổi (%(high)s %(unit)s, chưa xác minh)."
    ),
    Verdict.LOW: gettext_noop(
        "%(label)s dưới khoảng thường gặp theo tuổi (%(low)s %(unit)s, chưa xác minh)."
    ),
}


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
