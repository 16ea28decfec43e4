from tuyen.domains.sampling.models.consignments import Consignment, ConsignmentReceipt
from tuyen.domains.sampling.models.pools import PoolResult, SamplePool
from tuyen.domains.sampling.models.rounds import RoundMember, SampleRound

__all__ = [
    "Consignment",
    "ConsignmentReceipt",
    "PoolResult",
    "RoundMember",
    "SamplePool",
    "SampleRound",
]
