"""Reading finished documents back, with the programs people would use."""

import io
import re
import subprocess
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

from docx import Document
from docx.oxml.ns import qn
from PIL import Image

WHITE_SPACE = re.compile(r"[\s\u00a0\u2060\u200b]+")
_TEXT = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:noBreakHyphen"): "-"}


def pdf_text(pdf: bytes, mode: str = "-raw") -> str:
    """The text of a PDF in the order it was written."""
    return _run(["pdftotext", mode, "-", "-"], pdf).decode()


def pdf_pages(pdf: bytes) -> list[str]:
    """The text of each page."""
    return pdf_text(pdf).split("\f")[:-1]


def pdf_words(pdf: bytes) -> list[tuple[float, float, float, float, str]]:
    """Every word with its edges in points: left, top, right, bottom."""
    html = _run(["pdftotext", "-bbox", "-", "-"], pdf).decode()
    pattern = r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>'
    return [
        (float(a), float(b), float(c), float(d), word)
        for a, b, c, d, word in re.findall(pattern, html)
    ]


def pdf_fonts(pdf: bytes) -> list[dict[str, str]]:
    """Name and embedding of each font."""
    lines = _run(["pdffonts", "-"], pdf).decode().splitlines()[2:]
    return [
        {"name": line.split()[0], "embedded": line.split()[-5], "unicode": line.split()[-3]}
        for line in lines
    ]


def docx_paragraphs(docx: bytes) -> list[str]:
    """The text of every paragraph of the body, tables included, in order."""
    body = Document(io.BytesIO(docx)).element.body
    return [_paragraph_text(paragraph) for paragraph in body.iter(qn("w:p"))]


def docx_part(docx: bytes, name: str) -> str:
    """One of the package's files."""
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        return package.read(name).decode()


def docx_names(docx: bytes) -> list[str]:
    """The package's files."""
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        return package.namelist()


def bare(lines: Iterable[str], furniture: Iterable[str] = ()) -> str:
    """The text without white space, leaders, page numbers and the given furniture."""
    dropped = set(furniture)
    kept = (line for line in lines if line.strip() not in dropped)
    text = WHITE_SPACE.sub("", "\n".join(kept))
    return re.sub(r"-[๐-๙]+-", "", text)


def by_libreoffice(documents: dict[str, bytes]) -> dict[str, bytes]:
    """Word files as PDF, all in one start of the program."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in documents.items():
            Path(folder, f"{name}.docx").write_bytes(content)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        names = [f"{folder}/{name}.docx" for name in documents]
        command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder]
        subprocess.run([*command, *names], check=True, capture_output=True, timeout=180)
        return {name: Path(folder, f"{name}.pdf").read_bytes() for name in documents}


def page_images(pdf: bytes, resolution: int = 60) -> list[Image.Image]:
    """The pages as pictures."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["pdftoppm", "-r", str(resolution), "-png", "-", f"{folder}/page"]
        _run(command, pdf)
        return [Image.open(path).convert("RGB") for path in sorted(Path(folder).glob("*.png"))]


def _paragraph_text(paragraph) -> str:
    parts = []
    for element in paragraph.iter():
        if element.tag == qn("w:t"):
            parts.append(element.text or "")
        else:
            parts.append(_TEXT.get(element.tag, ""))
    return "".join(parts)


def _run(command: list[str], given: bytes) -> bytes:
    return subprocess.run(command, input=given, check=True, capture_output=True).stdout
