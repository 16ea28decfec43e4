from django.urls import path

from tuyen.domains.books.views import books, day_end

app_name = "books"

urlpatterns = [
    path("", books.first, name="first"),
    path("day/", day_end.lock, name="lock"),
    path("day/unlock/", day_end.unlock, name="unlock"),
    path("<slug:code>/", books.book, name="book"),
    path("<slug:code>/file.<slug:ending>", books.file, name="file"),
]
