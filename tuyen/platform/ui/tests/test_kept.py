"""What is drawn once and kept must be the reader's own each time it is shown."""

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import translation

from tuyen.platform.ui import kept
from tuyen.platform.ui.addresses import address_of
from tuyen.platform.ui.markup import fill, joined


@pytest.fixture(autouse=True)
def nothing_kept():
    kept.forget()
    yield
    kept.forget()


def drawn(source: str, path: str = "/", **context: object) -> str:
    request = RequestFactory().get(path)
    return Template("{% load tuyen i18n %}" + source).render(
        Context({"request": request, **context})
    )


def test_a_part_is_drawn_once_for_each_name_and_each_reader():
    source = '{% kept "top" who %}{{ who }} {{ count }}{% endkept %}'

    shown = [drawn(source, who=who, count=n) for n, who in enumerate(["An", "Bình", "An"])]

    assert shown == ["An 0", "Bình 1", "An 0"]


def test_the_form_token_and_the_address_are_those_of_the_page():
    source = '{% kept "menu" %}<form>{% csrf_token %}<a href="{{ here }}"></a></form>{% endkept %}'

    first = drawn(source, "/one/?a=1&b=2", csrf_token="first-token")
    second = drawn(source, "/two/", csrf_token="second-token")

    assert 'value="first-token"' in first
    assert 'href="/one/?a=1&amp;b=2"' in first
    assert "first-token" not in second
    assert 'value="second-token"' in second
    assert 'href="/two/"' in second


def test_each_language_has_its_own():
    source = '{% kept "words" %}{% translate "Đăng xuất" %}{% endkept %}'

    with translation.override("vi"):
        vietnamese = drawn(source)
    with translation.override("en"):
        english = drawn(source)

    assert vietnamese == "Đăng xuất"
    assert english != vietnamese


def test_a_part_without_a_name_is_a_mistake_of_the_template():
    with pytest.raises(TemplateSyntaxError):
        drawn("{% kept %}x{% endkept %}")


def test_what_is_kept_has_a_limit():
    for number in range(kept.KEPT_AT_MOST + 1):
        drawn('{% kept "top" n %}{{ n }}{% endkept %}', n=number)

    assert len(kept._kept) <= kept.KEPT_AT_MOST


def test_every_value_is_escaped_unless_it_is_markup():
    bold = fill("<b>{}</b>", "<script>")

    assert fill("<p>{} {}</p>", bold, '"') == "<p><b>&lt;script&gt;</b> &quot;</p>"
    assert joined([bold, bold]) == bold + bold
    assert joined(["<i>"]) == "&lt;i&gt;"


def test_an_address_is_the_one_that_reverse_gives():
    id_ = "018bcfe5-6800-7001-9c28-7a37b11cb372"

    assert address_of("clinic:patient", id_) == f"/persons/{id_}/"
