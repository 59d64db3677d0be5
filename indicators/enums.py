"""States of an indicator's version and of a round."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class VersionState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    # a word of its own: results are published too, and Thai says that differently
    PUBLISHED = "published", pgettext_lazy("criteria", "Published")
    RETIRED = "retired", _("Retired")


class RoundState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")
    ENDORSED = "endorsed", _("Endorsed")
    PUBLISHED = "published", _("Results published")
    FINAL = "final", _("Final")
