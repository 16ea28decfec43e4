from django.urls import path

from tuyen.platform.attachments import views

app_name = "attachments"

urlpatterns = [
    path("", views.begin, name="begin"),
    path("<uuid:upload_id>/", views.upload, name="upload"),
]
