"""Vaccine that left or arrived stands on the ledger of the store."""

from tuyen.core.bus import listens_to
from tuyen.domains.pharmacy.actions import vaccines
from tuyen.domains.vaccine_supply.events import VaccineReceived, VaccineSent


@listens_to(VaccineSent)
def take_out_what_was_sent(event: VaccineSent) -> None:
    vaccines.take_out(event.delivery_id)


@listens_to(VaccineReceived)
def take_in_what_arrived(event: VaccineReceived) -> None:
    vaccines.take_in(event.delivery_id)
