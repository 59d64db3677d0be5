"""Addresses of the versions of a round's criteria and of what-if over its reports."""

from django.urls import path

from submissions.views import versions

_RUN = "rounds/<int:pk>/what-if/<int:run>/"

urlpatterns = [
    path("rounds/<int:pk>/versions/", versions.versions, name="round_versions"),
    path("rounds/<int:pk>/what-if/", versions.runs, name="what_if"),
    path(_RUN, versions.run, name="what_if_run"),
    path(f"{_RUN}move/", versions.move, name="move_version"),
]
