"""What happens elsewhere and concerns a case: a referral moves, a person takes a consent back."""

from tuyen.core.bus import listens_to
from tuyen.domains.teleconsult import revoked
from tuyen.domains.teleconsult.learning_actions import PURPOSE
from tuyen.record.actions.consult_moves import follow_referral
from tuyen.record.events import ConsentEnded, ReferralMoved


@listens_to(ReferralMoved)
def tell_the_case(event: ReferralMoved) -> None:
    follow_referral(referral_id=event.referral_id, verb=event.verb)


@listens_to(ConsentEnded)
def take_out_of_the_catalogue(event: ConsentEnded) -> None:
    if event.purpose == PURPOSE:
        revoked.withdraw_of(event.patient_id)
