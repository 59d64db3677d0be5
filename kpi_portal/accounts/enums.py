"""Roles, kinds of unit and ways of acting for someone."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person comes to do (docs/architecture.md, “Who uses it”)."""

    DRAFTER = "drafter", _("Drafter")
    DIRECTOR = "director", _("Director")
    REVIEWER = "reviewer", _("Reviewer")
    HEAD = "head", _("Head of strategy")
    EXECUTIVE = "executive", _("Executive")
    CONFIGURER = "configurer", _("Configurer")
    AUDITOR = "auditor", _("Auditor")


class UnitKind(models.TextChoices):
    DEPARTMENT = "department", _("Department")
    BUREAU = "bureau", _("Bureau")
    SECTION = "section", _("Section")
    CENTRE = "centre", _("Regional centre")


class UnitGroup(models.TextChoices):
    """The groups by which sources weigh an indicator; values are the sources' own words."""

    CENTRAL = "ส่วนกลาง", _("Central")
    REGIONAL = "ส่วนภูมิภาค", _("Regional")


class ActingKind(models.TextChoices):
    """Three distinct ways of standing in, each with its own line under the signature.

    Source: พระราชบัญญัติระเบียบบริหารราชการแผ่นดิน พ.ศ. 2534 and
    พระราชบัญญัติระเบียบข้าราชการพลเรือน พ.ศ. 2551 (มาตรา 68).
    """

    DEPUTISING = "deputising", _("Acting for (the holder is absent)")
    IN_POSITION = "in_position", _("Acting in a vacant position")
    ON_BEHALF = "on_behalf", _("Performing duties on behalf of")

    @property
    def signature_words(self) -> str:
        """The official Thai words that stand before the covered position."""
        return {
            ActingKind.DEPUTISING: "รักษาราชการแทน",
            ActingKind.IN_POSITION: "รักษาการในตำแหน่ง",
            ActingKind.ON_BEHALF: "ปฏิบัติราชการแทน",
        }[self]
