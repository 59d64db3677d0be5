"""What a place in the portal accepts, and the limits within which a file is examined."""

from dataclasses import dataclass

MEGABYTE = 1024 * 1024

DOCUMENT_KINDS = ("pdf", "docx", "xlsx", "pptx")
PICTURE_KINDS = ("png", "jpeg")


@dataclass(frozen=True, slots=True)
class FilePolicy:
    """Kinds accepted (keys of `kinds.ACCEPTABLE`, in the order shown) and limits per file.

    The limits on unpacking and structure are far above real documents; they bound the work a
    hostile file can cause. Sizes are bytes.
    """

    kinds: tuple[str, ...] = (*DOCUMENT_KINDS, *PICTURE_KINDS)
    max_bytes: int = 50 * MEGABYTE
    max_pixels: int = 80_000_000
    max_entries: int = 5_000
    max_unpacked_bytes: int = 200 * MEGABYTE
    # Beyond `ratio_from` bytes, what unpacks to this many times its packed size is a bomb.
    max_ratio: int = 120
    ratio_from: int = 20 * MEGABYTE
    max_pdf_objects: int = 300_000


ORDINARY = FilePolicy()


def megabytes(size: int) -> str:
    """A size for people: "640 KB", "50 MB", "1.5 MB"."""
    if size < MEGABYTE:
        return f"{-(-size // 1024)} KB"
    tenths = -(-size * 10 // MEGABYTE)
    return f"{tenths // 10} MB" if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10} MB"
