"""The agency's own Word files: taken in after examination, switched on from a day, switched off."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from forms_templates import access
from forms_templates.domain.word_subjects import Subject
from forms_templates.enums import WordSubject
from forms_templates.models import WordTemplate
from forms_templates.own_word import places, reading
from forms_templates.own_word.places import Place
from kpi_portal.accounts.models import Unit, User
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import GuardRefused, InvalidInput
from kpi_portal.files.file_guard import inspect
from kpi_portal.files.file_names import display_name
from kpi_portal.files.policy import MEGABYTE, FilePolicy
from kpi_portal.thai import local_date, thai_date

POLICY = FilePolicy(
    kinds=("docx",),
    max_bytes=5 * MEGABYTE,
    max_entries=400,
    max_unpacked_bytes=30 * MEGABYTE,
    ratio_from=2 * MEGABYTE,
)


class WordFileRefused(InvalidInput):
    """The marks of a file have faults; `faults` names each of them."""

    def __init__(self, faults: tuple[reading.WordFault, ...]) -> None:
        super().__init__(
            _("The places in this file have faults; nothing was kept of it."),
            code="word_faults",
            faults=[str(fault) for fault in faults],
        )
        self.faults = faults


def upload(subject: Subject, *, data: bytes, name: str, actor: User, at: datetime) -> WordTemplate:
    """Keep a file as the newest version, not yet in force.

    Side effects: the version with its checksum and places, an audit entry. Raises `NotAllowed`,
    `FileRefused` for what the guard of uploads does not let pass, `WordFileRefused` naming every
    place that is unknown, missing or cannot be read.
    """
    access.require_configurer(actor, subject.owner, at=at)
    facts = inspect(io.BytesIO(data), name, len(data), POLICY)
    found = reading.read(data, subject.tree)
    if found.faults:
        raise WordFileRefused(found.faults)
    with audit.act(actor=actor, at=at) as log:
        Unit.objects.select_for_update().get(pk=subject.owner.pk)
        before = versions_of(subject).aggregate(last=Max("version"))["last"] or 0
        made = WordTemplate.objects.create(
            owner=subject.owner,
            subject=subject.kind,
            code=subject.code,
            version=before + 1,
            content=data,
            sha256=facts.sha256,
            size=facts.size,
            original_name=display_name(name),
            places=list(found.found),
            uploaded_at=at,
            uploaded_by=actor,
        )
        _tell(log, "word_template.upload", made, name=made.original_name)
    return made


def switch_on(
    template: WordTemplate, *, actor: User, at: datetime, day: date, tree: Place
) -> WordTemplate:
    """Put a version in force from a day, which is not past; it takes the place of the one before.

    Side effects: the day, an audit entry. Documents issued before keep theirs. Raises `NotAllowed`,
    `InvalidInput` for a day that is past, `GuardRefused` where the form changed since the upload
    so that the file no longer fits it.
    """
    if day < local_date(at):
        raise InvalidInput(_("Choose today or a later day."), code="day_is_past")
    lacking = [*places.unknown(tree, template.places), *places.missing(tree, template.places)]
    if lacking:
        raise GuardRefused(
            _(
                "The form was changed since this file was uploaded; its places no longer fit:"
                " %(what)s"
            )
            % {"what": ", ".join(lacking)},
            code="no_longer_fits",
        )
    with audit.act(actor=actor, at=at) as log:
        locked = _locked(template, actor, at)
        locked.in_force_from, locked.switched_off_at = day, None
        locked.save(update_fields=["in_force_from", "switched_off_at"])
        _tell(log, "word_template.switch_on", locked, day=thai_date(day))
    return locked


def switch_off(template: WordTemplate, *, actor: User, at: datetime) -> WordTemplate:
    """Take a version out of force; the one before, or the portal's own layout, rules again.

    Side effects: the moment, an audit entry. Documents issued before keep theirs. Raises
    `NotAllowed`, `GuardRefused` for one that is not in force.
    """
    with audit.act(actor=actor, at=at) as log:
        locked = _locked(template, actor, at)
        if locked.in_force_from is None or locked.switched_off_at is not None:
            raise GuardRefused(_("This file is not in force."), code="not_in_force")
        locked.switched_off_at = at
        locked.save(update_fields=["switched_off_at"])
        _tell(log, "word_template.switch_off", locked)
    return locked


def versions_of(subject: Subject) -> Any:
    """Every version of a form's or memo's file, the newest first, without the bytes."""
    return (
        WordTemplate.objects.filter(owner=subject.owner, subject=subject.kind, code=subject.code)
        .select_related("uploaded_by")
        .defer("content")
        .order_by("-version")
    )


def in_force(unit: Unit, subject: WordSubject, code: str, *, on: date) -> WordTemplate | None:
    """The file that rules for a unit on a day: of the nearest owner above that has one in force,
    the one switched on last; None for the portal's own layout. One query."""
    above = [int(pk) for pk in unit.path.strip("/").split("/")]
    found = list(
        WordTemplate.objects.filter(
            owner_id__in=above,
            subject=subject,
            code=code,
            in_force_from__lte=on,
            switched_off_at=None,
        ).defer("content")
    )
    if not found:
        return None
    return max(found, key=lambda t: (above.index(t.owner_id), t.in_force_from, t.version))


def prints(template: WordTemplate, tree: Place, values: Mapping[str, Any]) -> bool:
    """Whether the file says everything there is to say: it fits the tree, and no value is lost.
    Otherwise the portal's own layout is used."""
    return not (
        places.unknown(tree, template.places)
        or places.missing(tree, template.places)
        or places.lost(tree, values, template.places)
    )


def filled(template: WordTemplate, values: Mapping[str, Any]) -> bytes:
    """The file with its places filled; its bytes are still those that were examined."""
    data = bytes(template.content)
    if sha256(data).hexdigest() != template.sha256:
        raise GuardRefused(_("The stored Word file was altered."), code="altered")
    # docxtpl and what it needs are loaded with the first file.
    from forms_templates.own_word.filling import fill

    return fill(data, dict(values))


def _locked(template: WordTemplate, actor: User, at: datetime) -> WordTemplate:
    found = WordTemplate.objects.select_for_update(of=("self",)).select_related("owner")
    locked = found.defer("content").get(pk=template.pk)
    access.require_configurer(actor, locked.owner, at=at)
    return locked


def _tell(log: audit.Act, kind: str, template: WordTemplate, **facts: Any) -> None:
    log.note_down(
        kind,
        template,
        subject=f"word:{template.owner_id}:{template.subject}:{template.code}",
        unit_path=template.owner.path,
        code=template.code,
        version=template.version,
        sha256=template.sha256,
        **facts,
    )
