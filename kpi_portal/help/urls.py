"""Addresses of the help pages."""

from django.urls import path

from kpi_portal.help import views

urlpatterns = [
    path("", views.show, name="help"),
    path("pictures/<slug:name>.png", views.picture, name="help_picture"),
    path("<slug:role>/", views.show, name="help_guide"),
]
