"""Writes the agreed text of every sample anew: python -m tests.rendering.golden, then read it."""

from forms_templates.rendering import render_docx
from tests.rendering.conftest import KINDS
from tests.rendering.test_same_text import GOLDEN, golden_text

if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for kind, make in KINDS.items():
        text = golden_text(render_docx(make()))
        (GOLDEN / f"{kind}.txt").write_text(text, encoding="utf-8")
