"""A chart that Word draws itself: bars that can be edited, with the sheet of numbers behind."""

import io
import zipfile
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from forms_templates.contexts import Chart
from forms_templates.rendering import measures as m
from forms_templates.rendering.charts import scale
from forms_templates.rendering.typography import writable
from forms_templates.rendering.word.type import Typeface

CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHART_URI = "http://schemas.openxmlformats.org/drawingml/2006/chart"

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_HUNDREDTHS_PER_HALF_POINT = 50
# The two axes name each other.
_LABELS, _VALUES = "111111111", "222222222"


def chart_xml(chart: Chart, face: Typeface, sheet_relation: str) -> bytes:
    """The chart part; `sheet_relation` leads to the numbers it is edited by."""
    labels, values, last = _cached(chart), _numbers(chart), len(chart.bars) + 1
    # A name of the row of numbers; Word shows it where the chart is edited.
    name = writable(chart.value_title or chart.title)
    return (
        f'{_HEAD}<c:chartSpace xmlns:c="{CHART_URI}" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        f'xmlns:r="{_RELATIONS}"><c:roundedCorners val="0"/>'
        '<c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout/>'
        '<c:barChart><c:barDir val="col"/><c:grouping val="clustered"/>'
        '<c:varyColors val="0"/><c:ser><c:idx val="0"/><c:order val="0"/>'
        f'<c:tx><c:strRef><c:f>Sheet1!$B$1</c:f><c:strCache><c:ptCount val="1"/>'
        f'<c:pt idx="0"><c:v>{escape(name)}</c:v></c:pt></c:strCache></c:strRef></c:tx>'
        f'<c:spPr><a:solidFill><a:srgbClr val="{m.CHART_COLOUR}"/></a:solidFill></c:spPr>'
        '<c:invertIfNegative val="0"/>'
        f"<c:dLbls><c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>{_type(face, bold=True)}"
        '<c:dLblPos val="outEnd"/><c:showLegendKey val="0"/><c:showVal val="1"/>'
        '<c:showCatName val="0"/><c:showSerName val="0"/><c:showPercent val="0"/>'
        '<c:showBubbleSize val="0"/></c:dLbls>'
        f"<c:cat><c:strRef><c:f>Sheet1!$A$2:$A${last}</c:f><c:strCache>{labels}</c:strCache>"
        f"</c:strRef></c:cat><c:val><c:numRef><c:f>Sheet1!$B$2:$B${last}</c:f><c:numCache>"
        f"<c:formatCode>General</c:formatCode>{values}</c:numCache></c:numRef></c:val></c:ser>"
        f'<c:gapWidth val="80"/><c:axId val="{_LABELS}"/><c:axId val="{_VALUES}"/></c:barChart>'
        f"{_label_axis(chart, face)}{_value_axis(chart, face)}"
        '</c:plotArea><c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"
        f'{_type(face)}<c:externalData r:id="{sheet_relation}"><c:autoUpdate val="0"/>'
        "</c:externalData></c:chartSpace>"
    ).encode()


def number_sheet(chart: Chart) -> bytes:
    """The workbook behind the chart: labels and numbers, the same bytes each time."""
    rows = [_row(1, _text("A1", chart.label_title), _text("B1", chart.value_title or chart.title))]
    rows += [
        _row(number, _text(f"A{number}", bar.label), f'<c r="B{number}"><v>{bar.value}</v></c>')
        for number, bar in enumerate(chart.bars, 2)
    ]
    relation = f"{_RELATIONS}/"
    files = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" '
        f'ContentType="{SHEET_TYPE}.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{relation}officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_SHEET}" xmlns:r="{_RELATIONS}"><sheets>'
        '<sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{relation}worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_SHEET}"><sheetData>{"".join(rows)}'
        "</sheetData></worksheet>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, _HEAD + content)
    return out.getvalue()


