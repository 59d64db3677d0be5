"""Addresses of the rounds and of the acts upon a whole round."""

from django.urls import path

from submissions.views import rounds

urlpatterns = [
    path("rounds/", rounds.rounds, name="rounds"),
    path("rounds/<int:pk>/", rounds.round, name="round"),
]
