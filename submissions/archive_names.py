"""Names of the files inside an archive that a person downloads, safe wherever it is unpacked.

`safe_name` makes one name out of words (a unit, a document number), `safe_path` a path of several,
`Names` sees to it that no two files of an archive share one. Windows is the strictest: it forbids
some signs, names such as CON, endings with a dot or a space, tells ก.pdf not from ก.PDF, and its
Explorer unpacks no path longer than 260 characters. Thai stays as it is.
"""

from __future__ import annotations

import re
import unicodedata

LONGEST = 120
# Most file systems count bytes, and a Thai letter has three.
_LONGEST_BYTES = 240
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}
_ATTACHED = {"Mn", "Me", "Mc"}
_SARA_AM = "\u0e33"


def safe_name(*words: str, suffix: str = "", longest: int = LONGEST) -> str:
    """The words with a space between them as one file name; `suffix` is kept whole ("pdf").

    >>> safe_name("001", "ส่วนอุทกวิทยา", "ที่", "สบอ 9/1", suffix="pdf")
    '001 ส่วนอุทกวิทยา ที่ สบอ 9-1.pdf'
    """
    ending = f".{suffix.strip('.')}" if suffix.strip(".") else ""
    text = unicodedata.normalize("NFC", " ".join(word for word in words if word.strip()))
    # the no-break and zero-width joiners of scripts other than Thai are not worth a broken name
    text = "".join(c for c in text if c.isspace() or unicodedata.category(c) not in _UNSEEN)
    text = " ".join(_FORBIDDEN.sub("-", " ".join(text.split())).split())
    text = _cut(text.strip(" .") or "_", longest - len(ending), len(ending.encode()))
    if _RESERVED.fullmatch(text + ending):
        text = f"_{text}"
    return text + ending


def safe_path(*parts: str) -> str:
    """Folders and a file below each other, each made safe; `/` inside a part is no separator."""
    *folders, last = parts
    stem, dot, ending = last.rpartition(".")
    plain = bool(dot and stem) and re.fullmatch(r"[A-Za-z0-9]{1,10}", ending) is not None
    file = safe_name(stem, suffix=ending) if plain else safe_name(last)
    return "/".join([*(safe_name(folder, longest=60) for folder in folders), file])


class Names:
    """The names given inside one archive: the second of the same name becomes “… (2)”."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def once(self, path: str) -> str:
        """`path`, or the nearest to it that no other file of the archive has."""
        stem, dot, ending = path.rpartition(".")
        if not dot or "/" in ending:
            stem, ending = path, ""
        given, number = path, 1
        while given.casefold() in self._given:
            number += 1
            given = f"{stem} ({number}){dot if ending else ''}{ending}"
        self._given.add(given.casefold())
        return given


def _cut(text: str, longest: int, taken: int) -> str:
    """At most `longest` characters and the bytes a file system allows, between whole letters."""
    room = len(text)
    while room > 1 and (room > longest or len(text[:room].encode()) > _LONGEST_BYTES - taken):
        room -= 1
    while 1 < room < len(text) and _belongs_to_previous(text[room]):
        room -= 1
    return text[:room].rstrip(" .") or "_"


def _belongs_to_previous(character: str) -> bool:
    return character == _SARA_AM or unicodedata.category(character) in _ATTACHED
