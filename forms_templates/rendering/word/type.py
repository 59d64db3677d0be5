"""The type of a Word copy: which font it names, and in which sizes."""

from dataclasses import dataclass

from forms_templates.rendering import WordFonts
from forms_templates.rendering.measures import laksaman_pt


@dataclass(frozen=True)
class Typeface:
    """A font by name, its stand-in, and whether sizes are scaled to it."""

    name: str
    stand_in: str
    scaled: bool

    def half_points(self, sarabun_pt: float) -> int:
        """The size as Word counts it, in half points."""
        size = laksaman_pt(sarabun_pt) if self.scaled else sarabun_pt
        return round(size * 2)


TYPEFACES: dict[WordFonts, Typeface] = {
    "sarabun": Typeface("TH SarabunPSK", "TH Sarabun New", scaled=False),
    "laksaman": Typeface("Laksaman", "TH SarabunPSK", scaled=True),
}
