"""Addresses of consolidating the divisions' reports into the bureau's own."""

from django.urls import path

from submissions.views import merge_evidence, merging

urlpatterns = [
    path("submissions/<int:pk>/merge/", merging.merge, name="merge"),
    path("submissions/<int:pk>/merge/evidence/", merge_evidence.evidence, name="merge_evidence"),
]
