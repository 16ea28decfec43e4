"""Handing out a prescription of two drugs through HTTP, beside the raw probe in the same minute.

Every terminal takes from the same two lots, as at a real counter. CPU is that of the server's processes
(and the database's), taken from the kernel, as in bench/visits.py.
"""

import json
import uuid
from pathlib import Path
from typing import Any, NamedTuple

from bench import ground, served, station
from bench.served import Request, Server
from bench.visits import _counted, _middle, _rows

TABLES = ("record_dispense", "pharmacy_stockmovement")
DRUGS = ("paracetamol-500-tab", "amoxicillin-500-cap")
ROWS = 4
TURNS = 4


class Sheet(NamedTuple):
    """A prescription that waits, and the ids of its lines."""

    id: uuid.UUID
    lines: list[uuid.UUID]


def run(*, quick: bool = False) -> None:
    home = ground.fresh_home()
    ground.start_django()
    from django.db import connection

    from tuyen.registry.areas.load import load_areas

    load_areas()
    place = station.station()
    count = 16 if quick else 1_600
    patients = station.people(place.unit_id, count * 2 + 80)
    lots = _stock(place.unit_id)
    sheets = _sheets(place.unit_id, patients)
    statements = _statements(place, sheets.pop(), lots)
    _keep_rows(home, lots)
    is_hub = connection.vendor == "postgresql"
    with served.served(workers=2 if is_hub else 1, settings="bench.raw_settings") as server:
        _warm(server, place, [sheets.pop() for _n in range(32)], lots)
        for clients in (1, 8):
            _hand_out(
                server, place, [sheets.pop() for _n in range(count)], lots, clients, statements
            )


def _stock(unit_id: uuid.UUID) -> list[uuid.UUID]:
    """Two lots that never run out."""
    import datetime as dt
    from dataclasses import replace

    from tuyen.core import clock
    from tuyen.core.actor import SYSTEM
    from tuyen.domains.pharmacy.actions import items, receipts
    from tuyen.domains.pharmacy.models import StockBalance

    keeper = replace(SYSTEM, unit_id=unit_id)
    lines = []
    for number, code in enumerate(DRUGS):
        item = items.item_with_code(code, keeper)
        assert item is not None
        expires_on = clock.today() + dt.timedelta(days=400)
        lines.append(receipts.Line(item, f"L{number}", expires_on, 1_000_000))
    receipts.receive(lines=lines, source="insurance", by=keeper)
    by_code = dict(StockBalance.objects.values_list("drug_code", "lot_id"))
    return [by_code[code] for code in DRUGS]


def _sheets(unit_id: uuid.UUID, patients: list[uuid.UUID]) -> list[Sheet]:
    """Everybody has been seen and goes to the counter."""
    from tuyen.core.actor import SYSTEM
    from tuyen.platform.changes import bulk

    found: list[Sheet] = []
    groups = (_sheet(unit_id, patient, number, found) for number, patient in enumerate(patients))
    for _written in bulk.load(actor=SYSTEM, reason="bench.load", groups=groups):
        pass
    return found


def _sheet(unit_id: uuid.UUID, patient_id: uuid.UUID, number: int, found: list[Sheet]) -> list[Any]:
    from tuyen.core import clock
    from tuyen.core.ids import uuid7
    from tuyen.platform.changes.bulk import row_of
    from tuyen.record.models import MedicationRequest, Prescription

    now, day = clock.now(), clock.today()
    about = {"patient_id": patient_id, "encounter_id": uuid7()}
    sheet = row_of(
        Prescription, uuid7(), unit_id=unit_id, number=f"1201m{number:07d}-C", signed_at=now,
        prescriber_name="Bác sĩ Mẫu", **about,
    )  # fmt: skip
    lines = [
        row_of(
            MedicationRequest, uuid7(), prescription_id=sheet.id, line=place, drug_code=code,
            drug=code, strength="500 mg", quantity=15.0, unit="viên", dose="1 viên x 3 lần/ngày",
            days=5, day=day, **about,
        )
        for place, code in enumerate(DRUGS, start=1)
    ]  # fmt: skip
    found.append(Sheet(sheet.id, [line.id for line in lines]))
    return [sheet, *lines]


