"""Addresses of setting up a round."""

from django.urls import path

from submissions.views import (
    double,
    round_choosing,
    round_plan,
    round_setup,
    round_time,
    round_units,
)

urlpatterns = [
    path("rounds/<int:pk>/setup/", round_setup.setup, name="round_setup"),
    path("rounds/<int:pk>/units/", round_units.units, name="round_units"),
    path("rounds/<int:pk>/units/add/", round_choosing.choose, name="round_choose"),
    path("rounds/<int:pk>/units/bureau/", round_choosing.add_bureau, name="round_add_bureau"),
    path(
        "rounds/<int:pk>/units/<int:assignment>/off/", round_units.take_off, name="round_take_off"
    ),
    path("rounds/<int:pk>/open/", round_setup.start, name="round_open"),
    path("rounds/<int:pk>/extend/", round_setup.extend, name="round_extend"),
    path("rounds/<int:pk>/plan/", round_plan.plan, name="round_plan"),
    path("rounds/<int:pk>/double-review/", double.switch, name="round_double_review"),
    path("rounds/<int:pk>/differences/", double.round_differences, name="round_differences"),
    path("rounds/<int:pk>/time/", round_time.time, name="round_time"),
]
