"""Addresses of a unit's own pages: list, task list, words, check and submit, score, history."""

from django.urls import path

from submissions.views import filing, mine, results, tasklist

urlpatterns = [
    path("submissions/", mine.mine, name="mine"),
    path("submissions/<int:pk>/", tasklist.task_list, name="task_list"),
    path("submissions/<int:pk>/narrative/", tasklist.narrative, name="narrative"),
    path("submissions/<int:pk>/check/", filing.check, name="check"),
    path("submissions/<int:pk>/check/signed/", filing.submit_signed, name="submit_signed"),
    path("submissions/<int:pk>/withdraw/", filing.withdraw, name="withdraw"),
    path("submissions/<int:pk>/extension/", filing.ask_extension, name="ask_extension"),
    path("submissions/<int:pk>/receipt/<int:number>/", filing.receipt, name="receipt"),
    path("submissions/<int:pk>/score/", results.score, name="score"),
    path("submissions/<int:pk>/history/", results.history, name="history"),
]
