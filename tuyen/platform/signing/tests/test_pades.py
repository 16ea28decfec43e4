"""A facility's certificate seals the PDF itself: any PDF reader sees it, and sees a changed byte."""

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.platform.attachments import store
from tuyen.platform.print.tables import Column, TablePaper, table_pdf
from tuyen.platform.signing.models import SignedPaper
from tuyen.platform.signing.tests.conftest import issued

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate(settings: Any, tmp_path: Path) -> x509.Certificate:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Bệnh viện Mẫu")])
    now = dt.datetime.now(dt.UTC)
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=30))
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    locked = serialization.BestAvailableEncryption(b"mat-khau")
    file = tmp_path / "don-vi.p12"
    file.write_bytes(pkcs12.serialize_key_and_certificates(b"mau", key, made, None, locked))
    settings.TUYEN_SIGNING_PROVIDER = "tuyen.platform.signing.pades.Pades"
    settings.TUYEN_PADES_FILE, settings.TUYEN_PADES_PASSWORD = str(file), "mat-khau"
    return made


@pytest.fixture
def pdf() -> bytes:
    return table_pdf(
        TablePaper("Biên bản mẫu", "Bệnh viện Mẫu", (Column("Nội dung"),), (("Mẫu",),))
    )


def kept_bytes(paper: SignedPaper) -> bytes:
    with store.open_blob(paper.sha256) as file:
        return bytes(file.read())


def is_sound(pdf: bytes, certificate: x509.Certificate) -> bool:
    from asn1crypto import x509 as asn1

    root = asn1.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))
    found = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0]
    status = validate_pdf_signature(found, ValidationContext(trust_roots=[root]))
    return bool(status.intact and status.valid)


def test_the_seal_holds_and_one_flipped_byte_breaks_it(
    certificate: x509.Certificate, pdf: bytes, chair: Actor, secretary: Actor
) -> None:
    sealed = kept_bytes(issued(pdf, chair, secretary))
    at = sealed.index(b"/Type") + 1
    flipped = sealed[:at] + b"t" + sealed[at + 1 :]

    assert is_sound(sealed, certificate)
    assert not is_sound(flipped, certificate)


def test_a_sealed_paper_is_still_a_pdf_a(
    certificate: x509.Certificate, pdf: bytes, chair: Actor, secretary: Actor
) -> None:
    paper = issued(pdf, chair, secretary)

    assert paper.seal == "pades"
    assert kept_bytes(paper).startswith(pdf[: len(pdf) // 2])
    assert b"pdfaid:part" in kept_bytes(paper)


def test_without_the_certificate_no_paper_is_issued(
    certificate: x509.Certificate, settings: Any, pdf: bytes, chair: Actor, secretary: Actor
) -> None:
    settings.TUYEN_PADES_PASSWORD = "sai"

    with pytest.raises(Refused, match="chứng thư số"):
        issued(pdf, chair, secretary)

    assert not SignedPaper.objects.exists()
