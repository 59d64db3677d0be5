"""The files of one report in a dossier: forms, evidence, receipts and memos, scans."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.files.storage import storages
from django.utils.translation import gettext as _

from kpi_portal.accounts.models import User
from kpi_portal.errors import NotFound
from submissions.archive_names import safe_name
from submissions.archives.domain.dossier_parts import DOCUMENT, EVIDENCE, Parts
from submissions.archives.domain.reading import Read
from submissions.documents import access as documents_access
from submissions.documents.domain import exchange, renditions
from submissions.documents.enums import PROOFS, DocumentKind, DocumentState
from submissions.documents.models import Document, Rendition
from submissions.domain import forms, forms_paper
from submissions.enums import PieceKind, ScanState
from submissions.models import EvidenceUse, EvidenceVersion

# So that folder, subfolder and name stay far below the 240 characters that Windows unpacks.
FOLDER_LONGEST = 40
NAME_LONGEST = 64


class Bytes:
    """Evidence files of one report: each version is in the archive once."""

    def __init__(self, parts: Parts, folder: str) -> None:
        self._parts = parts
        self._folder = folder
        self._paths: dict[int, str] = {}

    def path_of(self, version: EvidenceVersion | None, *words: str, under: str) -> str:
        """The path of the version's file, relative to the report's folder; empty where it has no
        bytes or the virus scan holds it back."""
        if version is None or version.kind != PieceKind.FILE:
            return ""
        if version.scan_state != ScanState.CLEAR or not version.sha256:
            return ""
        if version.pk not in self._paths:
            stem, dot, ending = version.original_name.rpartition(".")
            plain = (
                bool(dot and stem) and ending.isascii() and ending.isalnum() and len(ending) < 11
            )
            name = safe_name(
                *words,
                stem if plain else version.original_name,
                suffix=ending if plain else "",
                longest=NAME_LONGEST,
            )
            given = self._parts.add_stored(
                f"{self._folder}/{under}/{name}",
                source=EVIDENCE,
                sha256=version.sha256,
                size=version.size,
                what=str(_("Evidence")),
            )
            self._paths[version.pk] = given.removeprefix(f"{self._folder}/")
        return self._paths[version.pk]


def add_evidence(
    files: Bytes, uses: Iterable[EvidenceUse], requirements: list[dict[str, Any]]
) -> None:
    """Put the files of the pieces into the archive and note their paths in the facts."""
    facts = {piece["use"]: piece for one in requirements for piece in one["pieces"]}
    for use in uses:
        if use.version is None:
            continue
        facts[use.pk]["file"] = files.path_of(use.version, use.requirement, under="evidence")
        facts[use.pk]["capture"] = files.path_of(
            use.version.capture, use.requirement, under="evidence"
        )


def add_forms(parts: Parts, folder: str, read: Read, *, at: datetime) -> list[dict[str, str]]:
    """The filled forms in Word and PDF, as the portal prints them. Slow: it renders what is not
    there yet."""
    found = []
    for answer in read.submission.answers.select_related("process").order_by(
        "form_code", "process__position", "pk"
    ):
        if not answer.revision:
            continue
        try:
            sheet = forms.open_sheet(read.submission, answer.form_code, answer.process)
        except NotFound:
            continue  # the criteria that the report was moved to ask for the form no longer
        title = f"{sheet.schema.number} {sheet.schema.title}"
        process = answer.process.name if answer.process else ""
        line = {"title": title, "process": process}
        for kind in ("pdf", "docx"):
            made = forms_paper.make(sheet, forms_paper.kind_of(kind), at=at)
            name = safe_name(sheet.schema.number, process, suffix=kind, longest=NAME_LONGEST)
            with storages["default"].open(made) as handle:
                given = parts.add(f"{folder}/forms/{name}", handle.read(), title)
            line[kind] = given.removeprefix(f"{folder}/")
        found.append(line)
    return found


def add_documents(
    parts: Parts, folder: str, documents: Iterable[Document], files: Bytes
) -> list[dict[str, Any]]:
    """Memos and receipts in all their formats, with the signed scan that is the official copy."""
    found = []
    for document in documents:
        kind = DocumentKind(document.kind)
        words = (str(kind.label), document.number)
        line: dict[str, Any] = {
            "kind": str(kind.label),
            "number": document.number,
            "dated": document.dated,
            "subject": document.subject,
            "state": document.get_state_display(),
            "receipt": kind == DocumentKind.RECEIPT,
            "files": [],
        }
        files_made: list[Rendition] = []
        paths: dict[int, str] = {}
        for wanted in renditions.formats_of(document):
            made = renditions.make(document, wanted)
            name = safe_name(*words, suffix=str(wanted), longest=NAME_LONGEST)
            given = parts.add_stored(
                f"{folder}/memos/{name}",
                source=DOCUMENT,
                sha256=made.sha256,
                size=made.size,
                what=document.subject or str(kind.label),
            )
            path = given.removeprefix(f"{folder}/")
            line["files"].append({"label": wanted.label, "path": path})
            files_made.append(made)
            paths[made.pk] = path.removeprefix("memos/")
        if kind not in PROOFS:
            told = exchange.as_bytes(exchange.described(document, files_made, paths))
            name = safe_name(*words, suffix="json", longest=NAME_LONGEST)
            given = parts.add(
                f"{folder}/memos/{name}", told, str(_("Data for the e-saraban system (JSON)"))
            )
            line["files"].append({"label": "JSON", "path": given.removeprefix(f"{folder}/")})
        line["scan"] = files.path_of(document.signed_scan, *words, under="memos")
        found.append(line)
    return found


def documents_of(read: Read, reader: User, *, at: datetime) -> list[Document]:
    """The issued memos and the receipts about a report that the reader may see."""
    found = documents_access.visible_to(reader, at=at).filter(submission=read.submission)
    issued = found.exclude(state=DocumentState.DRAFT) | found.filter(kind=DocumentKind.RECEIPT)
    rows = exchange.with_facts(issued).select_related("signed_scan", "word_template")
    return list(rows.order_by("created_at", "pk"))
