"""How a draft of criteria will look in reports."""

from django.urls import path

from submissions.views import preview

urlpatterns = [
    path("indicators/<int:pk>/designer/as/<str:who>/", preview.seen, name="draft_seen"),
]
