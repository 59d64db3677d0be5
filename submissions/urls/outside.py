"""Addresses of the bureau's own report beside the collecting centre's result."""

from django.urls import path

from submissions.views import outside

urlpatterns = [
    path("submissions/<int:pk>/outside/", outside.outside, name="outside"),
]
