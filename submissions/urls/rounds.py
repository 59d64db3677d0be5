"""Addresses of the rounds and of the acts upon many of their reports."""

from django.urls import path

from submissions.views import (
    reminders,
    round_acts,
    round_comparison,
    round_decisions,
    rounds,
    year_board,
    year_calendar,
)

urlpatterns = [
    path("rounds/", rounds.rounds, name="rounds"),
    path("rounds/year/", year_board.show, name="year_board"),
    path("rounds/calendar/", year_calendar.show, name="calendar"),
    path("rounds/calendar.ics", year_calendar.download, name="calendar_file"),
    path("rounds/<int:pk>/", rounds.round, name="round"),
    path("rounds/<int:pk>/results/", round_comparison.results, name="round_results"),
    path("rounds/<int:pk>/remind/", reminders.remind, name="round_remind"),
    path("rounds/<int:pk>/decisions/", round_decisions.register, name="round_decisions"),
    path("rounds/<int:pk>/do/<str:act>/", round_acts.act, name="round_act"),
]
