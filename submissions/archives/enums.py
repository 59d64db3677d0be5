"""Kinds of exports."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ExportKind(models.TextChoices):
    WORKBOOK = "workbook", _("Workbook")
    BOARD = "board", _("Dashboard")
    DOSSIER = "dossier", _("Dossier")
