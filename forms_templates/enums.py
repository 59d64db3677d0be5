"""Choices stored with forms and templates."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class WordSubject(models.TextChoices):
    """What an uploaded Word file is the layout of."""

    FORM = "form", _("Form")
    MEMO = "memo", _("Memo")
