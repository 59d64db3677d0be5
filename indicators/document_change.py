"""See `kpi_portal.document_change`, which drafts of definitions and of forms share."""

from __future__ import annotations

from kpi_portal.document_change import Change, Place, part_at, smallest_change, with_part

__all__ = ["Change", "Place", "part_at", "smallest_change", "with_part"]
