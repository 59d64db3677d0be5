"""How a file is shown in the page, and two pieces beside each other."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from kpi_portal.errors import NotFound
from kpi_portal.requests import PortalRequest
from submissions import access
from submissions.domain import previews, review_compare
from submissions.domain.desk_data import View
from submissions.domain.review_earlier import Before
from submissions.enums import PieceKind
from submissions.models import Submission
from submissions.views.files import INLINE


def of(
    request: PortalRequest,
    submission: Submission,
    view: View,
    earlier: Before | None,
    wanted: int,
    at: datetime,
) -> dict[str, Any]:
    """The piece in view beside `wanted`: a version before it, or the piece of the earlier round.

    Raises `NotFound` for any other piece, and for one of a report the person does not see.
    """
    piece = view.piece
    if piece is None:
        raise NotFound(_("There is no such piece of evidence."), code="not_found")
    old = next((use for use in piece.earlier if use.pk == wanted), None)
    if old is not None:
        number = next(n for n, use in piece.versions if use is old)
        said = review_compare.compare(old, piece.use, reports=None)
        lost = old.kind == PieceKind.FORM
        name = _("version %(number)d") % {"number": number}
        return {"name": name, "said": said, "forms_lost": lost, "before": file_of(old.version)}
    if earlier is None or earlier.use.pk != wanted:
        raise NotFound(_("There is no such piece of evidence."), code="not_found")
    then = access.get_for(request.user, earlier.use.submission_id, at=at)
    said = review_compare.compare(earlier.use, piece.use, reports=(then, submission))
    name = f"{earlier.round} {earlier.year}"
    return {"name": name, "said": said, "before": file_of(earlier.use.version)}


def file_of(version: Any) -> dict[str, Any]:
    """How one version is shown: in a frame, as a picture, by a preview, or to be downloaded."""
    if version is None:
        return {"how": "nothing"}
    if previews.shown_as_preview(version):
        return {"how": "preview", "version": version, "made": previews.of_version(version)}
    how = "download"
    if version.scan_state != "clear":
        how = str(version.scan_state)
    elif version.media_type in INLINE:
        how = "frame" if version.media_type == "application/pdf" else "picture"
    return {"how": how, "version": version}
