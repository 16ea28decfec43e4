"""What states are called on pages, and with which tone."""

from django.utils.translation import gettext as _

from tuyen.domains.sampling.rules import State

TONES = {
    State.REJECTED: "warn",
    State.RETEST: "warn",
    State.POSITIVE: "bad",
    State.INDETERMINATE: "warn",
    State.NEGATIVE: "good",
    State.NEGATIVE_POOLED: "good",
}


def of_state(state: State) -> str:
    return {
        State.PLANNED: _("Chưa lấy mẫu"),
        State.TAKEN: _("Đã lấy, chưa gửi"),
        State.SENT: _("Đã gửi, chưa nhận"),
        State.RECEIVED: _("Đã nhận, chờ kết quả"),
        State.REJECTED: _("Mẫu bị từ chối, cần lấy lại"),
        State.WAITS_CHECK: _("Có kết quả, chờ duyệt"),
        State.RETEST: _("Cần xét nghiệm lại riêng"),
        State.NEGATIVE: _("Âm tính"),
        State.NEGATIVE_POOLED: _("Âm tính theo mẫu gộp"),
        State.POSITIVE: _("Dương tính"),
        State.INDETERMINATE: _("Không xác định"),
    }[state]
