"""In a real browser: what is typed is never lost and never said to be saved when it is not."""

import time

import pytest

from tests.network import PASSWORD, account_at, node

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SAVED, KEPT = "Đã lưu nháp trên máy chủ lúc", "Đã giữ trên máy này – chờ gửi (1)"


@pytest.fixture
def opened(live_server, chromium, settings, tmp_path):
    """Opens the page of components for a nurse; its sample form saves drafts and queues."""
    settings.TUYEN_HOME = tmp_path
    (tmp_path / "demo.mark").touch()
    nurse = account_at(node("Trạm mẫu"), "station_nurse")
    address = live_server.url.replace("127.0.0.1", "localhost")
    contexts = []

    def open_page(service_workers):
        context = chromium.new_context(
            viewport={"width": 1366, "height": 768}, service_workers=service_workers
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(45_000)
        page.goto(f"{address}/accounts/login/")
        page.fill("#id_login", nurse.username)
        page.fill("#id_password", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/login/" not in url)
        page.goto(f"{address}/ui/")
        return page

    yield open_page
    for context in contexts:
        context.set_offline(True)  # nothing may still write while the tables are emptied
        context.close()
    time.sleep(0.3)


@pytest.fixture
def gallery(opened):
    return opened("block")


@pytest.fixture
def gallery_with_worker(opened):
    """With the service worker, which keeps files and shells."""
    page = opened("allow")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    return page


def state(page):
    return page.locator("[data-save-state]").inner_text()


def wait_for_state(page, text):
    page.wait_for_function(
        "t => document.querySelector('[data-save-state]').textContent.startsWith(t)", arg=text
    )


def test_a_draft_is_on_the_server_two_seconds_after_the_last_key_and_comes_back(gallery):
    gallery.fill("#id_notes", "Đau đầu vùng chẩm")
    assert state(gallery) == "Chưa lưu"

    wait_for_state(gallery, SAVED)
    gallery.reload()
    wait_for_state(gallery, "Đã lấy lại bản nháp")

    assert gallery.input_value("#id_notes") == "Đau đầu vùng chẩm"


def test_without_network_the_page_says_where_the_draft_is_and_keeps_it_encrypted(gallery):
    gallery.context.set_offline(True)

    gallery.fill("#id_notes", "Đau đầu vùng chẩm")
    wait_for_state(gallery, KEPT)
    raw = gallery.evaluate(
        """async () => { const base = await new Promise(r => { const q = indexedDB.open("tuyen", 1);
        q.onsuccess = () => r(q.result); });
        const rows = await new Promise(r => { const q = base.transaction("items").objectStore("items")
        .getAll(); q.onsuccess = () => r(q.result); });
        return rows.map(x => new TextDecoder().decode(x.data)).join() }"""
    )

    assert gallery.locator("#offline").is_visible()
    assert "chẩm" not in raw
    assert "notes" not in raw


def fill_in(page):
    page.fill("#id_full_name", "Người Mẫu")
    page.fill("#id_born", "1989")
    page.locator("label.pick").first.click()


def test_a_form_sent_without_network_waits_and_arrives_once_when_it_is_back(gallery):
    fill_in(gallery)
    gallery.context.set_offline(True)
    gallery.keyboard.press("Control+s")
    wait_for_state(gallery, "Đã giữ trên máy này")
    posts = []
    gallery.on("request", lambda r: posts.append(r) if r.method == "POST" else None)

    gallery.context.set_offline(False)
    gallery.get_by_text("Đã gửi 1 phiếu chờ").wait_for()

    assert len(posts) == 1
    assert posts[0].headers["idempotency-key"]
    assert gallery.evaluate("tuyenOutbox.count()") == 0


def keep_from_arriving(page):
    """The network of this computer takes nothing any more; pages still open."""
    page.context.route("**/*", lambda r: r.abort() if r.request.method == "POST" else r.continue_())


def carried(page, tmp_path):
    """The waiting forms as a file on a stick."""
    page.goto(page.url.replace("/ui/", "/drafts/outbox/"))
    with page.expect_download() as waited:
        page.get_by_role("button", name="Lưu ra tệp để mang đi").click()
    file = tmp_path / waited.value.suggested_filename
    waited.value.save_as(file)
    return file


def test_waiting_forms_are_carried_to_another_computer_and_sent_from_there(opened, tmp_path):
    first, second = opened("block"), opened("block")
    keep_from_arriving(first)
    fill_in(first)
    first.keyboard.press("Control+s")
    wait_for_state(first, "Đã giữ trên máy này")
    file = carried(first, tmp_path)
    second.goto(second.url.replace("/ui/", "/drafts/outbox/"))
    posts = []
    second.on("request", lambda r: posts.append(r) if r.method == "POST" else None)

    second.locator("[data-outbox-import]").set_input_files(file)
    second.get_by_text("Đã gửi 1 phiếu chờ").wait_for()

    assert "Người Mẫu" not in file.read_text()
    assert len(posts) == 1
    assert second.evaluate("tuyenOutbox.count()") == 0


@pytest.mark.parametrize(
    "content, told",
    [
        ("không phải JSON", "Đây không phải tệp của hộp chờ gửi"),
        ('{"version": 1, "owner": "someone:else", "items": []}', "do tài khoản khác"),
    ],
)
def test_a_file_of_something_or_somebody_else_is_refused_with_advice(
    gallery, tmp_path, content, told
):
    file = tmp_path / "hop-cho-gui.json"
    file.write_text(content)
    gallery.goto(gallery.url.replace("/ui/", "/drafts/outbox/"))

    gallery.locator("[data-outbox-import]").set_input_files(file)

    gallery.get_by_text(told).wait_for()


def test_an_expired_session_keeps_the_form_for_its_author(gallery):
    fill_in(gallery)
    wait_for_state(gallery, SAVED)
    kept = gallery.context.cookies()
    gallery.context.clear_cookies()
    gallery.context.add_cookies([c for c in kept if c["name"] != "sessionid"])

    gallery.fill("#id_notes", "Gõ dở")
    wait_for_state(gallery, KEPT)

    assert gallery.evaluate("tuyenOutbox.count()") == 1


def test_a_faulty_form_comes_back_with_what_was_typed_and_the_focus_on_what_to_mend(gallery):
    gallery.fill("#id_full_name", "Người Mẫu")
    gallery.fill("#id_born", "31/02/1979")

    gallery.keyboard.press("Control+s")
    gallery.locator("#error-summary").wait_for()

    assert gallery.input_value("#id_full_name") == "Người Mẫu"
    assert gallery.input_value("#id_born") == "31/02/1979"
    assert gallery.evaluate("document.activeElement.id") == "error-summary"


def test_a_finished_act_shows_a_line_with_an_undo_that_works(gallery):
    gallery.click("#tried button[name=do]")
    line = gallery.locator(".toast-line")
    line.wait_for()

    assert "Đã khóa ngày" in line.inner_text()
    with gallery.expect_request("**/ui/tried/") as undone:
        line.get_by_role("button", name="Hoàn tác").click()
    assert undone.value.method == "POST"


def test_a_refusal_is_a_sentence_above_and_the_form_stays(gallery):
    gallery.fill("#id_notes", "Gõ dở")

    gallery.click("#tried button[name=refuse]")
    gallery.locator("#problem .note").wait_for()

    assert "Chưa có đơn thuốc" in gallery.locator("#problem").inner_text()
    assert gallery.input_value("#id_notes") == "Gõ dở"


def test_a_dead_server_is_told_and_nothing_is_lost(gallery):
    gallery.route("**/ui/tried/", lambda route: route.abort())

    gallery.click("#tried button[name=do]")
    gallery.get_by_text("Chưa gửi được").wait_for()

    assert gallery.locator("#tried").is_visible()


def test_blood_pressure_and_the_next_vitals_need_no_mouse(gallery):
    gallery.focus("#id_pressure")

    gallery.keyboard.type("14092")
    gallery.keyboard.type("72")
    gallery.keyboard.press("Enter")
    gallery.keyboard.type("39,5")
    gallery.keyboard.press("Enter")

    assert gallery.input_value("#id_pressure") == "140/92"
    assert gallery.input_value("#id_pulse") == "72"
    assert gallery.evaluate("document.activeElement.id") == "id_weight"
    assert "Kiểm tra lại" in gallery.locator(".field:has(#id_temperature) .odd").inner_text()


def test_slash_goes_to_the_search_box_but_not_while_typing(gallery):
    gallery.keyboard.press("/")
    assert gallery.evaluate("document.activeElement.id") == "q"

    gallery.focus("#id_pressure")
    gallery.keyboard.type("120/80")

    assert gallery.input_value("#id_pressure") == "120/80"
    assert gallery.evaluate("document.activeElement.id") != "q"


def test_an_unknown_page_without_network_says_so_calmly(gallery_with_worker):
    gallery = gallery_with_worker
    gallery.reload()
    gallery.context.set_offline(True)

    gallery.goto(gallery.url.replace("/ui/", "/accounts/security/"))

    assert "Mất mạng" in gallery.locator("h1").inner_text()


def test_the_browser_keeps_no_page_about_a_person_and_no_key(gallery_with_worker):
    gallery = gallery_with_worker
    gallery.goto(gallery.url.replace("/ui/", "/drafts/outbox/"))
    gallery.goto(gallery.url.replace("/drafts/outbox/", "/ui/"))

    kept = gallery.evaluate(
        """async () => { const all = []; for (const name of await caches.keys())
        for (const r of await (await caches.open(name)).keys()) {
        const body = await (await (await caches.open(name)).match(r)).text();
        all.push([new URL(r.url).pathname, body.includes("tuyen-outbox")]); } return all }"""
    )

    pages = {path for path, _ in kept if not path.startswith("/static/")}
    assert pages <= {"/offline/", "/drafts/outbox/"}
    assert not [path for path, has_key in kept if has_key and not path.startswith("/static/")]


@pytest.mark.parametrize("width", [1366, 683, 390, 320])
def test_nothing_flows_over_the_side(gallery, width):
    gallery.set_viewport_size({"width": width, "height": 768})

    assert gallery.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
