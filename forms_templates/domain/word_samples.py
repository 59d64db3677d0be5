"""An own Word file filled with sample data: Word at once, its PDF in the background where a program
that prints Word files is installed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, cast

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from forms_templates.domain import word_templates
from forms_templates.domain.word_subjects import Subject
from forms_templates.models import WordTemplate
from forms_templates.own_word.places import sample_values
from forms_templates.rendering.pictures import placeholder_emblem
from kpi_portal.accounts.models import User
from kpi_portal.errors import GuardRefused
from kpi_portal.jobs import enqueue
from kpi_portal.jobs.models import Job

JOB = "forms.word_sample"
PROGRAM = "soffice"
_PATIENCE_SECONDS = 90


def printer() -> str:
    """The program that prints Word files, or an empty text where none is installed."""
    return shutil.which(PROGRAM) or ""


def as_word(template: WordTemplate, subject: Subject) -> bytes:
    """The file with sample data at every place."""
    return word_templates.filled(template, sample_values(subject.tree, placeholder_emblem()))


def stored_pdf(template: WordTemplate) -> BinaryIO | None:
    """The printed sample if it was made already."""
    storage, address = storages["default"], _address(template)
    return cast(BinaryIO, storage.open(address, "rb")) if storage.exists(address) else None


def ask_for_pdf(template: WordTemplate, *, actor: User, at: datetime) -> Job:
    """Have the sample printed in the background; asking twice meanwhile is one job."""
    payload = {"template": template.pk, "user": actor.pk}
    with transaction.atomic():
        return enqueue(
            JOB, payload=payload, requested_by=actor, at=at, key=f"{JOB}:{actor.pk}:{template.pk}"
        )


def make_pdf(template: WordTemplate, subject: Subject) -> None:
    """Print the sample and keep it. Slow: for workers; safe to run twice. Raises `GuardRefused`
    where no program prints Word files, or it could not print this one."""
    storage, address = storages["default"], _address(template)
    if not storage.exists(address):
        data = _printed(as_word(template, subject))
        written = storage.save(address, ContentFile(data))
        if written != address:
            storage.delete(written)  # another worker was faster


def _printed(word: bytes) -> bytes:
    program = printer()
    if not program:
        raise GuardRefused(
            _("No program that prints Word files is installed here. Open the Word file instead."),
            code="no_printer",
        )
    with tempfile.TemporaryDirectory(prefix="word-sample-") as folder:
        Path(folder, "sample.docx").write_bytes(word)
        command = [
            program,
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            folder,
            f"{folder}/sample.docx",
        ]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=_PATIENCE_SECONDS)
            return Path(folder, "sample.pdf").read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise GuardRefused(
                _("The file could not be printed. Open the Word file instead."), code="not_printed"
            ) from error


def _address(template: WordTemplate) -> str:
    return f"word-samples/{template.pk}-{template.sha256}.pdf"
