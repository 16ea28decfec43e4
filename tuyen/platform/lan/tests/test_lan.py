"""A phone of the station trusts the station's computer, and through it nothing else."""

import datetime as dt
import socket
import ssl
import stat
import threading
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from django.test import Client

from tuyen.platform.lan import addresses, certificates

NOW = dt.datetime(2026, 11, 20, 8, tzinfo=dt.UTC)
NAMES, NUMBERS = ["tram-1.local", "localhost"], ["127.0.0.1", "192.168.1.20"]


def _prepare(home: Path, now: dt.datetime = NOW, numbers: list[str] | None = None) -> bytes:
    files = certificates.prepare(home, NAMES, NUMBERS if numbers is None else numbers, now)
    return files.certificate.read_bytes()


def _shake_hands(home: Path, name: str) -> str:
    """A TLS handshake on the loop with the files of this home; the protocol that was agreed on."""
    files = certificates.files_in(home)
    serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    serving.load_cert_chain(files.certificate, files.key)
    asking = ssl.create_default_context(cafile=str(files.authority))
    ours, theirs = socket.socketpair()
    thread = threading.Thread(target=_answer, args=(serving, theirs))
    thread.start()
    try:
        with asking.wrap_socket(ours, server_hostname=name) as agreed:
            return str(agreed.version())
    finally:
        ours.close()
        thread.join()


def _answer(serving: ssl.SSLContext, theirs: socket.socket) -> None:
    try:
        serving.wrap_socket(theirs, server_side=True).close()
    except (ssl.SSLError, OSError):
        theirs.close()


@pytest.mark.parametrize("name", [*NAMES, *NUMBERS])
def test_a_device_that_trusts_the_authority_reaches_the_station_by_each_name(
    tmp_path: Path, name: str
) -> None:
    # the certificate begins today: a handshake judges it by the machine's own clock
    certificates.prepare(tmp_path, NAMES, NUMBERS, dt.datetime.now(dt.UTC))

    assert _shake_hands(tmp_path, name).startswith("TLSv1")


def test_the_authority_vouches_for_no_site_of_the_open_network(tmp_path: Path) -> None:
    certificates.prepare(
        tmp_path, ["bank.example.com", "localhost"], ["127.0.0.1"], dt.datetime.now(dt.UTC)
    )

    with pytest.raises(ssl.SSLCertVerificationError):
        _shake_hands(tmp_path, "bank.example.com")


def test_nothing_is_made_anew_while_it_holds(tmp_path: Path) -> None:
    first = _prepare(tmp_path)

    assert _prepare(tmp_path, NOW + dt.timedelta(days=300)) == first


def test_a_certificate_near_its_end_is_renewed_under_the_same_authority(tmp_path: Path) -> None:
    first = _prepare(tmp_path)
    trusted = certificates.fingerprint(certificates.files_in(tmp_path).authority)

    renewed = _prepare(tmp_path, NOW + dt.timedelta(days=380))

    assert renewed != first
    assert certificates.fingerprint(certificates.files_in(tmp_path).authority) == trusted


def test_a_new_address_of_the_computer_gets_a_new_certificate(tmp_path: Path) -> None:
    _prepare(tmp_path)

    renewed = x509.load_pem_x509_certificate(_prepare(tmp_path, numbers=["10.0.0.7"]))

    names = renewed.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert [str(each) for each in names.get_values_for_type(x509.IPAddress)] == ["10.0.0.7"]


def test_keys_are_readable_by_their_owner_alone(tmp_path: Path) -> None:
    _prepare(tmp_path)

    for key in (tmp_path / "tls").glob("*.key"):
        assert stat.S_IMODE(key.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "host, name",
    [
        ("tram-sin-ho", "tram-sin-ho.local"),
        ("PC01.yte.example", "pc01.local"),
        ("Máy trạm", "m-y-tr-m.local"),
        ("", "tuyen.local"),
    ],
)
def test_the_name_of_the_computer_becomes_one_that_a_network_announces(
    host: str, name: str
) -> None:
    assert addresses.local_name(host) == name


@pytest.mark.parametrize(
    "address, is_private",
    [
        ("192.168.1.4", True),
        ("10.0.0.9", True),
        ("127.0.0.1", False),
        ("8.8.8.8", False),
        ("", False),
    ],
)
def test_only_addresses_inside_the_building_are_offered(address: str, is_private: bool) -> None:
    assert addresses.is_private(address) is is_private


def test_the_page_shows_the_fingerprint_and_hands_out_the_authority(
    db: None, client: Client, tmp_path: Path, settings: Any
) -> None:
    settings.TUYEN_HOME = tmp_path
    _prepare(tmp_path)
    authority = certificates.files_in(tmp_path).authority

    shown = client.get("/lan/").content.decode()
    file = client.get("/lan/tuyen.crt")

    assert certificates.fingerprint(authority) in shown
    assert file.headers["Content-Type"] == "application/x-x509-ca-cert"
    assert (
        x509.load_der_x509_certificate(file.content).issuer.rfc4514_string().startswith("CN=Tuyến")
    )


def test_a_station_that_does_not_serve_its_network_has_nothing_to_trust(
    db: None, client: Client, tmp_path: Path, settings: Any
) -> None:
    settings.TUYEN_HOME = tmp_path

    assert client.get("/lan/").status_code == 404


def test_on_this_computer_the_sign_in_goes_by_name(db: None, client: Client) -> None:
    answer = client.get("/accounts/login/?next=/persons/", headers={"host": "127.0.0.1:8000"})

    assert answer.headers["Location"] == "http://localhost:8000/accounts/login/?next=/persons/"
