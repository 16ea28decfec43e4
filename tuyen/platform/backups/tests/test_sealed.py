"""A sealed backup opens whole for whoever has the key, and not at all otherwise."""

from pathlib import Path
from typing import Any

import pytest

from tuyen.core.errors import Refused
from tuyen.platform.backups import actions, keys, manifest, sealed
from tuyen.platform.backups.keys import Recipient, Secret

PHRASE = "con trâu đi trước cái cày"


@pytest.fixture(autouse=True)
def _quick_guesses(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cost of a guess is no part of these tests."""
    monkeypatch.setattr(keys, "COST", 16)


@pytest.fixture
def to() -> Recipient:
    return keys.of_passphrase(PHRASE)


@pytest.mark.parametrize("size", [0, 1, sealed.PIECE, 2 * sealed.PIECE + 7])
def test_what_was_sealed_comes_back_as_it_was(to: Recipient, tmp_path: Path, size: int) -> None:
    plain = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    (tmp_path / "plain").write_bytes(plain)

    sealed.seal(tmp_path / "plain", tmp_path / "sealed", to)
    sealed.open_into(tmp_path / "sealed", tmp_path / "again", Secret(PHRASE))

    assert (tmp_path / "again").read_bytes() == plain
    assert plain[:40] not in (tmp_path / "sealed").read_bytes() or size < 40


def _cut_at_a_piece(whole: bytes) -> bytes:
    return whole[: -(7 + sealed.TAG)]


SPOILT = {
    "cut": lambda whole: whole[:-1],
    "cut at a piece": _cut_at_a_piece,
    "longer": lambda whole: whole + b"x",
    "altered": lambda whole: whole[:-30] + bytes([whole[-30] ^ 1]) + whole[-29:],
    "other head": lambda whole: whole.replace(b'"cost": 16', b'"cost": 32'),
    "no head": lambda whole: whole[20:],
    "empty": lambda _whole: b"",
    "a guess that costs a year": lambda whole: whole.replace(b'"cost": 16', b'"cost": 99999999999'),
}


@pytest.mark.parametrize("how", SPOILT)
def test_a_file_that_was_cut_or_altered_is_refused(to: Recipient, tmp_path: Path, how: str) -> None:
    (tmp_path / "plain").write_bytes(b"y" * (2 * sealed.PIECE + 7))
    sealed.seal(tmp_path / "plain", tmp_path / "sealed", to)
    whole = (tmp_path / "sealed").read_bytes()

    (tmp_path / "sealed").write_bytes(SPOILT[how](whole))

    with pytest.raises(Refused):
        sealed.open_into(tmp_path / "sealed", tmp_path / "again", Secret(PHRASE))


def test_two_files_sealed_alike_have_nothing_in_common(to: Recipient, tmp_path: Path) -> None:
    (tmp_path / "plain").write_bytes(b"y" * 1000)

    for name in ("one", "two"):
        sealed.seal(tmp_path / "plain", tmp_path / name, to)

    one, two = ((tmp_path / name).read_bytes()[-1000:] for name in ("one", "two"))
    assert one != two


def test_a_key_in_a_file_opens_and_another_does_not(tmp_path: Path) -> None:
    to = keys.of_new_file(tmp_path / "mine.key")
    keys.of_new_file(tmp_path / "other.key")
    (tmp_path / "plain").write_bytes(b"chart")
    sealed.seal(tmp_path / "plain", tmp_path / "sealed", to)

    sealed.open_into(tmp_path / "sealed", tmp_path / "again", Secret(file=tmp_path / "mine.key"))

    assert (tmp_path / "again").read_bytes() == b"chart"
    assert (tmp_path / "mine.key").stat().st_mode & 0o077 == 0
    for wrong in (Secret(file=tmp_path / "other.key"), Secret(PHRASE), Secret()):
        with pytest.raises(Refused):
            sealed.open_into(tmp_path / "sealed", tmp_path / "again", wrong)


def test_a_short_passphrase_is_no_passphrase() -> None:
    with pytest.raises(Refused, match="12"):
        keys.of_passphrase("12345678901")


def test_nothing_of_a_sealed_backup_lies_in_clear_and_the_key_never_does(
    tmp_path: Path, settings: Any, transactional_db: None, to: Recipient
) -> None:
    settings.TUYEN_HOME, settings.MEDIA_ROOT = tmp_path, tmp_path / "blobs"
    (tmp_path / "blobs" / "ab").mkdir(parents=True)
    (tmp_path / "blobs" / "ab" / "abcdef").write_bytes(b"a scanned paper")
    keys.keep(to)

    file = actions.take(tmp_path / "copies", keys.recipient())

    said = manifest.read(file)
    everything = [path for path in (tmp_path / "copies").rglob("*") if path.is_file()]
    assert said.sealed_to == to.mark
    assert not any(b"SQLite format 3" in path.read_bytes() for path in everything)
    assert not any(b"a scanned paper" in path.read_bytes() for path in everything)
    assert PHRASE not in keys.kept_at().read_text()
    with pytest.raises(Refused, match="mã hóa"):
        actions.bring_back(file)
