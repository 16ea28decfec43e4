"""Page or fragment, refusal, lost session: what the browser gets."""

import json

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import path

from tests.network import account_at, browser_of, node
from tuyen.core.errors import NotPermitted, Refused, Stale
from tuyen.platform.ui import demo, menu
from tuyen.platform.ui.middleware import PageMiddleware, refused
from tuyen.platform.ui.respond import after

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def demo_mode(settings, tmp_path):
    settings.TUYEN_HOME = tmp_path
    (tmp_path / "demo.mark").touch()


@pytest.mark.usefixtures("demo_mode")
def test_the_gallery_shows_every_component(client):
    answer = client.get("/ui/")

    assert answer.status_code == 200
    assert "Dữ liệu mẫu" in answer.text


def test_a_real_station_has_no_gallery(client, settings, tmp_path):
    settings.TUYEN_HOME = tmp_path

    assert client.get("/ui/").status_code == 404


@pytest.mark.usefixtures("demo_mode")
def test_a_faulty_form_comes_back_alone_to_htmx_and_whole_without_it(client):
    part = client.post("/ui/", {"born": "x"}, headers=HTMX)
    whole = client.post("/ui/", {"born": "x"})

    assert part.status_code == whole.status_code == 422
    assert part.text.strip().startswith("<form")
    assert "<!doctype html>" in whole.text


@pytest.mark.parametrize(
    "error, status",
    [(Refused("Chưa có đơn."), 422), (NotPermitted("Cần bác sĩ."), 403), (Stale("Đã sửa."), 409)],
)
def test_a_refusal_is_a_sentence_on_the_page(error, status):
    request = RequestFactory().post("/x/", headers=HTMX)

    answer = refused(request, error)

    assert answer.status_code == status
    assert answer["HX-Retarget"] == "#problem"
    assert str(error.message) in answer.content.decode()


def test_a_refusal_without_javascript_is_a_page_with_a_way_back():
    request = RequestFactory().post("/x/", headers={"Referer": "http://testserver/kham/"})

    answer = refused(request, Refused("Chưa có đơn."))

    assert 'href="http://testserver/kham/"' in answer.content.decode()


def test_an_expired_session_leads_htmx_to_the_sign_in_page_and_back():
    lost = HttpResponse(status=302, headers={"Location": "/accounts/login/?next=/x/"})
    request = RequestFactory().get("/x/", headers={**HTMX, "HX-Current-URL": "http://a/kham/1/"})

    answer = PageMiddleware(lambda _: lost)(request)

    assert answer.status_code == 401
    assert answer["HX-Redirect"] == "/accounts/login/?next=%2Fkham%2F1%2F"


def test_after_an_action_htmx_gets_the_next_page_into_main():
    answer = after(RequestFactory().post("/x/", headers=HTMX), "ui:gallery")

    assert json.loads(answer["HX-Location"])["path"] == "/ui/"


def test_after_an_action_a_plain_form_is_redirected():
    answer = after(RequestFactory().post("/x/"), "ui:gallery", tab="a")

    assert answer["Location"] == "/ui/?tab=a"


def test_an_unknown_address_answers_calmly_in_vietnamese(client):
    answer = client.get("/khong-co/")

    assert answer.status_code == 404
    assert "Không tìm thấy" in answer.text


def test_the_mark_follows_the_database(settings, tmp_path, db):
    settings.TUYEN_HOME = tmp_path
    (tmp_path / "demo.mark").touch()

    assert demo.remember() is False
    assert demo.is_demo() is False


def test_the_shell_of_a_page_costs_the_one_statement_of_sign_in(db, django_assert_num_queries):
    client = browser_of(account_at(node("Trạm mẫu"), "station_nurse"))

    with django_assert_num_queries(1):
        answer = client.get("/drafts/outbox/")

    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"


def test_a_page_travels_compressed_over_a_poor_line(client, db):
    answer = client.get("/accounts/login/", headers={"Accept-Encoding": "gzip"})

    assert answer["Content-Encoding"] == "gzip"
    assert len(answer.content) < 5000


def test_the_service_worker_stands_at_the_root_and_names_its_files(client):
    answer = client.get("/sw.js")

    assert answer["Content-Type"].startswith("text/javascript")
    assert "theme.css?v=" in answer.text


class Nurse:
    permissions = frozenset({"visit.view"})
    is_system = False
    role = "station_nurse"


@pytest.fixture
def empty_menu(monkeypatch):
    """A menu of the test alone; what was remembered of it is forgotten afterwards."""
    monkeypatch.setattr(menu, "_entries", {})
    menu.forget()
    yield
    menu.forget()


urlpatterns = [
    path("today/", lambda r: r, name="today"),
    path("today/queue/", lambda r: r, name="queue"),
    path("grants/", lambda r: r, name="grants"),
]


@pytest.mark.parametrize("tabs, on_bar", [(3, 3), (5, 5), (6, 4), (12, 4)])
def test_a_phone_shows_four_tabs_and_more_or_five_when_that_is_all(tabs, on_bar):
    shown = menu.Menu(tuple(menu.Tab(str(n), f"/{n}/", "home", False) for n in range(tabs)))

    assert len(shown.bar) == on_bar
    assert len(shown.bar_rest) == tabs - on_bar


def test_the_rooms_of_a_role_stand_first_on_a_phone():
    tabs = tuple(menu.Tab(str(n), f"/{n}/", "home", False) for n in range(8))

    shown = menu.Menu(tabs, own=("/6/",))

    assert [tab.label for tab in shown.bar] == ["0", "6", "1", "2"]
    assert shown.desk == tabs


@pytest.mark.urls(__name__)
@pytest.mark.usefixtures("empty_menu")
def test_a_page_may_belong_to_a_tab_that_stands_elsewhere():
    menu.register(menu.Entry("Hôm nay", "today", also=("/visits/",)))

    assert menu.menu_for(Nurse(), "/visits/5/").tabs[0].is_current


@pytest.mark.urls(__name__)
@pytest.mark.usefixtures("empty_menu")
def test_a_person_sees_the_tabs_of_the_role_and_where_she_is():
    menu.register(menu.Entry("Hôm nay", "today", order=1))
    menu.register(menu.Entry("Hàng đợi", "queue", permission="visit.view", order=2))
    menu.register(menu.Entry("Cấp quyền", "grants", permission="access.grant", order=3))
    menu.register(menu.Entry("Chưa có", "not-there", order=4))

    tabs = menu.menu_for(Nurse(), "/today/queue/5/").tabs

    assert [(tab.label, tab.is_current) for tab in tabs] == [("Hôm nay", False), ("Hàng đợi", True)]
