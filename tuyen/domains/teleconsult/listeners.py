"""A referral moves: the case that led to it hears of it."""

from tuyen.core.bus import listens_to
from tuyen.record.actions.consult_moves import follow_referral
from tuyen.record.events import ReferralMoved


@listens_to(ReferralMoved)
def tell_the_case(event: ReferralMoved) -> None:
    follow_referral(referral_id=event.referral_id, verb=event.verb)
