from django.urls import path

from tuyen.platform.signing import views

app_name = "signing"
urlpatterns = [path("<uuid:paper_id>/", views.verify, name="verify")]
