"""Addresses of the indicators pages."""

from django.urls import path

from indicators.views import cards, rehearsal, rehearsal_cases

app_name = "indicators"
urlpatterns = [
    path("", cards.index, name="list"),
    path("<int:pk>/", cards.show, name="card"),
    path("<int:pk>/copy/", cards.copy, name="copy"),
    path("<int:pk>/definition.yaml", cards.download, name="yaml"),
    path("<int:pk>/rehearsal/", rehearsal.panel, name="rehearsal"),
    path("<int:pk>/rehearsal/cases.yaml", rehearsal_cases.download, name="rehearsal_file"),
    path("<int:pk>/rehearsal/take-in/", rehearsal_cases.take_in, name="rehearsal_take_in"),
    path("<int:pk>/rehearsal/restore/", rehearsal_cases.restore, name="rehearsal_restore"),
    path("<int:pk>/rehearsal/<int:case>/<str:act>/", rehearsal_cases.act, name="rehearsal_case"),
]
