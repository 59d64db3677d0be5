"""Addresses of the downloads of rounds and reports."""

from django.urls import path

from submissions.archives.views import pages, taking

app_name = "archives"
urlpatterns = [
    path("rounds/<int:pk>/downloads/", pages.of_round, name="round"),
    path("rounds/year/<int:year>/downloads/", pages.of_year, name="year"),
    path("submissions/<int:pk>/downloads/", pages.of_report, name="report"),
    path("downloads/<int:pk>/", taking.take, name="take"),
]
