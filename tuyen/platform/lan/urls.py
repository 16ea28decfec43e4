from django.urls import path

from tuyen.platform.lan import views

app_name = "lan"
urlpatterns = [
    path("", views.trust, name="trust"),
    path("tuyen.crt", views.authority_file, name="authority"),
]
