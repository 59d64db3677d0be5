"""Addresses of the indicators pages."""

from django.urls import URLPattern

app_name = "indicators"
urlpatterns: list[URLPattern] = []
