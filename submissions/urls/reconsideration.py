"""Addresses of requests for reconsideration."""

from django.urls import path

from submissions.views import reconsideration

_REQUEST = "submissions/<int:pk>/reconsideration/<int:number>/"

urlpatterns = [
    path("submissions/<int:pk>/reconsideration/", reconsideration.ask, name="reconsider"),
    path(_REQUEST, reconsideration.show, name="reconsideration"),
    path(f"{_REQUEST}reviewer/", reconsideration.reviewer, name="reconsideration_reviewer"),
    path(f"{_REQUEST}opinion/", reconsideration.opinion, name="reconsideration_opinion"),
    path(f"{_REQUEST}take-back/", reconsideration.take_back, name="reconsideration_take_back"),
    path(f"{_REQUEST}decide/", reconsideration.resolve, name="resolve"),
    path(
        "rounds/<int:pk>/reconsiderations/",
        reconsideration.of_round,
        name="round_reconsiderations",
    ),
]
