"""What the places of a report accept as files."""

from kpi_portal.files.policy import MEGABYTE, PICTURE_KINDS, FilePolicy

EVIDENCE = FilePolicy()
SIGNED_SCANS = FilePolicy(kinds=("pdf", *PICTURE_KINDS))
WORD_FORMS = FilePolicy(kinds=("docx",), max_bytes=20 * MEGABYTE)
PICTURES = FilePolicy(kinds=PICTURE_KINDS, max_bytes=10 * MEGABYTE, max_pixels=40_000_000)
