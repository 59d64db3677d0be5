"""What an uploaded Word file names, and everything that keeps it from being used."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from jinja2.exceptions import TemplateSyntaxError

from forms_templates.own_word import package, sandbox
from forms_templates.own_word.places import Place, missing, unknown

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise
else:
    _StrOrPromise = object

MESSAGES: dict[str, _StrOrPromise] = {
    "unknown": _("There is no place “%(what)s”."),
    "missing": _("The place “%(what)s” is missing; its text would not be printed."),
    "forbidden": _("Only places, loops and conditions can be marked: %(near)s"),
    "syntax": _("This mark cannot be read: %(near)s"),
    "needs_loop": _("“%(what)s” has several rows: print it in a loop."),
    "no_list": _("“%(what)s” is one value and has no rows to loop over."),
    "loop_in_loop": _("The loop over “%(what)s” stands inside another loop; take it out."),
    "name_taken": _("Call the row of a loop otherwise than “%(what)s”."),
    "too_many_loops": _("A file may have %(what)s loops at most."),
    "too_many_marks": _("A file may have %(what)s marks at most."),
    "too_large": _("A part of the file is too large: %(what)s"),
    "unclosed": _("A mark is not closed in its own paragraph: %(what)s"),
    "structure_printed": _("Write %(what)s without the letter after the brackets."),
    "not_in_text": _("A mark stands where no text is, such as in the description of a picture."),
    "not_filled_here": _("Places are filled in the text, headers and footers, not in %(what)s."),
    "field": _("The file contains a Word field that is not allowed: %(what)s"),
    "outside_content": _("The file shows content from elsewhere: %(what)s"),
}
_NEAR = 100


@dataclass(frozen=True, slots=True)
class WordFault:
    """Why a file cannot be used: a key of MESSAGES, what it is about, and the text near it."""

    code: str
    what: str = ""
    near: str = ""

    def __str__(self) -> str:
        return str(MESSAGES[self.code]) % {"what": self.what, "near": self.near}


@dataclass(frozen=True, slots=True)
class Reading:
    """The places that a file names, and its faults; it may be used when there are none."""

    found: tuple[str, ...] = ()
    faults: tuple[WordFault, ...] = ()


def read(data: bytes, tree: Place) -> Reading:
    """Examine a file that the guard of uploads let pass."""
    faults = [WordFault(code, what) for code, what in dict.fromkeys(package.faults_of(data))]
    if faults:
        return Reading(faults=tuple(faults))
    # The library that reads marks is loaded only once there is something to read.
    from forms_templates.own_word.filling import marks_of

    found: set[str] = set()
    for source in marks_of(data):
        try:
            named = sandbox.examine(source, tree)
        except TemplateSyntaxError as error:
            near = _near(source, error.lineno) or str(error.message)
            faults.append(WordFault("syntax", near=near))
            continue
        except RecursionError:
            faults.append(WordFault("syntax", near="…"))
            continue
        found |= named.paths
        faults += [WordFault(code, what, _near(source, line)) for code, what, line in named.faults]
    faults += [WordFault("unknown", path) for path in unknown(tree, found)]
    faults += [WordFault("missing", path) for path in missing(tree, found)]
    return Reading(tuple(sorted(found)), tuple(dict.fromkeys(faults)))


def _near(source: str, line: int) -> str:
    """The text of the paragraph in which something stands."""
    lines = source.split("\n")
    text = re.sub(r"<[^>]+>", " ", lines[line - 1]) if 0 < line <= len(lines) else ""
    return " ".join(text.split())[:_NEAR]
