"""Addresses of the review pages: the queue and the desk."""

from django.urls import path

from submissions.views import desk, queue

urlpatterns = [
    path("review/", queue.queue, name="queue"),
    path("review/assign/", queue.assign, name="assign"),
    path("review/<int:pk>/", desk.desk, name="desk"),
    path("review/<int:pk>/<str:key>/", desk.desk, name="desk"),
]
