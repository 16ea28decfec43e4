"""Trains the dictionary of the wire on the demo network and on visits through the real form:

    TUYEN_HOME=/tmp/words tuyen demo && TUYEN_HOME=/tmp/words tools/wire_dictionary.py 1

A dictionary is kept for ever under its number. Once a release carries one, train the next number and
raise DICTIONARY in tuyen/edge/sync/frames.py.
"""

import os
import random
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuyen.settings")

import django  # noqa: E402

django.setup()

import msgspec  # noqa: E402
import zstandard  # noqa: E402

from bench import station  # noqa: E402
from tuyen.edge.sync import batches, messages  # noqa: E402
from tuyen.platform.changes import codec  # noqa: E402
from tuyen.platform.changes.header import Header  # noqa: E402
from tuyen.platform.changes.models import Bundle  # noqa: E402

VISITS, OTHERS, LARGEST = 500, 3_000, 3_000
SIZE = 32 * 2**10
SAID = (
    "Ho 3 ngày",
    "Sốt từ tối qua, ăn kém",
    "Đau bụng quanh rốn, không nôn",
    "Tái khám, đỡ nhiều",
    "Đau đầu, chóng mặt khi đứng dậy",
    "Tiêu chảy 4 lần, không máu",
)
_json = msgspec.json.Encoder()
_msgpack = msgspec.msgpack.Encoder()


def main(number: int) -> None:
    samples: list[bytes | bytearray | memoryview[int]] = [*_visits(), *_others()]
    found = zstandard.train_dictionary(
        SIZE, samples, level=9, dict_id=0x5459_0000 + number, split_point=1.0
    )
    path = ROOT / "tuyen" / "edge" / "sync" / f"wire-{number}.zdict"
    path.write_bytes(found.as_bytes())
    print(path, len(samples), "samples", len(found), "bytes")  # noqa: T201


def _visits() -> Iterator[bytes]:
    """Each visit alone, and in small batches."""
    known = set(Bundle.objects.values_list("id", flat=True))
    _record_visits(random.Random(7))
    rows = list(Bundle.objects.filter(reason="visit.finish").order_by("hlc", "origin_seq"))
    made = [_sent(b, n) for n, b in enumerate(rows) if b.id not in known]
    for size in (2, 2, 2, 6, 16):
        for at in range(0, len(made), size):
            yield _bytes(made[at : at + size])


def _record_visits(chance: random.Random) -> None:
    from django.test import Client

    from tuyen.registry.terms.models import Code

    codes = list(
        Code.objects.filter(code_set__scheme__startswith="icd10").values_list("code", flat=True)
    )
    place = station.station()
    patients = station.people(place.unit_id, VISITS)
    for number, entry in enumerate(station.queue(place.unit_id, patients)):
        browser = place.browsers[number % len(place.browsers)]
        form = dict(station.visit_form(browser.token)) | {
            "reasons": ["fever", "cough"],
            "pressure": f"{chance.randint(95, 175)}/{chance.randint(55, 100)}",
            "temperature": f"{chance.uniform(36, 39.5):.1f}".replace(".", ","),
            "note": f"{chance.choice(SAID)}, {chance.randint(1, 9)} ngày",
            "dx_code": chance.choice(codes),
            "rx_dose": chance.choice(["1x3", "2x2", "1x2"]),
            "rx_days": str(chance.randint(2, 14)),
        }
        Client(headers={"cookie": browser.cookies}).post(f"/queue/{entry}/visit/", form)


def _others() -> Iterator[bytes]:
    """Referrals, consultations, stock, staff: one bundle each."""
    rows = Bundle.objects.exclude(reason="visit.finish").order_by("id")
    left = OTHERS
    for number, bundle in enumerate(rows.iterator()):
        if (
            left
            and (bundle.reason != "demo.load" or number % 8 == 0)
            and len(bundle.body) < LARGEST
        ):
            left -= 1
            yield _bytes([_sent(bundle, number)])


def _sent(bundle: Bundle, number: int) -> batches.Sent:
    raw = _json.encode(msgspec.json.decode(_json.encode(codec.unpack(bytes(bundle.body)))))
    names = {name: getattr(bundle, name) for name in Header.__slots__ if name != "bundle_id"}
    header = replace(Header(bundle_id=bundle.id, **names), schema_ver=2)
    return batches.Sent(header, raw, header.sha256(raw), nseq=number)


def _bytes(batch: list[batches.Sent]) -> bytes:
    return _msgpack.encode(messages.Push(batches.pack(batch), [0, 4000, 100]))


if __name__ == "__main__":
    main(int(sys.argv[1]))
