"""Operators look at jobs here; work is started, retried and cancelled through its own doors."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from kpi_portal.jobs.models import Job


@admin.register(Job)
class JobAdmin(admin.ModelAdmin):
    list_display = ("kind", "state", "requested_by", "attempts", "created_at", "finished_at")
    list_filter = ("state", "kind")
    search_fields = ("id", "key", "error")
    list_select_related = ("requested_by",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Job | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Job | None = None) -> bool:
        return False
