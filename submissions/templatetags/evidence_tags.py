"""How pieces of evidence look: the one place for their icons, kinds and marks."""

from __future__ import annotations

from django.template import Library
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kpi_portal.templatetags.pieces import tag_status
from submissions.enums import PieceKind, ScanState
from submissions.models import EvidenceUse, EvidenceVersion

register = Library()

_OFFICE = "application/vnd.openxmlformats-officedocument."
MEDIA_LOOK = {
    "application/pdf": ("file-earmark-pdf", "PDF"),
    f"{_OFFICE}wordprocessingml.document": ("file-earmark-word", "Word"),
    f"{_OFFICE}spreadsheetml.sheet": ("file-earmark-excel", "Excel"),
    f"{_OFFICE}presentationml.presentation": ("file-earmark-slides", "PowerPoint"),
    "image/png": ("file-earmark-image", "PNG"),
    "image/jpeg": ("file-earmark-image", "JPG"),
    "image/webp": ("file-earmark-image", "WEBP"),
}
KIND_ICONS = {
    PieceKind.LINK: "link-45deg",
    PieceKind.FORM: "ui-checks-grid",
    PieceKind.NUMBER: "123",
    PieceKind.APPROVAL: "pen",
    PieceKind.ANSWER: "chat-left-text",
    PieceKind.MEASURE: "graph-up",
}
_SHOWN_IN_PAGE = frozenset({"application/pdf", "image/png", "image/jpeg"})


@register.simple_tag
def piece_icon(use: EvidenceUse) -> str:
    """The icon's name for a piece: by the kind of its file, else by the kind of piece."""
    if use.version is not None and use.kind == PieceKind.FILE:
        return version_icon(use.version)
    return KIND_ICONS.get(PieceKind(use.kind), "file-earmark")


@register.simple_tag
def version_icon(version: EvidenceVersion) -> str:
    """The icon's name for a stored file or an address."""
    if version.kind == PieceKind.LINK:
        return KIND_ICONS[PieceKind.LINK]
    return MEDIA_LOOK.get(version.media_type, ("file-earmark", ""))[0]


@register.filter
def media_name(version: EvidenceVersion) -> str:
    """What people call this kind of file."""
    return MEDIA_LOOK.get(version.media_type, ("", version.media_type))[1]


@register.filter
def opens_in_page(version: EvidenceVersion) -> bool:
    """Whether a browser shows the file by itself."""
    return version.media_type in _SHOWN_IN_PAGE and version.scan_state == ScanState.CLEAR


@register.filter
def may_download(version: EvidenceVersion) -> bool:
    """Whether the file is open to its readers: no scan is waited for or has refused it."""
    return version.kind == PieceKind.FILE and version.scan_state == ScanState.CLEAR


@register.simple_tag
def scan_tag(version: EvidenceVersion) -> SafeString | str:
    """A mark for files that a virus scan holds back; nothing for the others."""
    if version.scan_state == ScanState.QUARANTINED:
        return tag_status("wait", _("Waiting for the virus scan"), "shield")
    if version.scan_state == ScanState.INFECTED:
        return tag_status("stop", _("Refused by the virus scan"), "shield-x")
    return ""
