"""Addresses of reports that came another way: entering, files, the second person."""

from django.urls import path

from submissions.views import received, receiving

_ENTER = "review/<int:pk>/receive/"

urlpatterns = [
    path(_ENTER, receiving.receive, name="receive"),
    path(f"{_ENTER}files/", receiving.files, name="receive_files"),
    path(f"{_ENTER}assign/", receiving.assign, name="receive_assign"),
    path(f"{_ENTER}files/<int:file>/drop/", receiving.drop, name="receive_drop"),
    path("review/<int:pk>/received/", received.received, name="received"),
]
