from django.urls import path

from tuyen.domains.books.views import day_end

app_name = "books"

urlpatterns = [
    path("day/", day_end.lock, name="lock"),
    path("day/unlock/", day_end.unlock, name="unlock"),
]
