"""File names as people gave them: made safe to show and to offer for download, never a path."""

import re
import unicodedata

from django.utils.translation import gettext

from kpi_portal.thai import normalise_text

LONGEST_NAME = 150

_LONGEST_SUFFIX = 10
_ELLIPSIS = "…"
_JOINER = "\u200d"
_SARA_AM = "\u0e33"
# Marks of any script, and (Sk) the skin tones of emoji.
_ATTACHED_CATEGORIES = ("Mn", "Me", "Mc", "Sk")
# Signs that Windows forbids in names or that would end a quoted header value.
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_SUFFIX = re.compile(rf"\.([A-Za-z0-9]{{1,{_LONGEST_SUFFIX}}})$")


def display_name(raw: str) -> str:
    """The last part of an uploaded name without control or forbidden signs, at most 150 characters.

    Thai and emoji stay. A name with nothing left becomes "unnamed file" in the current language.
    """
    last = re.split(r"[/\\]", normalise_text(raw, multiline=False))[-1]
    name = _FORBIDDEN.sub("_", last).strip(" .")
    if not name:
        return gettext("unnamed file")
    return name if len(name) <= LONGEST_NAME else _shortened(name)


def extension_of(name: str) -> str:
    """The ending of a name in lower case without its dot, or "" where it has none."""
    match = _SUFFIX.search(name)
    return match[1].lower() if match else ""


def _shortened(name: str) -> str:
    match = _SUFFIX.search(name)
    suffix = match[0] if match else ""
    room = LONGEST_NAME - len(suffix) - len(_ELLIPSIS)
    # A cut inside a syllable or an emoji would leave another character than was typed.
    while room and (_belongs_to_previous(name[room]) or name[room - 1] == _JOINER):
        room -= 1
    return name[:room].rstrip(" .") + _ELLIPSIS + suffix


def _belongs_to_previous(character: str) -> bool:
    joins = character in (_JOINER, _SARA_AM)
    return joins or unicodedata.category(character) in _ATTACHED_CATEGORIES
