"""Mending Thai text that was pasted from PDFs, old fonts and word processors."""

import re
import unicodedata

_NIKHAHIT = "\u0e4d"
_SARA_AM = "\u0e33"
_SARA_AA = "\u0e32"

# Marks above and below a consonant, in the order a cluster is spelt: phinthu, vowels below, vowels
# above, nikhahit, tones, silencing marks. Stored in one order, the same word is found by search.
_SPELLING_ORDER = (
    "\u0e3a\u0e38\u0e39\u0e31\u0e34\u0e35\u0e36\u0e37\u0e47"
    "\u0e4d\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e4e"
)
_RANK = {mark: rank for rank, mark in enumerate(_SPELLING_ORDER)}
# A run of marks is entered only at its start, so that hostile text costs no more than plain text.
_MARKS_BEFORE_AA = re.compile(f"(?<![{_SPELLING_ORDER}])[{_SPELLING_ORDER}]+{_SARA_AA}")
_CLUSTER = re.compile(f"[{_SPELLING_ORDER}{_SARA_AM}]{{2,}}")

# Private-use glyphs by which old Thai fonts drew shifted marks (Windows from U+F700, Macintosh from
# U+F884), each string in code-point order.
_TONES = "\u0e48\u0e49\u0e4a\u0e4b\u0e4c"
_WINDOWS_GLYPHS = (
    "\u0e10\u0e34\u0e35\u0e36\u0e37" + _TONES + _TONES + "\u0e0d\u0e31\u0e4d\u0e47" + _TONES
) + "\u0e38\u0e39\u0e3a"
_MACINTOSH_GLYPHS = (
    "\u0e31\u0e34\u0e35\u0e36\u0e37\u0e47"
    + "".join(tone * 3 for tone in _TONES)
    + "\u0e4d\u0e0d\u0e38\u0e39\u0e3a\u0e10"
)
_GLYPHS = {0xF700 + i: mark for i, mark in enumerate(_WINDOWS_GLYPHS)} | {
    0xF884 + i: mark for i, mark in enumerate(_MACINTOSH_GLYPHS)
}

_LINE_ENDS = dict.fromkeys(map(ord, "\v\f\x85\u2028\u2029"), "\n")
_SPACES = {0xA0: " "}
# Invisible characters without meaning in Thai or English. The zero-width joiner is handled apart:
# emoji are built with it. Direction controls could make a text read otherwise than it is stored.
_INVISIBLE = dict.fromkeys(
    [
        *(0xAD, 0x61C, 0x180E, 0x200B, 0x200C, 0x200E, 0x200F, 0xFEFF, 0xFFFC),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        *range(0xFFF9, 0xFFFC),
        *range(0xE0000, 0xE0080),
    ]
)
_CONTROLS = dict.fromkeys([c for c in [*range(0x20), *range(0x7F, 0xA0)] if chr(c) not in "\n\t"])
_TRANSLATION = _CONTROLS | _LINE_ENDS | _SPACES | _INVISIBLE | _GLYPHS
# Halves of surrogate pairs and non-characters cannot be stored or sent as UTF-8 text.
_UNSTORABLE = re.compile("[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_JOINER_BESIDE_THAI = re.compile(
    "(?<=[\u0e00-\u0e7f])\u200d+|(?<!\u200d)\u200d+(?=[\u0e00-\u0e7f])"
)
# The bound of Unicode's stream-safe text format (UAX #15).
_HIGHEST_STACK = 30
_SCRIPT_RUNS = re.compile("[\u0e00-\u0e7f]+|[^\u0e00-\u0e7f]+")


def normalise_text(text: str, multiline: bool = True) -> str:
    """The text as the person meant it, in one stored spelling.

    Mends split or doubled sara am, เ+เ, glyphs of old fonts and marks typed out of order; drops
    invisible and control characters; makes line ends "\\n" and the rest NFC. With multiline=False
    all white space becomes single spaces, none at the ends. Normalising twice changes nothing.
    """
    cleaned = text.replace("\r\n", "\n").replace("\r", "\n").translate(_TRANSLATION)
    joined = _JOINER_BESIDE_THAI.sub("", _UNSTORABLE.sub("", cleaned))
    mended = _SCRIPT_RUNS.sub(_mend_run, joined)
    return mended if multiline else " ".join(mended.split())


def _mend_run(match: re.Match[str]) -> str:
    """A run of Thai in one spelling, a run of anything else in NFC.

    The two are kept apart because canonical order would fight the spelling order wherever foreign
    marks are stacked on Thai ones; in real Thai text the result is NFC as well.
    """
    run = match[0]
    if not "\u0e00" <= run[0] <= "\u0e7f":
        return run if run.isascii() else _composed(run)
    return _CLUSTER.sub(_spell, _MARKS_BEFORE_AA.sub(_join_sara_am, run)).replace("เเ", "แ")


def _composed(run: str) -> str:
    # Composing sorts each stack of marks in quadratic time; no language stacks more than a few.
    return _limit_stacks(unicodedata.normalize("NFC", _limit_stacks(run)))


def _limit_stacks(run: str) -> str:
    kept, depth = [], 0
    for character in run:
        depth = depth + 1 if unicodedata.combining(character) else 0
        if depth <= _HIGHEST_STACK:
            kept.append(character)
    return "".join(kept)


def _join_sara_am(match: re.Match[str]) -> str:
    if _NIKHAHIT not in match[0]:
        return match[0]
    return match[0][:-1].replace(_NIKHAHIT, "") + _SARA_AM


def _spell(match: re.Match[str]) -> str:
    """One cluster of marks: each once, in spelling order, with sara am (and its circle) last."""
    marks = set(match[0])
    if _SARA_AM not in marks:
        return "".join(sorted(marks, key=_RANK.__getitem__))
    kept = sorted(marks - {_SARA_AM, _NIKHAHIT}, key=_RANK.__getitem__)
    return "".join(kept) + _SARA_AM
