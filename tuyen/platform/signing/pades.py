"""PAdES baseline B: the facility's certificate (PKCS#12) seals the PDF itself, read by any PDF reader."""

import io
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from tuyen.core.errors import Refused

if TYPE_CHECKING:
    from pyhanko.sign.signers import Signer


class Pades:
    """Needs the extra `pades` and a certificate of a public authority. The PDF is only added to."""

    name = "pades"

    def seal(self, pdf: bytes, reason: str) -> bytes:
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
        from pyhanko.sign import signers
        from pyhanko.sign.fields import SigSeedSubFilter

        told = signers.PdfSignatureMetadata(
            field_name="Tuyen", reason=reason, subfilter=SigSeedSubFilter.PADES
        )
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        sealed = signers.sign_pdf(writer, told, signer=_signer())
        return bytes(sealed.getvalue())


def _signer() -> "Signer":
    from pyhanko.sign import signers

    found: Signer | None = signers.SimpleSigner.load_pkcs12(  # type: ignore[no-untyped-call]
        settings.TUYEN_PADES_FILE, passphrase=settings.TUYEN_PADES_PASSWORD.encode()
    )
    if found is None:
        raise Refused(
            _(
                "Không mở được chứng thư số của đơn vị. Báo quản trị xem tệp chứng thư và mật khẩu "
                "trong cấu hình máy chủ; giấy chưa được lập."
            ),
            code="seal",
        )
    return found
