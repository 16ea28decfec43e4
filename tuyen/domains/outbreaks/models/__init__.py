from tuyen.domains.outbreaks.models.outbreaks import (
    Contact,
    ContactLook,
    Outbreak,
    OutbreakMeasure,
    OutbreakReport,
)
from tuyen.domains.outbreaks.models.zones import Zone, ZoneOrder, ZoneSupply

__all__ = [
    "Contact",
    "ContactLook",
    "Outbreak",
    "OutbreakMeasure",
    "OutbreakReport",
    "Zone",
    "ZoneOrder",
    "ZoneSupply",
]
