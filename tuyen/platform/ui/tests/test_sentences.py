"""A sentence that is looked up once says what it said before, in each language."""

from django.utils import translation
from django.utils.translation import gettext, trans_real

from tuyen.platform.ui import sentences


def test_kept_sentences_say_the_same_in_each_language(settings):
    said = ["Hôm nay", "Người dân", "Câu này không có trong danh mục nào"]
    spoken = [trans_real.translation(language) for language, _name in settings.LANGUAGES]

    def heard() -> list[str]:
        found = []
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                found += [gettext(each) for each in said]
        return found

    before = heard()
    sentences.keep()
    try:
        kept = heard() + heard()
    finally:
        for each in spoken:
            del each.gettext

    assert kept == before + before
