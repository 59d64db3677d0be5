"""Addresses of the indicators pages."""

from django.urls import path

from indicators.views import cards

app_name = "indicators"
urlpatterns = [
    path("", cards.index, name="list"),
    path("<int:pk>/", cards.show, name="card"),
    path("<int:pk>/copy/", cards.copy, name="copy"),
    path("<int:pk>/definition.yaml", cards.download, name="yaml"),
]
