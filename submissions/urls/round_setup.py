"""Addresses of setting up a round."""

from django.urls import path

from submissions.views import round_setup

urlpatterns = [
    path("rounds/<int:pk>/setup/", round_setup.setup, name="round_setup"),
    path("rounds/<int:pk>/assign/", round_setup.assign, name="round_assign"),
    path("rounds/<int:pk>/open/", round_setup.start, name="round_open"),
    path("rounds/<int:pk>/extend/", round_setup.extend, name="round_extend"),
]
