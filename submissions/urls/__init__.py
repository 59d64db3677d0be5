"""Addresses of everything about submissions, one module per part of the work."""

from submissions.urls import (
    contributing,
    division,
    evidence,
    forms,
    merging,
    outbox,
    outside,
    preview,
    receiving,
    reconsideration,
    review,
    round_setup,
    rounds,
    versions,
)

app_name = "submissions"
urlpatterns = [
    *contributing.urlpatterns,
    *division.urlpatterns,
    *evidence.urlpatterns,
    *forms.urlpatterns,
    *merging.urlpatterns,
    *outbox.urlpatterns,
    *outside.urlpatterns,
    *preview.urlpatterns,
    *receiving.urlpatterns,
    *reconsideration.urlpatterns,
    *review.urlpatterns,
    *rounds.urlpatterns,
    *round_setup.urlpatterns,
    *versions.urlpatterns,
]
