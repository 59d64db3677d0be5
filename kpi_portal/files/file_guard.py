"""The one door for uploaded files: every file is examined here before anything is kept of it."""

from dataclasses import dataclass
from typing import BinaryIO

from kpi_portal.files.archive import is_also_archive
from kpi_portal.files.file_names import extension_of
from kpi_portal.files.images import PictureSize, check_image
from kpi_portal.files.kinds import ACCEPTABLE, OFFICE_KINDS, Kind, labels
from kpi_portal.files.measure import measure
from kpi_portal.files.office import check_office
from kpi_portal.files.pdf import check_pdf
from kpi_portal.files.policy import ORDINARY, FilePolicy
from kpi_portal.files.refusals import FileRefused
from kpi_portal.files.sniff import sniff


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What is known of a sound file. `extension` is the usual one of its kind, without dot;
    `pages` only where they can be counted (PDF), `picture` only of pictures; `size` in bytes;
    `sha256` in hexadecimal."""

    media_type: str
    extension: str
    pages: int | None
    size: int
    sha256: str
    picture: PictureSize | None = None


def inspect(file: BinaryIO, name: str, size: int, policy: FilePolicy = ORDINARY) -> FileFacts:
    """Examine an uploaded file; raise `FileRefused` with a stable code where it cannot be taken.

    `name` is used for its ending only. `size` is what the sender stated. The file must be seekable
    and is left at its beginning; it is read in pieces and never unpacked to disk by its own names.
    """
    try:
        measured = measure(file, size, policy)
        kind = sniff(measured.head, file, policy)
        accepted = _accepted_kind(kind, extension_of(name), policy)
        found = _examine(file, accepted, policy)
    finally:
        file.seek(0)
    return FileFacts(
        media_type=accepted.media_type,
        extension=accepted.extensions[0],
        pages=found if isinstance(found, int) else None,
        size=measured.size,
        sha256=measured.sha256,
        picture=found if isinstance(found, PictureSize) else None,
    )


def _accepted_kind(kind: Kind | None, extension: str, policy: FilePolicy) -> Kind:
    accepted = labels(policy.kinds)
    claims_acceptable = any(extension in ACCEPTABLE[key].extensions for key in policy.kinds)
    if kind is None:
        # Content that no one knows, under a name we accept, is a damaged file of that kind.
        raise FileRefused("damaged" if claims_acceptable else "unknown_kind", accepted=accepted)
    fits = kind.key in policy.kinds
    if extension not in kind.extensions and (claims_acceptable or (extension and fits)):
        raise FileRefused(
            "renamed", extension=extension, actual=kind.label, accepted=accepted, kind=kind.key
        )
    if not fits:
        raise FileRefused("not_accepted", actual=kind.label, accepted=accepted, kind=kind.key)
    if not extension:
        raise FileRefused("no_extension", actual=kind.label, expected=kind.extensions[0])
    return kind


def _examine(file: BinaryIO, kind: Kind, policy: FilePolicy) -> int | PictureSize | None:
    """The check of the file's own kind: pages of a PDF, size of a picture, None for Office."""
    if kind.key in OFFICE_KINDS:
        check_office(file, policy)
        return None
    # A PDF or picture that also opens as a ZIP (or program package) shows one thing to the reviewer
    # and another to whoever renames it.
    if is_also_archive(file):
        raise FileRefused("mixed_content")
    return check_pdf(file, policy) if kind.key == "pdf" else check_image(file, kind.key, policy)
