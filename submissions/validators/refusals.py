"""Refusals of files, links and numbers: one stable code, one sentence in the person's language."""

from typing import Any

from django.utils.functional import lazy

from kpi_portal.errors import InvalidInput
from submissions.validators.wording import FILE_MESSAGES, LINK_MESSAGES, NUMBER_MESSAGES


def _fill(template: Any, facts: dict[str, Any]) -> str:
    return str(template) % facts


# The sentence is put together only when it is shown, in the language of that moment.
_fill_lazily = lazy(_fill, str)


class FileRefused(InvalidInput):
    """A file cannot be taken as evidence or picture; `code` is a key of FILE_MESSAGES."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(_fill_lazily(FILE_MESSAGES[code], facts), code=code, **facts)


class LinkRefused(InvalidInput):
    """An address cannot be taken as a link; `code` is a key of LINK_MESSAGES."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(_fill_lazily(LINK_MESSAGES[code], facts), code=code, **facts)


class NumberRefused(InvalidInput):
    """A typed number cannot be taken; `code` is a key of NUMBER_MESSAGES."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(_fill_lazily(NUMBER_MESSAGES[code], facts), code=code, **facts)
