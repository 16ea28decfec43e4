"""A test that an expert proposed, ordered by the local doctor for the open visit: one click, one person."""

from django.utils.translation import gettext as _

from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.record import permissions
from tuyen.record.actions.orders import Wanted, place_orders
from tuyen.record.models import Consult, ConsultAdvice, Order
from tuyen.record.queries import consult_proposals
from tuyen.record.queries import consults as queries
from tuyen.record.rules.consult_proposals import TEST


def take_test(*, consult: Consult, advice: ConsultAdvice, at: int, by: Actor) -> Order:
    """Refused without an open visit of today: an order belongs to a visit and to its doctor."""
    permissions.require_consult_asker(by, queries.is_asker(consult, by))
    if advice.status != queries.SIGNED or not 0 <= at < len(advice.proposals):
        raise Refused(_("Đề nghị này không còn."))
    said = advice.proposals[at]
    if said["kind"] != TEST or not said["code"]:
        raise Refused(_("Dòng này không có trong danh mục chỉ định: chỉ định bằng tay."))
    entry = consult_proposals.open_visit(consult, by)
    if entry is None:
        raise Refused(_("Tiếp nhận người bệnh hoặc mở lượt khám hôm nay trước, rồi bấm lại."))
    [order] = place_orders(
        person_id=consult.patient_id,
        wanted=[Wanted(said["code"])],
        by=by,
        reason=_("Theo lời khuyên hội chẩn %(number)s") % {"number": consult.number},
        entry_id=entry.id,
    )
    return order