def _form(token: str, sheet: Sheet, lots: list[uuid.UUID]) -> list[tuple[str, str]]:
    fields = [("csrfmiddlewaretoken", token), ("repeat", str(uuid.uuid4()))]
    for line, lot in zip(sheet.lines, lots, strict=True):
        fields += [("line", str(line)), ("lot", str(lot)), ("quantity", "15")]
        fields += [(f"declined_{line}", "")]
    return fields


def _post(place: Any, number: int, path: str, sheet: Sheet, lots: list[uuid.UUID]) -> Request:
    browser = place.browsers[number % len(place.browsers)]
    body = served.body_of(_form(browser.token, sheet, lots))
    return Request(browser, path.format(sheet.id), body)


def _warm(server: Server, place: Any, sheets: list[Sheet], lots: list[uuid.UUID]) -> None:
    for path, some in zip(_PATHS, (sheets[:16], sheets[16:]), strict=True):
        requests = [_post(place, n, path, sheet, lots) for n, sheet in enumerate(some)]
        server.run(requests, 4, lambda status: status == 302)


_PATHS = ("/pharmacy/prescriptions/{}/", "/raw/dispense/{}/")


def _hand_out(
    server: Server,
    place: Any,
    sheets: list[Sheet],
    lots: list[uuid.UUID],
    clients: int,
    statements: int,
) -> None:
    """Product and probe in turns, so that a busy minute is a busy minute for both."""
    from django.db import connection

    runs: dict[str, list[Any]] = {path: [] for path in _PATHS}
    part = max(len(sheets) // TURNS, 4)
    for turn in range(TURNS):
        some = sheets[turn * part : (turn + 1) * part]
        for path, found in runs.items():
            requests = [_post(place, n, path, sheet, lots) for n, sheet in enumerate(some)]
            found.append(server.run(requests, clients, lambda status: status == 302))
    product, probe = (_middle(found) for found in runs.values())
    ground.line(
        "dispense a prescription",
        engine=connection.vendor,
        clients=clients,
        rows=ROWS,
        statements=statements,
        **product.figures(
            raw_a_second=round(probe.a_second, 1),
            raw_cpu_ms=round(probe.cpu_ms, 2),
            ratio_to_raw=round(product.a_second / probe.a_second, 3),
            cpu_ratio_to_raw=round(probe.cpu_ms / product.cpu_ms, 3),
        ),
        goal={"cpu_ms": 2, "ratio_to_raw": 0.5},
    )


def _statements(place: Any, sheet: Sheet, lots: list[uuid.UUID]) -> int:
    from django.test import Client

    browser = place.browsers[0]
    form: dict[str, list[str]] = {}
    for name, value in _form(browser.token, sheet, lots):
        form.setdefault(name, []).append(value)
    client = Client(headers={"cookie": browser.cookies})
    client.get("/pharmacy/")  # what a process asks once is no part of it
    return _counted(lambda: client.post(_PATHS[0].format(sheet.id), form), 302)


def _keep_rows(home: Path, lots: list[uuid.UUID]) -> None:
    """The one hand-over that the product has written so far, for the probe to write again and again."""
    from django.db import connection

    from tuyen.platform.changes.lanes import LANES
    from tuyen.platform.changes.models import Lane

    for number in range(LANES):
        Lane.objects.get_or_create(number=number)
    kept: dict[str, Any] = {
        "tables": list(TABLES),
        "lots": [{"bytes": lot.hex} for lot in lots],
        "look": "SELECT quantity FROM pharmacy_stockbalance WHERE lot_id = %s",
        "lower": "UPDATE pharmacy_stockbalance SET quantity = quantity - 15 WHERE lot_id = %s",
    }
    if connection.vendor == "postgresql":
        kept["look"] += " FOR UPDATE"
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM record_dispense")
        kept["record_dispense"] = _rows(cursor)
        cursor.execute("SELECT * FROM pharmacy_stockmovement WHERE kind = 'dispense'")
        kept["pharmacy_stockmovement"] = _rows(cursor)
        cursor.execute(
            "SELECT * FROM changes_bundle WHERE reason = 'pharmacy.dispense' AND patient_id IS NOT NULL"
        )
        kept["changes_bundle"] = _rows(cursor)
    (home / "raw.json").write_text(json.dumps(kept, default=str))
