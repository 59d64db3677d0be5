"""Addresses of the help pages."""

from django.urls import path

from kpi_portal.help import views

urlpatterns = [
    path("", views.show, name="help"),
    path("<slug:role>/", views.show, name="help_guide"),
]
