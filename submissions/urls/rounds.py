"""Addresses of the rounds pages."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
