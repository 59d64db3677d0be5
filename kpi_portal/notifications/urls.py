"""Addresses of the notifications pages."""

from django.urls import path

from kpi_portal.notifications import views

app_name = "notifications"
urlpatterns = [
    path("", views.show, name="list"),
    path("<int:pk>/open/", views.open_one, name="open"),
    path("wishes/", views.wishes, name="wishes"),
    path("read/", views.read_all, name="read_all"),
]
