"""Papers are signed by those whom they name, and a changed byte, word or key is seen."""

import datetime as dt
from base64 import b64decode, b64encode
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.network import PASSWORD, account_at, actor_at, node
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.bus import listens_to
from tuyen.core.errors import NotPermitted, Refused, Stale
from tuyen.platform import changes
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.accounts.second_signature import is_own_password
from tuyen.platform.attachments import store
from tuyen.platform.outbox.deliver import run_due
from tuyen.platform.signing import actions, queries, rules
from tuyen.platform.signing.events import PaperSigned
from tuyen.platform.signing.models import KeptKey, PaperSignature, SignedPaper, SigningKey
from tuyen.platform.signing.rules import Verdict
from tuyen.platform.signing.tests.conftest import issued

pytestmark = pytest.mark.django_db

HEARD: list[Any] = []


@listens_to(PaperSigned)
def hear(event: PaperSigned) -> None:
    HEARD.append(event.subject_id)


def sign(paper: SignedPaper, role: str, by: Actor) -> PaperSignature:
    return actions.sign(paper=paper, role=role, password_is_right=True, by=by)


@pytest.fixture
def signed(paper: SignedPaper, chair: Actor, secretary: Actor) -> SignedPaper:
    sign(paper, "chair", chair)
    sign(paper, "secretary", secretary)
    return paper


def test_a_paper_is_whole_only_when_everybody_it_names_has_signed(
    paper: SignedPaper, chair: Actor, secretary: Actor
) -> None:
    sign(paper, "chair", chair)

    assert not queries.is_complete(queries.judged(paper))

    sign(paper, "secretary", secretary)

    assert queries.is_complete(queries.judged(paper))


def test_the_key_and_its_secret_are_made_once_and_the_secret_is_not_in_the_database(
    signed: SignedPaper, minutes: bytes, chair: Actor, secretary: Actor
) -> None:
    sign(issued(minutes + b"%%EOF\n", chair, secretary), "chair", chair)

    key = SigningKey.objects.get(account_id=chair.account_id)

    assert SigningKey.objects.count() == 2
    assert len(b64decode(key.public_key)) == 32
    assert bytes(KeptKey.objects.get(pk=key.id).wrapped)[12:44] != b64decode(key.public_key)


def test_a_node_that_lost_its_secret_makes_a_new_key_and_old_signatures_hold(
    signed: SignedPaper, minutes: bytes, chair: Actor, secretary: Actor, settings: Any
) -> None:
    (settings.TUYEN_HOME / "signing.key").write_bytes(b"x" * 32)

    again = issued(minutes + b"%%EOF\n", chair, secretary)
    sign(again, "chair", chair)

    assert SigningKey.objects.filter(account_id=chair.account_id).count() == 2
    assert queries.is_complete(queries.judged(signed))


@pytest.mark.parametrize("what", ["name", "at", "sha256"])
def test_a_changed_word_of_the_statement_breaks_its_signature(
    signed: SignedPaper, what: str
) -> None:
    row = queries.signatures_of(signed)["chair"]
    key = SigningKey.objects.get(pk=row.key_id)
    said = row.statement.replace(f'"{what}":"', f'"{what}":"0')

    found = rules.verdict(
        text=said,
        signature=row.signature,
        public_key=key.public_key,
        sha256=signed.sha256,
        signed_at=row.signed_at,
        ended_at=None,
    )

    assert said != row.statement
    assert found == Verdict.BROKEN


def test_every_flipped_bit_of_a_signature_is_seen(signed: SignedPaper) -> None:
    row = queries.signatures_of(signed)["chair"]
    key = SigningKey.objects.get(pk=row.key_id)
    raw = b64decode(row.signature)

    found = {
        rules.verdict(
            text=row.statement,
            signature=b64encode(raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]).decode(),
            public_key=key.public_key,
            sha256=signed.sha256,
            signed_at=row.signed_at,
            ended_at=None,
        )
        for at in range(64)
    }

    assert found == {Verdict.BROKEN}


