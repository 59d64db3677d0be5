"""Addresses of setting up a round."""

from django.urls import path

from submissions.views import round_plan, round_setup, round_time

urlpatterns = [
    path("rounds/<int:pk>/setup/", round_setup.setup, name="round_setup"),
    path("rounds/<int:pk>/assign/", round_setup.assign, name="round_assign"),
    path("rounds/<int:pk>/open/", round_setup.start, name="round_open"),
    path("rounds/<int:pk>/extend/", round_setup.extend, name="round_extend"),
    path("rounds/<int:pk>/plan/", round_plan.plan, name="round_plan"),
    path("rounds/<int:pk>/time/", round_time.time, name="round_time"),
]
