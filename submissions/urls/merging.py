"""Addresses of consolidating the divisions' reports into the bureau's own."""

from django.urls import path

from submissions.views import merging

urlpatterns = [
    path("submissions/<int:pk>/merge/", merging.merge, name="merge"),
]
