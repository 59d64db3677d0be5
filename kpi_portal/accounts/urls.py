"""Addresses of the pages about units and people."""

from django.urls import path

from kpi_portal.accounts import views

app_name = "accounts"
urlpatterns = [path("", views.units, name="units")]
