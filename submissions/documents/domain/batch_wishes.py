"""What is wished once for all memos of a batch, as plain data and as a change of each memo."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from forms_templates.contexts import MemoContext, QrLink, Secrecy, Signatory, Urgency
from submissions.documents.domain.register import Numbering
from submissions.documents.enums import NumberSource

# Printed beside the code, so Thai whoever asked.
PROOF = "ตรวจสอบบันทึกฉบับนี้"


@dataclass(frozen=True, slots=True)
class Wishes:
    """Choices for the drafts. Without a signer the head of the section signs, or whoever stands in
    on the day of the draft. `code` prints a QR code that leads to the memo's proof and by which its
    signed scan is recognised."""

    urgency: str = Urgency.NORMAL.value
    secrecy: str = Secrecy.NORMAL.value
    paragraph: str = ""
    signer_name: str = ""
    position_lines: tuple[str, ...] = ()
    acting_lines: tuple[str, ...] = ()
    code: bool = False

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Wishes:
        """From a batch's row."""
        known = {name: kept[name] for name in cls.__dataclass_fields__ if name in kept}
        for lines in ("position_lines", "acting_lines"):
            known[lines] = tuple(known.get(lines, ()))
        return cls(**known)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def adjust(self, memo: MemoContext) -> MemoContext:
        """The memo with the wishes put in; the added paragraph ends the second part. A memo that is
        urgent by itself, such as a late reminder, stays so."""
        wished = Urgency(self.urgency)
        urgency = memo.urgency if wished is Urgency.NORMAL else wished
        changed = replace(memo, urgency=urgency, secrecy=Secrecy(self.secrecy))
        if self.paragraph:
            changed = replace(changed, purpose=(*changed.purpose, self.paragraph))
        if self.signer_name:
            signed = Signatory(self.signer_name, self.position_lines, self.acting_lines)
            changed = replace(changed, signatory=signed)
        if self.code and memo.qr is None:
            # the address is put in when the memo is issued and its page exists
            changed = replace(changed, qr=QrLink("https://example.go.th/", PROOF))
        return changed


@dataclass(frozen=True, slots=True)
class Issuing:
    """How a batch is issued: the date of all its memos and where their numbers come from.

    `first` is the circular number typed from the agency's register; empty is the portal's own.
    """

    dated: date
    source: NumberSource
    circular: bool = False
    first: str = ""

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Issuing:
        """From a batch's row."""
        return cls(
            dated=date.fromisoformat(kept["dated"]),
            source=NumberSource(kept["source"]),
            circular=bool(kept.get("circular")),
            first=str(kept.get("first", "")),
        )

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"dated": self.dated.isoformat(), "source": str(self.source)}

    def numbering(self, typed: str) -> Numbering:
        """For the memo that has `typed` in the pasted list."""
        if self.source is NumberSource.LIST:
            return Numbering(typed=typed)
        if self.source is NumberSource.CIRCULAR:
            return Numbering(typed=self.first, circular=True, shared=True)
        return Numbering(circular=self.circular)
