"""Where other nodes knock. The middleware opens these doors first; here they have their names."""

from django.urls import path

from tuyen.edge.sync import views

app_name = "sync"

urlpatterns = [
    path("hello", views.hello, name="hello"),
    path("push", views.push, name="push"),
    path("pull", views.pull, name="pull"),
    path("ack", views.ack, name="ack"),
    path("blob", views.blob, name="blob"),
    path("enrol", views.enrol, name="enrol"),
]
