from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tuyen.platform.ui import menu


class BooksConfig(AppConfig):
    name = "tuyen.domains.books"
    label = "books"

    def ready(self) -> None:
        menu.register(
            menu.Entry(
                _("Sổ"), "books:first", "book.read", icon="books", order=50, also=("/books/",)
            )
        )
