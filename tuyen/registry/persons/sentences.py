"""What the rules found, in words that say what to do."""

from django.utils.translation import gettext as _

from tuyen.registry.persons.rules import Fault, Odd


def sentence(fault: Fault) -> str:
    return {
        Fault.NOT_A_CARD: _("Đây không phải mã QR của thẻ căn cước. Hãy quét lại hoặc nhập tay."),
        Fault.GARBLED: _(
            "Mã QR bị gõ sai chữ: tắt bộ gõ tiếng Việt (chuyển sang E) rồi quét lại. "
            "Dòng vừa quét vẫn còn trong ô."
        ),
        Fault.NO_SUCH_DAY: _("Không có ngày này: kiểm tra lại ngày và tháng."),
        Fault.IN_THE_FUTURE: _("Ngày sinh ở tương lai: kiểm tra lại năm sinh."),
        Fault.TOO_OLD: _("Năm sinh quá xa: kiểm tra lại năm sinh."),
        Fault.NOT_A_BIRTH_DATE: _(
            "Nhập ngày sinh như 03/02/1979, 02/1979, 1979, hoặc ~1950 khi ước tính."
        ),
        Fault.NOT_A_CITIZEN_ID: _("Số định danh gồm đúng 12 chữ số."),
        Fault.NOT_AN_OLD_ID: _("Số CMND gồm 9 hoặc 12 chữ số."),
        Fault.NOT_A_PASSPORT: _("Số hộ chiếu gồm một hoặc hai chữ cái rồi 6 đến 8 chữ số."),
        Fault.NOT_A_CARD_NUMBER: _(
            "Thẻ BHYT gồm 15 ký tự: 2 chữ cái, 1 số mức hưởng (1–5) và 12 chữ số. "
            "Thẻ mới chỉ in 10 số thì nhập 10 số đó."
        ),
        Fault.NOT_A_SOCIAL_INSURANCE_NUMBER: _("Mã số BHXH gồm đúng 10 chữ số."),
        Fault.NOT_A_PHONE: _("Số điện thoại gồm 10 chữ số, bắt đầu bằng 0."),
    }[fault]


def remark(odd: Odd) -> str:
    """A second look is asked for; nothing is refused."""
    return {
        Odd.SEX_DISAGREES: _("Giới tính khác với số định danh: kiểm tra lại."),
        Odd.YEAR_DISAGREES: _("Năm sinh khác với số định danh: kiểm tra lại."),
        Odd.PROVINCE_UNKNOWN: _("Mã tỉnh trong số này không có trong danh mục: kiểm tra lại."),
        Odd.GROUP_UNKNOWN: _("Nhóm đối tượng trên thẻ BHYT không có trong danh mục: kiểm tra lại."),
        Odd.LEVEL_DISAGREES: _("Mức hưởng trên thẻ khác với nhóm đối tượng: kiểm tra lại thẻ."),
    }[odd]
