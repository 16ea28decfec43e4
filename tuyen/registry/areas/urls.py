from django.urls import path

from tuyen.registry.areas import views

app_name = "areas"
urlpatterns = [path("communes/", views.communes, name="communes")]
