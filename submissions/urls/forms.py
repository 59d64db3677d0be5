"""Addresses of the forms pages."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
