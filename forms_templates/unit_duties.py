"""Forms, wordings, Word files and the emblem that a unit keeps; see
`kpi_portal.accounts.domain.duties`.

What the taking unit has of its own rules there; the other stays with the unit that ended.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forms_templates.models import Emblem, FormDraft, FormTemplate, MemoTemplate, WordTemplate
from kpi_portal.accounts.domain import belongings
from kpi_portal.accounts.domain.duties import Item, declares_belonging
from kpi_portal.accounts.domain.permission import Actor
from kpi_portal.accounts.models import Unit
from kpi_portal.errors import _StrOrPromise


class _Versioned:
    """Rows of one thing in several versions; an item's `pk` is the newest version's."""

    left: _StrOrPromise = _(
        "It stays with the former unit; what the successor or the units above have is used."
    )
    model: type[Any]
    identity: tuple[str, ...]

    def _newest(self, unit: Unit) -> list[Any]:
        rows = self.model.objects.filter(owner=unit).order_by(*self.identity, "pk")
        newest = {tuple(getattr(row, name) for name in self.identity): row for row in rows}
        return list(newest.values())

    def _all(self, pk: int, unit: Unit) -> QuerySet[Any]:
        row = self.model.objects.values(*self.identity).get(pk=pk)
        return self.model.objects.filter(owner=unit, **row)

    def goes(self, pk: int, to: Unit) -> bool:
        """Only where `to` has none of its own."""
        return not self._all(pk, to).exists()

    def hand_over(self, pk: int, unit: Unit, to: Unit, *, actor: Actor, at: datetime) -> None:
        """All versions together."""
        rows = self._all(pk, unit)
        belongings.pass_on(rows, unit, to, what=self.named(rows), actor=actor, at=at)

    def leave(self, pk: int, unit: Unit, *, actor: Actor, at: datetime) -> None:
        """It stays."""

    def named(self, rows: QuerySet[Any]) -> str:
        """What the rows are together, for the audit."""
        return " ".join(str(part) for part in rows.values_list(*self.identity)[0])


class Forms(_Versioned):
    """A form of one fiscal year, with its draft."""

    key = "form"
    title: _StrOrPromise = _("Forms that the unit keeps")
    model = FormTemplate
    identity = ("code", "fiscal_year")

    def items(self, unit: Unit, at: datetime) -> Iterator[Item]:
        """One query."""
        for row in self._newest(unit):
            yield Item(
                pk=row.pk,
                what=f"{row.code} · {row.schema.get('title', '')}",
                state=gettext("fiscal year %(year)s") % {"year": row.fiscal_year},
                url=reverse("forms_templates:form", args=[row.pk]),
            )

    def hand_over(self, pk: int, unit: Unit, to: Unit, *, actor: Actor, at: datetime) -> None:
        """The versions and the draft."""
        form = FormTemplate.objects.values("code", "fiscal_year").get(pk=pk)
        super().hand_over(pk, unit, to, actor=actor, at=at)
        FormDraft.objects.filter(owner=unit, **form).update(owner=to)


class BegunForms(_Versioned):
    """Forms that have no version yet."""

    key = "begun"
    title: _StrOrPromise = _("New forms in draft")
    model = FormDraft
    identity = ("code", "fiscal_year")

    def items(self, unit: Unit, at: datetime) -> Iterator[Item]:
        """One query."""
        for row in FormDraft.objects.filter(owner=unit, base=None).order_by("pk"):
            yield Item(
                pk=row.pk,
                what=f"{row.code} · {row.document.get('title', '')}",
                state=gettext("fiscal year %(year)s") % {"year": row.fiscal_year},
                url=reverse("forms_templates:draft", args=[row.pk]),
            )


class Wordings(_Versioned):
    """The wording of a kind of memo."""

    key = "wording"
    title: _StrOrPromise = _("Wordings of memos that the unit keeps")
    model = MemoTemplate
    identity = ("kind",)

    def items(self, unit: Unit, at: datetime) -> Iterator[Item]:
        """One query."""
        for row in self._newest(unit):
            yield Item(
                pk=row.pk,
                what=str(row.body.get("title") or row.kind),
                url=reverse("forms_templates:wording", args=[row.pk]),
            )


class WordFiles(_Versioned):
    """The agency's own Word files of one form or memo."""

    key = "word"
    title: _StrOrPromise = _("Own Word files")
    model = WordTemplate
    identity = ("subject", "code")

    def _newest(self, unit: Unit) -> list[Any]:
        # without the files themselves
        found = WordTemplate.objects.filter(owner=unit).values(*self.identity)
        return list(found.annotate(newest=Max("pk"), versions=Max("version")).order_by("newest"))

    def items(self, unit: Unit, at: datetime) -> Iterator[Item]:
        """One query."""
        for row in self._newest(unit):
            yield Item(
                pk=row["newest"],
                what=str(row["code"]),
                state=gettext("version %(number)s") % {"number": row["versions"]},
            )

    def named(self, rows: QuerySet[Any]) -> str:
        return f"{rows.values_list('code', flat=True)[0]}.docx"


class Emblems(_Versioned):
    """The emblem on the unit's memos."""

    key = "emblem"
    title: _StrOrPromise = _("Emblem of the unit")
    model = Emblem
    identity = ()

    def items(self, unit: Unit, at: datetime) -> Iterator[Item]:
        """The newest; one query."""
        found = Emblem.objects.filter(owner=unit).defer("image").order_by("-uploaded_at", "-pk")
        for row in found[:1]:
            yield Item(pk=row.pk, what=gettext("Emblem"))

    def _all(self, pk: int, unit: Unit) -> QuerySet[Any]:
        return Emblem.objects.filter(owner=unit)

    def named(self, rows: QuerySet[Any]) -> str:
        return gettext("Emblem")


for kind in (Forms(), BegunForms(), Wordings(), WordFiles(), Emblems()):
    declares_belonging(kind)
