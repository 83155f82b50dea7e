"""A page of its own: no script, nothing loaded from elsewhere."""

from __future__ import annotations

from html import escape
from typing import IO
from urllib.parse import urlsplit

from kb.export.words import attributions, cut, day, labels, span, support, title, when
from kb.rows import Report, Timeline, TimelineRow

_STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem }
ol { list-style: none; padding: 0 } li.event { border-top: 1px solid #bbb; padding: .8rem 0 }
time, .undated { color: #555; font-weight: 600 } .about { color: #555; font-size: .9rem }
blockquote { margin: .4rem 0 0 1rem; border-left: 3px solid #ccc; padding-left: .7rem }
"""


def write(timeline: Timeline, fp: IO[bytes]) -> None:
    """Write a timeline as an HTML page."""
    note = cut(timeline)
    heading = escape(title(timeline))
    events = "\n".join(_event(row) for row in timeline.rows)
    page = (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{heading}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{heading}</h1>\n"
        + (f"<p><strong>{escape(note)}</strong></p>\n" if note else "")
        + (f"<ol>\n{events}\n</ol>\n" if events else "<p>No events.</p>\n")
        + "</body>\n</html>\n"
    )
    fp.write(page.encode())


def _event(row: TimelineRow) -> str:
    words = escape(when(row))
    if row.earliest is not None:
        shown = f'<time datetime="{row.earliest.isoformat()}">{words}</time>'
    else:
        shown = f'<span class="undated">{words}</span>'
    about = [row.type.label if row.type else "", row.status, support(row)]
    about += [f"{party.role} {party.actor.label}" for party in row.parties]
    about.append(labels(located.place for located in row.places))
    line = escape(", ".join(part for part in about if part))
    reports = "".join(_report(report) for report in row.reports)
    return (
        f'<li class="event">{shown} <a href="{escape(row.event)}">{escape(row.label)}</a>'
        f'<div class="about">{line}</div>{reports}</li>'
    )


def _report(report: Report) -> str:
    source = escape(report.publisher.label if report.publisher else "Unknown publisher")
    # A page's address comes from the article: only web addresses become links.
    if report.url and urlsplit(report.url).scheme in ("http", "https"):
        source = f'<a href="{escape(report.url)}" rel="noreferrer">{source}</a>'
    if report.published:
        first, last = report.published
        source += ", " + (day(first) if first == last else "published " + span(first, last))
    chain = attributions(report)
    source += f": {escape(chain)}" if chain else ""
    return f'<blockquote>{escape(report.sentence)}<div class="about">{source}</div></blockquote>'
