"""Addresses of units that supply parts of another unit's report."""

from django.urls import path

from submissions.views import contributions, contributors

_ASKED = "rounds/<int:pk>/units/<int:assignment>/contributors/"
_GIVEN = "submissions/<int:pk>/contributions/"

urlpatterns = [
    path(_ASKED, contributors.contributors, name="contributors"),
    path(f"{_ASKED}<int:part>/release/", contributors.release, name="release_contributor"),
    path(_GIVEN, contributions.contributions, name="contributions"),
    path(f"{_GIVEN}<int:unit>/hand-in/", contributions.hand_in, name="hand_in_part"),
    path(f"{_GIVEN}<int:unit>/give-back/", contributions.give_back, name="give_back_part"),
]
