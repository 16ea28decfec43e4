"""What a person reads on a page: words between the tags and in the attributes that are spoken or shown."""

import re
from html import unescape

BRAND = "Tuyến"
VIETNAMESE = re.compile(
    "[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]", re.IGNORECASE
)
_UNREAD = re.compile(r"<(script|style|svg)\b.*?</\1>", re.DOTALL)
_IN_ITS_OWN_LANGUAGE = re.compile(r'<(\w+)[^>]*\slang="(?:vi|en)"[^>]*>.*?</\1>', re.DOTALL)
_SHOWN = re.compile(r'\s(?:placeholder|title|aria-label|alt|data-word-\w+)="([^"]*)"')


def phrases(html: str) -> list[str]:
    """In the order of the page, without markup; a switch named in the other language is left out."""
    body = html.split("<head>", 1)[-1] if "<head>" in html else html
    body = _IN_ITS_OWN_LANGUAGE.sub(" ", _UNREAD.sub(" ", body))
    between = re.split(r"<[^>]*>", body)
    return [text for raw in [*_SHOWN.findall(body), *between] if (text := unescape(raw).strip())]


def vietnamese(html: str) -> list[str]:
    """Phrases that hold a Vietnamese letter; the name of the product is the same everywhere."""
    return [text for text in phrases(html) if VIETNAMESE.search(text.replace(BRAND, ""))]


ENGLISH = re.compile(
    r"\b(the|and|your|you|please|sign|enter|incorrect|username|password|login|invalid|required|"
    r"must|this|that|with|too|try|again|field|security|key|authenticator|remove|edit|cancel|save|"
    r"choose|select|value|not|valid|name|date|unknown|error|of|from|for|is|are|no|yes)\b",
    re.IGNORECASE,
)


KEYS = re.compile(r"\b(Enter|Esc|Ctrl|Alt|Shift|PageUp|PageDown)\b")  # as printed on the keyboard


def english(html: str) -> list[str]:
    """Phrases that hold a common English word, taken whole; code, samples and keys are not read."""
    spoken = re.sub(r"<(code|kbd|samp)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return [text for text in phrases(spoken) if ENGLISH.search(KEYS.sub("", text))]
