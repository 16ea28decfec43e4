from tuyen.domains.steering.models.agreements import Agreement, Commitment
from tuyen.domains.steering.models.hotline import DutyTurn, HotlineCall, HotlineLine
from tuyen.domains.steering.models.support import SupportRequest, SupportStep

__all__ = [
    "Agreement",
    "Commitment",
    "DutyTurn",
    "HotlineCall",
    "HotlineLine",
    "SupportRequest",
    "SupportStep",
]
