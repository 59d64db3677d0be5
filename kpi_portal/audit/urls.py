"""Addresses of the audit pages."""

from django.urls import path

from kpi_portal.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.show, name="trail"),
    path("export/", views.export, name="export"),
]
