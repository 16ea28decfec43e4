"""Beside a file that has not come: what may honestly be said of it."""

import pytest
from django.template import Context, Template

from tests.statements import counted
from tuyen.core import clock
from tuyen.core.ids import uuid7
from tuyen.edge.sync.models import WantedFile
from tuyen.platform.attachments import store
from tuyen.platform.nodes.models import Peer, Role, State

pytestmark = pytest.mark.django_db

SHA256 = "ab" * 32
TAG = "{% load attachments %}{% for each in files %}{% not_yet each %}{% endfor %}"


def shown(*files: str) -> str:
    return Template(TAG).render(Context({"files": files}))


@pytest.fixture
def hub() -> Peer:
    return Peer.objects.create(
        id=uuid7(),
        role=Role.UPSTREAM,
        state=State.ACTIVE,
        name="Máy trung tâm",
        public_key=b"k" * 32,
    )


def wanted(peer: Peer, sha256: str = SHA256, **said: object) -> None:
    WantedFile.objects.create(
        peer_id=peer.id, bundle_id=uuid7(), sha256=sha256, asked_at_ms=0, **said
    )


@pytest.mark.parametrize(
    "said, is_ok, words",
    [
        pytest.param({}, False, "Máy lấy tệp khi có đường truyền", id="never talked"),
        pytest.param({}, True, "trao đổi lần cuối lúc", id="asked each minute"),
        pytest.param({"refused": "kind"}, True, "không nhận được tệp này", id="refused"),
    ],
)
def test_what_is_on_its_way_says_when(
    hub: Peer, said: dict[str, str], is_ok: bool, words: str
) -> None:
    if is_ok:
        Peer.objects.filter(pk=hub.pk).update(last_ok_at=clock.now())
    wanted(hub, **said)

    text = shown(SHA256)

    assert "Tệp chưa tới" in text
    assert words in text


def test_what_nobody_sends_is_not_promised() -> None:
    assert "không máy nào hẹn gửi" in shown(SHA256)


def test_what_is_here_says_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    from django.conf import settings

    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path)
    store.path_of(SHA256).parent.mkdir(parents=True)
    store.path_of(SHA256).write_bytes(b"x")

    assert shown(SHA256, "") == ""


def test_a_page_asks_once_for_all_of_them(hub: Peer) -> None:
    files = [f"{n:064x}" for n in range(20)]
    for each in files:
        wanted(hub, each)

    with counted() as statements:
        text = shown(*files)

    assert text.count("Tệp chưa tới") == 20
    assert len(statements) == 2


def test_of_many_pictures_it_says_how_many_have_not_come(hub: Peer) -> None:
    template = Template("{% load attachments %}{% not_all_yet files %}")
    missing = [f"{n:064x}" for n in range(12)]

    assert "12 tệp chưa tới" in template.render(Context({"files": missing}))
    assert template.render(Context({"files": []})) == ""
