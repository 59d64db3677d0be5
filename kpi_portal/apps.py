"""The composition root as a Django app: its template tags, its sign-in signal, its management."""

from __future__ import annotations

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "kpi_portal"
    label = "portal"
    verbose_name = "KPI Portal"

    def ready(self) -> None:
        # celery: every process that sends tasks needs the app, or they go to a default broker
        from kpi_portal import celery, language  # noqa: F401

        language.connect()
