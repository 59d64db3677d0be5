"""Addresses of the pages about units."""

from django.urls import path

from kpi_portal.accounts import views
from kpi_portal.accounts.pages import units

app_name = "accounts"
urlpatterns = [
    path("", views.units, name="units"),
    path("new/", units.new, name="unit_new"),
    path("merge/", units.merge, name="unit_merge"),
    path("<int:pk>/", units.unit, name="unit"),
    path("<int:pk>/details/", units.details, name="unit_details"),
    path("<int:pk>/rename/", units.rename, name="unit_rename"),
    path("<int:pk>/dissolve/", units.dissolve, name="unit_dissolve"),
]
