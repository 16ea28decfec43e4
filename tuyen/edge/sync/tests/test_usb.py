"""A file on a stick goes to one machine, whole, or it is refused with a sentence."""

from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from tuyen.core.errors import Refused
from tuyen.core.ids import uuid7
from tuyen.edge.sync import usb

PIECES = [b"visits of the morning" * 100, b"", b"a referral"]
STATION = Ed25519PrivateKey.generate()
HUB_BOX = X25519PrivateKey.generate()


def _verify(key: Ed25519PrivateKey = STATION) -> usb.Verify:
    def verify(said: bytes, signature: bytes) -> bool:
        try:
            key.public_key().verify(signature, said)
        except InvalidSignature:
            return False
        return True

    return verify


def _box(key: X25519PrivateKey = HUB_BOX) -> Callable[[bytes], bytes]:
    return lambda public: key.exchange(X25519PublicKey.from_public_bytes(public))


def _written(path: Path, lock: usb.Lock, pieces: list[bytes] = PIECES) -> Path:
    lid = usb.Lid(uuid7(), "Trạm Mẫu", uuid7(), "Sở Mẫu", 1_790_000_000_000, lock.kind, lock.salt)
    usb.write(path / "gửi.tuyen", lid, lock.key, pieces, STATION.sign)
    return path / "gửi.tuyen"


def _hub_lock() -> usb.Lock:
    return usb.lock_for(HUB_BOX.public_key().public_bytes_raw())


@pytest.mark.parametrize("pieces", [PIECES, [], [b"one"]])
def test_the_machine_it_was_made_for_reads_it(tmp_path: Path, pieces: list[bytes]) -> None:
    read = usb.checked(_written(tmp_path, _hub_lock(), pieces), _verify())

    found = list(usb.pieces_of(read, usb.opened_by(read.lid, _box(), None)))

    assert found == (pieces or [b""])
    assert read.lid.from_name == "Trạm Mẫu"


def test_a_passphrase_opens_it_and_another_one_does_not(tmp_path: Path) -> None:
    read = usb.checked(_written(tmp_path, usb.lock_with("bốn từ rất dài")), _verify())

    assert list(usb.pieces_of(read, usb.opened_by(read.lid, None, "bốn từ rất dài"))) == PIECES
    with pytest.raises(Refused, match="Mật khẩu"):
        list(usb.pieces_of(read, usb.opened_by(read.lid, None, "từ khác")))
    with pytest.raises(Refused, match="mật khẩu"):
        usb.opened_by(read.lid, None, None)


def test_another_machine_cannot_open_it(tmp_path: Path) -> None:
    read = usb.checked(_written(tmp_path, _hub_lock()), _verify())
    other = usb.opened_by(read.lid, _box(X25519PrivateKey.generate()), None)

    with pytest.raises(Refused, match="máy khác"):
        list(usb.pieces_of(read, other))


def test_nothing_in_it_can_be_read_without_the_key(tmp_path: Path) -> None:
    raw = _written(tmp_path, _hub_lock()).read_bytes()

    assert b"visits" not in raw
    assert b"referral" not in raw


def test_cut_anywhere_it_is_refused_before_anything_is_taken(tmp_path: Path) -> None:
    path = _written(tmp_path, _hub_lock())
    raw = path.read_bytes()
    for keep in [*range(0, len(raw), 37), len(raw) - 1]:
        path.write_bytes(raw[:keep])

        with pytest.raises(Refused):
            usb.checked(path, _verify())


def test_one_changed_byte_or_another_writer_is_refused(tmp_path: Path) -> None:
    path = _written(tmp_path, _hub_lock())
    raw = path.read_bytes()

    with pytest.raises(Refused, match="hỏng"):
        usb.checked(path, _verify(Ed25519PrivateKey.generate()))
    for at in range(0, len(raw), 41):
        path.write_bytes(raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :])
        with pytest.raises(Refused):
            usb.checked(path, _verify())


def test_a_file_of_another_kind_is_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "ảnh.jpg"
    path.write_bytes(b"\xff\xd8\xff" * 100)

    with pytest.raises(Refused, match="không phải"):
        usb.checked(path, _verify())


def test_a_full_stick_leaves_no_half_file(tmp_path: Path) -> None:
    def breaks() -> list[bytes]:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        usb.write(
            tmp_path / "x.tuyen",
            usb.Lid(uuid7(), "", uuid7(), "", 0, "key", b""),
            bytes(32),
            (breaks() for _ in range(1)),  # type: ignore[misc]
            STATION.sign,
        )

    assert list(tmp_path.iterdir()) == []
