"""The parts of a Word file that can carry marks, within bounds."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MOST_PART_BYTES = 2 * 1024 * 1024
MOST_MARKS = 600

_MARKED = re.compile(r"word/(?:document|header\d*|footer\d*)\.xml")
_OPENING = re.compile(r"\{\{|\{%|\{#")
_TOKEN = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_ANY_END = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
_INSTRUCTION = re.compile(r"\s*\\?\s*([A-Za-z=]+)")
# What a field may do: number pages, refer within the document, show its own date and links.
FIELDS = frozenset(
    (
        "PAGE",
        "NUMPAGES",
        "SECTION",
        "SECTIONPAGES",
        "SEQ",
        "REF",
        "PAGEREF",
        "NOTEREF",
        "STYLEREF",
        "TOC",
        "TC",
        "HYPERLINK",
        "DATE",
        "TIME",
        "CREATEDATE",
        "SAVEDATE",
        "PRINTDATE",
        "SYMBOL",
        "FORMTEXT",
        "FORMCHECKBOX",
        "FORMDROPDOWN",
        "EQ",
    )
)
_OUTSIDE = re.compile(r"/(?:hyperlink|attachedTemplate)$")

Found = tuple[str, str]


def faults_of(data: bytes) -> Iterator[Found]:
    """(code, what) for everything that keeps the file from being parsed for its marks at all."""
    marks = 0
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for entry in archive.infolist():
            name = entry.filename
            if name.endswith(".rels"):
                yield from _relations(archive.read(entry))
            if not (name.startswith("word/") and name.endswith(".xml")):
                continue
            if entry.file_size > MOST_PART_BYTES:
                yield "too_large", name
                return
            content = archive.read(entry)
            root = etree.fromstring(content, _parser())
            yield from _fields(root)
            if _MARKED.fullmatch(name):
                found = list(_paragraph_faults(root))
                yield from found
                marks += len(_OPENING.findall(content.decode("utf-8", "replace")))
            elif _TOKEN.search("".join(root.itertext(f"{W}t"))):
                yield "not_filled_here", name.removeprefix("word/")
    if marks > MOST_MARKS:
        yield "too_many_marks", str(MOST_MARKS)


def _paragraph_faults(root: etree._Element) -> Iterator[Found]:
    """Marks that are not closed in their paragraph, and marks where no text stands."""
    texts = 0
    for paragraph in root.iter(f"{W}p"):
        text = "".join(t.text or "" for t in paragraph.iter(f"{W}t") if _own(t, paragraph))
        rest = _TOKEN.sub("", text)
        texts += len(_OPENING.findall(text))
        stray = _ANY_END.search(rest)
        if stray is not None:
            yield "unclosed", text.strip()[:80]
        for token in _TOKEN.findall(text):
            if re.match(r"\{\{(?:r|p|tr|tc)\s", token):
                yield "structure_printed", token[:80]
    written = etree.tostring(root, encoding="unicode")
    if len(_OPENING.findall(written)) > texts:
        yield "not_in_text", ""


def _own(text: etree._Element, paragraph: etree._Element) -> bool:
    """Whether a text belongs to this paragraph and not to one in a text box inside it."""
    return next(text.iterancestors(f"{W}p"), None) is paragraph


def _fields(root: etree._Element) -> Iterator[Found]:
    instructions = [simple.get(f"{W}instr") or "" for simple in root.iter(f"{W}fldSimple")]
    depth, written = 0, ""
    for element in root.iter(f"{W}fldChar", f"{W}instrText"):
        if element.tag == f"{W}instrText":
            written += element.text or ""
            continue
        kind = element.get(f"{W}fldCharType")
        if kind == "begin":
            # An instruction built by fields inside it could become any other.
            if depth and written.strip():
                yield "field", "{ }"
            depth, written = depth + 1, ""
        elif depth:
            depth -= kind == "end"
            if written.strip():
                instructions.append(written)
            written = ""
    if written.strip():
        instructions.append(written)
    for instruction in instructions:
        match = _INSTRUCTION.match(instruction)
        word = match[1].upper() if match else instruction.strip()[:20]
        if word and word not in FIELDS and not word.startswith("="):
            yield "field", word


def _relations(content: bytes) -> Iterator[Found]:
    for relation in etree.fromstring(content, _parser()).iter("{*}Relationship"):
        external = (relation.get("TargetMode") or "").lower() == "external"
        if external and not _OUTSIDE.search(relation.get("Type") or ""):
            yield "outside_content", (relation.get("Target") or "")[:80]


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
