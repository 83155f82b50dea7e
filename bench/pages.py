"""Clean-up measured on aef-article-dataset: body F1, title, publication day, speed, crashes.

Usage: python -m bench.pages [ARCHIVE] [--text] [--worst N] [--check]

ARCHIVE is aef-article-dataset.tar.gz; by default pages/aef-article-dataset.tar.gz under KB_CORPORA.
Scores: F1 over bags of word tokens, title equal after case and space folding, day equal.
 --text measures the segmentation of the same pages flattened to plain text; --check fails where a
figure is below its floor in bench/baseline.json.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
import sys
import tarfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from lxml import html

from kb.clean import clean
from kb.clean.encoding import decode
from kb.errors import InputError
from kb.model import Document, RawItem

_LINES = set(
    "div li br tr section article figcaption header footer nav aside main address details summary "
    "dl dt dd hr fieldset legend pre hgroup".split()
)
_PARAGRAPHS = set("p h1 h2 h3 h4 h5 h6 ul ol figure blockquote table".split())


def token_f1(found: str, gold: str) -> float:
    """Return the F1 of two bags of lower-case word tokens."""
    bags = [Counter(re.findall(r"\w+", text.lower())) for text in (found, gold)]
    common = (bags[0] & bags[1]).total()
    return 2 * common / (bags[0].total() + bags[1].total()) if common else 0.0


def flatten(page: bytes) -> bytes:
    """Return the visible text of a page roughly as a browser's copy and paste would give it.

    Blocks of the HTML standard end lines; what a page hides in its own markup is left out. Style
    sheets are not read, so that what they hide stays in.
    """
    tree = html.document_fromstring(
        decode(page, "page").encode(), html.HTMLParser(encoding="utf-8")
    )
    for element in list(
        tree.iter("script", "style", "noscript", "head", "template", "svg", "form")
    ):
        element.drop_tree()
    for element in tree.xpath(
        "//body//*[@hidden or contains(translate(@style,' ',''),'display:none')]"
    ):
        if element.getparent() is not None:
            element.drop_tree()
    for element in tree.iter():
        ends = "\n\ue000" if element.tag in _PARAGRAPHS else "\n" if element.tag in _LINES else ""
        if ends:
            element.text = ends + (element.text or "")
            element.tail = ends + (element.tail or "")
    lines = [" ".join(line.split()) for line in tree.text_content().split("\n")]
    text = "\n".join(line for line in lines if line)
    return re.sub("\n?\ue000[\n\ue000 ]*", "\n\n", text).encode()


def read_pages(archive: Path) -> Iterator[tuple[dict[str, str], bytes]]:
    """Yield the gold record and the HTML of every page."""
    pages: dict[str, bytes] = {}
    records: list[dict[str, str]] = []
    with tarfile.open(archive) as tar:
        for member in tar:
            stream = tar.extractfile(member) if member.isfile() else None
            if stream and member.name.endswith(".html.gz"):
                pages[Path(member.name).name.removesuffix(".html.gz")] = stream.read()
            elif stream and member.name.endswith("news_articles.json"):
                records = json.loads(stream.read())
    for record in records:
        if record["html_file"] in pages:
            yield record, gzip.decompress(pages[record["html_file"]])


def body_of(document: Document) -> str:
    """Return the paragraphs of the main article."""
    main = next(article for article in document.articles if article.kind == "main")
    return "\n".join(document.text[span.start : span.end] for span in main.paragraphs)


def main() -> int:
    """Print the figures and return 0 unless a page crashed."""
    parser = argparse.ArgumentParser(description=__doc__)
    default = Path(os.environ.get("KB_CORPORA", ".")) / "pages/aef-article-dataset.tar.gz"
    parser.add_argument("archive", type=Path, nargs="?", default=default)
    parser.add_argument("--text", action="store_true")
    parser.add_argument("--worst", type=int, default=0)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    rows, refused, crashed, seconds = [], 0, 0, 0.0
    for record, page in read_pages(options.archive):
        content, kind = (flatten(page), "text/plain") if options.text else (page, "text/html")
        begin = time.process_time()
        try:
            document = clean(RawItem(record["html_file"], content, kind))
        except InputError as error:
            refused += 1
            rows.append((0.0, False, False, record, str(error), None))
            continue
        except Exception as error:  # a crash is what this run is there to find
            crashed += 1
            rows.append((0.0, False, False, record, f"CRASH {error!r}", None))
            continue
        finally:
            seconds += time.process_time() - begin
        rows.append(_score(document, record))
    figures = _report(rows, refused, crashed, seconds, options.worst)
    below = options.check and _below(figures, "text" if options.text else "html")
    return 1 if crashed or below else 0


def _below(figures: dict[str, float], kind: str) -> bool:
    """Print the figures that are below their floors and tell whether there are any."""
    floors = json.loads((Path(__file__).parent / "baseline.json").read_text())["pages"][kind]
    low = [name for name, floor in floors.items() if figures[name] < floor]
    for name in low:
        print(f"{kind} {name}: {figures[name]:.4f} below {floors[name]}", file=sys.stderr)
    return bool(low)


def _score(document: Document, record: dict[str, str]) -> tuple:
    main = next(article for article in document.articles if article.kind == "main")
    span, published = main.headline, main.published
    title = " ".join(document.text[span.start : span.end].split()) if span else ""
    day = str(published.interval.earliest) if published else ""
    gold_title = " ".join(record["title"].split())
    return (
        token_f1(body_of(document), record["text"]),
        title.casefold() == gold_title.casefold(),
        day == (record["date"] or "")[:10],
        record,
        title,
        published,
    )


def _report(
    rows: list[tuple], refused: int, crashed: int, seconds: float, worst: int
) -> dict[str, float]:
    """Print the figures and return those that have floors."""
    dated = [row for row in rows if row[3]["date"]]
    figures = {
        "body": sum(row[0] for row in rows) / len(rows),
        "title": sum(row[1] for row in rows) / len(rows),
        "day": sum(row[2] for row in dated) / len(dated),
    }
    print(f"pages {len(rows)}, refused {refused}, crashed {crashed}")
    print(f"body F1 {figures['body']:.3f}")
    print(f"title   {figures['title']:.3f}")
    print(f"day     {figures['day']:.3f} of {len(dated)}")
    print(f"speed   {len(rows) / seconds:.1f} pages per CPU-second")
    for row in sorted(rows, key=lambda row: row[0])[:worst]:
        print(f"F1 {row[0]:.2f} {row[3]['html_file']} {row[3]['link'][:90]} | {row[4]}")
    if worst:
        for row in [row for row in rows if not row[1]][:worst]:
            print(f"title {row[3]['html_file']}\n   gold  {row[3]['title']}\n   found {row[4]}")
        for row in [row for row in dated if not row[2]][:worst]:
            found = row[5] and [(c, str(i.earliest)) for c, i in row[5].candidates]
            print(f"day {row[3]['html_file']} gold {row[3]['date'][:10]} found {found}")
    return figures


if __name__ == "__main__":
    sys.exit(main())