@pytest.mark.parametrize(
    "change, verdict",
    [
        ({"sha256": "0" * 64}, Verdict.OTHER_PAPER),
        ({"public_key": ""}, Verdict.UNKNOWN_KEY),
        ({"public_key": "@@"}, Verdict.BROKEN),
        ({"signature": "@@"}, Verdict.BROKEN),
        ({"ended_at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)}, Verdict.ENDED_KEY),
    ],
)
def test_what_does_not_fit_is_named(
    signed: SignedPaper, change: dict[str, Any], verdict: Verdict
) -> None:
    row = queries.signatures_of(signed)["chair"]
    fits: dict[str, Any] = {
        "text": row.statement,
        "signature": row.signature,
        "public_key": SigningKey.objects.get(pk=row.key_id).public_key,
        "sha256": signed.sha256,
        "signed_at": row.signed_at,
        "ended_at": None,
    }

    assert rules.verdict(**fits) == Verdict.HOLDS
    assert rules.verdict(**(fits | change)) == verdict


def test_nobody_signs_for_another(paper: SignedPaper, secretary: Actor) -> None:
    with pytest.raises(NotPermitted, match="không ghi bạn"):
        sign(paper, "chair", secretary)


def test_nobody_signs_twice(
    minutes: bytes, chair: Actor, secretary: Actor, hospital: ScopeNode
) -> None:
    anybody = [actions.Wanted("chair", "Chủ tọa"), actions.Wanted("secretary", "Thư ký")]
    paper = issued(minutes, chair, secretary, wanted=anybody)
    sign(paper, "chair", chair)

    with pytest.raises(Refused, match="vai trò khác"):
        sign(paper, "secretary", chair)
    with pytest.raises(Stale, match="đã ký"):
        sign(paper, "chair", secretary)


def test_an_open_screen_signs_nothing(paper: SignedPaper, chair: Actor) -> None:
    with pytest.raises(Refused, match="Mật khẩu không đúng"):
        actions.sign(paper=paper, role="chair", password_is_right=False, by=chair)

    assert not PaperSignature.objects.exists()


def test_the_password_is_the_signers_own(hospital: ScopeNode, rf: Any) -> None:
    account = account_at(hospital, "hospital_doctor")
    request = rf.post("/")

    assert is_own_password(request, account.id, PASSWORD)
    assert not is_own_password(request, account.id, "khong-phai")
    assert not is_own_password(request, account.id, "")


def test_bytes_damaged_on_the_disk_are_not_signed(paper: SignedPaper, chair: Actor) -> None:
    with store.open_blob(paper.sha256) as file:
        name = file.name
    with open(name, "r+b") as damaged:
        damaged.write(b"X")

    with pytest.raises(Refused, match="đã khác"):
        sign(paper, "chair", chair)


def test_an_addendum_follows_a_signed_paper_only(
    paper: SignedPaper, minutes: bytes, chair: Actor, secretary: Actor
) -> None:
    with pytest.raises(Refused, match="chưa đủ chữ ký"):
        issued(minutes + b"%%EOF\n", chair, secretary, follows_id=paper.id)

    sign(paper, "chair", chair)
    sign(paper, "secretary", secretary)
    added = issued(minutes + b"%%EOF\n", chair, secretary, follows_id=paper.id)

    assert queries.addenda(paper) == [added]


def test_papers_are_told_when_the_last_signature_is_there(
    paper: SignedPaper, chair: Actor, secretary: Actor
) -> None:
    sign(paper, "chair", chair)
    run_due()

    assert paper.subject_id not in HEARD

    sign(paper, "secretary", secretary)
    run_due()

    assert HEARD.count(paper.subject_id) == 1


def test_anybody_with_the_paper_learns_that_it_is_genuine_and_no_patient_is_named(
    signed: SignedPaper, client: Client
) -> None:
    answer = client.get(reverse("signing:verify", args=[signed.id]))

    assert "Đủ chữ ký, chữ ký đúng" in answer.text
    assert "Bác sĩ Mẫu" in answer.text


def test_one_flipped_byte_of_the_file_in_hand_is_seen(
    signed: SignedPaper, minutes: bytes, client: Client
) -> None:
    flipped = minutes[:40] + bytes([minutes[40] ^ 1]) + minutes[41:]
    address = reverse("signing:verify", args=[signed.id])

    same = client.post(address, {"file": SimpleUploadedFile("a.pdf", minutes)})
    other = client.post(address, {"file": SimpleUploadedFile("a.pdf", flipped)})
    none = client.post(address, {})

    assert "Đúng từng chữ bản đã lập" in same.text
    assert "khác bản đã lập" in other.text
    assert none.status_code == 422


def test_a_signature_written_past_the_program_is_shown_as_false(
    paper: SignedPaper, chair: Actor, secretary: Actor, client: Client
) -> None:
    good = sign(paper, "chair", chair)
    forged = PaperSignature(
        unit_id=paper.unit_id,
        paper=paper,
        role="secretary",
        account_id=secretary.account_id,
        name="Kẻ Mạo Danh",
        place="",
        signed_at=clock.now(),
        key_id=good.key_id,
        statement=good.statement,
        signature=good.signature,
    )
    with changes.apply(actor=chair, reason="test.forged") as log:
        log.create(forged)

    answer = client.get(reverse("signing:verify", args=[paper.id]))

    assert "Không tin được" in answer.text


def test_an_unknown_paper_is_said_to_be_unknown(client: Client, db: Any) -> None:
    answer = client.get(reverse("signing:verify", args=["01912345-0000-7000-8000-000000000000"]))

    assert answer.status_code == 404
    assert "Không có giấy này" in answer.text


def test_someone_at_another_unit_may_sign_in_the_role_they_were_given(
    minutes: bytes, chair: Actor, hospital: ScopeNode
) -> None:
    far = actor_at(node("Bệnh viện tuyến trên", kind="hospital"), "hospital_doctor", name="Xa")
    paper = issued(minutes, chair, far)
    sign(paper, "secretary", far)

    assert [each.holds for each in queries.judged(paper)] == [False, True]
