"""The empty Word file that every document starts from: fonts, language, nothing else.

It is written here rather than taken from a template file, whose styles, theme and thumbnail would
make each document slower to open and to save, and whose theme fonts would win over ours.
"""

import io
import zipfile
from functools import cache

from forms_templates.rendering import WordFonts
from forms_templates.rendering.measures import BODY_PT
from forms_templates.rendering.word.markup import LANGUAGE, NAMESPACES, fonts
from forms_templates.rendering.word.type import TYPEFACES, Typeface

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"

_PARTS = {
    "document": ("document.main", "officeDocument"),
    "styles": ("styles", "styles"),
    "settings": ("settings", "settings"),
    "fontTable": ("fontTable", "fontTable"),
}


@cache
def base_package(name: WordFonts) -> bytes:
    """The empty file, set in that typeface."""
    face = TYPEFACES[name]
    files = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relationships({"document": "word/document.xml"}, core=True),
        "docProps/core.xml": _core(),
        "word/document.xml": f"<w:document {NAMESPACES}><w:body/></w:document>",
        "word/_rels/document.xml.rels": _relationships(
            {part: f"{part}.xml" for part in _PARTS if part != "document"}
        ),
        "word/styles.xml": _styles(face),
        "word/settings.xml": _settings(),
        "word/fontTable.xml": _font_table(face),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for path, content in files.items():
            package.writestr(path, _HEAD + content)
    return out.getvalue()


def _content_types() -> str:
    overrides = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{_WORD_TYPE}.{kind}+xml"/>'
        for part, (kind, _relation) in _PARTS.items()
    )
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/docProps/core.xml" '
        'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
        f"{overrides}</Types>"
    )


def _relationships(targets: dict[str, str], core: bool = False) -> str:
    relations = [
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/relationships/{_PARTS[part][1]}" '
        f'Target="{target}"/>'
        for number, (part, target) in enumerate(targets.items(), 1)
    ]
    if core:
        kind = f"{_PACKAGE}/relationships/metadata/core-properties"
        relations.append(f'<Relationship Id="rId9" Type="{kind}" Target="docProps/core.xml"/>')
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(relations)}</Relationships>'


def _core() -> str:
    return (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"/>'
    )


def _styles(face: Typeface) -> str:
    size = face.half_points(BODY_PT)
    run = f'<w:rPr>{fonts(face)}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>{LANGUAGE}</w:rPr>'
    spacing = '<w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/>'
    return (
        f"<w:styles {NAMESPACES}><w:docDefaults><w:rPrDefault>{run}</w:rPrDefault>"
        f"<w:pPrDefault><w:pPr>{spacing}</w:pPr></w:pPrDefault></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        f"<w:qFormat/><w:pPr>{spacing}</w:pPr>{run}</w:style>"
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal">'
        '<w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/>'
        '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style></w:styles>'
    )


def _settings() -> str:
    # Without a compatibility mode Word opens the file as one of 2007 and lays Thai out otherwise.
    return (
        f'<w:settings {NAMESPACES}><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>'
        "<w:compat><w:applyBreakingRules/>"
        '<w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="en-US" w:bidi="th-TH"/></w:settings>'
    )


def _font_table(face: Typeface) -> str:
    return (
        f'<w:fonts {NAMESPACES}><w:font w:name="{face.name}"><w:altName w:val="{face.stand_in}"/>'
        '<w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font></w:fonts>'
    )
