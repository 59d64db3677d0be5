"""Refusals of files: one stable code, one sentence in the person's language."""

from typing import Any

from django.utils.functional import lazy

from kpi_portal.errors import InvalidInput
from kpi_portal.files.wording import FILE_MESSAGES


def _fill(template: Any, facts: dict[str, Any]) -> str:
    return str(template) % facts


# The sentence is put together only when it is shown, in the language of that moment.
fill_lazily = lazy(_fill, str)


class FileRefused(InvalidInput):
    """A file cannot be taken as evidence or picture; `code` is a key of FILE_MESSAGES."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(fill_lazily(FILE_MESSAGES[code], facts), code=code, **facts)
