"""What a memo costs beside the bare libraries.

    .venv/bin/python benchmarks/documents.py

Ratios of the same memo in the same run, ours and the other taken in turn:

Word     our memo over a plain python-docx document of the same paragraphs (goal: at most 1.5)
PDF      our memo, warm, over a bare WeasyPrint render of the same HTML and stylesheet, its Thai
         text unmended (goal: at most 1.1)
mending  our memo over the same warm render without the mending of its Thai text
memos    feedback memos per second, each in both formats, by two processes, over two processes that
         render the same HTML with bare WeasyPrint (goal: at least 0.9)
"""

from __future__ import annotations

import io
import os
import statistics
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import weasyprint  # noqa: E402  (the path above comes first)
from docx import Document  # noqa: E402

from forms_templates.rendering import render_docx, render_pdf  # noqa: E402
from forms_templates.rendering.pdf.markup import markup_of  # noqa: E402
from forms_templates.rendering.pdf.renderer import markup_as_pdf, picture_fetcher  # noqa: E402
from forms_templates.rendering.pdf.stylesheet import stylesheet  # noqa: E402
from tests.rendering.samples import feedback_memo, request_memo  # noqa: E402
from tests.rendering.tools import docx_paragraphs  # noqa: E402

WORD_GOAL = 1.5
PDF_GOAL = 1.1
WORD_ROUNDS = 60
PDF_ROUNDS = 15
MEMOS_GOAL = 0.9
MEMOS = int(os.environ.get("MEMOS", "300"))
PROCESSES = 2
PORTION = 20


def main() -> None:
    """Print both ratios with the milliseconds they were made of."""
    memo = request_memo()
    paragraphs = docx_paragraphs(render_docx(memo))
    word = _compare(lambda: render_docx(memo), lambda: _bare_docx(paragraphs), WORD_ROUNDS)
    print(_line("Word memo / bare python-docx", word, WORD_GOAL))
    markup = markup_of(memo)
    styles = stylesheet()

    def bare_pdf() -> bytes:
        html = weasyprint.HTML(string=markup.html, url_fetcher=picture_fetcher(markup))
        return html.write_pdf(stylesheets=[weasyprint.CSS(string=styles)])

    pdf = _compare(lambda: render_pdf(memo), bare_pdf, PDF_ROUNDS)
    print(_line("PDF memo / bare WeasyPrint", pdf, PDF_GOAL))
    unmended = _compare(
        lambda: render_pdf(memo), lambda: markup_as_pdf(markup, finisher=None), PDF_ROUNDS
    )
    print(_line("PDF memo / the same unmended", unmended))
    ours, bare = _per_second(_ours, _bare)
    verdict = "met" if ours / bare >= MEMOS_GOAL else "MISSED"
    print(
        f"{MEMOS} memos in both formats / bare WeasyPrint, two processes each: {ours / bare:.2f} "
        f"(goal ≥ {MEMOS_GOAL}, {verdict}; {ours:.1f} and {bare:.1f} a second)"
    )


def _ours(number: int) -> None:
    memo = replace(feedback_memo(), number=f"สบอ 9/{number}")
    render_pdf(memo)
    render_docx(memo)


def _bare(number: int) -> None:
    markup = markup_of(replace(feedback_memo(), number=f"สบอ 9/{number}"))
    html = weasyprint.HTML(string=markup.html, url_fetcher=picture_fetcher(markup))
    html.write_pdf(stylesheets=[weasyprint.CSS(string=stylesheet())])


def _per_second(*acts: Callable[[int], None]) -> list[float]:
    """Memos per second of each, in portions taken in turn, once every process is warm."""
    spent = [0.0] * len(acts)
    with ProcessPoolExecutor(PROCESSES) as pool:
        for act in acts:
            list(pool.map(act, range(PROCESSES * 2)))
        for start in range(0, MEMOS, PORTION):
            for place, act in enumerate(acts):
                began = time.perf_counter()
                list(pool.map(act, range(start, min(start + PORTION, MEMOS))))
                spent[place] += time.perf_counter() - began
    return [MEMOS / seconds for seconds in spent]


def _bare_docx(paragraphs: list[str]) -> bytes:
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _compare(
    ours: Callable[[], bytes], bare: Callable[[], bytes], rounds: int
) -> tuple[float, float]:
    """Median seconds of each, taken in turn so that the machine's moods hit both alike."""
    ours(), bare()
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for kept, act in zip(times, (ours, bare), strict=True):
            start = time.perf_counter()
            act()
            kept.append(time.perf_counter() - start)
    return statistics.median(times[0]), statistics.median(times[1])


def _line(name: str, medians: tuple[float, float], goal: float | None = None) -> str:
    ours, other = medians
    ratio = ours / other
    took = f"{ours * 1000:.1f} ms, {other * 1000:.1f} ms"
    if goal is None:
        return f"{name}: {ratio:.2f} ({took})"
    verdict = "met" if ratio <= goal else "MISSED"
    return f"{name}: {ratio:.2f} (goal ≤ {goal}, {verdict}; {took})"


if __name__ == "__main__":
    main()
