"""Addresses of the outbox."""

from django.urls import path

from submissions.views import outbox

urlpatterns = [
    path("outbox/", outbox.show, name="outbox"),
    path("outbox/send-again/", outbox.send_again, name="outbox_send_again"),
]
