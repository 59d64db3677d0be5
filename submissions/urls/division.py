"""Addresses of the division pages."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
