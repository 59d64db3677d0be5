"""Every figure of the official layout, named once for both renderers.

Legal base: the regulation of the Office of the Prime Minister on correspondence, B.E. 2526
(amended 2548, 2560, 2564), and the typing guide of the Prime Minister's Office. The mark after
each figure says where it is known from:

V  confirmed in public guidance
S  seen in a source document
C  common practice in public examples
M  from memory, to be confirmed
O  our own choice, nothing prescribes it

Lengths are centimetres (`_CM`) or points (`_PT`); type sizes are those of TH SarabunPSK.
"""

# Paper ---------------------------------------------------------------------------------------
PAPER_WIDTH_CM = 21.0  # V: A4
PAPER_HEIGHT_CM = 29.7  # V: A4
MARGIN_LEFT_CM = 3.0  # V
MARGIN_RIGHT_CM = 2.0  # V
MARGIN_TOP_CM = 1.5  # C: the emblem's top edge
MARGIN_BOTTOM_CM = 2.0  # C
TEXT_WIDTH_CM = PAPER_WIDTH_CM - MARGIN_LEFT_CM - MARGIN_RIGHT_CM  # V: 16 cm

# Type ----------------------------------------------------------------------------------------
BODY_PT = 16.0  # V
TITLE_PT = 29.0  # V: บันทึกข้อความ, bold
TITLE_LINE_PT = 35.0  # V: exactly
LABEL_PT = 20.0  # V for ส่วนราชการ, C for ที่ วันที่ เรื่อง; bold
MARK_PT = 32.0  # V: urgency and secrecy, at least this size, red
MARK_COLOUR = "c00000"  # O: a red that also prints on office paper
# The natural line of TH SarabunPSK: 1.302 of the type size (V: single line spacing).
LINE_RATIO = 1.302

# Heading -------------------------------------------------------------------------------------
EMBLEM_HEIGHT_CM = 1.5  # V
SPACE_BEFORE_PT = 6.0  # V: เรื่อง, เรียน and each part of the body
DOT_PITCH_PT = 2.4  # O: distance of the dots of a dotted line
DOT_SIZE_PT = 0.7  # O
DOT_DROP_PT = 2.6  # O: the dots' distance above the lower edge of the line of text

# Body ----------------------------------------------------------------------------------------
PARAGRAPH_INDENT_CM = 2.5  # V/C
SIGNATURE_BLANK_LINES = 4  # C: before (name)
SIGNATURE_LEFT_CM = TEXT_WIDTH_CM / 2  # C: centred on the right half
QR_SIZE_CM = 2.4  # S for the code itself, O for its size: 32 modules and quiet zone stay readable
QR_GAP_CM = 0.5  # O: between the code and the words beside it

# Page furniture --------------------------------------------------------------------------------
PAGE_NUMBER_TOP_CM = 3.0  # V: about 3 cm from the upper edge, from page 2 on
FOLLOWING_PAGE_TOP_CM = 4.0  # O: where the text of page 2 and later begins, below the number
SECRECY_TOP_CM = 0.5  # O: the mark's upper edge
SECRECY_BOTTOM_CM = 0.5  # O: the mark's lower edge
SECRET_TOP_CM = 2.0  # O: a secret memo begins below its mark
DRAFT_TOP_CM = 0.5  # O: the upper edge of the mark ร่าง
DRAFT_WIDTH_CM = 1.4  # O

# Forms -----------------------------------------------------------------------------------------
FORM_MARGIN_CM = 1.5  # O: left and right; the wide tables of forms 1 and 3 need them narrow
FORM_MARGIN_TOP_CM = 1.8  # O
FORM_MARGIN_BOTTOM_CM = 1.6  # O
FORM_PAGE_NUMBER_TOP_CM = 0.9  # O: the sheets have no 3 cm to give
FORM_FOOT_CM = 0.7  # O: the version code's distance from the lower edge
FORM_CODE_ABOVE_EDGE_CM = 1.2  # O: where it stands beside a mark of secrecy
FORM_TITLE_PT = 18.0  # C
FORM_BODY_PT = 16.0  # V for running text
FORM_TABLE_PT = 14.0  # C: tables may be set smaller
FORM_SMALL_TABLE_PT = 12.0  # O: month by month, twelve columns on one sheet
FORM_FURNITURE_PT = 12.0  # O: version code
TABLE_RULE_PT = 0.5  # O
TABLE_PADDING_CM = 0.1  # O
PICTURE_MAX_HEIGHT_CM = 12.0  # O: a diagram leaves room for its caption and the next answer
DRAFT_MARK_PT = 20.0  # O
CHART_HEIGHT_CM = 6.0  # O: leaves room for its table on the same page
CHART_COLOUR = "2f6690"  # O: dark enough to print in grey

# The font of the PDF -----------------------------------------------------------------------------
# Laksaman is TH Sarabun New scaled uniformly by 1/0.6655, so 16 pt there are 10.65 pt here.
LAKSAMAN_SCALE = 0.6655


def laksaman_pt(sarabun_pt: float) -> float:
    """The size in Laksaman that looks like `sarabun_pt` in TH SarabunPSK."""
    return round(sarabun_pt * LAKSAMAN_SCALE, 2)


def line_pt(sarabun_pt: float) -> float:
    """The height of a single-spaced line of TH SarabunPSK at that size."""
    return round(sarabun_pt * LINE_RATIO, 2)