def chart_run(relation: str, number: int, extent: str, words: str, properties: str) -> str:
    """A run that shows the chart; `words` say what it shows."""
    described = f'id="{number}" name="Chart {number}" descr={quoteattr(writable(words))}'
    return (
        f'<w:r>{properties}<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f"<wp:extent {extent}/><wp:docPr {described}/><wp:cNvGraphicFramePr/>"
        f'<a:graphic><a:graphicData uri="{CHART_URI}"><c:chart xmlns:c="{CHART_URI}" '
        f'r:id="{relation}"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    )


def _label_axis(chart: Chart, face: Typeface) -> str:
    return (
        f'<c:catAx><c:axId val="{_LABELS}"/><c:scaling><c:orientation val="minMax"/></c:scaling>'
        f'<c:delete val="0"/><c:axPos val="b"/>{_title(chart.label_title, face)}'
        '<c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>{_rule("000000")}{_type(face)}'
        f'<c:crossAx val="{_VALUES}"/><c:crosses val="autoZero"/><c:auto val="0"/>'
        '<c:lblAlgn val="ctr"/><c:lblOffset val="100"/><c:noMultiLvlLbl val="1"/></c:catAx>'
    )


def _value_axis(chart: Chart, face: Typeface) -> str:
    top, step = scale(Decimal(bar.value) for bar in chart.bars)
    return (
        f'<c:valAx><c:axId val="{_VALUES}"/><c:scaling><c:orientation val="minMax"/>'
        f'<c:max val="{top}"/><c:min val="0"/></c:scaling><c:delete val="0"/><c:axPos val="l"/>'
        f"<c:majorGridlines>{_rule('BBBBBB')}</c:majorGridlines>"
        f"{_title(chart.value_title, face, turned=True)}"
        '<c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>{_rule("BBBBBB")}{_type(face)}'
        f'<c:crossAx val="{_LABELS}"/><c:crosses val="autoZero"/>'
        f'<c:crossBetween val="between"/><c:majorUnit val="{step}"/></c:valAx>'
    )


def _title(words: str, face: Typeface, turned: bool = False) -> str:
    if not words:
        return ""
    body = '<a:bodyPr rot="-5400000" vert="horz"/>' if turned else "<a:bodyPr/>"
    return (
        f"<c:title><c:tx><c:rich>{body}<a:p><a:pPr>{_run(face, 'defRPr')}</a:pPr><a:r>"
        f"{_run(face, 'rPr')}<a:t>{escape(writable(words))}</a:t></a:r></a:p></c:rich></c:tx>"
        '<c:overlay val="0"/></c:title>'
    )


def _type(face: Typeface, bold: bool = False) -> str:
    return (
        f"<c:txPr><a:bodyPr/><a:p><a:pPr>{_run(face, 'defRPr', bold)}</a:pPr>"
        '<a:endParaRPr lang="th-TH"/></a:p></c:txPr>'
    )


def _run(face: Typeface, tag: str, bold: bool = False) -> str:
    """The font for Western letters and, named apart, for Thai."""
    size = face.half_points(m.FORM_TABLE_PT) * _HUNDREDTHS_PER_HALF_POINT
    name = face.name
    return (
        f'<a:{tag} lang="th-TH" sz="{size}" b="{int(bold)}"><a:solidFill>'
        f'<a:srgbClr val="000000"/></a:solidFill><a:latin typeface="{name}"/>'
        f'<a:ea typeface="{name}"/><a:cs typeface="{name}"/></a:{tag}>'
    )


def _rule(colour: str) -> str:
    return (
        f'<c:spPr><a:ln w="6350"><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill></a:ln>'
        "</c:spPr>"
    )


def _cached(chart: Chart) -> str:
    return _points([bar.label for bar in chart.bars])


def _numbers(chart: Chart) -> str:
    return _points([bar.value for bar in chart.bars])


def _points(texts: list[str]) -> str:
    points = "".join(
        f'<c:pt idx="{number}"><c:v>{escape(writable(text))}</c:v></c:pt>'
        for number, text in enumerate(texts)
    )
    return f'<c:ptCount val="{len(texts)}"/>{points}'


def _row(number: int, *cells: str) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


def _text(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(writable(text))}</t></is></c>'
