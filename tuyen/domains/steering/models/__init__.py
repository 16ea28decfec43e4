from tuyen.domains.steering.models.agreements import Agreement, Commitment
from tuyen.domains.steering.models.hotline import DutyTurn, HotlineCall, HotlineLine
from tuyen.domains.steering.models.limits import AgreedLimit
from tuyen.domains.steering.models.plans import DirectionEntry, DirectionPlan, PlanLine
from tuyen.domains.steering.models.support import SupportRequest, SupportStep

__all__ = [
    "AgreedLimit",
    "Agreement",
    "Commitment",
    "DirectionEntry",
    "DirectionPlan",
    "DutyTurn",
    "HotlineCall",
    "HotlineLine",
    "PlanLine",
    "SupportRequest",
    "SupportStep",
]
