from tuyen.domains.vaccine_supply.models.cold import (
    ColdReading,
    Excursion,
    ExcursionLot,
    Fridge,
    LoggerDay,
)
from tuyen.domains.vaccine_supply.models.supply import (
    NeedPlace,
    NeedSheet,
    VaccineDelivery,
    VaccineRequest,
)

__all__ = [
    "ColdReading",
    "Excursion",
    "ExcursionLot",
    "Fridge",
    "LoggerDay",
    "NeedPlace",
    "NeedSheet",
    "VaccineDelivery",
    "VaccineRequest",
]
