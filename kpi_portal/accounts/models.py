"""Users, units, memberships and acting appointments. Units and memberships are dated."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin, UserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.enums import ActingKind, Role, UnitGroup, UnitKind


class User(AbstractBaseUser, PermissionsMixin):
    """A person. E-mail addresses need not be unique: a section may share one mailbox."""

    username = models.CharField(
        _("user name"), max_length=150, unique=True, validators=[UnicodeUsernameValidator()]
    )
    title = models.CharField(_("title or rank"), max_length=60, blank=True)
    first_name = models.CharField(_("first name"), max_length=120)
    last_name = models.CharField(_("last name"), max_length=120, blank=True)
    position = models.CharField(_("position"), max_length=200, blank=True)
    level = models.CharField(_("level"), max_length=80, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    language = models.CharField(
        _("language"), max_length=5, choices=[("th", "ไทย"), ("en", "English")], default="th"
    )
    thai_digits = models.BooleanField(_("show Thai digits on screen"), default=False)
    is_staff = models.BooleanField(_("may open the administration"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["first_name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["first_name", "last_name"]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """Title and name as they stand in a document: นางสาวสมหญิง ใจดี."""
        return f"{self.title}{self.first_name} {self.last_name}".strip()

    def get_full_name(self) -> str:
        """Django's own name for it, called by allauth and the admin."""
        return self.display_name

    @property
    def audit_name(self) -> str:
        """Name and position of the day, as the audit trail keeps them."""
        return f"{self.display_name} ({self.position})" if self.position else self.display_name


class Unit(models.Model):
    """An office in the dated tree กรม → สำนัก/กอง → ส่วน/ศูนย์.

    `path` is the chain of primary keys (`/000001/000004/`), so a subtree is one prefix query. A
    unit never moves: a reorganised unit ends and names its successor.
    """

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    abbreviation = models.CharField(_("abbreviation"), max_length=40, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=UnitKind.choices)
    group = models.CharField(
        _("unit group"), max_length=40, choices=UnitGroup.choices, default=UnitGroup.CENTRAL
    )
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    path = models.CharField(max_length=255, blank=True, db_index=True, editable=False)
    phone = models.CharField(_("telephone"), max_length=60, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    document_code = models.CharField(
        _("document code"), max_length=40, blank=True, help_text=_("Stands before memo numbers.")
    )
    position_name = models.CharField(
        _("position of its head"), max_length=200, blank=True, help_text="ผู้อำนวยการส่วน…"
    )
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    successor = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="predecessors"
    )

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="unit_dates_in_order",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        if not self.path:
            above = self.parent.path if self.parent else "/"
            self.path = f"{above}{self.pk:06d}/"  # of equal width, so that text sorts as the tree
            super().save(update_fields=["path"])


class FormerName(models.Model):
    """What a unit was called until a day; the unit itself carries the present names."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="former_names")
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    abbreviation = models.CharField(_("abbreviation"), max_length=40, blank=True)
    position_name = models.CharField(_("position of its head"), max_length=200, blank=True)
    last_day = models.DateField(_("last day"))
    order_number = models.CharField(_("order number"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("former name of a unit")
        verbose_name_plural = _("former names of units")
        ordering = ["-last_day"]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A dated role: the person sits in `unit`, the role reaches the subtree of `scope`.

    A reviewer sits in the strategy section and reaches the whole bureau; a director's scope is the
    own section.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="memberships")
    scope = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="scoped_memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    starts = models.DateField(_("from"))
    ends = models.DateField(_("until"), null=True, blank=True)
    order_number = models.CharField(_("order number"), max_length=120, blank=True)
    period_from = models.DateField(
        _("may read from"), null=True, blank=True, help_text=_("For auditors: the granted period.")
    )
    period_to = models.DateField(_("may read until"), null=True, blank=True)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        indexes = [models.Index(fields=["user", "starts"]), models.Index(fields=["scope", "role"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")),
                name="membership_dates_in_order",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.unit}"


class StandingDeputy(models.Model):
    """A deputy named in advance: on days when the holder is away the first one present, by `rank`,
    stands in for the holder's role."""

    holder = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="deputies")
    deputy = models.ForeignKey(User, on_delete=models.PROTECT, related_name="deputy_for")
    rank = models.PositiveSmallIntegerField(_("rank"))
    order_number = models.CharField(_("order number"), max_length=120)
    starts = models.DateField(_("from"))
    ends = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("standing deputy")
        verbose_name_plural = _("standing deputies")
        ordering = ["holder_id", "rank"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")),
                name="deputy_dates_in_order",
            )
        ]

    def __str__(self) -> str:
        return f"{self.deputy} · {self.rank} · {self.holder}"


class Absence(models.Model):
    """Days on which a person is away; standing deputies stand in on them."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="absences")
    starts = models.DateField(_("from"))
    ends = models.DateField(_("until"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    declared_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    declared_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ["-starts"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__gte=F("starts")), name="absence_dates_in_order"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.starts}–{self.ends}"


class ImportSheet(models.Model):
    """An Excel file of units and people, read and checked but not yet applied.

    `rows` is what was read, `faults` what is wrong with it, by sheet and row. Applying happens once
    and as a whole.
    """

    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    rows = models.JSONField()
    faults = models.JSONField(default=list)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)
    summary = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("import of units and people")
        verbose_name_plural = _("imports of units and people")
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return self.file_name


class ActingAppointment(models.Model):
    """Somebody stands in for a role for a time, by order; it ends by itself."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="acting_appointments")
    kind = models.CharField(_("kind"), max_length=20, choices=ActingKind.choices)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="acting_appointments")
    scope = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    covers = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="covered_by"
    )
    position = models.CharField(_("covered position"), max_length=200)
    order_number = models.CharField(_("order number"), max_length=120)
    starts = models.DateField(_("from"))
    ends = models.DateField(_("until"))
    absence = models.ForeignKey(
        Absence, on_delete=models.PROTECT, null=True, blank=True, related_name="appointments"
    )

    class Meta:
        verbose_name = _("acting appointment")
        verbose_name_plural = _("acting appointments")
        indexes = [models.Index(fields=["user", "starts", "ends"])]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="acting_dates_in_order")
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_kind_display()} · {self.position}"

    @property
    def signature_line(self) -> str:
        """รักษาราชการแทน ผู้อำนวยการส่วน…, as it stands beneath the own position."""
        return f"{ActingKind(self.kind).signature_words} {self.position}"
