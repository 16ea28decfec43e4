from tuyen.domains.outbreaks.forms.outbreaks import (
    CloseForm,
    ContactForm,
    EndForm,
    FindForm,
    LookForm,
    MeasureForm,
    OpenForm,
    ReopenForm,
    ReportForm,
    SourceForm,
)
from tuyen.domains.outbreaks.forms.zones import (
    CountForm,
    LiftForm,
    OrderForm,
    SupplyForm,
    TickForm,
    ZoneForm,
)

__all__ = [
    "CloseForm",
    "ContactForm",
    "CountForm",
    "EndForm",
    "FindForm",
    "LiftForm",
    "LookForm",
    "MeasureForm",
    "OpenForm",
    "OrderForm",
    "ReopenForm",
    "ReportForm",
    "SourceForm",
    "SupplyForm",
    "TickForm",
    "ZoneForm",
]
