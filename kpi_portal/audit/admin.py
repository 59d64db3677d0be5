"""Operators may look at the chain here; nothing can be added, changed or deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

from kpi_portal.audit.models import Detail, Entry

if TYPE_CHECKING:
    EntryPages = admin.ModelAdmin[Entry]
    DetailPart = admin.StackedInline[Detail, Entry]
else:
    EntryPages, DetailPart = admin.ModelAdmin, admin.StackedInline


class _ReadOnly:
    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class DetailInline(_ReadOnly, DetailPart):
    model = Detail


@admin.register(Entry)
class EntryAdmin(_ReadOnly, EntryPages):
    list_display = ("sequence", "at", "action", "actor", "system_actor", "subject")
    list_filter = ("action",)
    search_fields = ("subject", "hash")
    list_select_related = ("actor",)
    ordering = ("-sequence",)
    inlines = (DetailInline,)
    show_full_result_count = False
