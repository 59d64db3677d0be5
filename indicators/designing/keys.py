"""New keys after the pattern of those that are there: 1.1 → 1.2, 1.1-a → 1.1-b, m5 → m6."""

from __future__ import annotations

import re
from collections.abc import Collection

_NUMBERED = re.compile(r"(.*?)([0-9]{1,9})", re.DOTALL)
_LETTERED = re.compile(r"(.*-)([a-z]{1,3})", re.DOTALL)


def fresh(key: str, taken: Collection[str]) -> str:
    """The next key after `key` by its own pattern that is not taken yet."""
    key = key or "1"
    candidate = key
    while candidate == key or candidate in taken:
        candidate = _next(candidate)
    return candidate


def next_free(key: str, taken: Collection[str]) -> str:
    """`key` itself where it is free, else the next one by its pattern."""
    return key if key and key not in taken else fresh(key, taken)


def moved_under(key: str, old: str, new: str) -> str:
    """A key that begins with its parent's, under the parent's new key: 1.1-a under 1.2 is 1.2-a."""
    return new + key[len(old) :] if old and key.startswith(old) else key


def _next(key: str) -> str:
    if match := _LETTERED.fullmatch(key):
        return match[1] + _next_letters(match[2])
    if match := _NUMBERED.fullmatch(key):
        return f"{match[1]}{int(match[2]) + 1}"
    return f"{key}-2"


def _next_letters(letters: str) -> str:
    """b after a, aa after z."""
    head, last = letters[:-1], letters[-1]
    if last != "z":
        return head + chr(ord(last) + 1)
    return _next_letters(head) + "a" if head else "aa"
