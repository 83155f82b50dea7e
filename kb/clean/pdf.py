"""The text of a PDF document, with the lines of its pages joined to paragraphs."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from statistics import median

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from kb.clean.encoding import normalise
from kb.clean.page import Metadata
from kb.errors import InputError
from kb.model import Interval

MAX_PAGES = 200
"""Pages above which a PDF document is refused: it is a book, not an article."""

_MAX_CHARACTERS = 1_000_000
_ENDED = re.compile(r"[.!?:…][\"”’')\]]*$")
_BROKEN = re.compile(r"(?<=[a-z])-$")
_MIN_REPEATED = 3  # pages on which a line at the edge is a running head
_EDGE = 2  # lines at the top and bottom of a page that may be running heads
_SHORT_LINE = 0.8  # share of the usual width below which an ended line ends its paragraph
_SHORT_HEAD = 0.6  # the same, of a line that ends without a full stop


def read_pdf(content: bytes) -> tuple[str, Metadata]:
    """Return the text of a PDF document, a blank line between paragraphs, and its metadata.

    Raises InputError where it is damaged, encrypted, too long or a picture without text.
    """
    logging.getLogger("pypdf").setLevel(logging.ERROR)  # it warns of every oddity
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise InputError("the PDF document is encrypted")
        if len(reader.pages) > MAX_PAGES:
            raise InputError(f"PDF document of more than {MAX_PAGES} pages")
        pages = [page.extract_text() for page in reader.pages]
        metadata = _metadata(reader)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError,
            RecursionError, NotImplementedError) as error:  # fmt: skip
        # What a damaged document makes pypdf raise is not always of its own kind.
        raise InputError(f"damaged PDF document: {' '.join(str(error).split())[:160]}") from error
    if not any(page.strip() for page in pages):
        raise InputError("the PDF document holds no text, perhaps pictures of it")
    if sum(map(len, pages)) > _MAX_CHARACTERS:
        raise InputError(f"PDF document of more than {_MAX_CHARACTERS} characters")
    return "\n\n".join(_paragraphs(_lines([normalise(page) for page in pages]))), metadata


def _metadata(reader: PdfReader) -> Metadata:
    about = reader.metadata
    if about is None:
        return Metadata()
    title = " ".join((about.title or "").split()) or None
    author = " ".join((about.author or "").split())
    try:
        created = about.creation_date
    except ValueError:
        created = None
    # Whoever prints a page to PDF makes the file, perhaps years later: no day of publication.
    made = Interval(created.date(), created.date()) if created else None
    return Metadata(title=title, authors=(author,) if author else (), modified=made)


def _lines(pages: list[str]) -> list[str]:
    """Return the lines of all pages without running heads and page numbers."""
    split = [[" ".join(line.split()) for line in page.split("\n")] for page in pages]
    split = [[line for line in page if line] for page in split]
    edges = Counter(
        re.sub(r"\d+", "#", line) for page in split for line in {*page[:_EDGE], *page[-_EDGE:]}
    )
    running = {edge for edge, count in edges.items() if count >= _MIN_REPEATED}
    kept = []
    for page in split:
        for position, line in enumerate(page):
            at_edge = position < _EDGE or position >= len(page) - _EDGE
            if at_edge and (re.sub(r"\d+", "#", line) in running or line.isdigit()):
                continue
            kept.append(line)
    return kept


def _paragraphs(lines: list[str]) -> list[str]:
    """Join lines that run on; a line well short of the usual width ends its paragraph."""
    width = median(sorted(map(len, lines))[len(lines) // 2 :]) if lines else 0
    paragraphs = [""]
    for line in lines:
        so_far = paragraphs[-1]
        if not so_far:
            paragraphs[-1] = line
        elif _BROKEN.search(so_far) and line[0].islower():
            paragraphs[-1] = so_far[:-1] + line
        else:
            paragraphs[-1] = f"{so_far} {line}"
        share = _SHORT_LINE if _ENDED.search(line) else _SHORT_HEAD
        if len(line) < share * width:
            paragraphs.append("")
    return [paragraph for paragraph in paragraphs if paragraph]
