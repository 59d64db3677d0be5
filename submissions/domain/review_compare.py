"""Two pieces beside each other: what of their facts, words and answers differs."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from submissions.domain import review_forms
from submissions.domain.review_forms import FilledForm, Value
from submissions.enums import PieceKind
from submissions.models import EvidenceUse, Submission

_LONG = 1_500
# A Thai sign with the marks above and below it is never cut in two.
_SIGN = re.compile(r"\s+|.[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]*", re.S)
_WORD = re.compile(r"\s+|\S+")


@dataclass(frozen=True, slots=True)
class Line:
    """One fact of both pieces; None where a piece has it not."""

    label: str
    before: Any
    after: Any

    @property
    def differs(self) -> bool:
        return bool(self.before != self.after)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Part of a text: `same`, `gone` or `new`."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """`before` and `after` with their facts, and the text of an answer in stretches."""

    before: EvidenceUse
    after: EvidenceUse
    lines: tuple[Line, ...]
    text: tuple[Stretch, ...] = ()

    @property
    def changes(self) -> list[Line]:
        return [line for line in self.lines if line.differs]

    @property
    def same(self) -> bool:
        """Whether both are the very same evidence."""
        return not self.changes and all(stretch.kind == "same" for stretch in self.text)


def compare(
    before: EvidenceUse, after: EvidenceUse, *, reports: tuple[Submission, Submission] | None
) -> Comparison:
    """Both pieces; `reports` are theirs where answers of forms are to be compared, which are kept
    for each report as they now are (two queries each)."""
    lines = [*_facts(before, after)]
    if PieceKind.MEASURE in (before.kind, after.kind):
        lines += _figures(before.figures, after.figures)
    if reports is not None and before.kind == after.kind == PieceKind.FORM:
        lines += _answers(
            review_forms.filled_forms(reports[0], before.form_code),
            review_forms.filled_forms(reports[1], after.form_code),
        )
    return Comparison(before, after, tuple(lines), tuple(stretches(before.text, after.text)))


def stretches(before: str, after: str) -> Iterator[Stretch]:
    """What was left out of a text and what was put in, in its order."""
    if not before and not after:
        return
    cut = _SIGN if max(len(before), len(after)) <= _LONG else _WORD
    old, new = cut.findall(before), cut.findall(after)
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind == "equal":
            yield Stretch("same", "".join(new[k:m]))
            continue
        if i < j:
            yield Stretch("gone", "".join(old[i:j]))
        if k < m:
            yield Stretch("new", "".join(new[k:m]))


def _facts(before: EvidenceUse, after: EvidenceUse) -> Iterator[Line]:
    yield Line(_("Number"), before.number, after.number)
    old, new = before.version, after.version
    if old is None and new is None:
        return
    for label, name in (
        (_("File name"), "original_name"),
        (_("Address"), "url"),
        (_("Caption"), "caption"),
        (_("Document number"), "document_number"),
        (_("Document date"), "document_date"),
        (_("Pages"), "pages"),
        (_("Size in bytes"), "size"),
        ("SHA-256", "sha256"),
    ):
        yield Line(label, getattr(old, name, None) or None, getattr(new, name, None) or None)


def _figures(before: dict[str, Any], after: dict[str, Any]) -> Iterator[Line]:
    for name in dict.fromkeys([*before, *after]):
        yield Line(str(name), before.get(name), after.get(name))


def _answers(before: Iterable[FilledForm], after: Iterable[FilledForm]) -> Iterator[Line]:
    old, new = _flat(before), _flat(after)
    for label in dict.fromkeys([*old, *new]):
        yield Line(label, old.get(label), new.get(label))


def _flat(forms: Iterable[FilledForm]) -> dict[str, str]:
    """Label → answer; rows of tables are numbered."""
    found: dict[str, str] = {}
    for form in forms:
        for group in form.groups:
            begin = [part for part in (form.process, group.title) if part]
            for label, value in group.fields:
                found[" · ".join([*begin, label])] = _words(value)
            for number, row in enumerate(group.rows, start=1):
                for heading, value in zip(group.headings, row, strict=False):
                    found[" · ".join([*begin, f"{number}", heading])] = _words(value)
    return {label: words for label, words in found.items() if words}


def _words(value: Value) -> str:
    if value.months:
        return "; ".join(f"{m.month} {m.planned or '–'}/{m.done or '–'}" for m in value.months)
    if value.pictures:
        return ", ".join(caption or digest[:8] for digest, caption in value.pictures)
    return value.text or value.url or (value.day.isoformat() if value.day else "")
