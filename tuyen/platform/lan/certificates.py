"""The node's own authority and the server's certificate under it. Django is not needed here."""

import datetime as dt
import ipaddress
import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tuyen.platform.lan.addresses import PRIVATE

AUTHORITY_DAYS = 3650
SERVER_DAYS = 397  # browsers refuse a server's certificate that holds longer
RENEW_BEFORE_DAYS = 30
_NAMES = ("local", "localhost")
_LOOP = ipaddress.ip_network("127.0.0.0/8")


class Files(NamedTuple):
    """Where the server finds them; keys are readable by the owner only."""

    authority: Path
    certificate: Path
    key: Path


class _Pair(NamedTuple):
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def files_in(home: Path) -> Files:
    folder = home / "tls"
    return Files(folder / "authority.pem", folder / "server.pem", folder / "server.key")


def prepare(home: Path, names: Sequence[str], addresses: Sequence[str], now: dt.datetime) -> Files:
    """Both certificates on disk, made where they are missing, run out or fit other names."""
    files = files_in(home)
    files.authority.parent.mkdir(parents=True, exist_ok=True)
    authority = _authority(files.authority, now)
    if not _still_fits(files, authority.certificate, names, addresses, now):
        made = _server(authority, names, addresses, now)
        _keep(files.certificate, made, files.key)
    return files


def fingerprint(authority: Path) -> str:
    """SHA-256 of the authority, in pairs, as phones and browsers show it."""
    digest = _read(authority).fingerprint(hashes.SHA256()).hex().upper()
    return ":".join(digest[at : at + 2] for at in range(0, len(digest), 2))


def as_der(authority: Path) -> bytes:
    """What a phone installs (`application/x-x509-ca-cert`)."""
    return _read(authority).public_bytes(serialization.Encoding.DER)


def _read(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def _authority(path: Path, now: dt.datetime) -> _Pair:
    key_path = path.with_suffix(".key")
    if path.exists() and key_path.exists():
        key = serialization.load_pem_private_key(key_path.read_bytes(), None)
        certificate = _read(path)
        if certificate.not_valid_after_utc > now and isinstance(key, ec.EllipticCurvePrivateKey):
            return _Pair(certificate, key)
    made = _new_authority(now)
    _keep(path, made, key_path)
    return made


def _new_authority(now: dt.datetime) -> _Pair:
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(f"Tuyến – máy trạm {now:%d/%m/%Y}")
    may_sign = x509.KeyUsage(
        digital_signature=False, content_commitment=False, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=True, crl_sign=True,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
    built = (
        _builder(name, name, key, now, AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(may_sign, critical=True)
        .add_extension(x509.NameConstraints(_permitted(), None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    return _Pair(built.sign(key, hashes.SHA256()), key)


def _permitted() -> list[x509.GeneralName]:
    names: list[x509.GeneralName] = [x509.DNSName(name) for name in _NAMES]
    return names + [x509.IPAddress(each) for each in (_LOOP, *PRIVATE)]


def _server(
    authority: _Pair, names: Sequence[str], addresses: Sequence[str], now: dt.datetime
) -> _Pair:
    key = ec.generate_private_key(ec.SECP256R1())
    issuer = authority.certificate
    built = (
        _builder(_name(names[0]), issuer.subject, key, now, SERVER_DAYS)
        .add_extension(x509.SubjectAlternativeName(_wanted(names, addresses)), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key()),
            critical=False,
        )
    )
    return _Pair(built.sign(authority.key, hashes.SHA256()), key)


def _wanted(names: Sequence[str], addresses: Sequence[str]) -> list[x509.GeneralName]:
    found: list[x509.GeneralName] = [x509.DNSName(name) for name in names]
    return found + [x509.IPAddress(ipaddress.ip_address(each)) for each in addresses]


def _still_fits(
    files: Files,
    authority: x509.Certificate,
    names: Sequence[str],
    addresses: Sequence[str],
    now: dt.datetime,
) -> bool:
    if not (files.certificate.exists() and files.key.exists()):
        return False
    found = _read(files.certificate)
    known = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    is_fresh = found.not_valid_after_utc - now > dt.timedelta(days=RENEW_BEFORE_DAYS)
    return (
        is_fresh and found.issuer == authority.subject and list(known) == _wanted(names, addresses)
    )


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    now: dt.datetime,
    days: int,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))  # phones' clocks run behind
        .not_valid_after(now + dt.timedelta(days=days))
    )


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common[:64])])


def _keep(path: Path, made: _Pair, key_path: Path) -> None:
    raw = made.key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    _write_secret(key_path, raw)
    path.write_bytes(made.certificate.public_bytes(serialization.Encoding.PEM))


def _write_secret(path: Path, raw: bytes) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(raw)
