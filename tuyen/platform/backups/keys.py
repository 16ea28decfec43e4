"""To whom a backup is sealed: a key in a file, or one that a passphrase gives back.

The machine keeps the public half only (`TUYEN_HOME/backup.pub`): it can seal by itself, every hour, and
whoever steals it opens nothing.
"""

import functools
import json
import os
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from django.conf import settings
from django.utils.translation import gettext as _

from tuyen.core.errors import Refused

SHORTEST_PASSPHRASE = 12
# 64 MB and some 0.2 s a guess; a header that asks for more than the most is not followed
COST, BLOCK, LANES = 1 << 16, 8, 1
MOST_COST = 1 << 20


@dataclass(frozen=True)
class Recipient:
    """The public half as hexadecimal digits; `salt` and `cost` where a passphrase gives the other."""

    public: str
    salt: str = ""
    cost: int = 0

    @property
    def mark(self) -> str:
        """Tells keys apart at a glance."""
        return sha256(bytes.fromhex(self.public)).hexdigest()[:8]


@dataclass(frozen=True)
class Secret:
    """What the person who opens a backup brings along: one of the two."""

    passphrase: str = ""
    file: Path | None = None


def of_passphrase(said: str) -> Recipient:
    if len(said) < SHORTEST_PASSPHRASE:
        told = {"count": SHORTEST_PASSPHRASE}
        raise Refused(_("Mật khẩu sao lưu cần ít nhất %(count)s ký tự.") % told)
    salt = os.urandom(16)
    return Recipient(_public_of(_derived(said, salt, COST)), salt.hex(), COST)


def of_new_file(file: Path) -> Recipient:
    """A fresh key; the file is the only thing that opens what is sealed to it."""
    private = X25519PrivateKey.generate()
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as fault:
        raise Refused(_("Tệp %(file)s đã có. Chọn tên khác.") % {"file": file}) from fault
    with os.fdopen(handle, "w") as written:
        written.write(private.private_bytes_raw().hex() + "\n")
        written.flush()
        os.fsync(written.fileno())
    return Recipient(_public_of(private))


def private_for(to: Recipient, secret: Secret) -> X25519PrivateKey:
    """The private half, or a refusal: another passphrase, another file."""
    private = _from_file(secret.file) if secret.file else _from_passphrase(to, secret.passphrase)
    if _public_of(private) != to.public:
        raise Refused(_("Mật khẩu hoặc tệp khóa không mở được bản sao lưu này."))
    return private


def _from_file(file: Path) -> X25519PrivateKey:
    try:
        return X25519PrivateKey.from_private_bytes(bytes.fromhex(file.read_text().strip()))
    except (OSError, ValueError) as fault:
        raise Refused(_("Không đọc được tệp khóa %(file)s.") % {"file": file}) from fault


def _from_passphrase(to: Recipient, said: str) -> X25519PrivateKey:
    if not to.salt:
        raise Refused(_("Bản sao lưu này được mã hóa bằng tệp khóa. Thêm: --key TỆP"))
    if not said:
        raise Refused(_("Bản sao lưu này được mã hóa. Cần mật khẩu sao lưu."))
    if not 2 <= to.cost <= MOST_COST:
        raise Refused(_("Phần đầu của tệp sao lưu không đúng."))
    return _derived(said, bytes.fromhex(to.salt), to.cost)


@functools.lru_cache(maxsize=2)  # a restore opens many files with one passphrase
def _derived(said: str, salt: bytes, cost: int) -> X25519PrivateKey:
    scrypt = Scrypt(salt=salt, length=32, n=cost, r=BLOCK, p=LANES)
    return X25519PrivateKey.from_private_bytes(scrypt.derive(said.encode()))


def _public_of(private: X25519PrivateKey) -> str:
    return private.public_key().public_bytes_raw().hex()


def kept_at() -> Path:
    return Path(settings.TUYEN_HOME) / "backup.pub"


def recipient() -> Recipient | None:
    """To whom this machine seals; None where backups are kept in clear."""
    if not kept_at().exists():
        return None
    try:
        return Recipient(**json.loads(kept_at().read_text()))
    except (ValueError, TypeError) as fault:
        said = _("Không đọc được %(file)s. Đặt lại khóa: tuyen backup key")
        raise Refused(said % {"file": kept_at()}) from fault


def keep(to: Recipient | None) -> None:
    """From now on; backups made before stay as they are."""
    if to is None:
        kept_at().unlink(missing_ok=True)
        return
    fresh = kept_at().with_suffix(".new")
    fresh.write_text(json.dumps(asdict(to)) + "\n")
    fresh.replace(kept_at())
